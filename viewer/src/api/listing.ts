import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Feature, FeatureCollection } from "geojson";
import { fetchJson, isWorthRetrying } from "./fetching";
import { collectionPath } from "./queryables";

/** Key of all that was asked of many features of a layer. */
export const LISTING = "listing";

const PAGE = 50;

interface Page extends FeatureCollection {
  links?: { rel: string; href: string }[];
}

const asking = {
  retry: (failures: number, error: Error) => failures < 2 && isWorthRetrying(error),
  retryDelay: 1000,
  staleTime: 30_000,
};

/** What one more page is asked with: the same server, whatever it calls itself. */
function nextOf({ links }: Page): string | null {
  const next = links?.find((link) => link.rel === "next")?.href;
  if (!next) return null;
  const { pathname, search } = new URL(next, window.location.href);
  return pathname + search;
}

/** Features of a layer, page after page, as `asked` narrows and `sortby` orders them. */
export function pagesQuery(layer: string, asked: URLSearchParams, sortby: string | null) {
  const first = new URLSearchParams(asked);
  first.set("limit", String(PAGE));
  first.set("skip-geometry", "true");
  if (sortby) first.set("sortby", sortby);
  return infiniteQueryOptions({
    queryKey: [LISTING, layer, "pages", first.toString()],
    queryFn: ({ pageParam, signal }) => fetchJson<Page>(pageParam, signal),
    initialPageParam: `${collectionPath(layer)}/items?${first}`,
    getNextPageParam: nextOf,
    ...asking,
  });
}

/** How many features of a layer `asked` lets through. */
export function countQuery(layer: string, asked: URLSearchParams) {
  const hits = new URLSearchParams(asked);
  hits.set("resultType", "hits");
  return queryOptions({
    queryKey: [LISTING, layer, "count", hits.toString()],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ numberMatched: number }>(`${collectionPath(layer)}/items?${hits}`, signal))
        .numberMatched,
    ...asking,
  });
}

/** A layer's features by id, with their shapes. */
export async function fetchFeatures(layer: string, ids: readonly string[]): Promise<Feature[]> {
  const asked = new URLSearchParams({ filter: withIds(ids), limit: String(ids.length) });
  return (await fetchJson<FeatureCollection>(`${collectionPath(layer)}/items?${asked}`)).features;
}

/** A filter in CQL2 for features by their ids, which are numbers. */
export function withIds(ids: readonly string[]): string {
  return `"id" IN (${ids.map(Number).filter(Number.isSafeInteger).join(", ")})`;
}

/** The whole of what `asked` lets through, as a file. */
export function downloadPath(layer: string, asked: URLSearchParams, form: string): string {
  const download = new URLSearchParams(asked);
  download.set("f", form);
  return `${collectionPath(layer)}/download?${download}`;
}
