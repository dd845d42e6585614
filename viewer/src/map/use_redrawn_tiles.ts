import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { Redrawn } from "../api/events";
import { reloadTiles } from "./reconcile";

/** Asks again for the tiles of a layer that the server has redrawn: until then they showed its last look from afar. */
export function useRedrawnTiles(map: MapLibreMap | null, redrawn: Redrawn): void {
  const shown = useRef<Redrawn>({});
  useEffect(() => {
    if (!map) return;
    for (const [layer, times] of Object.entries(redrawn)) {
      if (shown.current[layer] !== times) reloadTiles(map, layer);
    }
    shown.current = redrawn;
  }, [map, redrawn]);
}
