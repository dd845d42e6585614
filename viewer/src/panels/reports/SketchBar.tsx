import { Button } from "@mantine/core";
import { dropCorner, finishSketch, isEnough, leaveSketch, sketch } from "../../map/sketch";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import styles from "./SketchBar.module.css";

const HOW: Record<"point" | "line" | "area", Word> = {
  point: "sketchPoint",
  line: "sketchLine",
  area: "sketchArea",
};

/** What to do on the map while something is drawn or pointed at for a form. */
export function SketchBar() {
  const { say } = useSpeech();
  const now = sketch.use();
  const { wanted, corners } = now;
  if (!wanted) return null;
  const drawing = wanted.do === "draw";
  return (
    <div className={styles.bar} role="status">
      <p>
        {say(drawing ? HOW[wanted.shape] : "picking")}
        <small>{say("sketchKeys")}</small>
      </p>
      {drawing && (
        <>
          <Button size="compact-sm" disabled={!isEnough(now)} onClick={finishSketch}>
            {say("sketchDone")}
          </Button>
          <Button size="compact-sm" variant="default" disabled={corners.length === 0} onClick={dropCorner}>
            {say("sketchUndo")}
          </Button>
        </>
      )}
      <Button size="compact-sm" variant="default" onClick={leaveSketch}>
        {say(drawing ? "sketchLeave" : "pickDone")}
      </Button>
    </div>
  );
}
