import { queryOptions } from "@tanstack/react-query";
import type { Feature } from "geojson";
import { fetchJson, isWorthRetrying } from "./fetching";
import { collectionPath } from "./queryables";

/** Which feature: the layer's id and the feature's id in it. */
export interface FeatureRef {
  layer: string;
  id: string;
}

export function sameFeature(one: FeatureRef | null, other: FeatureRef | null): boolean {
  return one?.layer === other?.layer && one?.id === other?.id;
}

export function itemKey(layer: string, id?: string): string[] {
  return id === undefined ? ["item", layer] : ["item", layer, id];
}

export function itemPath({ layer, id }: FeatureRef): string {
  return `${collectionPath(layer)}/items/${encodeURIComponent(id)}`;
}

/** One feature with all that is known of it; nothing is asked where `layers` have no such layer. */
export function itemQuery(ref: FeatureRef | null, layers: readonly { id: string }[]) {
  const { layer, id } = ref ?? { layer: "", id: "" };
  const path = itemPath({ layer, id });
  return queryOptions({
    queryKey: itemKey(layer, id),
    queryFn: ({ signal }) => fetchJson<Feature>(path, signal),
    enabled: layers.some((known) => known.id === layer),
    retry: (failures, error) => failures < 3 && isWorthRetrying(error),
    retryDelay: 1000,
    staleTime: 60_000,
  });
}
