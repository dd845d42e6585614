import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import { MAP_COLOURS } from "../app/theme";
import { MAP_FONT } from "./fonts";

/** The start of the ids of sources and layers that are the viewer's own, not the city's. */
export const OWN = "twin:";
export const OPEN_SOURCE = `${OWN}open`;
export const DRAWN_SOURCE = `${OWN}drawn`;

const POINTS = ["Point", "MultiPoint"];
const AREAS = ["Polygon", "MultiPolygon"];

const ofTypes = (types: string[]): FilterSpecification => ["in", ["geometry-type"], ["literal", types]];
const notOfTypes = (types: string[]): FilterSpecification => [
  "!",
  ["in", ["geometry-type"], ["literal", types]],
];

interface Origin {
  source: string;
  "source-layer"?: string;
}

interface Mark {
  id: string;
  origin: Origin;
  colour: string;
  width: number;
  only?: FilterSpecification;
}

function both(one: FilterSpecification, other: FilterSpecification | undefined): FilterSpecification {
  return other ? (["all", one, other] as FilterSpecification) : one;
}

/** Rings round points, haloed lines along lines and edges, a tint over areas. */
function mark({ id, origin, colour, width, only }: Mark): LayerSpecification[] {
  const along = { "line-cap": "round", "line-join": "round" } as const;
  const line = both(notOfTypes(POINTS), only);
  return [
    {
      id: `${OWN}${id}:area`,
      type: "fill",
      ...origin,
      filter: both(ofTypes(AREAS), only),
      paint: { "fill-color": colour, "fill-opacity": 0.14 },
    },
    {
      id: `${OWN}${id}:halo`,
      type: "line",
      ...origin,
      filter: line,
      layout: along,
      paint: { "line-color": MAP_COLOURS.halo, "line-width": width + 4, "line-opacity": 0.85 },
    },
    {
      id: `${OWN}${id}:line`,
      type: "line",
      ...origin,
      filter: line,
      layout: along,
      paint: { "line-color": colour, "line-width": width },
    },
    {
      id: `${OWN}${id}:ring`,
      type: "circle",
      ...origin,
      filter: both(ofTypes(POINTS), only),
      paint: {
        "circle-radius": 9 + width,
        "circle-color": colour,
        "circle-opacity": 0.14,
        "circle-stroke-color": colour,
        "circle-stroke-width": width,
      },
    },
  ];
}

/** The feature under the pointer, drawn from the tiles that are already there. */
export function markHovered(layer: string, id: number | string): LayerSpecification[] {
  return mark({
    id: "hovered",
    origin: { source: layer, "source-layer": layer },
    colour: MAP_COLOURS.hovered,
    width: 2,
    only: ["==", ["id"], id],
  });
}

/** Features that are selected, drawn from the tiles that are already there. */
export function markSelected(layer: string, ids: readonly number[]): LayerSpecification[] {
  return mark({
    id: `selected:${layer}`,
    origin: { source: layer, "source-layer": layer },
    colour: MAP_COLOURS.selected,
    width: 3,
    only: ["in", ["id"], ["literal", [...ids]]],
  });
}

/** The open feature, drawn from its full geometry: it shows at every zoom, whole. */
export function markOpen(): LayerSpecification[] {
  return mark({ id: "open", origin: { source: OPEN_SOURCE }, colour: MAP_COLOURS.open, width: 3 });
}

/** What was measured, and the place that was gone to: above all of the city. */
export function markDrawn(): LayerSpecification[] {
  const source = DRAWN_SOURCE;
  return [
    {
      id: `${OWN}drawn:area`,
      type: "fill",
      source,
      filter: ofTypes(AREAS),
      paint: { "fill-color": MAP_COLOURS.drawn, "fill-opacity": 0.12 },
    },
    {
      id: `${OWN}drawn:halo`,
      type: "line",
      source,
      filter: notOfTypes(POINTS),
      paint: { "line-color": MAP_COLOURS.halo, "line-width": 5, "line-opacity": 0.85 },
    },
    {
      id: `${OWN}drawn:line`,
      type: "line",
      source,
      filter: notOfTypes(POINTS),
      paint: { "line-color": MAP_COLOURS.drawn, "line-width": 2.5, "line-dasharray": [3, 1.5] },
    },
    {
      id: `${OWN}drawn:corner`,
      type: "circle",
      source,
      filter: ofTypes(POINTS),
      paint: {
        "circle-radius": ["case", ["==", ["get", "what"], "spot"], 8, 4.5],
        "circle-color": ["case", ["==", ["get", "what"], "spot"], MAP_COLOURS.open, MAP_COLOURS.halo],
        "circle-stroke-color": ["case", ["==", ["get", "what"], "spot"], MAP_COLOURS.halo, MAP_COLOURS.drawn],
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: `${OWN}drawn:words`,
      type: "symbol",
      source,
      filter: ["has", "words"],
      layout: {
        "text-field": ["get", "words"],
        "text-font": [MAP_FONT],
        "text-size": 13,
        "text-anchor": "bottom-left",
        "text-offset": [0.6, -0.5],
        "text-allow-overlap": true,
      },
      paint: {
        "text-color": MAP_COLOURS.drawn,
        "text-halo-color": MAP_COLOURS.halo,
        "text-halo-width": 2,
      },
    },
  ];
}

/** The lowest of the marks on the open feature: all of the city stays below. */
export const LOWEST_OPEN_MARK = `${OWN}open:area`;

/**
 * All layers of the city stay below it, what is drawn of a report's answer above. Shown, it is a veil on the city.
 */
export const CEILING = `${OWN}ceiling`;

export function drawCeiling(): LayerSpecification {
  return {
    id: CEILING,
    type: "background",
    layout: { visibility: "none" },
    paint: { "background-color": MAP_COLOURS.ground, "background-opacity": 0.65 },
  };
}
