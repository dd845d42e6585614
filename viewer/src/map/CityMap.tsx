import "maplibre-gl/dist/maplibre-gl.css";
import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { Map as MapCanvas, type MapEvent, ScaleControl } from "react-map-gl/maplibre";
import type { Catalogue } from "../api/catalogue";
import type { Connection, Redrawn } from "../api/events";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import { BASE_STYLE } from "./base_style";
import styles from "./CityMap.module.css";
import { readCameraOf } from "./camera";
import { HoverTip } from "./HoverTip";
import type { Spotlight } from "./spotlight";
import { useBoxSelection } from "./use_box";
import { useCamera } from "./use_camera";
import { useDrawing } from "./use_drawing";
import { useDrawn } from "./use_drawn";
import { useOpenFeature } from "./use_open_feature";
import { type Picks, usePointing } from "./use_pointing";
import { useRedrawnTiles } from "./use_redrawn_tiles";
import { useTileRecovery } from "./use_tile_recovery";

maplibre.setWorkerUrl(workerUrl);

/** Fetched when two days are laid beside each other. */
const SwipeMap = lazy(() => import("./SwipeMap").then(({ SwipeMap }) => ({ default: SwipeMap })));

declare global {
  interface Window {
    /** For automation and tests only: the map as MapLibre gives it. */
    twin?: { map: maplibre.Map; beside?: maplibre.Map };
  }
}

interface CityMapProps {
  catalogue: Catalogue;
  connection: Connection;
  redrawn: Redrawn;
  spotlight: Spotlight | null;
  onReady: (map: maplibre.Map) => void;
  picks: Picks;
  children?: ReactNode;
}

/** Whether this browser can draw the map at all. */
function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

export function CityMap({
  catalogue,
  connection,
  redrawn,
  spotlight,
  onReady,
  picks,
  children,
}: CityMapProps) {
  const [view, dispatch] = useView();
  const { say, read } = useSpeech();
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [drawable] = useState(canDraw);
  const places = spotlight?.places ?? null;
  const ground = useMemo(() => ({ catalogue, places }), [catalogue, places]);
  const pointing = usePointing(map, ground, picks);
  useBoxSelection(map, ground, picks);
  useDrawing(map, catalogue, view, pointing.hovered, spotlight);
  useOpenFeature(map, catalogue, view);
  useDrawn(map, view);
  useCamera(map, view.camera);
  useTileRecovery(map, connection);
  useRedrawnTiles(map, redrawn);
  const keepMap = useCallback(
    ({ target }: MapEvent) => {
      window.twin = { map: target };
      setMap(target);
      onReady(target);
    },
    [onReady],
  );
  const label = say("mapLabel", { title: read(catalogue.title) });
  useEffect(() => map?.getCanvas().setAttribute("aria-label", label), [map, label]);
  return (
    <div className={styles.frame} data-map-ready={map !== null}>
      {drawable ? (
        <MapCanvas
          id="city"
          mapLib={maplibre}
          initialViewState={view.camera ?? { bounds: catalogue.bounds, fitBoundsOptions: { padding: 32 } }}
          mapStyle={BASE_STYLE}
          minZoom={8}
          maxZoom={22}
          maxPitch={75}
          attributionControl={false}
          cursor={picks.busy || picks.selecting ? "crosshair" : pointing.hovered ? "pointer" : "grab"}
          onLoad={keepMap}
          onMoveEnd={({ target }) => dispatch({ type: "moved", camera: readCameraOf(target) })}
          onMouseMove={pointing.onMove}
          onMouseOut={pointing.onLeave}
          onDragStart={pointing.onLeave}
          onClick={pointing.onClick}
          onError={ignoreTileError}
        >
          <ScaleControl position="bottom-right" maxWidth={120} />
          {pointing.hovered && <HoverTip hovered={pointing.hovered} catalogue={catalogue} />}
        </MapCanvas>
      ) : (
        <p className={styles.undrawable} role="alert">
          {say("noWebGl")}
        </p>
      )}
      {map && view.beside && (
        <Suspense>
          <SwipeMap leader={map} catalogue={catalogue} beside={view.beside} />
        </Suspense>
      )}
      <div className={styles.crosshair} aria-hidden="true" />
      {children}
    </div>
  );
}

/** Tiles that fail are asked for again by `useTileRecovery`; a line in the console would help nobody. */
function ignoreTileError(event: { error?: Error; sourceId?: string }): void {
  if (!event.sourceId && event.error) reportError(event.error);
}
