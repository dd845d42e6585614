import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import type { FeatureRef } from "../api/items";
import { useView } from "../app/use_view";
import type { Candidate } from "../map/selection";

interface Picking {
  /** All that was found at the last picked point. */
  here: readonly Candidate[];
  headingRef: RefObject<HTMLHeadingElement | null>;
  pick: (candidates: Candidate[], byKeyboard: boolean) => void;
  open: (feature: FeatureRef, byKeyboard: boolean) => void;
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
  return { here, headingRef, pick, open };
}
