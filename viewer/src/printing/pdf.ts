const POINTS_PER_MM = 72 / 25.4;

interface Page {
  /** Millimetres. */
  width: number;
  height: number;
  /** The page as a JPEG, with its size in pixels. */
  picture: Uint8Array;
  pixels: readonly [number, number];
  title: string;
  language: string;
}

/** A text of any letters, as a PDF keeps it: UTF-16 in hexadecimal. */
function hexText(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, "0"),
  );
  return `<feff${units.join("")}>`;
}

/** A PDF (1.7) of one page that is one picture: no library is needed for that. */
export function writePdf({ width, height, picture, pixels, title, language }: Page): Blob {
  const [across, down] = [width, height].map((mm) => (mm * POINTS_PER_MM).toFixed(2));
  const drawing = `q ${across} 0 0 ${down} 0 0 cm /P Do Q`;
  const image =
    `/Type /XObject /Subtype /Image /Width ${pixels[0]} /Height ${pixels[1]} ` +
    `/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${picture.length}`;
  const objects: (readonly (string | Uint8Array)[])[] = [
    [`<< /Type /Catalog /Pages 2 0 R /Lang (${language}) /ViewerPreferences << /DisplayDocTitle true >> >>`],
    ["<< /Type /Pages /Kids [3 0 R] /Count 1 >>"],
    [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${across} ${down}] ` +
        "/Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>",
    ],
    [`<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`],
    [`<< ${image} >>\nstream\n`, picture, "\nendstream"],
    [`<< /Title ${hexText(title)} >>`],
  ];
  return join(objects);
}

function join(objects: readonly (readonly (string | Uint8Array)[])[]): Blob {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const places: number[] = [];
  let length = 0;
  const add = (part: string | Uint8Array) => {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  add("%PDF-1.7\n%\u00e2\u00e3\n");
  objects.forEach((pieces, at) => {
    places.push(length);
    add(`${at + 1} 0 obj\n`);
    pieces.forEach(add);
    add("\nendobj\n");
  });
  const table = length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`);
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join("")}`);
  add(
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${table}\n%%EOF\n`,
  );
  return new Blob(parts as BlobPart[], { type: "application/pdf" });
}
