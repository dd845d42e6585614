import { queryOptions } from "@tanstack/react-query";
import type { TermKind } from "../app/filter";
import type { Bilingual } from "../text/language";
import { fetchJson, isWorthRetrying } from "./fetching";

/** One attribute that a layer may be asked by. */
export interface Queryable {
  name: string;
  label: Bilingual;
  kind: TermKind;
  choices: { value: string; label: Bilingual }[];
  measure: string | null;
}

interface Described {
  title?: string;
  "x-title"?: Bilingual;
  "x-unit"?: string;
  "x-ogc-role"?: string;
  type?: string;
  format?: string;
  oneOf?: { const?: string; title?: string; "x-title"?: Bilingual }[];
}

/** The standard's roles of the id and the shape, by which nobody filters. */
const NOT_ASKED: readonly (string | undefined)[] = ["id", "primary-geometry"];
const FORMATS: Readonly<Record<string, TermKind>> = { date: "date", "date-time": "datetime" };
const TYPES: Readonly<Record<string, TermKind>> = {
  integer: "integer",
  number: "number",
  boolean: "boolean",
  string: "text",
};

function kindOf({ type, format, oneOf }: Described): TermKind {
  if (oneOf?.length) return "choice";
  return FORMATS[format ?? ""] ?? TYPES[type ?? ""] ?? "text";
}

const titled = (title: Bilingual | undefined, fallback: string) => title ?? { vi: fallback, en: fallback };

function toQueryable(name: string, described: Described): Queryable {
  return {
    name,
    label: titled(described["x-title"], described.title ?? name),
    kind: kindOf(described),
    choices: (described.oneOf ?? []).flatMap(({ const: value, title, "x-title": label }) =>
      value === undefined ? [] : [{ value, label: titled(label, title ?? value) }],
    ),
    measure: described["x-unit"] ?? null,
  };
}

export function readQueryables(properties: Record<string, Described>): Queryable[] {
  return Object.entries(properties)
    .filter(([, described]) => !NOT_ASKED.includes(described["x-ogc-role"]))
    .map(([name, described]) => toQueryable(name, described));
}

export function collectionPath(layer: string): string {
  return `/api/collections/${encodeURIComponent(layer)}`;
}

/** What a layer may be asked by, in the order of its form. */
export function queryablesQuery(layer: string) {
  return queryOptions({
    queryKey: ["queryables", layer],
    queryFn: async ({ signal }) => {
      const path = `${collectionPath(layer)}/queryables`;
      const { properties } = await fetchJson<{ properties: Record<string, Described> }>(path, signal);
      return readQueryables(properties);
    },
    staleTime: 600_000,
    retry: (failures, error) => failures < 2 && isWorthRetrying(error),
    retryDelay: 1000,
  });
}
