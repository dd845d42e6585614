import { queryOptions } from "@tanstack/react-query";
import type { Bilingual } from "../text/language";
import { fetchJson, isWorthRetrying, sendJson } from "./fetching";
import type { ProcessDescription } from "./reports";

/** One what-if that the API knows how to suppose. */
export interface Scenario {
  id: string;
  words: { title: Bilingual; description: Bilingual };
}

export type ScenarioDescription = Scenario & Pick<ProcessDescription, "inputs">;

/** One step of a what-if, as a report takes it. */
export interface Step {
  scenario: string;
  inputs: Readonly<Record<string, unknown>>;
  /** Where the step stands for all those of a what-if that was saved: its name. */
  saved?: string;
}

export interface SavedSteps {
  id: string;
  version: number;
  name: string;
  what_if: readonly Step[];
  written_at: string;
  written_by: string;
}

const ROOT = "/api/scenarios";
const KEY = "scenarios";
const retry = (failures: number, error: Error) => failures < 2 && isWorthRetrying(error);

export const scenariosQuery = queryOptions({
  queryKey: [KEY],
  queryFn: async ({ signal }) => (await fetchJson<{ scenarios: Scenario[] }>(ROOT, signal)).scenarios,
  retry,
  retryDelay: 1000,
  staleTime: 300_000,
});

export function scenarioQuery(id: string) {
  return queryOptions({
    queryKey: [KEY, id],
    queryFn: ({ signal }) => fetchJson<ScenarioDescription>(`${ROOT}/${encodeURIComponent(id)}`, signal),
    retry,
    retryDelay: 1000,
    staleTime: 300_000,
  });
}

export const savedQuery = queryOptions({
  queryKey: [KEY, "saved", "all"],
  queryFn: async ({ signal }) =>
    (await fetchJson<{ scenarios: SavedSteps[] }>(`${ROOT}/saved`, signal)).scenarios,
  retry,
  retryDelay: 1000,
  staleTime: 30_000,
});

export async function saveSteps(name: string, steps: readonly Step[]): Promise<void> {
  await sendJson("POST", `${ROOT}/saved`, { name, what_if: steps });
}
