import { Button, CloseButton, ScrollArea, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import type { Catalogue, Layer } from "../api/catalogue";
import { SearchIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { layersOn } from "../app/view";
import type { Language } from "../text/language";
import { useSpeech } from "../text/speech";
import styles from "./LayerPanel.module.css";
import { LayerRow } from "./LayerRow";

interface LayerPanelProps {
  catalogue: Catalogue;
  zoom: number;
  onZoomTo: (zoom: number) => void;
  /** Where the panel lies over the map. */
  onClose?: () => void;
}

function named(layer: Layer, part: string, language: Language): boolean {
  const words = layer.title[language].toLocaleLowerCase(language);
  return words.includes(part.trim().toLocaleLowerCase(language));
}

export function LayerPanel({ catalogue, zoom, onZoomTo, onClose }: LayerPanelProps) {
  const { say, read, number, language } = useSpeech();
  const [view, dispatch] = useView();
  const [part, setPart] = useState("");
  const on = layersOn(view, catalogue);
  // What is derived is looked at through what it was worked out for.
  const shown = catalogue.layers.filter((layer) => !layer.derived && named(layer, part, language));
  const groups = catalogue.groups
    .map((group) => ({ ...group, layers: shown.filter((layer) => layer.group === group.id) }))
    .filter((group) => group.layers.length > 0);
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
      <TextInput
        className={styles.filter ?? ""}
        size="xs"
        value={part}
        onChange={(event) => setPart(event.currentTarget.value)}
        placeholder={say("filterLayers")}
        aria-label={say("filterLayers")}
        leftSection={<SearchIcon size={14} />}
        rightSection={part && <CloseButton size="xs" aria-label={say("clear")} onClick={() => setPart("")} />}
      />
      <ScrollArea className={styles.scroll ?? ""} type="auto" scrollbarSize={8}>
        {groups.map((group) => (
          <div key={group.id} className={styles.group}>
            <Title order={3} className={styles.groupTitle ?? ""}>
              {read(group.title)}
            </Title>
            <ul className={styles.list}>
              {group.layers.map((layer) => (
                <LayerRow
                  key={layer.id}
                  layer={layer}
                  on={on.includes(layer.id)}
                  tooFar={zoom < layer.min_zoom}
                  onSwitch={(to) => dispatch({ type: "switched", layer: layer.id, to, catalogue })}
                  onZoomIn={() => onZoomTo(layer.min_zoom)}
                />
              ))}
            </ul>
          </div>
        ))}
        {groups.length === 0 && (
          <Text className={styles.empty ?? ""} size="sm" c="dimmed">
            {say(catalogue.layers.length ? "noLayerMatches" : "noLayers")}
          </Text>
        )}
      </ScrollArea>
    </section>
  );
}
