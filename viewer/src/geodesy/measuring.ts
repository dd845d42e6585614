import type { Position } from "geojson";
import { type GridPoint, toGrid } from "./vn2000";

/** Metres along the corners, in the plane of VN-2000. */
export function lengthOf(corners: readonly Position[]): number {
  const points = corners.map(toGrid);
  return points.slice(1).reduce((sum, point, at) => sum + distance(points[at] ?? point, point), 0);
}

function distance(one: GridPoint, other: GridPoint): number {
  return Math.hypot(other.east - one.east, other.north - one.north);
}

/** Square metres within the corners, in the plane of VN-2000; the ring closes itself. */
export function areaOf(corners: readonly Position[]): number {
  const points = corners.map(toGrid);
  const [origin] = points;
  if (!origin) return 0;
  // From a corner, so that products of seven-digit coordinates lose nothing.
  const near = points.map(({ east, north }) => [east - origin.east, north - origin.north] as const);
  const doubled = near.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = near[(at + 1) % near.length] ?? [0, 0];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

/** Metres round the corners. */
export function perimeterOf(corners: readonly Position[]): number {
  const [first] = corners;
  return first ? lengthOf([...corners, first]) : 0;
}

/** Whether the ring of the corners crosses itself: then its area says nothing. */
export function crossesItself(corners: readonly Position[]): boolean {
  const sides = corners.map((corner, at) => [corner, corners[(at + 1) % corners.length] ?? corner] as const);
  return sides.some((side, at) =>
    sides.some(
      (other, place) => place > at + 1 && !(at === 0 && place === sides.length - 1) && cross(side, other),
    ),
  );
}

type Side = readonly [Position, Position];

function cross([a, b]: Side, [c, d]: Side): boolean {
  return turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);
}

function turn([ax = 0, ay = 0]: Position, [bx = 0, by = 0]: Position, [cx = 0, cy = 0]: Position): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}
