import { CloseButton, Tabs, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Catalogue, Layer } from "../../api/catalogue";
import type { FeatureRef } from "../../api/items";
import { withIds } from "../../api/listing";
import { useView } from "../../app/use_view";
import { SELECTED } from "../../app/view";
import { askedOf } from "../../map/drawing";
import { useSpeech } from "../../text/speech";
import { LayerSymbol } from "../LegendSymbol";
import styles from "./Dock.module.css";
import { FeatureTable } from "./FeatureTable";
import { SelectedTools } from "./SelectedTools";
import { TableTools } from "./TableTools";

export interface DockProps {
  catalogue: Catalogue;
  onShow: (feature: FeatureRef) => void;
  onFly: (box: [number, number, number, number]) => void;
}

/** The features of a layer, or those that are selected, as a table under the map. */
export function Dock({ catalogue, onShow, onFly }: DockProps) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const close = () => dispatch({ type: "listed", list: null });
  const layer = catalogue.layers.find((known) => known.id === view.list);
  const selected = view.list === SELECTED;
  return (
    <section className={styles.dock} aria-label={say(selected ? "selectedFeatures" : "table")}>
      {selected ? (
        <SelectedTable catalogue={catalogue} onShow={onShow} onFly={onFly} onClose={close} />
      ) : layer ? (
        <LayerTable layer={layer} onShow={onShow} onClose={close} />
      ) : (
        <div className={styles.head}>
          <Text size="sm" className={styles.grow ?? ""}>
            {say("layerGone")}
          </Text>
          <CloseButton aria-label={say("closeTable")} onClick={close} />
        </div>
      )}
    </section>
  );
}

interface LayerTableProps {
  layer: Layer;
  onShow: DockProps["onShow"];
  onClose: () => void;
}

function LayerTable({ layer, onShow, onClose }: LayerTableProps) {
  const { say, read } = useSpeech();
  const [view] = useView();
  const asked = askedOf(layer.id, view);
  return (
    <>
      <div className={styles.head}>
        <LayerSymbol legend={layer.legend} />
        <Title order={2} size="sm">
          {read(layer.title)}
        </Title>
        <TableTools layer={layer} asked={asked} />
        <CloseButton aria-label={say("closeTable")} onClick={onClose} />
      </div>
      <FeatureTable key={layer.id} layer={layer} asked={asked} onShow={onShow} />
    </>
  );
}

/** A link may name layers that are gone: they are left out. */
function SelectedTable({ catalogue, onShow, onFly, onClose }: DockProps & { onClose: () => void }) {
  const { say, read, number } = useSpeech();
  const [view] = useView();
  const [chosen, setChosen] = useState<string | null>(null);
  const byLayer = Map.groupBy(view.selected, (feature) => feature.layer);
  const layers = catalogue.layers.filter((layer) => byLayer.has(layer.id));
  const layer = layers.find((known) => known.id === chosen) ?? layers[0];
  const ids = (layer && byLayer.get(layer.id)?.map((feature) => feature.id)) ?? [];
  const asked = new URLSearchParams({ filter: withIds(ids) });
  return (
    <>
      <div className={styles.head}>
        <Title order={2} size="sm">
          {say("selectedCount", { count: number(view.selected.length) })}
        </Title>
        <Tabs value={layer?.id ?? null} onChange={setChosen} variant="pills" className={styles.tabs ?? ""}>
          <Tabs.List>
            {layers.map((known) => (
              <Tabs.Tab key={known.id} value={known.id} size="xs">
                {read(known.title)} {number(byLayer.get(known.id)?.length ?? 0)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
        <SelectedTools layer={layer} ids={ids} asked={asked} onFly={onFly} />
        <CloseButton aria-label={say("closeTable")} onClick={onClose} />
      </div>
      {layer ? (
        <FeatureTable key={layer.id} layer={layer} asked={asked} onShow={onShow} />
      ) : (
        <Text size="sm" c="dimmed" p="md">
          {say("selectHint")}
        </Text>
      )}
    </>
  );
}
