import type { Feature, FeatureCollection, Position } from "geojson";
import type { GeoJSONSource, Map as MapLibreMap } from "maplibre-gl";
import type { Measured } from "../app/view";
import { DRAWN_SOURCE } from "./highlight";

export interface Drawn {
  measured: Measured | null;
  spot: Position | null;
  /** What was measured, in words. */
  words: string;
}

const point = (coordinates: Position, properties: Feature["properties"]): Feature => ({
  type: "Feature",
  geometry: { type: "Point", coordinates },
  properties,
});

function shapeOf({ what, corners }: Measured): Feature {
  const closed = what === "area" && corners.length > 2;
  const ring = [...corners, ...corners.slice(0, 1)];
  return {
    type: "Feature",
    geometry: closed
      ? { type: "Polygon", coordinates: [ring] }
      : { type: "LineString", coordinates: [...corners] },
    properties: { what: "shape" },
  };
}

/** The shapes of what was measured, with its corners and its size in words at the last of them. */
export function collectDrawn({ measured, spot, words }: Drawn): FeatureCollection {
  const corners = measured?.corners ?? [];
  const last = corners.length - 1;
  const features = [
    ...(measured && corners.length > 1 ? [shapeOf(measured)] : []),
    ...corners.map((corner, at) =>
      point(corner, at === last && words ? { what: "corner", words } : { what: "corner" }),
    ),
    ...(spot ? [point(spot, { what: "spot" })] : []),
  ];
  return { type: "FeatureCollection", features: features.map((feature, id) => ({ ...feature, id })) };
}

export function showDrawn(map: MapLibreMap, drawn: Drawn): void {
  map.getSource<GeoJSONSource>(DRAWN_SOURCE)?.setData(collectDrawn(drawn));
}
