import { queryOptions } from "@tanstack/react-query";
import type { Feature, FeatureCollection } from "geojson";
import { distanceBetween } from "../geodesy/nearness";
import { boundsOf } from "../map/camera";
import { fetchJson } from "./fetching";
import type { FeatureRef } from "./items";
import { collectionPath } from "./queryables";

export const NEAR_METRES = 150;
const MOST_OF_A_LAYER = 100;
const MOST_SHOWN = 12;
/** Something larger has the whole ward near. */
const WIDEST_METRES = 3000;
const METRES_IN_A_DEGREE = 111_000;

export interface Neighbour {
  ref: FeatureRef;
  feature: Feature;
  metres: number;
}

async function neighboursIn(
  layer: string,
  feature: Feature,
  box: readonly number[],
  signal: AbortSignal,
): Promise<Neighbour[]> {
  const asked = new URLSearchParams({ bbox: box.join(","), limit: String(MOST_OF_A_LAYER) });
  const { features } = await fetchJson<FeatureCollection>(`${collectionPath(layer)}/items?${asked}`, signal);
  return features
    .filter((other) => other.geometry)
    .map((other) => ({
      ref: { layer, id: String(other.id) },
      feature: other,
      metres: distanceBetween(feature.geometry, other.geometry),
    }));
}

/** What of these layers lies within `NEAR_METRES` of a feature, the nearest first; null for one that is too large to ask. */
export function nearbyQuery(open: FeatureRef, feature: Feature, layers: readonly string[]) {
  return queryOptions({
    queryKey: ["nearby", open.layer, open.id, ...layers],
    queryFn: async ({ signal }) => {
      const bounds = feature.geometry && boundsOf(feature.geometry);
      if (!bounds) return null;
      const [west, south, east, north] = bounds;
      if (Math.max(east - west, north - south) * METRES_IN_A_DEGREE > WIDEST_METRES) return null;
      const y = NEAR_METRES / METRES_IN_A_DEGREE;
      const x = y / Math.cos((north * Math.PI) / 180);
      const box = [west - x, south - y, east + x, north + y];
      const found = await Promise.all(layers.map((layer) => neighboursIn(layer, feature, box, signal)));
      return found
        .flat()
        .filter(
          ({ ref, metres }) => metres <= NEAR_METRES && !(ref.layer === open.layer && ref.id === open.id),
        )
        .toSorted((a, b) => a.metres - b.metres)
        .slice(0, MOST_SHOWN);
    },
    retry: 1,
    staleTime: 60_000,
  });
}

/** The subjects of the programme that have a feature among their places. */
export function subjectsQuery(
  open: FeatureRef,
  places: { layer: string; subject: string; of_layer: string; of_feature: string } | undefined,
) {
  return queryOptions({
    queryKey: ["subjects", open.layer, open.id],
    queryFn: async ({ signal }) => {
      if (!places) return [];
      const filter = `"${places.of_layer}" = '${open.layer.replaceAll("'", "''")}' AND "${places.of_feature}" = ${Number(open.id)}`;
      const asked = new URLSearchParams({ filter, limit: "100", "skip-geometry": "true" });
      const path = `${collectionPath(places.layer)}/items?${asked}`;
      const { features } = await fetchJson<FeatureCollection>(path, signal);
      return [...new Set(features.map((feature) => String(feature.properties?.[places.subject])))];
    },
    enabled: places !== undefined && Number.isSafeInteger(Number(open.id)),
    retry: 1,
    staleTime: 60_000,
  });
}
