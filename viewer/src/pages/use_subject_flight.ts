import { useQuery } from "@tanstack/react-query";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useEffect, useRef } from "react";
import { overlayQuery } from "../api/programme";
import type { View } from "../app/view";
import { bringInSight } from "../map/camera";

/** Brings the places of a subject into sight when it is chosen; a link that names a camera keeps it. */
export function useSubjectFlight(map: MapLibreMap | null, view: View): void {
  const { subject, since } = view;
  const overlay = useQuery({ ...overlayQuery(subject ?? "", since), enabled: subject !== null });
  const seen = useRef(view.camera ? subject : null);
  const box = overlay.data?.subject === subject ? overlay.data?.bbox : null;
  useEffect(() => {
    if (subject === null) seen.current = null;
    if (!map || !subject || !box || seen.current === subject) return;
    seen.current = subject;
    bringInSight(map, box);
  }, [map, subject, box]);
}
