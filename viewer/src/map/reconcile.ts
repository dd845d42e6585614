import type { Feature } from "geojson";
import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap, VectorTileSource } from "maplibre-gl";
import type { Drawing, TileSource } from "./drawing";
import { OPEN_SOURCE, OWN } from "./highlight";

function addSource(map: MapLibreMap, id: string, source: TileSource): void {
  map.addSource(id, {
    type: "vector",
    tiles: [new URL("/", window.location.href).origin + source.tiles],
    minzoom: source.minzoom,
    maxzoom: source.maxzoom,
  });
}

function sameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

type Properties = Record<string, unknown>;

function eachChange(from: Properties, to: Properties, set: (name: string, value: unknown) => void): void {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (!sameValue(from[name], to[name])) set(name, to[name]);
  }
}

function part(layer: LayerSpecification, name: "paint" | "layout" | "filter" | "source"): unknown {
  return (layer as unknown as Properties)[name];
}

function updateLayer(map: MapLibreMap, from: LayerSpecification, to: LayerSpecification): void {
  if (from === to) return;
  const { id } = to;
  const properties = (layer: LayerSpecification, name: "paint" | "layout") =>
    (part(layer, name) ?? {}) as Properties;
  eachChange(properties(from, "paint"), properties(to, "paint"), (name, value) =>
    map.setPaintProperty(id, name as never, value as never),
  );
  eachChange(properties(from, "layout"), properties(to, "layout"), (name, value) =>
    map.setLayoutProperty(id, name as never, value as never),
  );
  if (!sameValue(part(from, "filter"), part(to, "filter"))) {
    map.setFilter(id, part(to, "filter") as Parameters<MapLibreMap["setFilter"]>[1]);
  }
}

/**
 * Brings the map from one drawing to the next with the fewest steps, so that switching a layer or a class
 * redraws nothing else and nobody sees a flicker. Its style must be loaded; nothing goes above `ceiling`.
 */
export function reconcile(map: MapLibreMap, before: Drawing, after: Drawing, ceiling: string): void {
  const stays = new Map(before.layers.map((layer) => [layer.id, layer]));
  const wanted = new Map(after.layers.map((layer) => [layer.id, layer]));
  for (const layer of before.layers) {
    const next = wanted.get(layer.id);
    if (next && next.type === layer.type && part(next, "source") === part(layer, "source")) continue;
    map.removeLayer(layer.id);
    stays.delete(layer.id);
  }
  for (const id of Object.keys(before.sources)) if (!after.sources[id]) map.removeSource(id);
  for (const [id, source] of Object.entries(after.sources)) {
    const known = before.sources[id];
    if (!known) addSource(map, id, source);
    else if (known.tiles !== source.tiles) reloadTiles(map, id, source.tiles);
  }
  placeLayers(map, stays, after.layers, ceiling);
}

function placeLayers(
  map: MapLibreMap,
  stays: Map<string, LayerSpecification>,
  layers: readonly LayerSpecification[],
  ceiling: string,
): void {
  const lay = [...stays.keys()];
  const kept = layers.filter((layer) => stays.has(layer.id));
  const inPlace = kept.every((layer, at) => layer.id === lay[at]);
  let above = ceiling;
  for (const layer of layers.toReversed()) {
    const known = stays.get(layer.id);
    if (known) updateLayer(map, known, layer);
    else map.addLayer(layer, above);
    if (known && !inPlace) map.moveLayer(layer.id, above);
    above = layer.id;
  }
}

const LOOK_EVERY_MS = 100;

/** Sources whose new tiles are on their way; true: they must be asked for once more. */
const reloading = new WeakMap<MapLibreMap, Map<string, boolean>>();

interface Place {
  z: number;
  x: number;
  y: number;
}

/** Tiles that failed, by source. */
const failed = new WeakMap<MapLibreMap, Map<string, Place[]>>();

/** Remembers a tile that failed, for when its source is asked again. */
export function noteFailure(map: MapLibreMap, id: string, place: Place): void {
  const known = failed.get(map) ?? new Map<string, Place[]>();
  failed.set(map, known);
  known.set(id, [...(known.get(id) ?? []), place]);
}

/**
 * Asks for a source's tiles at an address. MapLibre (6.17) waits for ever for a tile that had failed when it is told to load
 * the source anew; told to refresh that very tile first, it asks for it.
 */
function ask(map: MapLibreMap, source: VectorTileSource, tiles: string[]): void {
  source.setTiles(tiles);
  const places = failed.get(map)?.get(source.id);
  if (!places) return;
  failed.get(map)?.delete(source.id);
  map.refreshTiles(source.id, places);
}

/**
 * Ask for a source's tiles again; the old ones stay in sight until the new ones are there.
 *
 * Two habits of MapLibre (6.17) are made good here. It asks nothing for a tile that is still on its way, and so would
 * keep what was asked for before the change: such a source is asked once more when it has loaded. And it draws nothing
 * when all tiles turn out to be as they were, and so never tells that it is at rest.
 */
export function reloadTiles(map: MapLibreMap, id: string, tiles?: string): void {
  const source = map.getSource<VectorTileSource>(id);
  if (source?.type !== "vector") return;
  const under = reloading.get(map) ?? new Map<string, boolean>();
  reloading.set(map, under);
  const busy = !map.isSourceLoaded(id);
  ask(map, source, tiles ? [new URL("/", window.location.href).origin + tiles] : source.tiles);
  const awaited = under.has(id);
  under.set(id, busy);
  if (!awaited) whenLoaded(map, id, under);
}

function whenLoaded(map: MapLibreMap, id: string, under: Map<string, boolean>): void {
  const stop = () => window.clearInterval(timer);
  map.once("remove", stop);
  const timer = window.setInterval(() => {
    const stands = map.getSource(id) !== undefined;
    if (stands && !map.isSourceLoaded(id)) return;
    stop();
    map.off("remove", stop);
    const again = under.get(id);
    under.delete(id);
    if (stands && again) reloadTiles(map, id);
    else if (stands) map.triggerRepaint();
  }, LOOK_EVERY_MS);
}

export function showOpen(map: MapLibreMap, feature: Feature | null): void {
  map.getSource<GeoJSONSource>(OPEN_SOURCE)?.setData(feature ?? { type: "FeatureCollection", features: [] });
}

export function isOwn(layerId: string): boolean {
  return layerId.startsWith(OWN);
}
