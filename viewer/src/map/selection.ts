import type { MapGeoJSONFeature, Map as MapLibreMap, Point } from "maplibre-gl";
import type { Catalogue, Layer } from "../api/catalogue";
import type { FeatureRef } from "../api/items";
import { isOwn } from "./reconcile";

/** A feature that is drawn at a point, as far as its tile tells. */
export interface Candidate extends FeatureRef {
  /** Null when it has no name. */
  title: string | null;
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

function toCandidate(feature: MapGeoJSONFeature, catalogue: Catalogue): Candidate | null {
  const layer = catalogue.layers.find((known) => known.id === feature.source);
  if (!layer || feature.id === undefined || isGround(feature, layer)) return null;
  const title = layer.title_field ? feature.properties[layer.title_field] : undefined;
  return { layer: layer.id, id: String(feature.id), title: title ? String(title) : null };
}

/**
 * The features within `reach` pixels of a point, each once: those of the layers nearest to the eye first. A
 * name lies above everything, but stands no higher than the feature that bears it.
 */
export function featuresAt(map: MapLibreMap, catalogue: Catalogue, point: Point, reach: number): Candidate[] {
  const layers = map
    .getLayersOrder()
    .filter((id) => !isOwn(id) && catalogue.layers.some((layer) => layer.id === map.getLayer(id)?.source));
  const found = map.queryRenderedFeatures(
    [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ],
    { layers },
  );
  const unique = new Map<string, Candidate>();
  for (const feature of found) {
    const candidate = toCandidate(feature, catalogue);
    if (candidate)
      unique.set(
        `${candidate.layer}.${candidate.id}`,
        unique.get(`${candidate.layer}.${candidate.id}`) ?? candidate,
      );
  }
  const order = new Map(catalogue.layers.map((layer) => [layer.id, layer.order]));
  return [...unique.values()].toSorted((a, b) => (order.get(b.layer) ?? 0) - (order.get(a.layer) ?? 0));
}
