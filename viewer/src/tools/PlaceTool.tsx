import { Button, CopyButton, Text, TextInput } from "@mantine/core";
import type { Position } from "geojson";
import { type FormEvent, useState } from "react";
import { useView } from "../app/use_view";
import { type Reading, readTyped } from "../geodesy/typed";
import { degreesInWords, gridInWords } from "../geodesy/words";
import { useSpeech } from "../text/speech";
import styles from "./Measure.module.css";
import type { ToolProps } from "./tools";

const CLOSE_ZOOM = 17;

/** Goes to coordinates however they are typed; what may be meant in two ways is asked about, never guessed. */
export function PlaceTool({ map, catalogue }: ToolProps) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const [text, setText] = useState("");
  const [readings, setReadings] = useState<readonly Reading[] | null>(null);
  const go = ({ longitude, latitude }: Reading) => {
    const spot = [longitude, latitude];
    dispatch({ type: "spotted", spot });
    setReadings(null);
    map.flyTo({ center: [longitude, latitude], zoom: Math.max(map.getZoom(), CLOSE_ZOOM), duration: 1200 });
  };
  const read = (event: FormEvent) => {
    event.preventDefault();
    const found = readTyped(text, catalogue.bounds);
    const [only] = found;
    if (found.length === 1 && only && !only.swapped) go(only);
    else setReadings(found);
  };
  return (
    <>
      <form onSubmit={read}>
        <TextInput
          size="xs"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          label={say("coordinates")}
          description={say("coordinatesForms")}
          error={readings?.length === 0 && say("notCoordinates")}
          rightSectionWidth={64}
          rightSection={
            <Button type="submit" size="compact-xs" disabled={!text.trim()}>
              {say("goThere")}
            </Button>
          }
        />
      </form>
      {readings && readings.length > 0 && <Question readings={readings} onChoose={go} />}
      {view.spot && <Spot spot={view.spot} onClear={() => dispatch({ type: "spotted", spot: null })} />}
    </>
  );
}

interface QuestionProps {
  readings: readonly Reading[];
  onChoose: (reading: Reading) => void;
}

function Question({ readings, onChoose }: QuestionProps) {
  const speech = useSpeech();
  const swapped = readings.every((reading) => reading.swapped);
  return (
    <div role="alert">
      <Text size="xs" mb={6}>
        {speech.say(swapped ? "swappedQuestion" : "whichPlace")}
      </Text>
      <div className={styles.actions}>
        {readings.map((reading) => {
          const position = [reading.longitude, reading.latitude];
          return (
            <Button
              key={position.join()}
              size="compact-xs"
              variant="default"
              onClick={() => onChoose(reading)}
            >
              {reading.system === "grid" ? gridInWords(position, speech) : degreesInWords(position, speech)}
            </Button>
          );
        })}
      </div>
    </div>
  );
}

function Spot({ spot, onClear }: { spot: Position; onClear: () => void }) {
  const speech = useSpeech();
  const { say } = speech;
  const lines = [degreesInWords(spot, speech), `VN-2000: ${gridInWords(spot, speech, 3)}`];
  return (
    <div>
      {lines.map((line) => (
        <Text key={line} size="xs" style={{ fontVariantNumeric: "tabular-nums" }}>
          {line}
        </Text>
      ))}
      <div className={styles.actions}>
        <CopyButton value={lines.join("\n")}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" mt={6} onClick={copy}>
              {say(copied ? "copied" : "copy")}
            </Button>
          )}
        </CopyButton>
        <Button size="compact-xs" variant="default" mt={6} onClick={onClear}>
          {say("clear")}
        </Button>
      </div>
    </div>
  );
}
