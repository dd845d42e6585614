import type { Feature, FeatureCollection } from "geojson";
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Drawing, Raster } from "../api/reports";
import { MAP_COLOURS } from "../app/theme";
import { MAP_FONT } from "./fonts";
import { OWN } from "./highlight";

export const ANSWER = `${OWN}answer:`;

export const sourceOfDrawing = (drawing: string) => `${ANSWER}${drawing}`;

/** An unknown value is left out, as tiles leave it out: the styles ask whether it is there. */
function knownOnly(feature: Feature): Feature {
  const known = Object.entries(feature.properties ?? {}).filter(([, value]) => value !== null);
  return { ...feature, properties: Object.fromEntries(known) };
}

export function featuresOfDrawing({ features }: Drawing): FeatureCollection {
  return { ...features, features: features.features.map(knownOnly) };
}

export const idOfRaster = (raster: string) => `${ANSWER}raster:${raster}`;

/** A raster's picture, its squares as they are: blurred, a class would have the colours of two. */
export function layerOfRaster({ id }: Raster): LayerSpecification {
  return {
    id: idOfRaster(id),
    type: "raster",
    source: idOfRaster(id),
    paint: { "raster-resampling": "nearest", "raster-fade-duration": 0 },
  };
}

const SHOWN_PARTS: readonly unknown[] = ["fill", "casing", "line", "circle", "label"];

/** A drawing's own style on its own features: whole at every zoom, so that no look from afar is needed. */
export function layersOfDrawing(drawing: Drawing): LayerSpecification[] {
  return drawing.style
    .filter((part) => SHOWN_PARTS.includes(part.metadata?.["twin:part"]))
    .map((part) => {
      const { minzoom, "source-layer": _tiles, ...rest } = part as typeof part & { minzoom?: number };
      const label = part.type === "symbol";
      return {
        ...rest,
        id: `${ANSWER}${part.id}`,
        source: sourceOfDrawing(drawing.id),
        layout: { ...part.layout, visibility: "visible", ...(label ? { "text-font": [MAP_FONT] } : {}) },
        ...(label && minzoom !== undefined ? { minzoom } : {}),
      } as LayerSpecification;
    });
}

const HEIGHTS: Partial<Record<LayerSpecification["type"], number>> = {
  fill: 0,
  line: 1,
  circle: 2,
  symbol: 3,
};

/** All drawings from the ground up: areas, lines, points, and names over all of them. */
export function layersOfAnswer(drawings: readonly Drawing[]): LayerSpecification[] {
  const height = (layer: LayerSpecification) => HEIGHTS[layer.type] ?? 0;
  return drawings.flatMap(layersOfDrawing).toSorted((a, b) => height(a) - height(b));
}

const POINTS = ["Point", "MultiPoint"];

function among(ids: readonly (number | string)[], points: boolean): FilterSpecification {
  const typed: ExpressionSpecification = ["in", ["geometry-type"], ["literal", POINTS]];
  return ["all", points ? typed : ["!", typed], ["in", ["id"], ["literal", [...ids]]]];
}

/** Marks on what is chosen of a drawing. */
export function markChosen(drawing: string, ids: readonly (number | string)[]): LayerSpecification[] {
  const source = sourceOfDrawing(drawing);
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const lines = among(ids, false);
  return [
    {
      id: `${source}:chosen-halo`,
      type: "line",
      source,
      filter: lines,
      layout: round,
      paint: { "line-color": MAP_COLOURS.halo, "line-width": 7, "line-opacity": 0.9 },
    },
    {
      id: `${source}:chosen-line`,
      type: "line",
      source,
      filter: lines,
      layout: round,
      paint: { "line-color": MAP_COLOURS.open, "line-width": 3 },
    },
    {
      id: `${source}:chosen-ring`,
      type: "circle",
      source,
      filter: among(ids, true),
      paint: {
        "circle-radius": 12,
        "circle-color": MAP_COLOURS.open,
        "circle-opacity": 0.14,
        "circle-stroke-color": MAP_COLOURS.open,
        "circle-stroke-width": 3,
      },
    },
  ];
}
