import type { MapGeoJSONFeature, Map as MapLibreMap, Point } from "maplibre-gl";
import type { Catalogue, Layer } from "../api/catalogue";
import type { FeatureRef } from "../api/items";
import type { PlacesLayer } from "../api/programme";
import { isOwn } from "./reconcile";

/** A feature that is drawn at a point, as far as its tile tells. */
export interface Candidate extends FeatureRef {
  /** Null when it has no name. */
  title: string | null;
  /** Where it is drawn: the source of its tile, and its id in it. */
  drawn: FeatureRef;
}

/** What the features of the map are known by; `places` while a subject of the programme is looked at. */
export interface Ground {
  catalogue: Catalogue;
  places: PlacesLayer | null;
}

/** A finger is less exact than a mouse. */
export const MOUSE_REACH = 4;
export const FINGER_REACH = 12;

/**
 * The area that everything lies in is found by its edge or its name: if its inside counted, there would be no
 * empty ground to point at.
 */
function isGround(feature: MapGeoJSONFeature, layer: Layer): boolean {
  return layer.base_map && layer.geometry === "MultiPolygon" && feature.layer.type === "fill";
}

/** Which feature a drawn one stands for: a place of the programme is a feature of another layer. */
function refOf(feature: MapGeoJSONFeature, drawn: FeatureRef, places: PlacesLayer | null): FeatureRef {
  if (drawn.layer !== places?.layer) return drawn;
  const [layer, id] = [feature.properties[places.of_layer], feature.properties[places.of_feature]];
  return layer && id !== undefined ? { layer: String(layer), id: String(id) } : drawn;
}

function toCandidate(
  feature: MapGeoJSONFeature,
  catalogue: Catalogue,
  places: PlacesLayer | null,
): Candidate | null {
  const layer = catalogue.layers.find((known) => known.id === feature.source);
  if (!layer || feature.id === undefined || isGround(feature, layer)) return null;
  const title = layer.title_field ? feature.properties[layer.title_field] : undefined;
  const drawn = { layer: layer.id, id: String(feature.id) };
  return { ...refOf(feature, drawn, places), title: title ? String(title) : null, drawn };
}

/**
 * The features within `reach` pixels of a point, each once: those of the layers nearest to the eye first. A
 * name lies above everything, but stands no higher than the feature that bears it.
 */
export function featuresAt(map: MapLibreMap, ground: Ground, point: Point, reach: number): Candidate[] {
  return featuresIn(map, ground, [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ]);
}

/** Two corners on the screen, in pixels. */
export type ScreenBox = [[number, number], [number, number]];

/** The features that reach into a box on the screen, as `featuresAt` gives them. */
export function featuresIn(map: MapLibreMap, { catalogue, places }: Ground, box: ScreenBox): Candidate[] {
  const layers = map
    .getLayersOrder()
    .filter((id) => !isOwn(id) && catalogue.layers.some((layer) => layer.id === map.getLayer(id)?.source));
  const found = map.queryRenderedFeatures(box, { layers });
  const unique = new Map<string, Candidate>();
  for (const feature of found) {
    const candidate = toCandidate(feature, catalogue, places);
    if (!candidate) continue;
    const key = `${candidate.layer}.${candidate.id}`;
    unique.set(key, unique.get(key) ?? candidate);
  }
  const order = new Map(catalogue.layers.map((layer) => [layer.id, layer.order]));
  const height = ({ drawn }: Candidate) => order.get(drawn.layer) ?? 0;
  return [...unique.values()].toSorted((a, b) => height(b) - height(a));
}

/** What a box takes: the things of the city, and of its ground only where there is nothing else. */
export function overGround(candidates: readonly Candidate[], catalogue: Catalogue): readonly Candidate[] {
  const base = new Set(catalogue.layers.filter((layer) => layer.base_map).map((layer) => layer.id));
  const things = candidates.filter(({ layer }) => !base.has(layer));
  return things.length ? things : candidates;
}
