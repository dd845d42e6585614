import { ActionIcon, Badge, Checkbox, Collapse, Switch, Tooltip } from "@mantine/core";
import { lazy, Suspense, useId, useState } from "react";
import type { Layer, LegendEntry } from "../api/catalogue";
import { ChevronIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import styles from "./LayerPanel.module.css";
import { LayerSymbol, LegendSymbol } from "./LegendSymbol";
import { Narrowed } from "./Narrowed";

/** Fetched when somebody looks closer for the first time. */
const LayerDetails = lazy(() =>
  import("./LayerDetails").then(({ LayerDetails }) => ({ default: LayerDetails })),
);

interface LayerRowProps {
  layer: Layer;
  on: boolean;
  /** Whether the map is too far out for it. */
  tooFar: boolean;
  onSwitch: (to: boolean) => void;
  onZoomIn: () => void;
}

export function LayerRow({ layer, on, tooFar, onSwitch, onZoomIn }: LayerRowProps) {
  const { say, read } = useSpeech();
  const [opened, setOpened] = useState(false);
  const details = useId();
  const title = read(layer.title);
  const several = layer.legend.length > 1;
  return (
    <li className={styles.layer} data-layer={layer.id} data-on={on}>
      <div className={styles.row}>
        <span className={styles.sign}>
          <LayerSymbol legend={layer.legend} />
        </span>
        <Switch
          className={styles.switch ?? ""}
          size="xs"
          withThumbIndicator={false}
          checked={on}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
          label={<LayerName layer={layer} title={title} />}
          labelPosition="left"
          aria-label={say("showLayer", { layer: title })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-expanded={opened}
          aria-controls={details}
          aria-label={say("layerDetails", { layer: title })}
          onClick={() => setOpened(!opened)}
          className={styles.chevron ?? ""}
        >
          <ChevronIcon size={16} />
        </ActionIcon>
      </div>
      {on && tooFar && layer.count !== 0 && (
        <Tooltip label={say("zoomToLayerScale")}>
          <button type="button" className={styles.hint} onClick={onZoomIn}>
            {say("zoomInToSee")}
          </button>
        </Tooltip>
      )}
      <Narrowed layer={layer} onEdit={() => setOpened(true)} />
      {several && (opened || (on && !layer.base_map)) && <Legend layer={layer} disabled={!on} />}
      <Collapse expanded={opened} id={details}>
        {opened && (
          <Suspense>
            <LayerDetails layer={layer} on={on} />
          </Suspense>
        )}
      </Collapse>
    </li>
  );
}

function LayerName({ layer, title }: { layer: Layer; title: string }) {
  const { say, number } = useSpeech();
  const { count } = layer;
  const hint = count === null ? say("countUnknown") : say("featureCount", { count: number(count) });
  return (
    <span className={styles.name}>
      <span>
        {title}
        {layer.run_time && (
          <Badge size="xs" variant="light" ml={6}>
            {say("runTimeLayer")}
          </Badge>
        )}
      </span>
      <span className={styles.count} title={hint}>
        {count === 0 ? say("emptyLayer") : count !== null && number(count)}
      </span>
    </span>
  );
}

/** The looks of a layer, each of which can be hidden. */
function Legend({ layer, disabled }: { layer: Layer; disabled: boolean }) {
  const { say, read } = useSpeech();
  const [view, dispatch] = useView();
  const hidden = view.hidden[layer.id] ?? [];
  return (
    <ul className={styles.legend} aria-label={read(layer.title)}>
      {layer.legend.map((entry, place) => (
        <li key={entry.label.vi} data-hidden={hidden.includes(place)}>
          <Checkbox
            size="xs"
            color="gray"
            variant="outline"
            checked={!hidden.includes(place)}
            disabled={disabled}
            onChange={() => dispatch({ type: "class switched", layer: layer.id, place })}
            aria-label={say("showClass", { label: read(entry.label) })}
            label={<Entry entry={entry} />}
          />
        </li>
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: LegendEntry }) {
  const { read } = useSpeech();
  return (
    <span className={styles.entry}>
      <LegendSymbol entry={entry} />
      {read(entry.label)}
    </span>
  );
}
