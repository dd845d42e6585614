import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import { MAP_COLOURS } from "../app/theme";

/** The start of the ids of sources and layers that are the viewer's own, not the city's. */
export const OWN = "twin:";
export const OPEN_SOURCE = `${OWN}open`;

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

/** The open feature, drawn from its full geometry: it shows at every zoom, whole. */
export function markOpen(): LayerSpecification[] {
  return mark({ id: "open", origin: { source: OPEN_SOURCE }, colour: MAP_COLOURS.open, width: 3 });
}

/** The lowest of the marks on the open feature: all of the city stays below. */
export const LOWEST_OPEN_MARK = `${OWN}open:area`;
