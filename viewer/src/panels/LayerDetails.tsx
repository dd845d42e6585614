import { Button, Loader, Slider, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Layer } from "../api/catalogue";
import { FunnelIcon, TableIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import styles from "./LayerPanel.module.css";

/** Fetched when somebody filters for the first time. */
const FilterEditor = lazy(() =>
  import("./FilterEditor").then(({ FilterEditor }) => ({ default: FilterEditor })),
);

/** How a layer is shown: how strongly, what of it, and as which table. */
export function LayerDetails({ layer, on }: { layer: Layer; on: boolean }) {
  const { say, read } = useSpeech();
  const [view, dispatch] = useView();
  const [filtering, setFiltering] = useState(view.filters[layer.id] !== undefined);
  const title = read(layer.title);
  const listed = view.list === layer.id;
  return (
    <div className={styles.details}>
      <Opacity layer={layer} disabled={!on} />
      <div className={styles.actions}>
        <Button
          size="compact-xs"
          variant={filtering ? "light" : "default"}
          leftSection={<FunnelIcon size={14} />}
          aria-expanded={filtering}
          aria-label={say("filterOf", { layer: title })}
          onClick={() => setFiltering(!filtering)}
        >
          {say("filter")}
        </Button>
        <Button
          size="compact-xs"
          variant={listed ? "light" : "default"}
          leftSection={<TableIcon size={14} />}
          aria-expanded={listed}
          aria-label={say("tableOf", { layer: title })}
          onClick={() => dispatch({ type: "listed", list: listed ? null : layer.id })}
        >
          {say("table")}
        </Button>
      </div>
      {filtering && (
        <Suspense fallback={<Loader size="xs" />}>
          <FilterEditor layer={layer} />
        </Suspense>
      )}
      <Text size="xs" c="dimmed">
        {read(layer.description)}
      </Text>
    </div>
  );
}

function Opacity({ layer, disabled }: { layer: Layer; disabled: boolean }) {
  const { say, read, number } = useSpeech();
  const [view, dispatch] = useView();
  return (
    <div className={styles.opacity}>
      <Text size="xs" c="dimmed" aria-hidden="true">
        {say("opacity")}
      </Text>
      <Slider
        size="xs"
        min={0.1}
        max={1}
        step={0.1}
        value={view.opacity[layer.id] ?? 1}
        disabled={disabled}
        label={(value) => `${number(Math.round(value * 100))}%`}
        thumbLabel={`${say("opacity")}: ${read(layer.title)}`}
        onChange={(value) => dispatch({ type: "faded", layer: layer.id, opacity: value })}
      />
    </div>
  );
}
