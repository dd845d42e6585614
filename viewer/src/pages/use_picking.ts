import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import type { FeatureRef } from "../api/items";
import { useView } from "../app/use_view";
import type { Candidate } from "../map/selection";
import type { Picks } from "../map/use_pointing";

export interface Picking {
  /** All that was found at the last picked point. */
  here: readonly Candidate[];
  headingRef: RefObject<HTMLHeadingElement | null>;
  pick: (candidates: Candidate[], byKeyboard: boolean) => void;
  open: (feature: FeatureRef, byKeyboard: boolean) => void;
  select: Picks["onSelect"];
}

/** Opening features from the map and from the search; the keyboard's focus follows only when it was used. */
export function usePicking(catalogue: Catalogue): Picking {
  const [, dispatch] = useView();
  const [here, setHere] = useState<readonly Candidate[]>([]);
  const [focusWanted, setFocusWanted] = useState(0);
  const headingRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (focusWanted) headingRef.current?.focus();
  }, [focusWanted]);
  const open = useCallback(
    (feature: FeatureRef, byKeyboard: boolean) => {
      dispatch({ type: "opened", feature, catalogue });
      if (byKeyboard) setFocusWanted((times) => times + 1);
    },
    [dispatch, catalogue],
  );
  const pick = useCallback(
    (candidates: Candidate[], byKeyboard: boolean) => {
      setHere(candidates);
      const [uppermost] = candidates;
      if (uppermost) open({ layer: uppermost.layer, id: uppermost.id }, byKeyboard);
      else dispatch({ type: "closed" });
    },
    [open, dispatch],
  );
  const select = useCallback<Picks["onSelect"]>(
    (features, how) => dispatch({ type: "selected", features, how }),
    [dispatch],
  );
  return { here, headingRef, pick, open, select };
}
