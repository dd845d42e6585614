import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import { useView } from "../app/use_view";
import type { View } from "../app/view";
import { drawCity, type TileSource } from "../map/drawing";
import { prefetch } from "../map/prefetching";

/** A frame stays at least so long in sight. */
const FRAME_MS = 700;
const LOOK_EVERY_MS = 50;
/** A tile that does not come must not end the film. */
const PATIENCE_MS = 5000;

const pause = (ms: number) => new Promise((done) => window.setTimeout(done, ms));

/** Until all that the map asked for is there, or too long has passed. */
async function untilLoaded(map: MapLibreMap): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  await pause(LOOK_EVERY_MS);
  while (!map.areTilesLoaded() && performance.now() < end) await pause(LOOK_EVERY_MS);
}

function sourcesOn(catalogue: Catalogue, view: View, day: string): TileSource[] {
  return Object.values(drawCity(catalogue, { ...view, day }).sources);
}

interface Playing {
  playing: boolean;
  play: () => void;
  stop: () => void;
}

/**
 * Shows one day after another. The next ones are fetched while one is in sight, and none is shown before its tiles
 * are there: the old stay until the new come, so that nothing flickers.
 */
export function usePlaying(map: MapLibreMap, catalogue: Catalogue, frames: readonly string[]): Playing {
  const [view, dispatch] = useView();
  const [playing, setPlaying] = useState(false);
  const now = useRef({ view, catalogue, frames });
  now.current = { view, catalogue, frames };
  useEffect(() => {
    if (!playing) return;
    const stopped = new AbortController();
    const { signal } = stopped;
    const show = async () => {
      const { day } = now.current.view;
      const rest = now.current.frames.filter((frame) => !day || frame > day);
      const film = rest.length ? rest : now.current.frames;
      const fetchFrame = (at: number) => {
        const frame = film[at];
        const { view: seen, catalogue: city } = now.current;
        return frame ? prefetch(map, sourcesOn(city, seen, frame), signal) : Promise.resolve();
      };
      await fetchFrame(0);
      for (const [at, frame] of film.entries()) {
        if (signal.aborted) return;
        dispatch({ type: "day chosen", day: frame });
        await Promise.all([untilLoaded(map), pause(FRAME_MS), fetchFrame(at + 1)]);
      }
      if (!signal.aborted) setPlaying(false);
    };
    void show();
    return () => stopped.abort();
  }, [playing, map, dispatch]);
  return { playing, play: () => setPlaying(true), stop: () => setPlaying(false) };
}
