import { Button, Switch } from "@mantine/core";
import type { LegendEntry } from "../../api/catalogue";
import type { Answer, Drawing, Raster } from "../../api/reports";
import type { Bilingual } from "../../text/language";
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
      {answer.rasters?.map((raster) => (
        <RasterKey key={raster.id} raster={raster} />
      ))}
      {answer.drawings.map((drawing) => (
        <DrawingKey key={drawing.id} drawing={drawing} />
      ))}
    </section>
  );
}

/** Each class, or each stop between which colours run, as an area of its colour. */
function looksOf({ style }: Raster): { label: Bilingual; colour: string }[] {
  const unit = style.unit ? ` ${style.unit}` : "";
  const stops = (style.stops ?? []).map(({ value, colour }) => {
    const label = `${value}${unit}`;
    return { label: { vi: label.replace(".", ","), en: label }, colour };
  });
  return [...(style.classes ?? []), ...stops];
}

const AREA: Omit<LegendEntry, "label" | "colour" | "opacity"> = {
  symbol: "polygon",
  outline: null,
  width: 1,
  dash: [],
  filter: true,
};

export function RasterKey({ raster }: { raster: Raster }) {
  const { say, read } = useSpeech();
  const { hidden } = showing.use();
  const title = read(raster.title);
  return (
    <div className={styles.drawing}>
      <Switch
        size="xs"
        checked={!hidden.includes(raster.id)}
        onChange={() => switchDrawing(raster.id)}
        label={title}
        aria-label={say("showDrawing", { drawing: title })}
      />
      <ul className={styles.looks}>
        {looksOf(raster).map(({ label, colour }) => (
          <li key={label.vi}>
            <LegendSymbol entry={{ ...AREA, label, colour, opacity: raster.style.opacity ?? 1 }} />
            {read(label)}
          </li>
        ))}
      </ul>
    </div>
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
