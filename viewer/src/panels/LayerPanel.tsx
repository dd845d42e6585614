import { Button, CloseButton, ScrollArea, SegmentedControl, Text, TextInput, Title } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import { SearchIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { layersOn } from "../app/view";
import { useSpeech } from "../text/speech";
import { LayerGroups } from "./LayerGroups";
import styles from "./LayerPanel.module.css";

/** Fetched when somebody looks at the order. */
const LayerOrder = lazy(() => import("./LayerOrder").then(({ LayerOrder }) => ({ default: LayerOrder })));

interface LayerPanelProps {
  catalogue: Catalogue;
  zoom: number;
  onZoomTo: (zoom: number) => void;
  /** Where the panel lies over the map. */
  onClose?: () => void;
}

type Arrangement = "groups" | "order";

/** The layers of the city: by subject, or in the order in which they lie on the map. */
export function LayerPanel({ catalogue, zoom, onZoomTo, onClose }: LayerPanelProps) {
  const { say, number } = useSpeech();
  const [view, dispatch] = useView();
  const [arrangement, setArrangement] = useState<Arrangement>("groups");
  const [part, setPart] = useState("");
  const on = layersOn(view, catalogue);
  return (
    <section className={styles.panel} aria-label={say("layers")}>
      <div className={styles.head}>
        <Title order={2} size="sm">
          {say("layers")}
        </Title>
        <Text size="xs" c="dimmed" role="status">
          {say("layersOn", { count: number(on.length) })}
        </Text>
        <Button variant="subtle" size="compact-xs" onClick={() => dispatch({ type: "layers reset" })}>
          {say("resetLayers")}
        </Button>
        {onClose && <CloseButton aria-label={say("closeLayers")} onClick={onClose} />}
      </div>
      <div className={styles.arrangement}>
        <SegmentedControl
          size="xs"
          fullWidth
          value={arrangement}
          onChange={(value) => setArrangement(value as Arrangement)}
          data={[
            { value: "groups", label: say("bySubject") },
            { value: "order", label: say("byOrder") },
          ]}
          aria-label={say("layerArrangement")}
        />
      </div>
      {arrangement === "groups" && (
        <TextInput
          className={styles.filter ?? ""}
          size="xs"
          value={part}
          onChange={(event) => setPart(event.currentTarget.value)}
          placeholder={say("filterLayers")}
          aria-label={say("filterLayers")}
          leftSection={<SearchIcon size={14} />}
          rightSection={
            part && <CloseButton size="xs" aria-label={say("clear")} onClick={() => setPart("")} />
          }
        />
      )}
      <ScrollArea className={styles.scroll ?? ""} type="auto" scrollbarSize={8}>
        {arrangement === "order" ? (
          <Suspense>
            <LayerOrder catalogue={catalogue} />
          </Suspense>
        ) : (
          <LayerGroups catalogue={catalogue} part={part} zoom={zoom} onZoomTo={onZoomTo} />
        )}
      </ScrollArea>
    </section>
  );
}
