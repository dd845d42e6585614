import type { ErrorEvent, Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useState } from "react";
import type { Connection } from "../api/events";
import { noteFailure, reloadTiles } from "./reconcile";

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;

/** What MapLibre says of a tile that failed. */
interface TileError extends ErrorEvent {
  sourceId?: string;
  tile?: { tileID: { canonical: { z: number; x: number; y: number } } };
}

/** Asks again for the tiles that failed, once the server is there, at growing intervals while it still fails. */
export function useTileRecovery(map: MapLibreMap | null, connection: Connection): void {
  const [failed, setFailed] = useState<ReadonlySet<string>>(new Set());
  const [wait, setWait] = useState(FIRST_WAIT_MS);
  useEffect(() => {
    const note = (event: TileError) => {
      const { sourceId, tile } = event;
      if (map && sourceId && tile) noteFailure(map, sourceId, tile.tileID.canonical);
      if (sourceId) setFailed((known) => (known.has(sourceId) ? known : new Set([...known, sourceId])));
    };
    map?.on("error", note);
    return () => {
      map?.off("error", note);
    };
  }, [map]);
  useEffect(() => {
    if (!map || connection !== "live" || failed.size === 0) return;
    const timer = window.setTimeout(() => {
      for (const source of failed) reloadTiles(map, source);
      setFailed(new Set());
      setWait(Math.min(wait * 2, LONGEST_WAIT_MS));
    }, wait);
    return () => window.clearTimeout(timer);
  }, [map, connection, failed, wait]);
  useEffect(() => {
    if (connection === "lost") setWait(FIRST_WAIT_MS);
  }, [connection]);
}
