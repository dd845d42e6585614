import type { LayerNumber } from "../../api/dashboard";
import { useSpeech } from "../../text/speech";
import styles from "./DashboardPanel.module.css";
import { Trend } from "./Trend";
import { changeOf, judgeChange } from "./trend";

interface FigureCardProps {
  figure: LayerNumber;
  /** Show on the map exactly what is counted. */
  onMap: (figure: LayerNumber) => void;
}

/** A number that a layer gives, its year, and the way to what stands behind it. */
export function FigureCard({ figure, onMap }: FigureCardProps) {
  const { say, read, number, moment } = useSpeech();
  const title = read(figure.title);
  const recorded = figure.recorded_at && say("recordedAt", { moment: moment(figure.recorded_at) });
  return (
    <li className={styles.figure}>
      <button
        type="button"
        onClick={() => onMap(figure)}
        title={[read(figure.layer_title), recorded].filter(Boolean).join(" · ")}
      >
        <span className={styles.name}>{title}</span>
        <span className={styles.line}>
          <span className={styles.value} data-known={figure.value !== null}>
            {figure.value === null ? say("unknown") : number(figure.value)}
          </span>
          <Trend title={title} points={figure.trend} />
        </span>
        <Change figure={figure} />
        {figure.unknown ? (
          <span className={styles.meta}>{say("unknownToo", { count: number(figure.unknown) })}</span>
        ) : null}
      </button>
    </li>
  );
}

function Change({ figure }: { figure: LayerNumber }) {
  const { say, number, date } = useSpeech();
  const change = changeOf(figure.trend);
  if (!change) return null;
  const day = date(change.since);
  if (change.by === 0) return <span className={styles.meta}>{say("noChange", { day })}</span>;
  const by = `${change.by > 0 ? "+" : "−"}${number(Math.abs(change.by))}`;
  return (
    <span className={styles.change} data-judged={judgeChange(change.by, figure.better)}>
      {say("sinceAYear", { change: by, day })}
    </span>
  );
}
