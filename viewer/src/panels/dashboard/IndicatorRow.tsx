import type { IndicatorNumber } from "../../api/dashboard";
import { TargetLine } from "../programme/Signs";
import styles from "./DashboardPanel.module.css";
import { Trend } from "./Trend";

interface IndicatorRowProps {
  told: IndicatorNumber;
  onChoose: (key: string) => void;
}

/** An indicator of the programme: target, reported, measured, and its course. */
export function IndicatorRow({ told, onChoose }: IndicatorRowProps) {
  const { indicator, reported, measured } = told;
  const course = reported.length > 1 ? reported : measured;
  return (
    <li>
      <button type="button" className={styles.row} onClick={() => onChoose(indicator.key)}>
        <span className={styles.told}>
          <span className={styles.name}>{indicator.name}</span>
          <TargetLine indicator={indicator} />
        </span>
        <Trend title={indicator.name} points={course} />
      </button>
    </li>
  );
}
