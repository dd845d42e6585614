import { useSpeech } from "../../text/speech";
import { Band } from "./Band";
import type { Plot } from "./Chart";
import styles from "./Chart.module.css";
import { everyNth, rangeOf, runsOf, spansOf, ticksOf } from "./charting";
import { wordPlace } from "./wording";

const HEIGHT = 190;
const FOOT = 22;
const HEAD = 8;
const LETTER = 6.4;

/** Where everything stands: a room for each place from left to right, numbers upwards. */
function usePlaces(plot: Plot) {
  const { chart, width } = plot;
  const speech = useSpeech();
  const ticks = ticksOf(...rangeOf(chart));
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const marks = ticks.map((tick) => speech.number(tick));
  const left = Math.max(...marks.map((mark) => mark.length)) * LETTER + 10;
  const room = (width - left - 4) / Math.max(chart.places.length, 1);
  const y = (value: number) => HEAD + (1 - (value - least) / (most - least)) * (HEIGHT - HEAD);
  return { speech, ticks, marks, left, room, y, x: (at: number) => left + (at + 0.5) * room };
}

type Places = ReturnType<typeof usePlaces>;

/** Bars that stand side by side or on one another, or lines. */
export function StandingChart(plot: Plot) {
  const { chart, width, chosen } = plot;
  const places = usePlaces(plot);
  const { speech, ticks, marks, left, room, y, x } = places;
  const names = chart.places.map((place) => wordPlace(place, speech));
  const nth = everyNth(
    names.length,
    width - left,
    Math.max(...names.map((name) => name.length)) * LETTER + 8,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a drawing
    <svg
      width={width}
      height={HEIGHT + FOOT}
      className={styles.svg}
      role="group"
      aria-label={speech.read(chart.title)}
    >
      {ticks.map((tick, at) => (
        <g key={tick}>
          <line
            x1={left}
            x2={width}
            y1={y(tick)}
            y2={y(tick)}
            className={styles.grid}
            data-zero={tick === 0}
          />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
            {marks[at]}
          </text>
        </g>
      ))}
      {chart.kind === "line" ? <Lines plot={plot} places={places} /> : <Bars plot={plot} places={places} />}
      {chart.places.map((place, at) => (
        <g key={place} data-chosen={chosen.has(place)}>
          {at % nth === 0 && (
            <text x={x(at)} y={HEIGHT + 15} textAnchor="middle" className={styles.tick}>
              {names[at]}
            </text>
          )}
          <Band
            {...plot}
            place={at}
            chosen={chosen.has(place)}
            x={left + at * room}
            y={0}
            width={room}
            height={HEIGHT}
          />
        </g>
      ))}
    </svg>
  );
}

interface Drawn {
  plot: Plot;
  places: Places;
}

function Bars({ plot: { chart, colours, chosen }, places: { left, room, y } }: Drawn) {
  const bars = chart.kind === "stacked" ? 1 : chart.series.length;
  const thick = Math.min((room * 0.76) / bars, 34);
  return spansOf(chart).map((series, number) => (
    <g key={chart.series[number]?.label.vi} fill={colours[number]}>
      {series.map((span, at) => {
        const place = chart.places[at] ?? "";
        if (!span) return null;
        const [top, foot] = [y(Math.max(span.from, span.to)), y(Math.min(span.from, span.to))];
        const shift = chart.kind === "stacked" ? 0 : number * thick;
        return (
          <rect
            key={place}
            x={left + at * room + (room - thick * bars) / 2 + shift}
            y={top}
            width={Math.max(thick - (bars > 1 ? 1 : 0), 1)}
            height={Math.max(foot - top, span.from === span.to ? 0 : 1)}
            className={styles.bar}
            data-dim={chosen.size > 0 && !chosen.has(place)}
          />
        );
      })}
    </g>
  ));
}

function Lines({ plot: { chart, colours, at: pointed }, places: { y, x } }: Drawn) {
  return chart.series.map(({ label, values }, number) => (
    <g key={label.vi} stroke={colours[number]} fill={colours[number]}>
      {runsOf(values).map((run) => (
        <polyline
          key={run[0]}
          points={run.map((at) => `${x(at)},${y(values[at] ?? 0)}`).join(" ")}
          className={styles.line}
        />
      ))}
      {values.map((value, at) =>
        value !== null && (at === pointed || values.length <= 24 || (values[at - 1] ?? null) === null) ? (
          <circle
            key={chart.places[at]}
            cx={x(at)}
            cy={y(value)}
            r={at === pointed ? 4 : 2.5}
            stroke="none"
          />
        ) : null,
      )}
    </g>
  ));
}
