import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "./fetching";

interface Records {
  features: { properties: { sources?: string[] } }[];
}

/** Where the data of layers comes from, each source once, as the catalogue of records tells. */
export function sourcesQuery(layers: readonly string[]) {
  const asked = new URLSearchParams({ ids: layers.join(","), limit: String(Math.max(layers.length, 1)) });
  return queryOptions({
    queryKey: ["sources", ...layers],
    queryFn: async ({ signal }) => {
      if (layers.length === 0) return [];
      const path = `/api/collections/layer-records/items?${asked}`;
      const { features } = await fetchJson<Records>(path, signal);
      return [...new Set(features.flatMap(({ properties: { sources } }) => sources ?? []))];
    },
    staleTime: 300_000,
    retry: 1,
  });
}
