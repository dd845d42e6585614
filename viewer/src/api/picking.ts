import { queryOptions } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";
import type { Layer } from "./catalogue";
import { fetchJson, isWorthRetrying } from "./fetching";

/** A layer of no more features than this can be chosen from by name. */
export const MOST_LISTED = 1000;

export function isListable(layer: Layer | undefined): boolean {
  return layer !== undefined && layer.count !== null && layer.count <= MOST_LISTED;
}

/** All features of a small layer, with their shapes. */
export function everyQuery(layer: string, wanted: boolean) {
  const path = `/api/collections/${encodeURIComponent(layer)}/items?${new URLSearchParams({ limit: String(MOST_LISTED) })}`;
  return queryOptions({
    queryKey: ["every", layer],
    queryFn: async ({ signal }) => (await fetchJson<FeatureCollection>(path, signal)).features,
    enabled: wanted,
    retry: (failures, error) => failures < 2 && isWorthRetrying(error),
    retryDelay: 1000,
    staleTime: 300_000,
  });
}
