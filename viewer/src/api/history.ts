import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Feature } from "geojson";
import type { Bilingual } from "../text/language";
import { fetchJson } from "./fetching";
import { type FeatureRef, itemKey, itemPath } from "./items";
import { collectionPath } from "./queryables";

/** How a state came to be and how it ended. */
export interface StateRecord {
  moment: string;
  from: string;
  made_by: string;
  /** What differs from the state before; null where there was none. */
  changes: { name: string; old: unknown; new: unknown }[] | null;
  to: string | null;
  change: "update" | "delete" | null;
  by: string | null;
}

export type PastFeature = Feature & { record: StateRecord };

interface PastPage {
  features: PastFeature[];
  links: { rel: string; href: string }[];
}

/** Every state of a feature, the newest first. */
export function historyQuery(ref: FeatureRef) {
  return infiniteQueryOptions({
    // Beside the feature itself, so that news of it are news of its past too.
    queryKey: [...itemKey(ref.layer, ref.id), "history"],
    queryFn: ({ pageParam, signal }) => fetchJson<PastPage>(pageParam, signal),
    initialPageParam: `${itemPath(ref)}/history?limit=20`,
    getNextPageParam: ({ links }) => {
      const next = links.find((link) => link.rel === "next")?.href;
      if (!next) return null;
      const { pathname, search } = new URL(next, window.location.href);
      return pathname + search;
    },
    retry: 1,
    staleTime: 30_000,
  });
}

/** One attribute of the form that a feature is written with. */
export interface FormField {
  title?: string;
  "x-title"?: Bilingual;
  "x-unit"?: string;
  "x-ogc-role"?: string;
  type?: string | string[];
  format?: string;
  readOnly?: boolean;
  minimum?: number;
  maximum?: number;
  oneOf?: { const?: string; type?: string; title?: string; "x-title"?: Bilingual }[];
}

export interface FormSchema {
  properties: Record<string, FormField>;
  required?: string[];
}

export function schemaQuery(layer: string) {
  return queryOptions({
    queryKey: ["form", layer],
    queryFn: ({ signal }) => fetchJson<FormSchema>(`${collectionPath(layer)}/schema`, signal),
    staleTime: 600_000,
    retry: 1,
  });
}
