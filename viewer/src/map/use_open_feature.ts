import { useQuery } from "@tanstack/react-query";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { itemQuery } from "../api/items";
import type { View } from "../app/view";
import { boundsOf, flyTo } from "./camera";
import { showOpen } from "./reconcile";

/** Marks the open feature, and flies to it where a link names a feature and no place to look from. */
export function useOpenFeature(map: MapLibreMap | null, view: View): void {
  const { data } = useQuery({
    ...itemQuery(view.open ?? { layer: "", id: "" }),
    enabled: view.open !== null,
  });
  const feature = view.open ? data : undefined;
  const flightWanted = useRef(view.camera === null && view.open !== null);
  useEffect(() => {
    if (!map) return;
    showOpen(map, feature ?? null);
    const box = feature?.geometry && boundsOf(feature.geometry);
    if (!box || !flightWanted.current) return;
    flightWanted.current = false;
    flyTo(map, box);
  }, [map, feature]);
}
