import type { Map as MapLibreMap } from "maplibre-gl";
import type { TileSource } from "./drawing";

/** Column and row of the tile (web mercator) that a place lies in. */
function tileAt(longitude: number, latitude: number, zoom: number): [number, number] {
  const across = 2 ** zoom;
  const sine = Math.sin((latitude * Math.PI) / 180);
  const x = ((longitude + 180) / 360) * across;
  const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * across;
  const hold = (value: number) => Math.min(Math.max(Math.floor(value), 0), across - 1);
  return [hold(x), hold(y)];
}

/** Addresses of the tiles of a source that cover a box in degrees. */
export function tilesIn(
  { tiles, minzoom, maxzoom }: TileSource,
  [west, south, east, north]: readonly [number, number, number, number],
  mapZoom: number,
): string[] {
  if (Math.floor(mapZoom) < minzoom) return [];
  const zoom = Math.min(Math.floor(mapZoom), maxzoom);
  const [left, top] = tileAt(west, north, zoom);
  const [right, bottom] = tileAt(east, south, zoom);
  const found: string[] = [];
  for (let x = left; x <= right; x++) {
    for (let y = top; y <= bottom; y++) {
      const place = { z: zoom, x, y };
      found.push(tiles.replace(/\{([xyz])\}/g, (_, name: "x" | "y" | "z") => String(place[name])));
    }
  }
  return found;
}

/** Asks for tiles before the map does, so that they come out of the browser's memory; what fails is asked again then. */
export async function prefetch(
  map: MapLibreMap,
  sources: readonly TileSource[],
  signal: AbortSignal,
): Promise<void> {
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const;
  const wanted = sources.flatMap((source) => tilesIn(source, box, map.getZoom()));
  await Promise.allSettled(
    wanted.map(async (path) => {
      const response = await fetch(path, { signal, priority: "low" });
      await response.arrayBuffer();
    }),
  );
}
