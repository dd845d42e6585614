import type { LegendEntry } from "../api/catalogue";

const WIDTH = 26;
const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;

/** One look of the map, as small as a letter. */
export function LegendSymbol({ entry }: { entry: LegendEntry }) {
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
    >
      <Shape entry={entry} />
    </svg>
  );
}

/** A layer in one sign: its looks side by side. */
export function LayerSymbol({ legend }: { legend: readonly LegendEntry[] }) {
  const shown = legend.slice(0, 4);
  const [first] = shown;
  if (!first || shown.length === 1) return first ? <LegendSymbol entry={first} /> : null;
  const step = (WIDTH - 2) / shown.length;
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
    >
      {shown.map((entry, place) =>
        first.symbol === "point" ? (
          <circle
            key={entry.label.vi}
            cx={5 + (place * (WIDTH - 10)) / (shown.length - 1)}
            cy={MIDDLE}
            r={4}
            fill={entry.colour}
            stroke="white"
          />
        ) : (
          <rect
            key={entry.label.vi}
            x={1 + place * step}
            y={first.symbol === "line" ? MIDDLE - 2 : 2}
            width={step}
            height={first.symbol === "line" ? 4 : HEIGHT - 4}
            fill={entry.colour}
            stroke={entry.outline ?? entry.colour}
            strokeWidth={0.75}
          />
        ),
      )}
    </svg>
  );
}

function Shape({ entry }: { entry: LegendEntry }) {
  const { colour, outline, opacity, width, dash } = entry;
  if (entry.symbol === "point") {
    const radius = Math.min(Math.max(width, 3), MIDDLE - 1);
    return (
      <circle
        cx={WIDTH / 2}
        cy={MIDDLE}
        r={radius}
        fill={colour}
        stroke={outline ?? "white"}
        strokeWidth={1.25}
      />
    );
  }
  if (entry.symbol === "line") {
    const thickness = Math.min(Math.max(width, 1.5), 6);
    const across = { x1: 1, x2: WIDTH - 1, y1: MIDDLE, y2: MIDDLE };
    return (
      <>
        {outline && <line {...across} stroke={outline} strokeWidth={thickness + 2} />}
        <line
          {...across}
          stroke={colour}
          strokeWidth={thickness}
          {...(dash.length ? { strokeDasharray: dash.map((part) => part * thickness).join(" ") } : {})}
        />
      </>
    );
  }
  const box = { x: 2, y: 2, width: WIDTH - 4, height: HEIGHT - 4, rx: 2 };
  return (
    <>
      {/* What is seen through lies on the map's ground here too. */}
      <rect {...box} fill="var(--twin-ground)" />
      <rect
        {...box}
        fill={colour}
        fillOpacity={Math.max(opacity, 0.15)}
        stroke={outline ?? colour}
        strokeWidth={1.25}
      />
    </>
  );
}
