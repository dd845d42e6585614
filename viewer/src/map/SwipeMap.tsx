import * as maplibre from "maplibre-gl";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { Map as MapCanvas } from "react-map-gl/maplibre";
import type { Catalogue } from "../api/catalogue";
import { today } from "../app/days";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import { BASE_STYLE } from "./base_style";
import { readCameraOf } from "./camera";
import styles from "./SwipeMap.module.css";
import { useDrawing } from "./use_drawing";

const STEP = 2;
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -STEP, ArrowRight: STEP };

interface SwipeMapProps {
  /** The map that is followed: it has the pointer and the keyboard. */
  leader: maplibre.Map;
  catalogue: Catalogue;
  beside: string;
}

/** A second map over the right part of the first, on another day; a line between them is drawn to and fro. */
export function SwipeMap({ leader, catalogue, beside }: SwipeMapProps) {
  const { say, date } = useSpeech();
  const [view] = useView();
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [share, setShare] = useState(50);
  const frame = useRef<HTMLDivElement>(null);
  useDrawing(map, catalogue, { ...view, day: beside }, null, null);
  useEffect(() => {
    if (!map) return;
    const follow = () => {
      const { longitude, latitude, ...camera } = readCameraOf(leader);
      map.jumpTo({ ...camera, center: [longitude, latitude] });
    };
    const subscription = leader.on("move", follow);
    follow();
    return () => subscription.unsubscribe();
  }, [map, leader]);
  const drag = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const { left, width } = frame.current.getBoundingClientRect();
    setShare(Math.min(Math.max(((event.clientX - left) / width) * 100, 0), 100));
  };
  const step = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setShare((known) => Math.min(Math.max(known + by, 0), 100));
  };
  const told = (day: string | null) => (day && day < today() ? date(day) : say("todayButton"));
  const camera = readCameraOf(leader);
  return (
    <div className={styles.frame} ref={frame} data-beside-ready={map !== null}>
      <div className={styles.right} style={{ clipPath: `inset(0 0 0 ${share}%)` }} aria-hidden="true">
        <MapCanvas
          id="beside"
          mapLib={maplibre}
          initialViewState={camera}
          mapStyle={BASE_STYLE}
          interactive={false}
          attributionControl={false}
          minZoom={8}
          maxPitch={75}
          onLoad={({ target }) => {
            if (window.twin) window.twin.beside = target;
            setMap(target);
          }}
        />
      </div>
      <span className={styles.leftDay} style={{ right: `${100 - share}%` }}>
        {told(view.day)}
      </span>
      <span className={styles.rightDay} style={{ left: `${share}%` }}>
        {told(beside)}
      </span>
      <div
        role="slider"
        tabIndex={0}
        className={styles.line}
        style={{ left: `${share}%` }}
        aria-label={say("swipe")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share)}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={step}
      >
        <span className={styles.knob}>⇔</span>
      </div>
    </div>
  );
}
