import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Layer, StyleLayer } from "../api/catalogue";
import type { GroupsLayer, PlacesLayer } from "../api/programme";
import { MAP_COLOURS } from "../app/theme";

/** What of the programme the map is about: one subject, and the day since which what moved is told apart. */
export interface Spotlight {
  places: PlacesLayer;
  groups: GroupsLayer;
  subject: string;
  since: string | null;
}

/** How much of their strength the layers that a subject is not about keep; their names keep more. */
export const QUIET = 0.3;
export const QUIET_NAMES = 0.55;
const STILL = 0.3;

type Paint = Record<string, unknown>;

const is = (property: string, value: string): ExpressionSpecification => ["==", ["get", property], value];

function all(...filters: unknown[]): FilterSpecification {
  return ["all", ...filters.filter((filter) => filter !== undefined)] as FilterSpecification;
}

/** From afar tiles hold cells that stand for many features and know no subject. */
function isDetail(layer: Layer, part: StyleLayer): boolean {
  return "source-layer" in part && part["source-layer"] === layer.id;
}

function ownFilter(part: StyleLayer): unknown {
  return "filter" in part ? part.filter : undefined;
}

function withPaint(
  part: StyleLayer,
  id: string,
  type: LayerSpecification["type"],
  filter: FilterSpecification,
  paint: Paint,
): LayerSpecification {
  const { layout: _layout, ...rest } = part as StyleLayer & { layout?: unknown };
  return { ...rest, id: `${part.id}:${id}`, type, filter, paint } as unknown as LayerSpecification;
}

/** Tiles with the subject alone; the filters of the map stay, for tiles that are still there from the one before. */
export function tilesOfSubject(layer: Layer, { places, groups, subject }: Spotlight): string {
  const shown = [places, groups].find((known) => known.layer === layer.id);
  return shown ? `${layer.tiles}&${shown.subject}=${encodeURIComponent(subject)}` : layer.tiles;
}

/** The shading of the groups, and nothing but the subject's. */
export function shadeGroups(layer: Layer, spotlight: Spotlight): LayerSpecification[] {
  const only = is(spotlight.groups.subject, spotlight.subject);
  return layer.style
    .filter((part) => isDetail(layer, part))
    .map((part) => ({ ...part, filter: all(ownFilter(part), only) }) as LayerSpecification);
}

function moved({ places, since }: Spotlight): ExpressionSpecification | null {
  // A place that never moved has no such day, which comes before all of them.
  return since ? [">=", ["to-string", ["get", places.moved_on]], since] : null;
}

/** The strength of a part, less where nothing moved. */
function opacityOf(part: StyleLayer, property: string, spotlight: Spotlight): unknown {
  const full = (part.paint as Paint | undefined)?.[property] ?? 1;
  const hasMoved = moved(spotlight);
  return hasMoved ? ["case", hasMoved, full, STILL] : full;
}

/** A line round or along what moved. */
function markMoved(
  part: StyleLayer,
  filter: FilterSpecification,
  spotlight: Spotlight,
): LayerSpecification[] {
  const hasMoved = moved(spotlight);
  if (!hasMoved) return [];
  const only = all(filter, hasMoved);
  if (part.type === "circle") {
    return [
      withPaint(part, "moved", "circle", only, {
        "circle-radius": 13,
        "circle-color": MAP_COLOURS.moved,
        "circle-opacity": 0.35,
        "circle-stroke-color": MAP_COLOURS.moved,
        "circle-stroke-width": 2,
      }),
    ];
  }
  const width = part.type === "fill" ? 6 : 12;
  return [
    withPaint(part, "moved", "line", only, {
      "line-color": MAP_COLOURS.moved,
      "line-width": width,
      "line-opacity": 0.6,
    }),
  ];
}

/**
 * One place may stand in several states, each through another task: what is still to be done is drawn above what
 * is done, and what nobody knows below all.
 */
function heightOfState(layer: Layer, { places }: Spotlight): ExpressionSpecification | number {
  const choices = layer.fields.find((field) => field.name === places.state)?.choices ?? [];
  const known = choices.filter((choice) => !choice.unknown);
  const heights = known.flatMap((choice, at) => [choice.value, at + 1]);
  return heights.length
    ? (["match", ["get", places.state], ...heights, 0] as unknown as ExpressionSpecification)
    : 0;
}

/** Places as their layer draws them. */
function drawPlaces(
  layer: Layer,
  part: StyleLayer,
  filter: FilterSpecification,
  spotlight: Spotlight,
): LayerSpecification {
  const property = `${part.type}-opacity`;
  const paint = { ...(part.paint as Paint | undefined), [property]: opacityOf(part, property, spotlight) };
  const layout = { ...part.layout, [`${part.type}-sort-key`]: heightOfState(layer, spotlight) };
  return { ...part, filter, layout, paint } as LayerSpecification;
}

/** An area is a dashed edge in the colour of its state: what lies in it stays in sight. */
function drawAreas(part: StyleLayer, filter: FilterSpecification): LayerSpecification[] {
  if (part.type !== "fill") return [];
  const colour = (part.paint as Paint)["fill-color"];
  return [
    withPaint(part, "area", "fill", filter, { "fill-color": colour, "fill-opacity": 0.1 }),
    withPaint(part, "edge", "line", filter, {
      "line-color": colour,
      "line-width": 2.5,
      "line-dasharray": [3, 2],
    }),
  ];
}

/** Works are hollow: an outline in the colour of their state. */
function drawWorks(
  part: StyleLayer,
  filter: FilterSpecification,
  spotlight: Spotlight,
): LayerSpecification[] {
  const colour = (part.paint as Paint)[`${part.type}-color`];
  const opacity = opacityOf(part, "", spotlight);
  if (part.type === "circle") {
    const ring = {
      "circle-radius": 9,
      "circle-color": MAP_COLOURS.halo,
      "circle-opacity": 0.6,
      "circle-stroke-color": colour,
      "circle-stroke-width": 3.5,
      "circle-stroke-opacity": opacity,
    };
    return [withPaint(part, "works", "circle", filter, ring)];
  }
  const outline = { "line-color": colour, "line-width": 3, "line-opacity": opacity };
  const along = part.type === "line" ? { ...outline, "line-gap-width": 5 } : outline;
  return [withPaint(part, "works", "line", filter, along)];
}

/** The places of a subject by state: areas below, then places, then the works that serve it. */
export function showPlaces(layer: Layer, spotlight: Spotlight): LayerSpecification[] {
  const { places, subject } = spotlight;
  const parts = layer.style.filter(
    (part) => isDetail(layer, part) && part.type !== "symbol" && part.type !== "fill-extrusion",
  );
  const withRole = (part: StyleLayer, ...role: unknown[]) =>
    all(ownFilter(part), is(places.subject, subject), ...role);
  const isArea = is(places.role, places.area);
  const isWorks = is(places.role, places.works);
  return [
    ...parts.flatMap((part) => drawAreas(part, withRole(part, isArea))),
    ...parts.flatMap((part) => markMoved(part, withRole(part, ["!", isArea]), spotlight)),
    ...parts.map((part) => drawPlaces(layer, part, withRole(part, ["!", isArea], ["!", isWorks]), spotlight)),
    ...parts.flatMap((part) => drawWorks(part, withRole(part, isWorks), spotlight)),
  ];
}
