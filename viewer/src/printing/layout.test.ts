import { expect, test } from "vitest";
import { laySheet, scaleBar, scaleOf, zoomOfScale, zoomToFit } from "./layout";

test.each([
  ["A4", "landscape"],
  ["A4", "portrait"],
  ["A3", "landscape"],
  ["A3", "portrait"],
] as const)("on %s %s nothing lies over another or off the paper", (paper, turn) => {
  const sheet = laySheet(paper, turn);
  const boxes = [sheet.title, sheet.map, sheet.legend, sheet.footer];
  for (const { x, y, width, height } of boxes) {
    expect(Math.min(x, y, sheet.width - x - width, sheet.height - y - height)).toBeGreaterThanOrEqual(9.99);
  }
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      const apart =
        one.x + one.width <= other.x + 1e-9 ||
        other.x + other.width <= one.x + 1e-9 ||
        one.y + one.height <= other.y + 1e-9 ||
        other.y + other.height <= one.y + 1e-9;
      expect(apart).toBe(true);
    }
  });
});

test("a scale is what a ruler would say", () => {
  expect(scaleOf(21, zoomOfScale(21, 2000))).toBeCloseTo(2000, 6);
  // One CSS pixel is 0.2646 mm; at zoom 16 and 21° N it is 1.115 m of ground.
  expect(scaleOf(21, 16)).toBeCloseTo(1.1147 / 0.000_264_583, -1);
});

test("a frame shows all of the screen", () => {
  const frame = { x: 0, y: 0, width: 211.67, height: 105.83 };
  expect(zoomToFit(15, [800, 400], frame)).toBeCloseTo(15, 2);
  expect(zoomToFit(15, [800, 800], frame)).toBeCloseTo(14, 2);
});

test.each([
  [1000, 50, 50, 50],
  [5000, 50, 200, 40],
  [2000, 45, 50, 25],
  [25_000, 50, 1000, 40],
])("1:%i has a bar of at most %i mm: %i m", (scale, most, metres, width) => {
  expect(scaleBar(scale, most)).toEqual({ metres, width });
});
