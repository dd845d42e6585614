import { ActionIcon, CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Layer } from "../api/catalogue";
import { Refusal } from "../api/fetching";
import { countQuery } from "../api/listing";
import { FunnelIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { askedOf } from "../map/drawing";
import { useSpeech } from "../text/speech";
import styles from "./LayerPanel.module.css";

/** Says that a layer is not shown whole, and how much of it is: what is hidden must never be forgotten. */
export function Narrowed({ layer, onEdit }: { layer: Layer; onEdit: () => void }) {
  const { say, read, number } = useSpeech();
  const [view, dispatch] = useView();
  const asked = askedOf(layer.id, view);
  const narrowed = asked.has("filter");
  const count = useQuery({ ...countQuery(layer.id, asked), enabled: narrowed });
  if (!narrowed) return null;
  const title = read(layer.title);
  const wrong = count.error instanceof Refusal ? count.error.sentence : null;
  const told =
    count.data === undefined ? say("filtered") : say("filteredCount", { count: number(count.data) });
  return (
    <div className={styles.narrowed} data-wrong={count.isError} role="status">
      <ActionIcon
        variant="transparent"
        color={count.isError ? "red" : "lake"}
        size="xs"
        aria-label={say("filterOf", { layer: title })}
        onClick={onEdit}
      >
        <FunnelIcon size={14} />
      </ActionIcon>
      <span>{count.isError ? (wrong ? read(wrong) : say("filterFailed")) : told}</span>
      <CloseButton
        size="xs"
        aria-label={say("clearFilterOf", { layer: title })}
        onClick={() => dispatch({ type: "filtered", layer: layer.id, filter: null })}
      />
    </div>
  );
}
