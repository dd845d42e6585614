import { ActionIcon, Checkbox, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Catalogue, Layer } from "../api/catalogue";
import { ChevronIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { layersOn } from "../app/view";
import { fold } from "../text/folding";
import type { Bilingual } from "../text/language";
import { useSpeech } from "../text/speech";
import styles from "./LayerPanel.module.css";
import { LayerRow } from "./LayerRow";

interface LayerGroupsProps {
  catalogue: Catalogue;
  /** What a layer's name must hold; empty: all are shown. */
  part: string;
  zoom: number;
  onZoomTo: (zoom: number) => void;
}

/** The layers by subject; a subject can be folded away and switched as a whole. */
export function LayerGroups({ catalogue, part, zoom, onZoomTo }: LayerGroupsProps) {
  const { say, language } = useSpeech();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const wanted = fold(part.trim());
  // What is derived is looked at through what it was worked out for.
  const shown = catalogue.layers.filter(
    (layer) => !layer.derived && fold(layer.title[language]).includes(wanted),
  );
  const groups = catalogue.groups
    .map((group) => ({ ...group, layers: shown.filter((layer) => layer.group === group.id) }))
    .filter((group) => group.layers.length > 0);
  const toggle = (id: string) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
  };
  if (groups.length === 0) {
    return (
      <Text className={styles.empty ?? ""} size="sm" c="dimmed">
        {say(catalogue.layers.length ? "noLayerMatches" : "noLayers")}
      </Text>
    );
  }
  return groups.map((group) => (
    <Group
      key={group.id}
      id={group.id}
      title={group.title}
      layers={group.layers}
      open={wanted !== "" || !folded.has(group.id)}
      catalogue={catalogue}
      zoom={zoom}
      onToggle={() => toggle(group.id)}
      onZoomTo={onZoomTo}
    />
  ));
}

interface GroupProps extends Omit<LayerGroupsProps, "part"> {
  id: string;
  title: Bilingual;
  layers: readonly Layer[];
  open: boolean;
  onToggle: () => void;
}

function Group({ id, title, layers, open, catalogue, zoom, onToggle, onZoomTo }: GroupProps) {
  const { say, read, number } = useSpeech();
  const [view, dispatch] = useView();
  const on = layersOn(view, catalogue);
  const lit = layers.filter((layer) => on.includes(layer.id)).length;
  const words = read(title);
  const switchAll = () => {
    const ids = layers.map((layer) => layer.id);
    dispatch({ type: "switched", layers: ids, to: lit < layers.length, catalogue });
  };
  return (
    <div className={styles.group} data-group={id}>
      <div className={styles.groupHead}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-expanded={open}
          aria-label={say("foldGroup", { title: words })}
          onClick={onToggle}
          className={styles.fold ?? ""}
        >
          <ChevronIcon size={14} />
        </ActionIcon>
        <Title order={3} className={styles.groupTitle ?? ""} onClick={onToggle}>
          {words}
        </Title>
        <span className={styles.count}>
          {say("someOfAll", { some: number(lit), all: number(layers.length) })}
        </span>
        <Checkbox
          size="xs"
          color="gray"
          variant="outline"
          checked={lit === layers.length}
          indeterminate={lit > 0 && lit < layers.length}
          onChange={switchAll}
          aria-label={say("showGroup", { title: words })}
        />
      </div>
      {open && (
        <ul className={styles.list}>
          {layers.map((layer) => (
            <LayerRow
              key={layer.id}
              layer={layer}
              on={on.includes(layer.id)}
              tooFar={zoom < layer.min_zoom}
              onSwitch={(to) => dispatch({ type: "switched", layers: [layer.id], to, catalogue })}
              onZoomIn={() => onZoomTo(layer.min_zoom)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
