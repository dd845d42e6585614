/** Text without case and marks, so that `duong` finds `Đường`: for lists that the viewer itself searches. */
export function fold(text: string): string {
  return text
    .toLocaleLowerCase("vi")
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .replaceAll("đ", "d");
}
