import type { MapLayerMouseEvent, Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useEffect, useState } from "react";
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

/** Mouse, finger and keyboard on the map: what is pointed at, and what is picked. */
export function usePointing(
  map: MapLibreMap | null,
  ground: Ground,
  onPick: (candidates: Candidate[], byKeyboard: boolean) => void,
): Pointing {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  const onMove = useCallback(
    ({ target, point, lngLat, originalEvent }: MapLayerMouseEvent) => {
      if (target.isMoving() || originalEvent.buttons !== 0) return;
      const candidates = featuresAt(target, ground, point, MOUSE_REACH);
      setHovered(candidates.length ? { candidates, longitude: lngLat.lng, latitude: lngLat.lat } : null);
    },
    [ground],
  );
  const onLeave = useCallback(() => setHovered(null), []);
  const onClick = useCallback(
    ({ target, point }: MapLayerMouseEvent) => {
      const reach = window.matchMedia(CAN_HOVER).matches ? MOUSE_REACH : FINGER_REACH;
      const candidates = featuresAt(target, ground, point, reach);
      setHovered(null);
      onPick(candidates, false);
      if (candidates.length) keepInSight(target, point);
    },
    [ground, onPick],
  );
  useEffect(() => {
    const canvas = map?.getCanvas();
    const pickMiddle = (event: KeyboardEvent) => {
      if (!map || (event.key !== "Enter" && event.key !== "Escape")) return;
      const wanted = event.key === "Enter";
      onPick(wanted ? featuresAt(map, ground, map.project(map.getCenter()), FINGER_REACH) : [], true);
    };
    canvas?.addEventListener("keydown", pickMiddle);
    return () => canvas?.removeEventListener("keydown", pickMiddle);
  }, [map, ground, onPick]);
  return { hovered, onMove, onLeave, onClick };
}
