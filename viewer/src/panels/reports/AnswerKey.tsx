import { Button, Switch } from "@mantine/core";
import type { Answer, Drawing } from "../../api/reports";
import { useSpeech } from "../../text/speech";
import { LegendSymbol } from "../LegendSymbol";
import styles from "./Answer.module.css";
import reports from "./Reports.module.css";
import { showing, switchDrawing } from "./showing";

/** What the drawings of the answer mean, each of which may be switched off. */
export function AnswerKey({ answer }: { answer: Answer }) {
  const { say } = useSpeech();
  const see = () => showing.set((before) => ({ ...before, overviews: before.overviews + 1 }));
  return (
    <section className={reports.block}>
      <div className={styles.titled}>
        <h4 className={reports.blockTitle}>{say("drawingsTitle")}</h4>
        <Button size="compact-xs" variant="subtle" onClick={see}>
          {say("seeAll")}
        </Button>
      </div>
      {answer.drawings.map((drawing) => (
        <DrawingKey key={drawing.id} drawing={drawing} />
      ))}
    </section>
  );
}

export function DrawingKey({ drawing }: { drawing: Drawing }) {
  const { say, read, number } = useSpeech();
  const { hidden } = showing.use();
  const count = drawing.features.features.length;
  const title = read(drawing.title);
  return (
    <div className={styles.drawing}>
      <Switch
        size="xs"
        checked={!hidden.includes(drawing.id) && count > 0}
        disabled={count === 0}
        onChange={() => switchDrawing(drawing.id)}
        label={title}
        aria-label={say("showDrawing", { drawing: title })}
        description={count === 0 ? say("noFeatures") : say("featureCount", { count: number(count) })}
      />
      {count > 0 && (
        <ul className={styles.looks}>
          {drawing.legend.map((entry) => (
            <li key={entry.label.vi}>
              <LegendSymbol entry={entry} />
              {read(entry.label)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
