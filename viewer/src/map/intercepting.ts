import { type Map as MapLibreMap, Point } from "maplibre-gl";
import { FINGER_REACH, MOUSE_REACH } from "./selection";

const CAN_HOVER = "(hover: hover)";
/** A press that moves farther than this, in pixels, is a drag. */
const STEADY = 4;

/** The box of pixels round a point that a mouse or a finger means. */
export function around(point: Point): [[number, number], [number, number]] {
  const reach = window.matchMedia(CAN_HOVER).matches ? MOUSE_REACH : FINGER_REACH;
  return [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ];
}

function pointOf(map: MapLibreMap, event: MouseEvent): Point {
  const { left, top } = map.getCanvasContainer().getBoundingClientRect();
  return new Point(event.clientX - left, event.clientY - top);
}

/** Ask of each click, before the map does, whether it is meant for somebody else: `take` says so. */
export function interceptClicks(map: MapLibreMap, take: (point: Point) => boolean): () => void {
  const container = map.getCanvasContainer();
  let pressed: Point | null = null;
  const press = (event: MouseEvent) => {
    pressed = pointOf(map, event);
  };
  const click = (event: MouseEvent) => {
    const point = pointOf(map, event);
    if (pressed && pressed.dist(point) > STEADY) return;
    if (take(point)) event.stopPropagation();
  };
  container.addEventListener("mousedown", press, true);
  container.addEventListener("click", click, true);
  return () => {
    container.removeEventListener("mousedown", press, true);
    container.removeEventListener("click", click, true);
  };
}

/** Ask of each key pressed on the map, before the map does, whether it is meant for somebody else. */
export function interceptKeys(map: MapLibreMap, take: (key: string) => boolean): () => void {
  const container = map.getCanvasContainer();
  const press = (event: KeyboardEvent) => {
    if (!take(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  container.addEventListener("keydown", press, true);
  return () => container.removeEventListener("keydown", press, true);
}
