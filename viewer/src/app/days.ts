/** Days as ISO text (YYYY-MM-DD), in the ward's own time. */
const TIME_ZONE = "Asia/Ho_Chi_Minh";
const DAY_MS = 86_400_000;

export function today(): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: TIME_ZONE }).format(new Date());
}

/** Whole days from one to another; negative where the other lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The ends of the months from one day to another, and that other day. */
export function monthsBetween(from: string, to: string): string[] {
  const days: string[] = [];
  const [year = 0, month = 0] = from.split("-").map(Number);
  for (let at = 0; ; at++) {
    const end = new Date(Date.UTC(year, month + at, 0)).toISOString().slice(0, 10);
    if (end >= to) return [...days, to];
    days.push(end);
  }
}
