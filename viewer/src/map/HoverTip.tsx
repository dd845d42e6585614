import { Popup } from "react-map-gl/maplibre";
import type { Catalogue } from "../api/catalogue";
import { useSpeech } from "../text/speech";
import styles from "./HoverTip.module.css";
import type { Candidate } from "./selection";
import type { Hovered } from "./use_pointing";

const SHOWN = 4;

/** Names what lies under the pointer; a click tells the rest. */
export function HoverTip({ hovered, catalogue }: { hovered: Hovered; catalogue: Catalogue }) {
  const { candidates, longitude, latitude } = hovered;
  const more = candidates.length - SHOWN;
  return (
    <Popup
      longitude={longitude}
      latitude={latitude}
      closeButton={false}
      closeOnClick={false}
      offset={14}
      maxWidth="280px"
      className={styles.tip ?? ""}
    >
      {candidates.slice(0, SHOWN).map((candidate) => (
        <TipLine key={`${candidate.layer}.${candidate.id}`} candidate={candidate} catalogue={catalogue} />
      ))}
      {more > 0 && <div className={styles.more}>+{more}</div>}
    </Popup>
  );
}

function TipLine({ candidate, catalogue }: { candidate: Candidate; catalogue: Catalogue }) {
  const { read } = useSpeech();
  const layer = catalogue.layers.find((known) => known.id === candidate.layer);
  return (
    <div className={styles.line}>
      {candidate.title && <strong>{candidate.title}</strong>}
      <span>{layer && read(layer.title)}</span>
    </div>
  );
}
