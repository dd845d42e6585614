import type { Geometry, Position } from "geojson";
import { type GridPoint, toGrid } from "./vn2000";

type Path = readonly GridPoint[];

interface Shape {
  /** Points, lines and rings; a point is a path of one. */
  paths: readonly Path[];
  /** Rings of areas: whatever lies within is at no distance. */
  rings: readonly Path[];
}

const toPath = (positions: readonly Position[]): Path => positions.map(toGrid);

function shapeOf(geometry: Geometry): Shape {
  switch (geometry.type) {
    case "Point":
      return { paths: [toPath([geometry.coordinates])], rings: [] };
    case "MultiPoint":
      return { paths: geometry.coordinates.map((one) => toPath([one])), rings: [] };
    case "LineString":
      return { paths: [toPath(geometry.coordinates)], rings: [] };
    case "MultiLineString":
      return { paths: geometry.coordinates.map(toPath), rings: [] };
    case "Polygon":
      return areaOf(geometry.coordinates);
    case "MultiPolygon":
      return joined(geometry.coordinates.map(areaOf));
    case "GeometryCollection":
      return joined(geometry.geometries.map(shapeOf));
  }
}

function areaOf(coordinates: readonly (readonly Position[])[]): Shape {
  const paths = coordinates.map(toPath);
  return { paths, rings: paths };
}

function joined(shapes: readonly Shape[]): Shape {
  return { paths: shapes.flatMap(({ paths }) => paths), rings: shapes.flatMap(({ rings }) => rings) };
}

/** Metres from a point to a leg of a path. */
function toLeg(point: GridPoint, from: GridPoint, to: GridPoint): number {
  const [dx, dy] = [to.east - from.east, to.north - from.north];
  const square = dx * dx + dy * dy;
  const along = square && ((point.east - from.east) * dx + (point.north - from.north) * dy) / square;
  const held = Math.min(Math.max(along, 0), 1);
  return Math.hypot(point.east - from.east - held * dx, point.north - from.north - held * dy);
}

function toPathFrom(point: GridPoint, path: Path): number {
  const [first] = path;
  if (!first) return Number.POSITIVE_INFINITY;
  const legs = path.slice(1).map((to, at) => toLeg(point, path[at] ?? first, to));
  return legs.length ? Math.min(...legs) : Math.hypot(point.east - first.east, point.north - first.north);
}

const side = (a: GridPoint, b: GridPoint, c: GridPoint) =>
  Math.sign((b.east - a.east) * (c.north - a.north) - (b.north - a.north) * (c.east - a.east));

function cross(one: Path, other: Path): boolean {
  return one.slice(1).some((b, at) => {
    const a = one[at] ?? b;
    return other.slice(1).some((d, place) => {
      const c = other[place] ?? d;
      return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
    });
  });
}

/** Whether a point lies in an odd number of rings: in a hole it lies in two. */
function isWithin({ east, north }: GridPoint, rings: readonly Path[]): boolean {
  const crossings = rings.flatMap((ring) =>
    ring.filter((to, at) => {
      const from = ring.at(at - 1) ?? to;
      if (from.north > north === to.north > north) return false;
      return east < from.east + ((north - from.north) / (to.north - from.north)) * (to.east - from.east);
    }),
  );
  return crossings.length % 2 === 1;
}

/** Metres between two shapes at their nearest, in the plane of VN-2000; 0 where they touch or one holds the other. */
export function distanceBetween(one: Geometry, other: Geometry): number {
  const [a, b] = [shapeOf(one), shapeOf(other)];
  const touches =
    a.paths.some((path) => b.paths.some((beside) => cross(path, beside))) ||
    a.paths.some(([point]) => point && isWithin(point, b.rings)) ||
    b.paths.some(([point]) => point && isWithin(point, a.rings));
  if (touches) return 0;
  const nearest = (points: Shape, paths: Shape) =>
    points.paths.flatMap((path) =>
      path.flatMap((point) => paths.paths.map((beside) => toPathFrom(point, beside))),
    );
  return Math.min(Number.POSITIVE_INFINITY, ...nearest(a, b), ...nearest(b, a));
}
