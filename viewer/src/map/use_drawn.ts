import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect } from "react";
import type { View } from "../app/view";
import { sizeInWords } from "../geodesy/words";
import { useSpeech } from "../text/speech";
import { showDrawn } from "./drawn";

/** Shows what was measured and the place that was gone to, whichever tool is taken up. */
export function useDrawn(map: MapLibreMap | null, { measured, spot }: View): void {
  const speech = useSpeech();
  useEffect(() => {
    if (map) showDrawn(map, { measured, spot, words: sizeInWords(measured, speech) });
  }, [map, measured, spot, speech]);
}
