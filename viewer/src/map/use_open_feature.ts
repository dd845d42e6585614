import { useQuery } from "@tanstack/react-query";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { Catalogue } from "../api/catalogue";
import { itemQuery } from "../api/items";
import type { View } from "../app/view";
import { boundsOf, flyTo } from "./camera";
import { showOpen } from "./reconcile";

/** Marks the open feature, and flies to it where a link names a feature and no place to look from. */
export function useOpenFeature(map: MapLibreMap | null, catalogue: Catalogue, view: View): void {
  const { data: feature } = useQuery(itemQuery(view.open, catalogue.layers));
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
