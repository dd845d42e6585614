import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useView } from "../app/use_view";
import type { Side } from "../app/view";

const NARROW = "(max-width: 48em)";

export interface Sides {
  narrow: boolean;
  /** What stands beside the map, or over it on a phone. */
  shown: Side | null;
  toggle: (side: Side) => void;
  close: () => void;
}

/** On a wide screen a panel stands beside the map until it is closed; on a phone a sheet lies over it when asked. */
export function useSide(): Sides {
  const [view, dispatch] = useView();
  const narrow = useMediaQuery(NARROW) ?? false;
  const [beside, setBeside] = useState(true);
  const [over, setOver] = useState(false);
  const open = narrow ? over : beside;
  const setOpen = narrow ? setOver : setBeside;
  const toggle = (side: Side) => {
    setOpen(!open || view.side !== side);
    dispatch({ type: "turned", side });
  };
  return { narrow, shown: open ? view.side : null, toggle, close: () => setOpen(false) };
}
