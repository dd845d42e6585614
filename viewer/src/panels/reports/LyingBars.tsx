import { useSpeech } from "../../text/speech";
import { Band } from "./Band";
import type { Plot } from "./Chart";
import styles from "./Chart.module.css";
import { rangeOf, spansOf, ticksOf } from "./charting";
import { wordPlace } from "./wording";

const ROW = 24;
const LETTER = 6.6;
const FOOT = 18;

const shorten = (name: string, letters: number) =>
  name.length > letters ? `${name.slice(0, Math.max(letters - 1, 1))}…` : name;

/** Bars that lie, each beside its words. */
export function LyingBars(plot: Plot) {
  const { chart, colours, width, chosen } = plot;
  const speech = useSpeech();
  const names = chart.places.map((place) => wordPlace(place, speech));
  const longest = Math.max(...names.map((name) => name.length)) * LETTER;
  const left = Math.min(longest + 8, width * 0.42);
  const ticks = ticksOf(...rangeOf(chart), 3);
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const x = (value: number) => left + ((value - least) / (most - least)) * (width - left - 12);
  const spans = spansOf(chart);
  const bars = chart.kind === "stacked" ? 1 : chart.series.length;
  const row = Math.max(ROW, bars * 9 + 8);
  const height = chart.places.length * row;
  const thick = (row - 8) / bars;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing
    <svg
      width={width}
      height={height + FOOT}
      className={styles.svg}
      role="group"
      aria-label={speech.read(chart.title)}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={0} y2={height} className={styles.grid} data-zero={tick === 0} />
          <text x={x(tick)} y={height + 13} textAnchor="middle" className={styles.tick}>
            {speech.number(tick)}
          </text>
        </g>
      ))}
      {chart.places.map((place, at) => (
        <g key={place} data-chosen={chosen.has(place)} data-dim={chosen.size > 0 && !chosen.has(place)}>
          <text x={left - 6} y={at * row + row / 2 + 4} textAnchor="end" className={styles.name}>
            {shorten(names[at] ?? "", Math.floor((left - 8) / LETTER))}
            <title>{names[at]}</title>
          </text>
          {spans.map((series, number) => {
            const span = series[at];
            if (!span) return null;
            const [from, to] = [x(Math.min(span.from, span.to)), x(Math.max(span.from, span.to))];
            const top = at * row + 4 + (chart.kind === "stacked" ? 0 : number * thick);
            return (
              <rect
                key={chart.series[number]?.label.vi}
                x={from}
                y={top}
                width={Math.max(to - from, span.from === span.to ? 0 : 1)}
                height={Math.max(thick - 1, 2)}
                rx={1.5}
                fill={colours[number]}
                className={styles.bar}
              />
            );
          })}
          <Band
            {...plot}
            place={at}
            chosen={chosen.has(place)}
            x={0}
            y={at * row}
            width={width}
            height={row}
          />
        </g>
      ))}
    </svg>
  );
}
