import type { Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useEffect } from "react";
import styles from "./CityMap.module.css";
import { featuresIn, type Ground, overGround, type ScreenBox } from "./selection";
import { type Picks, refOf } from "./use_pointing";

/** Less than this is a click of an unsteady hand. */
const SMALLEST = 5;

/** Adds what lies in a box to what is selected. */
export function useBoxSelection(
  map: MapLibreMap | null,
  ground: Ground,
  { onSelect, selecting }: Pick<Picks, "onSelect" | "selecting">,
): void {
  const take = useCallback(
    (box: ScreenBox) => {
      if (map) onSelect(overGround(featuresIn(map, ground, box), ground.catalogue).map(refOf), "add");
    },
    [map, ground, onSelect],
  );
  useBox(map, selecting, take);
}

/**
 * A box dragged over the map: with Shift at any time, without it while `armed`. It takes the place of MapLibre's own
 * zooming by box.
 */
function useBox(map: MapLibreMap | null, armed: boolean, onBox: (box: ScreenBox) => void): void {
  useEffect(() => {
    if (!map) return;
    map.boxZoom.disable();
    const ground = map.getCanvasContainer();
    const begin = (down: PointerEvent) => {
      if (down.button !== 0 || !(armed || down.shiftKey)) return;
      dragBox(map, down, onBox);
    };
    ground.addEventListener("pointerdown", begin, { capture: true });
    return () => ground.removeEventListener("pointerdown", begin, { capture: true });
  }, [map, armed, onBox]);
}

function dragBox(map: MapLibreMap, down: PointerEvent, onBox: (box: ScreenBox) => void): void {
  const container = map.getContainer();
  const { left, top } = container.getBoundingClientRect();
  const from = [down.clientX - left, down.clientY - top] as const;
  const frame = document.createElement("div");
  frame.className = styles.box ?? "";
  container.append(frame);
  const couldDrag = map.dragPan.isEnabled();
  map.dragPan.disable();
  const boxTo = (event: PointerEvent): ScreenBox => {
    const to = [event.clientX - left, event.clientY - top] as const;
    return [
      [Math.min(from[0], to[0]), Math.min(from[1], to[1])],
      [Math.max(from[0], to[0]), Math.max(from[1], to[1])],
    ];
  };
  const stretch = (event: PointerEvent) => {
    const [[west, north], [east, south]] = boxTo(event);
    frame.style.inset = `${north}px auto auto ${west}px`;
    frame.style.width = `${east - west}px`;
    frame.style.height = `${south - north}px`;
  };
  const ended = new AbortController();
  const end = (event: PointerEvent) => {
    ended.abort();
    frame.remove();
    if (couldDrag) map.dragPan.enable();
    const [[west, north], [east, south]] = boxTo(event);
    if (event.type === "pointerup" && Math.max(east - west, south - north) >= SMALLEST) onBox(boxTo(event));
  };
  window.addEventListener("pointermove", stretch, ended);
  window.addEventListener("pointerup", end, ended);
  window.addEventListener("pointercancel", end, ended);
}
