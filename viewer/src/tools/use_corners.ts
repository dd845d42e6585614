import type { Position } from "geojson";
import type { Map as MapLibreMap, MapMouseEvent } from "maplibre-gl";
import { useCallback, useEffect, useRef, useState } from "react";
import { useView } from "../app/use_view";
import type { Measured } from "../app/view";
import { sizeInWords } from "../geodesy/words";
import { showDrawn } from "../map/drawn";
import { useSpeech } from "../text/speech";

interface Corners {
  /** Whether the next click adds a corner; otherwise it begins anew. */
  drawing: boolean;
  setDrawing: (drawing: boolean) => void;
  addMiddle: () => void;
}

/**
 * Corners that are set on the map: a click adds one, a double click ends, a line follows the pointer. With the
 * keyboard on the map Enter takes its middle, Backspace takes the last corner away, Escape all of them.
 */
export function useCorners(map: MapLibreMap, what: Measured["what"]): Corners {
  const speech = useSpeech();
  const [{ measured, spot }, dispatch] = useView();
  const [drawing, setDrawing] = useState(measured === null);
  const now = useRef({ corners: [] as readonly Position[], drawing, spot, speech });
  now.current = { corners: measured?.corners ?? [], drawing, spot, speech };
  const put = useCallback(
    (corners: readonly Position[]) => {
      now.current.corners = corners;
      dispatch({ type: "measured", measured: corners.length ? { what, corners } : null });
    },
    [dispatch, what],
  );
  const add = useCallback(
    (corner: Position) => {
      const known = now.current.drawing ? now.current.corners : [];
      const [x, y] = known.at(-1) ?? [];
      // The second click of a double one lands where the first did.
      if (x !== corner[0] || y !== corner[1]) put([...known, corner]);
      setDrawing(true);
    },
    [put],
  );
  const addMiddle = useCallback(() => add(map.getCenter().toArray()), [map, add]);
  useEffect(() => {
    const click = ({ lngLat }: MapMouseEvent) => add(lngLat.toArray());
    const end = () => setDrawing(false);
    const follow = ({ lngLat }: MapMouseEvent) => {
      const { corners, drawing: open, spot: marked, speech: said } = now.current;
      if (!open || corners.length === 0) return;
      const next: Measured = { what, corners: [...corners, lngLat.toArray()] };
      showDrawn(map, { measured: next, spot: marked, words: sizeInWords(next, said) });
    };
    const subscriptions = [map.on("click", click), map.on("dblclick", end), map.on("mousemove", follow)];
    map.doubleClickZoom.disable();
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      map.doubleClickZoom.enable();
    };
  }, [map, add, what]);
  useEffect(() => {
    const canvas = map.getCanvas();
    const press = ({ key }: KeyboardEvent) => {
      if (key === "Enter") addMiddle();
      else if (key === "Backspace") put(now.current.corners.slice(0, -1));
      else if (key === "Escape") put([]);
    };
    canvas.addEventListener("keydown", press);
    return () => canvas.removeEventListener("keydown", press);
  }, [map, addMiddle, put]);
  // A line that still follows the pointer is put back to what stands.
  useEffect(() => {
    if (drawing) return;
    const { corners, spot: marked, speech: said } = now.current;
    const stands = corners.length ? { what, corners } : null;
    showDrawn(map, { measured: stands, spot: marked, words: sizeInWords(stands, said) });
  }, [map, drawing, what]);
  return { drawing, setDrawing, addMiddle };
}
