import { type QueryClient, queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import { fetchJson, isWorthRetrying } from "./fetching";
import type * as Schema from "./schema.gen";
import type { FieldEntry, LayerEntry } from "./schema.gen";

export type Field = FieldEntry;

/** One look of a layer; `filter` tells the features that have it, and no others. */
export type LegendEntry = Omit<Schema.LegendEntry, "filter"> & { filter: FilterSpecification };

/** A MapLibre layer as the API writes it; `twin:part` says what it is for. */
export type StyleLayer = Exclude<LayerSpecification, { type: "background" }> & {
  metadata?: {
    "twin:layer"?: string;
    "twin:part"?: "fill" | "casing" | "line" | "circle" | "label" | "extrusion";
  };
};

/** A layer; what the API's schema can only call JSON is MapLibre's. */
export type Layer = Omit<LayerEntry, "legend" | "style"> & { legend: LegendEntry[]; style: StyleLayer[] };

/** Everything that the viewer is built from: it knows no layer, field or colour of its own. */
export type Catalogue = Omit<Schema.Catalogue, "layers"> & { layers: Layer[] };

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
