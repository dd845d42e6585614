import type { IndicatorDigest } from "../../api/programme";
import { useSpeech } from "../../text/speech";

/** Anything that a list of the programme shows. */
export interface Entry {
  key: string;
  source?: IndicatorDigest["source"];
}

/** How many there are; what only the body text gives stands beside the indicators of the annex, as in `36 + 6`. */
export function useCount(): (entries: readonly Entry[]) => string {
  const { number } = useSpeech();
  return (entries) => {
    const apart = entries.filter((entry) => entry.source === "text").length;
    const count = number(entries.length - apart);
    return apart ? `${count} + ${number(apart)}` : count;
  };
}
