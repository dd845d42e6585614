import { useCallback, useState } from "react";
import { type Choice, type Kind, NO_CHOICE } from "./choosing";

const AGENCY_KEY = "twin.agency";

/** Which list of the programme is open, and what it is narrowed to. */
export interface Listing {
  kind: Kind;
  choice: Choice;
  show: (kind: Kind) => void;
  narrow: (part: Partial<Choice>) => void;
}

/** Whose tasks one looks at is remembered on this device: most people have one agency. */
export function useListing(): Listing {
  const [kind, show] = useState<Kind>("tasks");
  const [choice, setChoice] = useState<Choice>(() => ({
    ...NO_CHOICE,
    agency: window.localStorage.getItem(AGENCY_KEY),
  }));
  const narrow = useCallback((part: Partial<Choice>) => {
    if (part.agency) window.localStorage.setItem(AGENCY_KEY, part.agency);
    else if (part.agency === null) window.localStorage.removeItem(AGENCY_KEY);
    setChoice((before) => ({ ...before, ...part }));
  }, []);
  return { kind, choice, show, narrow };
}
