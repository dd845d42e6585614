import { describe, expect, it } from "vitest";
import { changeOf, drawTrend, judgeChange } from "./trend";

const point = (as_of: string, value: number | null) => ({ as_of, value, unknown: null });

describe("a trend", () => {
  const year = [point("2026-01-31", null), point("2026-02-28", 10), point("2026-03-31", 14)];

  it("begins where something is known", () => {
    expect(changeOf(year)).toEqual({ since: "2026-02-28", by: 4 });
    expect(changeOf(year.slice(0, 2))).toBeNull();
  });

  it("is drawn from the lowest to the highest, over all of its days", () => {
    expect(drawTrend(year, 59, 20)).toEqual(["28.0,20.0 59.0,0.0"]);
  });

  it("is not drawn through days of which nothing is known", () => {
    const broken = [point("2026-01-01", 1), point("2026-01-02", 2), point("2026-01-03", null)];
    const more = [...broken, point("2026-01-04", 2), point("2026-01-05", 1)];
    expect(drawTrend(more, 4, 10)).toEqual(["0.0,10.0 1.0,0.0", "3.0,0.0 4.0,10.0"]);
  });

  it("lies in the middle where nothing changes", () => {
    expect(drawTrend([point("2026-01-01", 5), point("2026-01-02", 5)], 10, 8)).toEqual(["0.0,4.0 10.0,4.0"]);
  });

  it("is good only where somebody said which way is", () => {
    expect(judgeChange(2, "up")).toBe("good");
    expect(judgeChange(2, "down")).toBe("bad");
    expect(judgeChange(2, null)).toBeNull();
    expect(judgeChange(0, "up")).toBeNull();
  });
});
