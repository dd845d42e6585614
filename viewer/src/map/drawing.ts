import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Catalogue, Layer, StyleLayer } from "../api/catalogue";
import { layersOn, type View } from "../app/view";
import { MAP_FONT } from "./fonts";

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

function drawPart(layer: Layer, part: StyleLayer, view: View): LayerSpecification {
  const filter = filterHidden(layer, "filter" in part ? part.filter : undefined, view.hidden[layer.id] ?? []);
  const { filter: _own, ...rest } = part as StyleLayer & { filter?: unknown };
  const font = part.type === "symbol" ? { "text-font": [MAP_FONT] } : {};
  return {
    ...rest,
    source: layer.id,
    layout: { ...part.layout, ...font, visibility: "visible" },
    paint: fadePaint(part, view.opacity[layer.id] ?? 1),
    ...(filter ? { filter } : {}),
  } as LayerSpecification;
}

function drawLayer(layer: Layer, view: View): LayerSpecification[] {
  return layer.style
    .filter((part) => view.solid || !isSolid(part))
    .map((part) => drawPart(layer, part, view));
}

/**
 * What of the catalogue is drawn in this view: layers by their order, then volumes, then all labels, so that
 * no street is drawn over a name.
 */
export function drawCity(catalogue: Catalogue, view: View): Drawing {
  const on = new Set(layersOn(view, catalogue));
  const shown = catalogue.layers.filter((layer) => on.has(layer.id)).toSorted((a, b) => a.order - b.order);
  const parts = shown.flatMap((layer) => drawLayer(layer, view));
  return {
    sources: Object.fromEntries(
      shown.map(({ id, tiles, min_zoom, max_zoom }) => [id, { tiles, minzoom: min_zoom, maxzoom: max_zoom }]),
    ),
    layers: parts.toSorted((a, b) => heightInPile(a) - heightInPile(b)),
  };
}
