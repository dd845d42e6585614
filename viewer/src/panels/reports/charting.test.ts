import { describe, expect, it } from "vitest";
import type { Chart } from "../../api/reports";
import { everyNth, isLying, rangeOf, runsOf, spansOf, ticksOf } from "./charting";

const say = (word: string) => ({ vi: word, en: word });
const chart = (kind: Chart["kind"], ...series: (number | null)[][]): Chart => ({
  id: "eggs",
  title: say("eggs"),
  kind,
  axis: say("lake"),
  places: ["West", "East", "North"],
  unit: null,
  series: series.map((values, at) => ({ label: say(String(at)), values, colour: null })),
});

describe("ticks", () => {
  it.each([
    [0, 362, [0, 100, 200, 300, 400]],
    [0, 1, [0, 0.25, 0.5, 0.75, 1]],
    [-12, 30, [-20, 0, 20, 40]],
  ])("between %d and %d are round", (least, most, ticks) => expect(ticksOf(least, most)).toEqual(ticks));

  it("stand though all numbers are the same", () => {
    const [first = 0, ...rest] = ticksOf(7, 7);
    expect(first).toBeLessThanOrEqual(7);
    expect(rest.at(-1)).toBeGreaterThanOrEqual(7);
  });
});

describe("bars", () => {
  it("stand on one another, and leave out what is unknown", () => {
    expect(spansOf(chart("stacked", [1, null, 2], [3, 4, 5]))).toEqual([
      [{ from: 0, to: 1 }, null, { from: 0, to: 2 }],
      [
        { from: 1, to: 4 },
        { from: 0, to: 4 },
        { from: 2, to: 7 },
      ],
    ]);
    expect(rangeOf(chart("stacked", [1, null, 2], [3, 4, 5]))).toEqual([0, 7]);
  });

  it("reach to nought, and below it", () => {
    expect(rangeOf(chart("bars", [5, 9, -2]))).toEqual([-2, 9]);
    expect(rangeOf(chart("bars", [null, null, null]))).toEqual([0, 1]);
  });

  it("lie where their words are long", () => {
    expect(isLying(chart("bars", [1, 2, 3]))).toBe(false);
    expect(isLying({ ...chart("bars", [1, 2, 3]), places: ["Hồ Trung Kính"] })).toBe(true);
  });
});

describe("a line", () => {
  it("breaks where nobody knows", () => {
    expect(runsOf([1, 2, null, 3])).toEqual([[0, 1], [3]]);
    expect(runsOf([null])).toEqual([]);
  });

  it("names as many places as there is room for", () => {
    expect(everyNth(48, 480, 40)).toBe(4);
    expect(everyNth(3, 480, 40)).toBe(1);
  });
});
