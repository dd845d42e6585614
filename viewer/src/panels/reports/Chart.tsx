import { Button } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, useState } from "react";
import type { Answer, Chart as ChartTold } from "../../api/reports";
import { CHART_COLOURS } from "../../app/theme";
import { type Speech, useSpeech } from "../../text/speech";
import styles from "./Chart.module.css";
import { isLying } from "./charting";
import { LyingBars } from "./LyingBars";
import { StandingChart } from "./StandingChart";
import { selectPlace } from "./selecting";
import { choose, showing } from "./showing";
import { wordAmount, wordPlace } from "./wording";

export interface Plot {
  chart: ChartTold;
  colours: readonly string[];
  width: number;
  chosen: ReadonlySet<string>;
  /** The place that the keyboard is at, or the pointer. */
  at: number;
  onAt: (at: number) => void;
  onChoose: (at: number) => void;
  onKey: (event: KeyboardEvent) => void;
  told: (at: number) => string;
}

export function tellPlace(chart: ChartTold, at: number, speech: Speech): string {
  const values = chart.series.map(({ label, values }) => {
    const value = values[at] ?? null;
    return `${speech.read(label)}: ${value === null ? speech.say("unknown") : wordAmount(value, chart.unit, speech)}`;
  });
  return `${wordPlace(chart.places[at] ?? "", speech)} · ${values.join("; ")}`;
}

/** Bars, stacked bars or lines; each place can be chosen, and then is chosen in the tables and on the map too. */
export function Chart({ answer, chart }: { answer: Answer; chart: ChartTold }) {
  const { say, read } = useSpeech();
  const [asTable, setAsTable] = useState(false);
  const colours = chart.series.map(
    ({ colour }, at) => colour ?? CHART_COLOURS[at % CHART_COLOURS.length] ?? "currentColor",
  );
  return (
    <figure className={styles.chart} data-chart={chart.id}>
      <figcaption>
        <strong>{read(chart.title)}</strong>
        {chart.unit && <span> ({chart.unit})</span>}
        <Button size="compact-xs" variant="subtle" onClick={() => setAsTable(!asTable)}>
          {say(asTable ? "chartAsDrawing" : "chartAsTable")}
        </Button>
      </figcaption>
      {asTable ? <Numbers chart={chart} /> : <Drawn answer={answer} chart={chart} colours={colours} />}
      {!asTable && (chart.series.length > 1 || chart.series[0]?.colour) && (
        <ul className={styles.key}>
          {chart.series.map(({ label }, at) => (
            <li key={label.vi}>
              <i style={{ background: colours[at] }} data-line={chart.kind === "line"} />
              {read(label)}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function Drawn({ answer, chart, colours }: { answer: Answer; chart: ChartTold; colours: readonly string[] }) {
  const speech = useSpeech();
  const { ref, width } = useElementSize();
  const [at, setAt] = useState(0);
  const [pointed, setPointed] = useState(false);
  const { selection } = showing.use();
  const chosen = new Set(selection?.places);
  const pick = (place: number) => {
    const name = chart.places[place];
    if (name === undefined) return;
    choose(chosen.has(name) ? null : selectPlace(answer, name), true);
  };
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setAt(Math.min(Math.max(at + by, 0), chart.places.length - 1));
    else if (event.key === "Enter" || event.key === " ") pick(at);
    else return;
    event.preventDefault();
  };
  const told = (place: number) => tellPlace(chart, place, speech);
  const plot = { chart, colours, width, chosen, at, onAt: setAt, onChoose: pick, onKey, told };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only whether the pointer is over it
    <div
      ref={ref}
      className={styles.plot}
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setPointed(true)}
      onBlur={() => setPointed(false)}
    >
      {width > 0 && (isLying(chart) ? <LyingBars {...plot} /> : <StandingChart {...plot} />)}
      <p className={styles.tip} aria-hidden="true" data-shown={pointed}>
        {pointed ? told(at) : speech.read(chart.axis)}
      </p>
    </div>
  );
}

function Numbers({ chart }: { chart: ChartTold }) {
  const speech = useSpeech();
  const { read, say } = speech;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={styles.numbers} tabIndex={0} aria-label={read(chart.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{read(chart.axis)}</th>
            {chart.series.map(({ label }) => (
              <th key={label.vi} scope="col">
                {read(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.places.map((place, at) => (
            <tr key={place}>
              <th scope="row">{wordPlace(place, speech)}</th>
              {chart.series.map(({ label, values }) => {
                const value = values[at] ?? null;
                return (
                  <td key={label.vi}>
                    {value === null ? <i>{say("unknown")}</i> : wordAmount(value, null, speech)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
