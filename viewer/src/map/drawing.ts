import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Catalogue, Layer, StyleLayer } from "../api/catalogue";
import { today } from "../app/days";
import { toCql } from "../app/filter";
import { layersOn, type View } from "../app/view";
import { MAP_FONT } from "./fonts";
import { QUIET, QUIET_NAMES, type Spotlight, shadeGroups, showPlaces, tilesOfSubject } from "./spotlight";

/** A vector source of the map, one for each layer of the catalogue. */
export interface TileSource {
  tiles: string;
  minzoom: number;
  maxzoom: number;
}

/** What the map should hold now; `layers` from the ground up. */
export interface Drawing {
  sources: Readonly<Record<string, TileSource>>;
  layers: readonly LayerSpecification[];
}

/** The ward's own time: a day is looked at as it was when it ended. */
const END_OF_DAY = "T23:59:59+07:00";

const OPACITIES: Partial<Record<LayerSpecification["type"], readonly string[]>> = {
  fill: ["fill-opacity"],
  line: ["line-opacity"],
  circle: ["circle-opacity", "circle-stroke-opacity"],
  symbol: ["text-opacity", "icon-opacity"],
  "fill-extrusion": ["fill-extrusion-opacity"],
};

/** Multiply an opacity, whatever its form: a zoom curve may only stand outermost, so its stops are multiplied. */
export function scaleOpacity(value: unknown, by: number): unknown {
  if (value === undefined) return by;
  if (typeof value === "number") return value * by;
  if (!Array.isArray(value)) return value;
  const outputsFrom = { interpolate: 4, step: 2 }[String(value[0])];
  if (outputsFrom === undefined) return ["*", by, value];
  return value.map((part, at) =>
    at >= outputsFrom && (at - outputsFrom) % 2 === 0 ? scaleOpacity(part, by) : part,
  );
}

function fadePaint(layer: StyleLayer, by: number): Record<string, unknown> {
  const paint = { ...(layer.paint as Record<string, unknown> | undefined) };
  if (by === 1) return paint;
  for (const property of OPACITIES[layer.type] ?? []) paint[property] = scaleOpacity(paint[property], by);
  return paint;
}

/** The layer's own filter, less the legend classes that are hidden. */
export function filterHidden(
  layer: Layer,
  own: unknown,
  hidden: readonly number[],
): FilterSpecification | undefined {
  const without = hidden.flatMap((place): ExpressionSpecification[] => {
    const entry = layer.legend[place];
    return entry ? [["!", entry.filter as ExpressionSpecification]] : [];
  });
  const all = own ? [own as ExpressionSpecification, ...without] : without;
  if (all.length === 0) return undefined;
  return all.length === 1 ? all[0] : ["all", ...all];
}

function isSolid(part: StyleLayer): boolean {
  return part.metadata?.["twin:part"] === "extrusion";
}

const HEIGHT_IN_PILE: Partial<Record<LayerSpecification["type"], number>> = {
  "fill-extrusion": 1,
  symbol: 2,
};

function heightInPile(part: LayerSpecification): number {
  return HEIGHT_IN_PILE[part.type] ?? 0;
}

function drawPart(layer: Layer, part: StyleLayer, view: View, quiet: boolean): LayerSpecification {
  const filter = filterHidden(layer, "filter" in part ? part.filter : undefined, view.hidden[layer.id] ?? []);
  const { filter: _own, ...rest } = part as StyleLayer & { filter?: unknown };
  const font = part.type === "symbol" ? { "text-font": [MAP_FONT] } : {};
  const strength = quiet ? (part.type === "symbol" ? QUIET_NAMES : QUIET) : 1;
  return {
    ...rest,
    source: layer.id,
    layout: { ...part.layout, ...font, visibility: "visible" },
    paint: fadePaint(part, strength * (view.opacity[layer.id] ?? 1)),
    ...(filter ? { filter } : {}),
  } as LayerSpecification;
}

function drawLayer(layer: Layer, view: View, spotlight: Spotlight | null): LayerSpecification[] {
  if (layer.id === spotlight?.places.layer) return showPlaces(layer, spotlight);
  if (layer.id === spotlight?.groups.layer) return shadeGroups(layer, spotlight);
  return layer.style
    .filter((part) => view.solid || !isSolid(part))
    .map((part) => drawPart(layer, part, view, spotlight !== null));
}

function isShown(layer: Layer, on: ReadonlySet<string>, spotlight: Spotlight | null): boolean {
  if (!spotlight) return on.has(layer.id);
  const lit = [spotlight.places.layer, spotlight.groups.layer].includes(layer.id);
  return lit || (on.has(layer.id) && !layer.derived);
}

/** What of a layer is asked for: the day that is looked at, and what its filter lets through. */
export function askedOf(layerId: string, { day, filters }: Pick<View, "day" | "filters">): URLSearchParams {
  const filter = filters[layerId];
  const cql = filter ? toCql(filter) : null;
  return new URLSearchParams({
    ...(day && day < today() ? { "as-of": `${day}${END_OF_DAY}` } : {}),
    ...(cql ? { filter: cql } : {}),
  });
}

/** A layer's tiles, narrowed to what is asked for. */
export function tilesOf(layer: Layer, view: Pick<View, "day" | "filters">): string {
  const asked = askedOf(layer.id, view);
  return asked.size ? `${layer.tiles}&${asked}` : layer.tiles;
}

function sourceOf(layer: Layer, view: View, spotlight: Spotlight | null): TileSource {
  const tiles = spotlight ? tilesOfSubject(layer, spotlight) : tilesOf(layer, view);
  return { tiles, minzoom: layer.min_zoom, maxzoom: layer.max_zoom };
}

/**
 * What of the catalogue is drawn in this view: layers by their order, then volumes, then all labels, so that
 * no street is drawn over a name. With a spotlight its subject is drawn, and all else is quieter.
 */
export function drawCity(catalogue: Catalogue, view: View, spotlight: Spotlight | null = null): Drawing {
  const on = new Set(layersOn(view, catalogue));
  const shown = catalogue.layers
    .filter((layer) => isShown(layer, on, spotlight))
    .toSorted((a, b) => a.order - b.order);
  const parts = shown.flatMap((layer) => drawLayer(layer, view, spotlight));
  return {
    sources: Object.fromEntries(shown.map((layer) => [layer.id, sourceOf(layer, view, spotlight)])),
    layers: parts.toSorted((a, b) => heightInPile(a) - heightInPile(b)),
  };
}
