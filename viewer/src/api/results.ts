import { queryOptions } from "@tanstack/react-query";
import type { Bilingual } from "../text/language";
import { fetchJson, isWorthRetrying } from "./fetching";
import type { Answer } from "./reports";

/** What a kept result is found by. */
export interface KeptEntry {
  id: string;
  report: string;
  title: Bilingual;
  name: string | null;
  data_as_of: string;
  made_at: string;
  made_by: string;
}

const ROOT = "/api/results";
const LISTED = 100;
const KEY = "results";
const retry = (failures: number, error: Error) => failures < 2 && isWorthRetrying(error);

/** Whether the server lists the results that it keeps. */
export async function listsResults(signal?: AbortSignal): Promise<boolean> {
  const { links } = await fetchJson<{ links: { href: string }[] }>("/api/", signal);
  return links.some(({ href }) => new URL(href, window.location.href).pathname === ROOT);
}

/** The newest results that are kept; a server that lists none has none. */
export const keptQuery = queryOptions({
  queryKey: [KEY],
  queryFn: async ({ signal }) => {
    if (!(await listsResults(signal))) return [];
    return (await fetchJson<{ results: KeptEntry[] }>(`${ROOT}?limit=${LISTED}`, signal)).results;
  },
  retry,
  retryDelay: 1000,
  staleTime: 10_000,
});

export const resultPath = (id: string) => `${ROOT}/${encodeURIComponent(id)}`;

export function resultQuery(id: string, wanted: boolean) {
  return queryOptions({
    queryKey: [KEY, id],
    queryFn: ({ signal }) => fetchJson<Answer>(resultPath(id), signal),
    enabled: wanted,
    retry,
    retryDelay: 1000,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
