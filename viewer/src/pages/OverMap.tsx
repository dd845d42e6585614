import { Button } from "@mantine/core";
import type { Map as MapLibreMap } from "maplibre-gl";
import { lazy, Suspense } from "react";
import type { Catalogue } from "../api/catalogue";
import { useView } from "../app/use_view";
import { Coordinates } from "../map/Coordinates";
import { Corner } from "../map/Corner";
import { flyTo } from "../map/camera";
import { MapTools } from "../map/MapTools";
import { FeaturePanel } from "../panels/FeaturePanel";
import { useSpeech } from "../text/speech";
import { ToolBar } from "../tools/ToolBar";
import type { ToolName } from "../tools/tools";
import styles from "./MapPage.module.css";
import type { Picking } from "./use_picking";
import type { Sides } from "./use_side";

/** Fetched when somebody looks at the programme. */
const SubjectCard = lazy(() =>
  import("../panels/programme/SubjectCard").then(({ SubjectCard }) => ({ default: SubjectCard })),
);

/** Fetched when somebody looks at reports. */
const ReportMap = lazy(() =>
  import("../panels/reports/ReportMap").then(({ ReportMap }) => ({ default: ReportMap })),
);

interface OverMapProps {
  map: MapLibreMap | null;
  catalogue: Catalogue;
  picking: Picking;
  side: Sides;
  tool: ToolName | null;
  onTool: (tool: ToolName | null) => void;
}

/** What lies over the map: buttons, tools, and what is open. */
export function OverMap({ map, catalogue, picking, side, tool, onTool }: OverMapProps) {
  const { say, date } = useSpeech();
  const [view, dispatch] = useView();
  const close = () => {
    dispatch({ type: "closed" });
    map?.getCanvas().focus({ preventScroll: true });
  };
  return (
    <>
      <MapTools map={map} catalogue={catalogue} shown={side.shown} onSide={side.toggle} />
      {view.day && tool !== "time" && (
        <Button
          size="compact-sm"
          variant="filled"
          className={styles.past ?? ""}
          onClick={() => dispatch({ type: "day chosen", day: null })}
        >
          {say("backToToday", { day: date(view.day) })}
        </Button>
      )}
      <ToolBar map={map} catalogue={catalogue} tool={tool} onTool={onTool} />
      <Corner catalogue={catalogue} />
      <Coordinates map={map} />
      {view.subject && side.shown !== "programme" && !(side.narrow && view.open) && (
        <Suspense>
          <SubjectCard
            catalogue={catalogue}
            subject={view.subject}
            onDetails={() => side.toggle("programme")}
          />
        </Suspense>
      )}
      {map && (view.side === "reports" || view.side === "whatif") && (
        <Suspense>
          <ReportMap map={map} idle={tool === null} />
        </Suspense>
      )}
      {view.open && (
        <FeaturePanel
          catalogue={catalogue}
          open={view.open}
          here={picking.here}
          onOpen={(feature) => dispatch({ type: "opened", feature, catalogue })}
          onClose={close}
          onFly={(box) => map && flyTo(map, box)}
          headingRef={picking.headingRef}
        />
      )}
    </>
  );
}
