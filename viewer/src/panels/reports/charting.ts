import type { Chart } from "../../api/reports";

/** Round numbers from below the least to above the most, about `wanted` of them. */
export function ticksOf(least: number, most: number, wanted = 4): number[] {
  const range = most - least || Math.abs(most) || 1;
  const rough = range / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((by) => by * power).find((by) => by >= rough) ?? 10 * power;
  const first = Math.floor(least / step);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}

/** Where a series of a stacked chart begins and ends at a place; null where nobody knows it. */
export interface Span {
  from: number;
  to: number;
}

/** The spans of each series, place by place: from nought, or each from where the one before it ends. */
export function spansOf(chart: Chart): (Span | null)[][] {
  const ends = chart.places.map(() => 0);
  return chart.series.map(({ values }) =>
    chart.places.map((_, at) => {
      const value = values[at] ?? null;
      if (value === null) return null;
      const from = chart.kind === "stacked" ? (ends[at] ?? 0) : 0;
      if (chart.kind === "stacked") ends[at] = from + value;
      return { from, to: from + value };
    }),
  );
}

/** The numbers between which the axis runs: bars stand on nought, a line is drawn where its numbers are. */
export function rangeOf(chart: Chart): [number, number] {
  const numbers = spansOf(chart)
    .flat()
    .flatMap((span) => (span ? [span.to] : []));
  if (numbers.length === 0) return [0, 1];
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (chart.kind !== "line") return [Math.min(0, least), Math.max(0, most)];
  // A line whose numbers differ little beside what they are would be flat on an axis from nought.
  return least > 0 && most - least > most / 3 ? [0, most] : [least, most];
}

/** The runs of a line that are known, each as places of the axis. */
export function runsOf(values: readonly (number | null)[]): number[][] {
  const found: number[][] = [];
  let open: number[] | null = null;
  values.forEach((value, at) => {
    if (value === null) {
      open = null;
      return;
    }
    if (!open) {
      open = [];
      found.push(open);
    }
    open.push(at);
  });
  return found;
}

const LONG = 7;
const MOST_LYING = 40;

/** Whether bars lie: long words are read along them. */
export function isLying(chart: Chart): boolean {
  const longest = Math.max(0, ...chart.places.map((place) => place.length));
  return chart.kind !== "line" && longest > LONG && chart.places.length <= MOST_LYING;
}

/** Every how many places one is named, so that names of so many pixels do not meet. */
export function everyNth(count: number, room: number, name: number): number {
  return Math.max(1, Math.ceil((count * name) / Math.max(room, 1)));
}
