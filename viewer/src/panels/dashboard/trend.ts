import type { Point } from "../../api/dashboard";

export interface Known {
  day: string;
  value: number;
}

/** The days of which the number is known, oldest first. */
export function knownPoints(points: readonly Point[]): Known[] {
  return points.flatMap(({ as_of: day, value }) => (value === null ? [] : [{ day, value }]));
}

/** How far the last known number is from the first; null where there are not two. */
export function changeOf(points: readonly Point[]): { since: string; by: number } | null {
  const known = knownPoints(points);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || known.length < 2) return null;
  return { since: first.day, by: last.value - first.value };
}

/** Corners of the line through the known points in a box; days that are not known leave a gap. */
export function drawTrend(points: readonly Point[], width: number, height: number): string[] {
  const known = knownPoints(points);
  if (known.length < 2) return [];
  const days = points.map(({ as_of }) => Date.parse(as_of));
  const values = known.map(({ value }) => value);
  const [from, to] = [Math.min(...days), Math.max(...days)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const across = (day: string) => ((Date.parse(day) - from) / (to - from || 1)) * width;
  const down = (value: number) => (high === low ? height / 2 : ((high - value) / (high - low)) * height);
  const runs: string[][] = [[]];
  for (const { as_of, value } of points) {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${across(as_of).toFixed(1)},${down(value).toFixed(1)}`);
  }
  return runs.filter((run) => run.length > 1).map((run) => run.join(" "));
}

/** Whether a change is good; null where neither way is. */
export function judgeChange(by: number, better: "up" | "down" | null): "good" | "bad" | null {
  if (better === null || by === 0) return null;
  return by > 0 === (better === "up") ? "good" : "bad";
}
