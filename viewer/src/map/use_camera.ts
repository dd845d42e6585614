import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect } from "react";
import type { Camera } from "../app/view";
import { readCameraOf, sameCamera } from "./camera";

/** Follows a camera that came from outside the map, such as a link that was opened in this page. */
export function useCamera(map: MapLibreMap | null, camera: Camera | null): void {
  useEffect(() => {
    if (!map || !camera || sameCamera(camera, readCameraOf(map))) return;
    map.jumpTo({ ...camera, center: [camera.longitude, camera.latitude] });
  }, [map, camera]);
}
