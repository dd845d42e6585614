import { Alert, Button, SegmentedControl, Text } from "@mantine/core";
import { useState } from "react";
import { useView } from "../app/use_view";
import type { Measured } from "../app/view";
import { areaOf, crossesItself, lengthOf, perimeterOf } from "../geodesy/measuring";
import { areaInWords, lengthInWords } from "../geodesy/words";
import { useSpeech } from "../text/speech";
import styles from "./Measure.module.css";
import type { ToolProps } from "./tools";
import { useCorners } from "./use_corners";

/** Length and area by hand, in the plane of VN-2000. */
export function MeasureTool({ map }: ToolProps) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const [what, setWhat] = useState<Measured["what"]>(view.measured?.what ?? "length");
  const { drawing, setDrawing, addMiddle } = useCorners(map, what);
  const corners = view.measured?.corners ?? [];
  const measure = (next: Measured["what"]) => {
    setWhat(next);
    if (view.measured) dispatch({ type: "measured", measured: { ...view.measured, what: next } });
  };
  const clear = () => {
    setDrawing(true);
    dispatch({ type: "measured", measured: null });
  };
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        value={what}
        onChange={(value) => measure(value as Measured["what"])}
        data={[
          { value: "length", label: say("length") },
          { value: "area", label: say("area") },
        ]}
        aria-label={say("toolMeasure")}
      />
      <Size what={what} corners={corners} />
      <Text size="xs" c="dimmed">
        {say(drawing ? "measureHow" : "measureAgain")}
      </Text>
      <div className={styles.actions}>
        <Button size="compact-xs" variant="default" onClick={addMiddle}>
          {say("addMiddle")}
        </Button>
        {corners.length > 0 && (
          <Button size="compact-xs" variant="default" onClick={clear}>
            {say("clear")}
          </Button>
        )}
        {drawing && corners.length > 1 && (
          <Button size="compact-xs" onClick={() => setDrawing(false)}>
            {say("finish")}
          </Button>
        )}
      </div>
    </>
  );
}

function Size({ what, corners }: Measured) {
  const speech = useSpeech();
  const { say } = speech;
  const enough = corners.length > (what === "area" ? 2 : 1);
  const crossed = what === "area" && crossesItself(corners);
  return (
    <div role="status" aria-live="polite">
      {!enough && <strong className={styles.size}>–</strong>}
      {enough && what === "length" && (
        <strong className={styles.size}>{lengthInWords(lengthOf(corners), speech)}</strong>
      )}
      {enough && what === "area" && !crossed && (
        <>
          <strong className={styles.size}>{areaInWords(areaOf(corners), speech)}</strong>
          <Text size="xs">{say("perimeter", { length: lengthInWords(perimeterOf(corners), speech) })}</Text>
        </>
      )}
      {enough && crossed && (
        <Alert color="yellow" variant="light" p="xs">
          {say("crossesItself")}
        </Alert>
      )}
      <Text size="xs" c="dimmed">
        {say("measuredIn")}
      </Text>
    </div>
  );
}
