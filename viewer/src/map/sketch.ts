import type { Geometry, Position } from "geojson";
import type { Shape } from "../api/reports";
import { createStore } from "../app/store";

/** What somebody is asked to draw, or to point at, on the map. */
export type Wanted =
  | { do: "draw"; shape: Shape; done: (geometry: Geometry) => void }
  | { do: "point"; layer: string; chosen: (id: string) => void };

export interface Sketch {
  wanted: Wanted | null;
  corners: readonly Position[];
}

const NOTHING: Sketch = { wanted: null, corners: [] };

/** What is being drawn now; there is one map, and so one drawing. */
export const sketch = createStore<Sketch>(NOTHING);

export const LEAST_CORNERS: Record<Shape, number> = { point: 1, line: 2, area: 3 };

const DIGITS = 7;
const round = (position: Position) => position.map((number) => Number(number.toFixed(DIGITS)));

export function startSketch(wanted: Wanted): void {
  sketch.set(() => ({ wanted, corners: [] }));
}

export function leaveSketch(): void {
  sketch.set(() => NOTHING);
}

export function shapeOf(shape: Shape, corners: readonly Position[]): Geometry {
  const rounded = corners.map(round);
  const [first = []] = rounded;
  switch (shape) {
    case "point":
      return rounded.length === 1
        ? { type: "Point", coordinates: first }
        : { type: "MultiPoint", coordinates: rounded };
    case "line":
      return { type: "LineString", coordinates: rounded };
    case "area":
      return { type: "Polygon", coordinates: [[...rounded, first]] };
  }
}

export function addCorner(corner: Position): void {
  sketch.set((before) => ({ ...before, corners: [...before.corners, corner] }));
}

export function dropCorner(): void {
  sketch.set((before) => ({ ...before, corners: before.corners.slice(0, -1) }));
}

/** Whether what is drawn is enough to be finished. */
export function isEnough({ wanted, corners }: Sketch): boolean {
  return wanted?.do === "draw" && corners.length >= LEAST_CORNERS[wanted.shape];
}

export function finishSketch(): void {
  const { wanted, corners } = sketch.get();
  if (wanted?.do !== "draw" || !isEnough(sketch.get())) return;
  leaveSketch();
  wanted.done(shapeOf(wanted.shape, corners));
}
