import { describe, expect, test } from "vitest";
import { areaOf, crossesItself, lengthOf, perimeterOf } from "./measuring";
import { fromGrid, toGrid } from "./vn2000";
import reference from "./vn2000.reference.json";

type Row = [longitude: number, latitude: number, east: number, north: number, backX: number, backY: number];

/** By pyproj 3 (EPSG:4326 to EPSG:5897 and from there back), over all of Vietnam's zone and beyond. */
const ROWS = reference as Row[];

describe.each(ROWS)("%d, %d", (longitude, latitude, east, north, backX, backY) => {
  test("lies in the grid where PROJ says, to a millimetre", () => {
    const point = toGrid([longitude, latitude]);
    expect(Math.hypot(point.east - east, point.north - north)).toBeLessThan(0.001);
  });

  test("comes back from the grid as PROJ brings it back", () => {
    const [x, y] = fromGrid({ east, north });
    expect(Math.hypot((x - backX) * 104_000, (y - backY) * 111_000)).toBeLessThan(0.001);
  });
});

test("the check point of the domain", () => {
  const { east, north } = toGrid([105.793, 21.017]);
  expect([east.toFixed(3), north.toFixed(3)]).toEqual(["582236.660", "2325039.287"]);
});

test("a square of the grid is measured as one", () => {
  const corners = [
    [582_000, 2_325_000],
    [582_100, 2_325_000],
    [582_100, 2_325_200],
    [582_000, 2_325_200],
  ].map(([east = 0, north = 0]) => fromGrid({ east, north }));
  expect(areaOf(corners)).toBeCloseTo(20_000, 2);
  expect(areaOf(corners.toReversed())).toBeCloseTo(20_000, 2);
  expect(perimeterOf(corners)).toBeCloseTo(600, 3);
  expect(lengthOf(corners)).toBeCloseTo(400, 3);
  expect(crossesItself(corners)).toBe(false);
  const [a = [], b = [], c = [], d = []] = corners;
  expect(crossesItself([a, c, b, d])).toBe(true);
});

test("nothing is as long as nothing", () => {
  expect([lengthOf([]), areaOf([]), perimeterOf([])]).toEqual([0, 0, 0]);
});
