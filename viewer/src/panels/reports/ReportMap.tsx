import type { Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useEffect, useMemo } from "react";
import type { Drawing } from "../../api/reports";
import { boundsOf, flyTo } from "../../map/camera";
import { sketch } from "../../map/sketch";
import { useChosen, useDrawingPicks, useDrawings, useRasters } from "../../map/use_answer_layers";
import { useSketching, useSketchLayers } from "../../map/use_sketch";
import { SketchBar } from "./SketchBar";
import { selectFeature } from "./selecting";
import { shapes } from "./shapes";
import { choose, showing } from "./showing";

/** What the reports put on the map: what was found, what of it is chosen, and what is being drawn for a form. */
export function ReportMap({ map, idle }: { map: MapLibreMap; idle: boolean }) {
  const { answer, hidden, selection, flights, overviews } = showing.use();
  const now = sketch.use();
  const kept = shapes.use();
  const drawn = useMemo(() => Object.values(kept), [kept]);
  const busy = now.wanted !== null;
  useDrawings(map, answer, hidden);
  useRasters(map, answer, hidden);
  useChosen(map, answer, selection?.features ?? null, flights);
  useSketchLayers(map, drawn, now);
  useSketching(map, busy);
  const pick = useCallback(
    (drawing: Drawing, id: number | string) => answer && choose(selectFeature(answer, drawing, id), false),
    [answer],
  );
  // While something is drawn or measured a click is a corner of it.
  useDrawingPicks(map, idle && !busy ? answer : null, pick);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is asked for moves the map
  useEffect(() => {
    if (!answer || overviews === 0) return;
    const geometries = answer.drawings.flatMap(({ features }) =>
      features.features.flatMap(({ geometry }) => (geometry ? [geometry] : [])),
    );
    const box = boundsOf({ type: "GeometryCollection", geometries });
    if (box) flyTo(map, box);
  }, [map, overviews]);
  return busy ? <SketchBar /> : null;
}
