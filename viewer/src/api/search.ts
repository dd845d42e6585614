import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { BBox, Point } from "geojson";
import type { Bilingual } from "../text/language";
import { fetchJson } from "./fetching";

export interface Hit {
  id: string;
  geometry: Point;
  bbox?: BBox;
  properties: { layer: string; feature_id: number | string; title: string; subtitle: Bilingual };
}

const LIMIT = 12;

/** Features whose name is like `text`. The server folds case, marks and tone places; nothing is folded here. */
export function searchQuery(text: string) {
  const parameters = new URLSearchParams({ q: text, limit: String(LIMIT) });
  return queryOptions({
    queryKey: ["search", text],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ features: Hit[] }>(`/api/search?${parameters}`, signal)).features,
    enabled: text.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: 1,
    retryDelay: 500,
  });
}
