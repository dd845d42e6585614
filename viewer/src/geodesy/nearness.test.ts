import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { distanceBetween } from "./nearness";
import { fromGrid } from "./vn2000";

const at = (x: number, y: number) => fromGrid({ east: 582_000 + x, north: 2_325_000 + y });
const point = (x: number, y: number): Geometry => ({ type: "Point", coordinates: at(x, y) });
const line = (...corners: [number, number][]): Geometry => ({
  type: "LineString",
  coordinates: corners.map(([x, y]) => at(x, y)),
});
const square = (x: number, y: number, size: number): [number, number][][] => [
  [at(x, y), at(x + size, y), at(x + size, y + size), at(x, y + size), at(x, y)],
];
const area = (x: number, y: number, size: number): Geometry => ({
  type: "Polygon",
  coordinates: square(x, y, size),
});
const HOLED: Geometry = { type: "Polygon", coordinates: [...square(0, 0, 100), ...square(40, 40, 20)] };

test.each([
  ["two points", point(0, 0), point(30, 40), 50],
  ["a point beside a line", point(50, 12), line([0, 0], [100, 0]), 12],
  ["a point past its end", point(103, 4), line([0, 0], [100, 0]), 5],
  ["lines that cross between their corners", line([0, 0], [100, 0]), line([50, -20], [50, 20]), 0],
  ["lines side by side", line([0, 0], [100, 0]), line([20, 7], [60, 7]), 7],
  ["a point in an area", point(20, 20), area(0, 0, 100), 0],
  ["a point in the hole of an area", point(50, 50), HOLED, 10],
  ["an area within another", area(40, 40, 5), area(0, 0, 100), 0],
  ["areas apart", area(0, 0, 10), area(25, 0, 10), 15],
])("%s", (_, one, other, metres) => {
  expect(distanceBetween(one, other)).toBeCloseTo(metres, 3);
  expect(distanceBetween(other, one)).toBeCloseTo(metres, 3);
});
