import type { Attention, Concern } from "../../api/dashboard";
import { useSpeech } from "../../text/speech";
import styles from "./DashboardPanel.module.css";

interface AttentionCardProps {
  told: Attention;
  onConcern: (concern: Concern) => void;
  onMap: (told: Attention) => void;
}

/** Things of one kind that call for attention today, the most pressing by name. */
export function AttentionCard({ told, onConcern, onMap }: AttentionCardProps) {
  const { say, read, number } = useSpeech();
  const more = (told.count ?? 0) - told.first.length;
  return (
    <li className={styles.attention} data-pressing={Boolean(told.count)}>
      <div className={styles.line}>
        <h4 className={styles.name}>{read(told.title)}</h4>
        <span className={styles.value} data-known={told.count !== null}>
          {told.count === null ? say("unknown") : number(told.count)}
        </span>
      </div>
      <span className={styles.meta}>
        {read(told.why)}
        {told.unknown ? ` ${say("unknownToo", { count: number(told.unknown) })}.` : ""}
      </span>
      <ul className={styles.concerns}>
        {told.first.map((concern) => (
          <li key={concern.key ?? `${concern.layer}.${concern.feature_id}`}>
            <button type="button" onClick={() => onConcern(concern)} title={read(concern.why)}>
              {concern.name}
            </button>
          </li>
        ))}
      </ul>
      {told.layer && told.count ? (
        <button type="button" className={styles.more} onClick={() => onMap(told)}>
          {say("showOnMap")}
          {more > 0 && ` (${say("moreOnMap", { count: number(more) })})`}
        </button>
      ) : null}
      {told.count === 0 && <span className={styles.meta}>{say("nothingToAttend")}</span>}
    </li>
  );
}
