import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import type { Map as MapLibreMap } from "maplibre-gl";
import type { ReactNode } from "react";
import type { Catalogue } from "../api/catalogue";
import {
  CompassIcon,
  DashboardIcon,
  ExtentIcon,
  LayersIcon,
  MinusIcon,
  PlusIcon,
  ProgrammeIcon,
  ReportIcon,
  WhatIfIcon,
} from "../app/icons";
import { useView } from "../app/use_view";
import type { Side } from "../app/view";
import { useSpeech } from "../text/speech";
import { SOLID_PITCH } from "./camera";
import styles from "./MapTools.module.css";

interface MapToolsProps {
  map: MapLibreMap | null;
  catalogue: Catalogue;
  /** What stands beside the map, or over it on a phone; null: the map has all the room. */
  shown: Side | null;
  onSide: (side: Side) => void;
}

/** Our own buttons instead of MapLibre's: they speak both languages and change it without a new map. */
export function MapTools({ map, catalogue, shown, onSide }: MapToolsProps) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const look = (solid: boolean) => {
    dispatch({ type: "looked", solid });
    map?.easeTo({ pitch: solid ? SOLID_PITCH : 0, bearing: solid ? map.getBearing() : 0, duration: 700 });
  };
  return (
    <div className={styles.tools} role="toolbar" aria-label={say("mapTools")} aria-orientation="vertical">
      <div className={styles.stack}>
        <Tool
          label={say(shown === "dashboard" ? "closeDashboard" : "openDashboard")}
          onClick={() => onSide("dashboard")}
          pressed={shown === "dashboard"}
        >
          <DashboardIcon />
        </Tool>
        <Tool
          label={say(shown === "layers" ? "closeLayers" : "openLayers")}
          onClick={() => onSide("layers")}
          pressed={shown === "layers"}
        >
          <LayersIcon />
        </Tool>
        <Tool
          label={say(shown === "programme" ? "closeProgramme" : "openProgramme")}
          onClick={() => onSide("programme")}
          pressed={shown === "programme"}
        >
          <ProgrammeIcon />
        </Tool>
        <Tool
          label={say(shown === "reports" ? "closeReports" : "openReports")}
          onClick={() => onSide("reports")}
          pressed={shown === "reports"}
        >
          <ReportIcon />
        </Tool>
        <Tool
          label={say(shown === "whatif" ? "closeWhatIf" : "openWhatIf")}
          onClick={() => onSide("whatif")}
          pressed={shown === "whatif"}
        >
          <WhatIfIcon />
        </Tool>
      </div>
      <SegmentedControl
        className={styles.look ?? ""}
        size="xs"
        value={view.solid ? "solid" : "flat"}
        onChange={(value) => look(value === "solid")}
        data={[
          { value: "flat", label: say("flat") },
          { value: "solid", label: say("solid") },
        ]}
        aria-label={say("dimension")}
      />
      <div className={styles.stack}>
        <Tool label={say("zoomIn")} onClick={() => map?.zoomIn()}>
          <PlusIcon />
        </Tool>
        <Tool label={say("zoomOut")} onClick={() => map?.zoomOut()}>
          <MinusIcon />
        </Tool>
        <Tool label={say("resetNorth")} onClick={() => map?.easeTo({ bearing: 0 })}>
          <CompassIcon bearing={view.camera?.bearing ?? 0} />
        </Tool>
        <Tool label={say("wholeWard")} onClick={() => map?.fitBounds(catalogue.bounds, { padding: 32 })}>
          <ExtentIcon />
        </Tool>
      </div>
    </div>
  );
}

interface ToolProps {
  label: string;
  onClick: () => void;
  pressed?: boolean;
  children: ReactNode;
}

function Tool({ label, onClick, pressed, children }: ToolProps) {
  return (
    <Tooltip label={label} position="right">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        radius={0}
        aria-label={label}
        aria-expanded={pressed}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
