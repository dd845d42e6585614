import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson, isWorthRetrying } from "./fetching";
import type { WardDashboard } from "./schema.gen";

export type {
  Attention,
  Concern,
  Condition,
  IndicatorNumber,
  LayerNumber,
  Point,
  SectionTold,
  WardDashboard,
} from "./schema.gen";

/** Begins with the programme's key: what makes its answers anew makes this one anew too. */
export function boardQuery(rain: number | null) {
  return queryOptions({
    queryKey: ["programme", "board", rain],
    queryFn: ({ signal }) =>
      fetchJson<WardDashboard>(`/api/dashboard${rain === null ? "" : `?rain=${rain}`}`, signal),
    placeholderData: keepPreviousData,
    retry: (failures: number, error: Error) => failures < 2 && isWorthRetrying(error),
    retryDelay: 1000,
    staleTime: 60_000,
  });
}
