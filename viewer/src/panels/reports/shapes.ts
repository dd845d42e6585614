import type { Geometry } from "geojson";
import { createStore } from "../../app/store";

/** The shapes of the forms that are open, by the field that holds each. */
export const shapes = createStore<Readonly<Record<string, Geometry>>>({});

export function keepShape(place: string, shape: Geometry | null): void {
  shapes.set(({ [place]: before, ...rest }) => {
    if (shape) return { ...rest, [place]: shape };
    return rest;
  });
}
