import type { LayerSpecification, Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useMemo, useRef } from "react";
import type { Catalogue } from "../api/catalogue";
import { FIRST_VIEW, type View } from "../app/view";
import { type Drawing, drawCity } from "./drawing";
import { CEILING, markHovered, markSelected } from "./highlight";
import { reconcile } from "./reconcile";
import type { Spotlight } from "./spotlight";
import type { Hovered } from "./use_pointing";

const NOTHING: Drawing = { sources: {}, layers: [] };

function markAll({ selected }: View, { sources }: Drawing): LayerSpecification[] {
  const byLayer = Map.groupBy(selected, (feature) => feature.layer);
  return [...byLayer]
    .filter(([layer]) => sources[layer])
    .flatMap(([layer, features]) =>
      markSelected(
        layer,
        features.map((feature) => Number(feature.id)),
      ),
    );
}

/** Keeps on the map what the view asks for: the city's layers, and marks on what is selected and hovered. */
export function useDrawing(
  map: MapLibreMap | null,
  catalogue: Catalogue,
  view: View,
  hovered: Hovered | null,
  spotlight: Spotlight | null,
): void {
  const drawn = useRef(NOTHING);
  const { on, opacity, hidden, filters, day, solid, selected } = view;
  // The camera moves all the time, and changes nothing of what is drawn.
  const shown = useMemo(
    () => ({ ...FIRST_VIEW, on, opacity, hidden, filters, day, solid, selected }),
    [on, opacity, hidden, filters, day, solid, selected],
  );
  const city = useMemo(() => {
    const drawing = drawCity(catalogue, shown, spotlight);
    return { ...drawing, layers: [...drawing.layers, ...markAll(shown, drawing)] };
  }, [catalogue, shown, spotlight]);
  const marked = hovered?.candidates[0]?.drawn;
  const drawing = useMemo(() => {
    if (!marked || !city.sources[marked.layer]) return city;
    return { ...city, layers: [...city.layers, ...markHovered(marked.layer, Number(marked.id))] };
  }, [city, marked]);
  useEffect(() => {
    if (!map) return;
    reconcile(map, drawn.current, drawing, CEILING);
    drawn.current = drawing;
  }, [map, drawing]);
}
