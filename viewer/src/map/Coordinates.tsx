import type { Position } from "geojson";
import type { Map as MapLibreMap, MapMouseEvent } from "maplibre-gl";
import { useEffect, useState } from "react";
import { degreesInWords, gridInWords } from "../geodesy/words";
import { useSpeech } from "../text/speech";
import styles from "./Corner.module.css";

/** Where the pointer is, in both systems; while there is none, the middle of the map. */
export function Coordinates({ map }: { map: MapLibreMap | null }) {
  const speech = useSpeech();
  const [position, setPosition] = useState<Position | null>(null);
  useEffect(() => {
    if (!map) return;
    const middle = () => setPosition(map.getCenter().toArray());
    let pointed = false;
    const follow = ({ lngLat }: MapMouseEvent) => {
      pointed = true;
      setPosition(lngLat.toArray());
    };
    const leave = () => {
      pointed = false;
      middle();
    };
    const move = () => {
      if (!pointed) middle();
    };
    middle();
    const subscriptions = [map.on("mousemove", follow), map.on("mouseout", leave), map.on("moveend", move)];
    return () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
  }, [map]);
  if (!position) return null;
  return (
    <p className={styles.coordinates} title={speech.say("coordinatesHint")}>
      <span>{degreesInWords(position, speech)}</span>
      <span>VN-2000: {gridInWords(position, speech)}</span>
    </p>
  );
}
