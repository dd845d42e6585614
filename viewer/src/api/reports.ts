import { queryOptions } from "@tanstack/react-query";
import type { FeatureCollection } from "geojson";
import type { Bilingual } from "../text/language";
import type { Field, LegendEntry, StyleLayer } from "./catalogue";
import { fetchJson, isWorthRetrying } from "./fetching";

/** A JSON Schema as pydantic writes it, with what our own API adds to it. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string;
  format?: string;
  title?: string;
  title_vi?: string;
  title_en?: string;
  default?: unknown;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  /** Of which layer features are named, and by which of its fields. */
  picks?: { layer: string; by: string };
  /** Which shapes may be drawn. */
  draws?: readonly Shape[];
  /** The words for what it may be. */
  choices?: readonly { value: string; label: Bilingual }[];
}

export type Shape = "point" | "line" | "area";

export interface Process {
  id: string;
  words: { title: Bilingual; description: Bilingual };
  jobControlOptions: readonly string[];
}

export interface ProcessDescription extends Process {
  inputs: Record<string, { title: string; minOccurs: number; schema: Schema }>;
}

export type Cell = string | number | boolean | null;

export interface Figure {
  id: string;
  label: Bilingual;
  value: Cell;
  unit: string | null;
  at_most: number | null;
  norms: readonly string[];
  note: Bilingual | null;
  /** Which way is better, where one is. */
  better?: "more" | "less" | null;
}

export interface Column {
  name: string;
  label: Bilingual;
  kind: Field["kind"];
  unit: string | null;
  digits: number;
  choices: readonly { value: Cell; label: Bilingual }[];
}

export interface Table {
  id: string;
  title: Bilingual;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** The drawing whose features the rows are, and their ids in it. */
  drawing: string | null;
  ids?: readonly (number | string)[];
}

export interface Chart {
  id: string;
  title: Bilingual;
  kind: "bars" | "stacked" | "line";
  axis: Bilingual;
  places: readonly string[];
  unit: string | null;
  series: readonly { label: Bilingual; values: readonly (number | null)[]; colour: string | null }[];
}

export interface Drawing {
  id: string;
  title: Bilingual;
  /** The layer whose features these are. */
  of: string | null;
  legend: readonly LegendEntry[];
  style: readonly StyleLayer[];
  features: FeatureCollection;
}

/** Numbers on squares, as a picture laid by its corners from the upper left one on clockwise. */
export interface Raster {
  id: string;
  title: Bilingual;
  /** Under which id its tiles are served, where the result is kept. */
  raster: string;
  picture?: { url: string; corners: readonly [Corner, Corner, Corner, Corner] };
  style: {
    unit?: string | null;
    opacity?: number;
    classes?: readonly { label: Bilingual; colour: string }[];
    stops?: readonly { value: number; colour: string }[];
  };
}

export type Corner = [number, number];

export interface NormTold {
  id: string;
  title: Bilingual;
  values: readonly (number | string)[];
  unit: string | null;
  clause: string;
  since: string | null;
  source: string;
  standing: Bilingual;
}

export interface Origin {
  layer: string;
  title: Bilingual;
  version: number;
  read: number;
  changed_at: string;
}

/** What a report found, and what it was made from. */
export interface Answer {
  report: string;
  title: Bilingual;
  question: Bilingual;
  key: string;
  inputs: Record<string, unknown>;
  asked?: readonly Bilingual[];
  supposed?: readonly Bilingual[];
  figures: readonly Figure[];
  tables: readonly Table[];
  charts: readonly Chart[];
  drawings: readonly Drawing[];
  rasters?: readonly Raster[];
  notes: readonly Bilingual[];
  gaps: readonly { what: Bilingual; count: number | null; layer: string | null }[];
  norms: readonly NormTold[];
  sources: readonly Origin[];
  data_as_of: string;
  norm_as_of: string;
  code_version: string;
  made_at: string;
  made_by: string;
  seconds: number;
}

const PROCESSES = "/api/processes";
const retry = (failures: number, error: Error) => failures < 2 && isWorthRetrying(error);

/** The reports; while the server is away they are asked for again. */
export const processesQuery = queryOptions({
  queryKey: ["processes"],
  queryFn: async ({ signal }) => (await fetchJson<{ processes: Process[] }>(PROCESSES, signal)).processes,
  retry,
  retryDelay: 1000,
  staleTime: 300_000,
});

export function processQuery(id: string) {
  return queryOptions({
    queryKey: ["processes", id],
    queryFn: ({ signal }) => fetchJson<ProcessDescription>(`${PROCESSES}/${encodeURIComponent(id)}`, signal),
    enabled: id !== "",
    retry,
    retryDelay: 1000,
    staleTime: 300_000,
  });
}

export const executionOf = (report: string) => `${PROCESSES}/${encodeURIComponent(report)}/execution`;
