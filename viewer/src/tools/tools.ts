import type { Map as MapLibreMap } from "maplibre-gl";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { Catalogue } from "../api/catalogue";
import { BookmarkIcon, ClockIcon, PinIcon, PrintIcon, RulerIcon, SelectIcon } from "../app/icons";
import type { Word } from "../text/words";

/** What every tool is given. */
export interface ToolProps {
  map: MapLibreMap;
  catalogue: Catalogue;
  onClose: () => void;
}

export type ToolName = "measure" | "select" | "place" | "time" | "print" | "bookmarks";

interface Tool {
  title: Word;
  Icon: ComponentType<{ size?: number }>;
  /** What stands in its card, fetched when it is taken up. */
  Card: LazyExoticComponent<ComponentType<ToolProps>>;
  /** Whether it takes the pointer: then nothing of the city is pointed at. */
  takesPointer?: boolean;
}

/** What can be done on the map, in the order of the toolbar. */
export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  measure: {
    title: "toolMeasure",
    Icon: RulerIcon,
    Card: lazy(() => import("./MeasureTool").then(({ MeasureTool }) => ({ default: MeasureTool }))),
    takesPointer: true,
  },
  select: {
    title: "toolSelect",
    Icon: SelectIcon,
    Card: lazy(() => import("./SelectTool").then(({ SelectTool }) => ({ default: SelectTool }))),
  },
  place: {
    title: "toolPlace",
    Icon: PinIcon,
    Card: lazy(() => import("./PlaceTool").then(({ PlaceTool }) => ({ default: PlaceTool }))),
  },
  time: {
    title: "toolTime",
    Icon: ClockIcon,
    Card: lazy(() => import("./TimeTool").then(({ TimeTool }) => ({ default: TimeTool }))),
  },
  print: {
    title: "toolPrint",
    Icon: PrintIcon,
    Card: lazy(() => import("./PrintTool").then(({ PrintTool }) => ({ default: PrintTool }))),
  },
  bookmarks: {
    title: "toolBookmarks",
    Icon: BookmarkIcon,
    Card: lazy(() => import("./BookmarkTool").then(({ BookmarkTool }) => ({ default: BookmarkTool }))),
  },
};

export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];
