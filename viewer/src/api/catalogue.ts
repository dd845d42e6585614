import { type QueryClient, queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import type { Bilingual } from "../text/language";
import { fetchJson, isWorthRetrying } from "./fetching";

export type FieldKind = "text" | "integer" | "number" | "boolean" | "date" | "datetime" | "choice";

export interface Choice {
  value: string;
  label: Bilingual;
  /** Whether it says that nobody knows. */
  unknown: boolean;
}

export interface Field {
  name: string;
  label: Bilingual;
  kind: FieldKind;
  unit: string | null;
  choices: Choice[];
  /** The field that says where this one's value came from. */
  source_field: string | null;
  note: Bilingual | null;
  /** Kept by the store for every feature, such as its source and when it was last changed. */
  system: boolean;
}

export interface LegendEntry {
  label: Bilingual;
  symbol: "point" | "line" | "polygon";
  colour: string;
  outline: string | null;
  width: number;
  dash: number[];
  opacity: number;
  /** Which features have this look, and no others. */
  filter: FilterSpecification;
}

/** A MapLibre layer as the API writes it; `twin:part` says what it is for. */
export type StyleLayer = Exclude<LayerSpecification, { type: "background" }> & {
  metadata?: {
    "twin:layer"?: string;
    "twin:part"?: "fill" | "casing" | "line" | "circle" | "label" | "extrusion";
  };
};

export interface Layer {
  id: string;
  title: Bilingual;
  description: Bilingual;
  group: string;
  geometry: string;
  count: number | null;
  min_zoom: number;
  /** The deepest zoom that has tiles of its own; closer ones are drawn from these. */
  max_zoom: number;
  order: number;
  base_map: boolean;
  visible: boolean;
  run_time: boolean;
  version: number;
  title_field: string | null;
  tiles: string;
  fields: Field[];
  legend: LegendEntry[];
  style: StyleLayer[];
}

/** Everything that the viewer is built from: it knows no layer, field or colour of its own. */
export interface Catalogue {
  title: Bilingual;
  demonstration: boolean;
  notice: Bilingual | null;
  bounds: [west: number, south: number, east: number, north: number];
  version: string;
  groups: { id: string; title: Bilingual }[];
  layers: Layer[];
}

const RETRY_MS = 4000;

/** A layer's version never goes back: an answer that was on its way when the layer changed is older than the news. */
export function keepNewest(known: Catalogue | undefined, answer: Catalogue): Catalogue {
  const versions = known?.layers.map((layer) => [layer.id, layer.version] as const) ?? [];
  const newest = versions.reduce((merged, [id, version]) => bumpVersion(merged, id, version), answer);
  return replaceEqualDeep(known, newest);
}

/** While the API is away the catalogue is asked for again every few seconds, for as long as it takes. */
export const catalogueQuery = queryOptions({
  queryKey: ["catalogue"],
  queryFn: ({ signal }) => fetchJson<Catalogue>("/api/catalogue", signal),
  staleTime: Number.POSITIVE_INFINITY,
  structuralSharing: (known, answer) => keepNewest(known as Catalogue | undefined, answer as Catalogue),
  retry: false,
  refetchInterval: (query) =>
    query.state.status === "error" && isWorthRetrying(query.state.error) ? RETRY_MS : false,
});

/**
 * `tiles` with its version replaced, so that neither a browser nor a proxy answers with the old ones. What
 * follows the number (`v=12-…`, a digest of how the layer is declared) stays.
 */
export function versionTiles(tiles: string, version: number): string {
  return tiles.replace(/([?&]v=)\d+/, `$1${version}`);
}

/** The catalogue after one layer changed; the same object when it knew that already. */
export function bumpVersion(catalogue: Catalogue, layerId: string, version: number): Catalogue {
  const known = catalogue.layers.find((layer) => layer.id === layerId);
  if (!known || known.version >= version) return catalogue;
  const bumped = { ...known, version, tiles: versionTiles(known.tiles, version) };
  return { ...catalogue, layers: catalogue.layers.map((layer) => (layer === known ? bumped : layer)) };
}

export function recordVersion(client: QueryClient, layerId: string, version: number): void {
  client.setQueryData<Catalogue>(
    catalogueQuery.queryKey,
    (catalogue) => catalogue && bumpVersion(catalogue, layerId, version),
  );
}
