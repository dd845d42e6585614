import type { MapLayerMouseEvent, Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useEffect, useState } from "react";
import type { FeatureRef } from "../api/items";
import { keepInSight } from "./camera";
import { type Candidate, FINGER_REACH, featuresAt, type Ground, MOUSE_REACH } from "./selection";

/** What is under the pointer, uppermost first, and where. */
export interface Hovered {
  candidates: Candidate[];
  longitude: number;
  latitude: number;
}

interface Pointing {
  hovered: Hovered | null;
  onMove: (event: MapLayerMouseEvent) => void;
  onLeave: () => void;
  onClick: (event: MapLayerMouseEvent) => void;
}

const CAN_HOVER = "(hover: hover)";

export interface Picks {
  onPick: (candidates: Candidate[], byKeyboard: boolean) => void;
  /** One was picked beside those that are selected, or a box was drawn round several. */
  onSelect: (features: readonly FeatureRef[], how: "toggle" | "add") => void;
  /** Whether another tool has the map: then nothing is pointed at. */
  busy: boolean;
  /** Whether what is picked is selected, without Shift too. */
  selecting: boolean;
}

export function refOf({ layer, id }: Candidate): FeatureRef {
  return { layer, id };
}

/** Mouse, finger and keyboard on the map: what is pointed at, what is picked, and with Shift what is selected. */
export function usePointing(
  map: MapLibreMap | null,
  ground: Ground,
  { onPick, onSelect, busy, selecting }: Picks,
): Pointing {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const onMove = useCallback(
    ({ target, point, lngLat, originalEvent }: MapLayerMouseEvent) => {
      if (busy || target.isMoving() || originalEvent.buttons !== 0) return;
      const candidates = featuresAt(target, ground, point, MOUSE_REACH);
      setHovered(candidates.length ? { candidates, longitude: lngLat.lng, latitude: lngLat.lat } : null);
    },
    [ground, busy],
  );
  const onLeave = useCallback(() => setHovered(null), []);
  const onClick = useCallback(
    ({ target, point, originalEvent }: MapLayerMouseEvent) => {
      if (busy) return;
      const reach = window.matchMedia(CAN_HOVER).matches ? MOUSE_REACH : FINGER_REACH;
      const candidates = featuresAt(target, ground, point, reach);
      setHovered(null);
      const [uppermost] = candidates;
      if (selecting || originalEvent.shiftKey) {
        if (uppermost) onSelect([refOf(uppermost)], "toggle");
        return;
      }
      onPick(candidates, false);
      if (candidates.length) keepInSight(target, point);
    },
    [ground, busy, selecting, onPick, onSelect],
  );
  useEffect(() => {
    if (busy) setHovered(null);
  }, [busy]);
  useEffect(() => {
    const canvas = map?.getCanvas();
    const pickMiddle = (event: KeyboardEvent) => {
      if (!map || busy || (event.key !== "Enter" && event.key !== "Escape")) return;
      const wanted = event.key === "Enter";
      const found = wanted ? featuresAt(map, ground, map.project(map.getCenter()), FINGER_REACH) : [];
      const [uppermost] = found;
      if (!wanted || !(selecting || event.shiftKey)) onPick(found, true);
      else if (uppermost) onSelect([refOf(uppermost)], "toggle");
    };
    canvas?.addEventListener("keydown", pickMiddle);
    return () => canvas?.removeEventListener("keydown", pickMiddle);
  }, [map, ground, busy, selecting, onPick, onSelect]);
  return { hovered, onMove, onLeave, onClick };
}
