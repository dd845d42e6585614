import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Feature, FeatureCollection } from "geojson";
import type { Field } from "./catalogue";
import { fetchJson, isWorthRetrying } from "./fetching";
import type { Assessment, Dashboard, MeasuredLists, Overlay, Programme } from "./schema.gen";

export type {
  AgencyEntry,
  Assessment,
  Dashboard,
  EarlyWarning,
  GroupsLayer,
  IndicatorDigest,
  JudgedEntry,
  LinkEntry,
  MeasuredValue,
  ModelDigest,
  NormEntry,
  Overlay,
  Part,
  PlaceEntry,
  PlacesLayer,
  Programme,
  StateCounts,
  StateEntry,
  TaskDigest,
} from "./schema.gen";

/** What the programme keeps records of. */
export type Register = "tasks" | "indicators" | "models" | "agencies" | "updates" | "targets" | "values";

export type Verdict = Assessment["verdict"];

/** What the records of a register hold; nothing for one that the API does not tell of. */
export function fieldsOf(programme: Programme, register: Register): readonly Field[] {
  return programme.registers[register]?.fields ?? [];
}

export interface EvidenceEntry {
  name: string;
  href: string;
  type: string;
  size: number;
}

/** A record with the names of the files that stand behind it. */
export type RecordFeature = Feature & { evidence?: EvidenceEntry[] };
export type Records = Omit<FeatureCollection, "features"> & { features: RecordFeature[] };

const PROGRAMME = "programme";
const ROOT = "/api/programme";

function ask<Answer>(key: readonly (string | null)[], path: string) {
  return queryOptions({
    queryKey: [PROGRAMME, ...key],
    queryFn: ({ signal }) => fetchJson<Answer>(path, signal),
    retry: (failures, error) => failures < 2 && isWorthRetrying(error),
    retryDelay: 1000,
    staleTime: 60_000,
  });
}

export const programmeQuery = ask<Programme>([], ROOT);
export const dashboardQuery = ask<Dashboard>(["dashboard"], `${ROOT}/dashboard`);

/** Where a subject is, and how far; what stood before stays in sight while another day is asked for. */
export function overlayQuery(subject: string, since: string | null) {
  const asked = new URLSearchParams(since ? { subject, since } : { subject });
  return {
    ...ask<Overlay>(["overlay", subject, since], `${ROOT}/overlay?${asked}`),
    placeholderData: (known: Overlay | undefined) => (known?.subject === subject ? known : undefined),
  };
}

const inRegister = (register: Register, key: string) => `${ROOT}/${register}/${encodeURIComponent(key)}`;

export function recordQuery(register: Register, key: string) {
  return ask<RecordFeature>([register, key], inRegister(register, key));
}

/** What was recorded of one record, the newest first. */
export function partsQuery(register: Register, key: string, parts: Register, limit: number) {
  return ask<Records>(
    [register, key, parts],
    `${inRegister(register, key)}/${parts}?${new URLSearchParams({ limit: String(limit) })}`,
  );
}

export function measuredQuery(key: string) {
  return ask<MeasuredLists>(["measured", key], `${ROOT}/indicators/${encodeURIComponent(key)}/measured`);
}

/** Ask again for what is on the screen of the programme; the rest is asked for when it is looked at. */
export function refreshProgramme(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: [PROGRAMME] });
}
