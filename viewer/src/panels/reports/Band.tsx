import type { Plot } from "./Chart";
import styles from "./Chart.module.css";

interface BandProps extends Pick<Plot, "at" | "onAt" | "onChoose" | "onKey" | "told"> {
  place: number;
  chosen: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The whole room of one place, so that a small bar is as easily pointed at as a large one. */
export function Band({ place, chosen, at, onAt, onChoose, onKey, told, ...box }: BandProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
    <rect
      {...box}
      className={styles.band}
      role="button"
      aria-label={told(place)}
      aria-pressed={chosen}
      tabIndex={place === at ? 0 : -1}
      ref={(element) => {
        const group = element?.closest("svg");
        if (place === at && group?.contains(document.activeElement)) element?.focus();
      }}
      onPointerEnter={() => onAt(place)}
      onFocus={() => onAt(place)}
      onClick={() => onChoose(place)}
      onKeyDown={onKey}
    />
  );
}
