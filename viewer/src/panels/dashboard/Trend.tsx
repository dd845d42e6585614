import type { Point } from "../../api/dashboard";
import { useSpeech } from "../../text/speech";
import styles from "./DashboardPanel.module.css";
import { drawTrend, knownPoints } from "./trend";

const WIDTH = 72;
const HEIGHT = 22;

interface TrendProps {
  title: string;
  points: readonly Point[];
}

/** The course of a number in a few pixels, and in words for whoever does not see them. */
export function Trend({ title, points }: TrendProps) {
  const { say, number, date } = useSpeech();
  const lines = drawTrend(points, WIDTH, HEIGHT);
  const known = knownPoints(points);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || lines.length === 0) return null;
  const words = say("trendOf", {
    title,
    first: number(first.value, 1),
    from: date(first.day),
    last: number(last.value, 1),
    to: date(last.day),
  });
  return (
    <svg
      className={styles.trend}
      width={WIDTH + 6}
      height={HEIGHT + 6}
      viewBox={`-3 -3 ${WIDTH + 6} ${HEIGHT + 6}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {lines.map((corners) => (
        <polyline key={corners} points={corners} />
      ))}
      <circle
        cx={lines.at(-1)?.split(" ").at(-1)?.split(",")[0]}
        cy={lines.at(-1)?.split(",").at(-1)}
        r="2.5"
      />
    </svg>
  );
}
