import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { programmeQuery } from "../api/programme";
import type { View } from "../app/view";
import type { Spotlight } from "./spotlight";

/** What of the programme the view is about; null while nothing is, or the API has not said how it is shown. */
export function useSpotlight({ subject, since }: View): Spotlight | null {
  const programme = useQuery({ ...programmeQuery, enabled: subject !== null });
  const { places, groups } = programme.data ?? {};
  return useMemo(
    () => (subject && places && groups ? { places, groups, subject, since } : null),
    [subject, since, places, groups],
  );
}
