import { ActionIcon, Text } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Catalogue, Layer } from "../api/catalogue";
import { ChevronIcon, GripIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { layersOn } from "../app/view";
import { fromTheTop, moveTo } from "../map/order";
import { useSpeech } from "../text/speech";
import styles from "./LayerOrder.module.css";
import { LayerSymbol } from "./LegendSymbol";

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** The layers that are on as they lie on the map, the uppermost first: dragged, or moved by the arrow keys. */
export function LayerOrder({ catalogue }: { catalogue: Catalogue }) {
  const { say, read, number } = useSpeech();
  const [view, dispatch] = useView();
  const [dragged, setDragged] = useState<string | null>(null);
  const [news, setNews] = useState("");
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<string | null>(null);
  const on = layersOn(view, catalogue);
  const layers = fromTheTop(catalogue)
    .filter((id) => on.includes(id))
    .map((id) => catalogue.layers.find((layer) => layer.id === id))
    .filter((layer): layer is Layer => layer !== undefined && !layer.derived);
  const ids = layers.map((layer) => layer.id);
  const move = (layer: Layer, place: number) => {
    const order = moveTo(ids, layer.id, place);
    dispatch({ type: "arranged", order });
    const at = order.indexOf(layer.id) + 1;
    setNews(say("layerMoved", { layer: read(layer.title), place: number(at), all: number(order.length) }));
  };
  // The row that was moved by a key keeps the keyboard.
  useEffect(() => {
    if (moved.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-handle="${CSS.escape(moved.current)}"]`)?.focus();
    moved.current = null;
  });
  const step = (event: KeyboardEvent, layer: Layer, place: number) => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    moved.current = layer.id;
    move(layer, place + by);
  };
  if (layers.length === 0) {
    return (
      <Text className={styles.hint ?? ""} size="xs" c="dimmed">
        {say("noLayerOn")}
      </Text>
    );
  }
  return (
    <>
      <Text className={styles.hint ?? ""} size="xs" c="dimmed">
        {say("orderHint")}
      </Text>
      <ol className={styles.order} ref={list} aria-label={say("byOrder")}>
        {layers.map((layer, place) => (
          <li
            key={layer.id}
            data-layer={layer.id}
            data-dragged={dragged === layer.id}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData("text/plain", layer.id);
              setDragged(layer.id);
            }}
            onDragOver={(event) => dragged !== null && event.preventDefault()}
            onDrop={(event) => {
              event.preventDefault();
              const carried = layers.find((known) => known.id === dragged);
              if (carried) move(carried, place);
              setDragged(null);
            }}
            onDragEnd={() => setDragged(null)}
          >
            <button
              type="button"
              className={styles.handle}
              data-handle={layer.id}
              aria-label={say("moveLayer", { layer: read(layer.title) })}
              onKeyDown={(event) => step(event, layer, place)}
            >
              <GripIcon size={16} />
            </button>
            <LayerSymbol legend={layer.legend} />
            <span className={styles.name}>{read(layer.title)}</span>
            <Mover layer={layer} place={place} last={layers.length - 1} onMove={move} />
          </li>
        ))}
      </ol>
      <span role="status" className={styles.spoken}>
        {news}
      </span>
    </>
  );
}

interface MoverProps {
  layer: Layer;
  place: number;
  last: number;
  onMove: (layer: Layer, place: number) => void;
}

/** For fingers, which cannot drag here, and for whoever does not know the keys. */
function Mover({ layer, place, last, onMove }: MoverProps) {
  const { say, read } = useSpeech();
  const title = read(layer.title);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        disabled={place === 0}
        className={styles.up ?? ""}
        aria-label={say("raiseLayer", { layer: title })}
        onClick={() => onMove(layer, place - 1)}
      >
        <ChevronIcon size={14} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        disabled={place === last}
        aria-label={say("lowerLayer", { layer: title })}
        onClick={() => onMove(layer, place + 1)}
      >
        <ChevronIcon size={14} />
      </ActionIcon>
    </>
  );
}
