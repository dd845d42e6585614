import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useMemo, useRef } from "react";
import type { Catalogue } from "../api/catalogue";
import type { View } from "../app/view";
import { type Drawing, drawCity } from "./drawing";
import { LOWEST_OPEN_MARK, markHovered } from "./highlight";
import { reconcile } from "./reconcile";
import type { Spotlight } from "./spotlight";
import type { Hovered } from "./use_pointing";

const NOTHING: Drawing = { sources: {}, layers: [] };

/** Keeps on the map what the view asks for: the city's layers, and marks on the hovered feature. */
export function useDrawing(
  map: MapLibreMap | null,
  catalogue: Catalogue,
  view: View,
  hovered: Hovered | null,
  spotlight: Spotlight | null,
): void {
  const drawn = useRef(NOTHING);
  const city = useMemo(() => drawCity(catalogue, view, spotlight), [catalogue, view, spotlight]);
  const marked = hovered?.candidates[0]?.drawn;
  const drawing = useMemo(() => {
    if (!marked || !city.sources[marked.layer]) return city;
    return { ...city, layers: [...city.layers, ...markHovered(marked.layer, Number(marked.id))] };
  }, [city, marked]);
  useEffect(() => {
    if (!map) return;
    reconcile(map, drawn.current, drawing, LOWEST_OPEN_MARK);
    drawn.current = drawing;
  }, [map, drawing]);
}
