import { Drawer } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { Catalogue } from "../api/catalogue";
import type { FeatureRef } from "../api/items";
import { LoadingCity } from "../app/Notices";
import type { Side } from "../app/view";
import { LayerPanel } from "../panels/LayerPanel";
import type { Box } from "../panels/programme/ProgrammePanel";
import type { Listing } from "../panels/programme/use_listing";
import { useSpeech } from "../text/speech";
import type { Word } from "../text/words";
import styles from "./MapPage.module.css";

/** Fetched when somebody looks at the programme. */
const ProgrammePanel = lazy(() =>
  import("../panels/programme/ProgrammePanel").then(({ ProgrammePanel }) => ({ default: ProgrammePanel })),
);

/** Fetched when somebody looks at reports. */
const ReportsPanel = lazy(() =>
  import("../panels/reports/ReportsPanel").then(({ ReportsPanel }) => ({ default: ReportsPanel })),
);

/** Fetched when somebody puts a what-if together. */
const WhatIfPanel = lazy(() =>
  import("../panels/whatif/WhatIfPanel").then(({ WhatIfPanel }) => ({ default: WhatIfPanel })),
);

const SIDE_WORDS: Record<Side, Word> = {
  dashboard: "dashboard",
  layers: "layers",
  programme: "programme",
  reports: "spatialReports",
  whatif: "whatIf",
};

/** Fetched when somebody looks at the dashboard. */
const DashboardPanel = lazy(() =>
  import("../panels/dashboard/DashboardPanel").then(({ DashboardPanel }) => ({ default: DashboardPanel })),
);

interface SidePanelProps {
  catalogue: Catalogue;
  side: Side;
  opened: boolean;
  narrow: boolean;
  zoom: number;
  listing: Listing;
  onZoomTo: (zoom: number) => void;
  onShow: (feature: FeatureRef, box: Box | null) => void;
  onClose: () => void;
}

/** What stands beside the map: on a phone a sheet over it. */
export function SidePanel(props: SidePanelProps) {
  const { side, opened, narrow, onClose } = props;
  const { say } = useSpeech();
  if (!narrow) {
    return (
      opened && (
        <aside className={styles.side} data-side={side}>
          <Content {...props} />
        </aside>
      )
    );
  }
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="bottom" size="75%">
      <Drawer.Overlay />
      <Drawer.Content aria-label={say(SIDE_WORDS[side])} className={styles.sheet ?? ""}>
        <Content {...props} />
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Content({ catalogue, side, narrow, zoom, listing, onZoomTo, onShow, onClose }: SidePanelProps) {
  const over = narrow ? { onClose } : {};
  const onChosen = narrow ? onClose : () => undefined;
  if (side === "dashboard") {
    return (
      <Suspense fallback={<LoadingCity />}>
        <DashboardPanel catalogue={catalogue} onShow={onShow} onChosen={onChosen} {...over} />
      </Suspense>
    );
  }
  if (side === "programme") {
    return (
      <Suspense fallback={<LoadingCity />}>
        <ProgrammePanel
          catalogue={catalogue}
          listing={listing}
          onShow={onShow}
          onChosen={onChosen}
          {...over}
        />
      </Suspense>
    );
  }
  if (side === "reports") {
    return (
      <Suspense fallback={<LoadingCity />}>
        <ReportsPanel catalogue={catalogue} onOpen={(feature) => onShow(feature, null)} {...over} />
      </Suspense>
    );
  }
  if (side === "whatif") {
    return (
      <Suspense fallback={<LoadingCity />}>
        <WhatIfPanel catalogue={catalogue} {...over} />
      </Suspense>
    );
  }
  return <LayerPanel catalogue={catalogue} zoom={zoom} onZoomTo={onZoomTo} {...over} />;
}
