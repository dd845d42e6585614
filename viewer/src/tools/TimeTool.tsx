import { ActionIcon, Button, Slider, Switch, Text, TextInput } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { addDays, daysBetween, monthsBetween, today } from "../app/days";
import { PauseIcon, PlayIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import styles from "./Time.module.css";
import type { ToolProps } from "./tools";
import { usePlaying } from "./use_playing";

const TWO_YEARS = 731;
const WEEK = 7;

/** The city as it was on record on any day of two years: chosen, played, and laid beside another day. */
export function TimeTool({ map, catalogue }: ToolProps) {
  const { say, date } = useSpeech();
  const [view, dispatch] = useView();
  const [now] = useState(today);
  const first = addDays(now, -TWO_YEARS);
  const day = view.day ?? now;
  const frames = useMemo(() => monthsBetween(first, now), [first, now]);
  const { playing, play, stop } = usePlaying(map, catalogue, frames);
  const choose = (chosen: string | null) => {
    stop();
    dispatch({ type: "day chosen", day: chosen && chosen < now ? chosen : null });
  };
  return (
    <>
      <div className={styles.day} role="status">
        <strong>{date(day)}</strong>
        <Text size="xs" c="dimmed">
          {view.day && view.day < now ? say("asOnRecord") : say("asNow")}
        </Text>
      </div>
      <div className={styles.play}>
        <ActionIcon
          size={34}
          radius="xl"
          variant="light"
          aria-label={say(playing ? "pause" : "play")}
          onClick={playing ? stop : play}
        >
          {playing ? <PauseIcon /> : <PlayIcon />}
        </ActionIcon>
        <DaySlider first={first} last={now} day={day} onChoose={choose} />
      </div>
      <div className={styles.row}>
        <TextInput
          type="date"
          size="xs"
          className={styles.grow ?? ""}
          min={first}
          max={now}
          value={day}
          onChange={(event) => event.currentTarget.value && choose(event.currentTarget.value)}
          aria-label={say("dayShown")}
        />
        <Button size="compact-sm" variant="default" disabled={!view.day} onClick={() => choose(null)}>
          {say("todayButton")}
        </Button>
      </div>
      <Beside now={now} first={first} />
    </>
  );
}

interface DaySliderProps {
  first: string;
  last: string;
  day: string;
  onChoose: (day: string) => void;
}

/** The map follows when the hand rests; the day is told while it moves. */
function DaySlider({ first, last, day, onChoose }: DaySliderProps) {
  const { say, date } = useSpeech();
  const all = daysBetween(first, last);
  const at = Math.min(Math.max(daysBetween(first, day), 0), all);
  const [held, setHeld] = useState(at);
  useEffect(() => setHeld(at), [at]);
  return (
    <Slider
      className={styles.grow ?? ""}
      size="sm"
      min={0}
      max={all}
      step={WEEK}
      value={held}
      label={(value) => date(addDays(first, value))}
      thumbLabel={say("dayShown")}
      thumbValueText={(value) => date(addDays(first, value))}
      onChange={setHeld}
      onChangeEnd={(value) => onChoose(addDays(first, value))}
    />
  );
}

/** Another day on the right of a line that is drawn across the map. */
function Beside({ now, first }: { now: string; first: string }) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const on = view.beside !== null;
  const put = (beside: string | null) => dispatch({ type: "beside chosen", beside });
  return (
    <div className={styles.beside}>
      <Switch
        size="xs"
        label={say("compareDays")}
        checked={on}
        onChange={(event) => put(event.currentTarget.checked ? now : null)}
      />
      {on && (
        <TextInput
          type="date"
          size="xs"
          min={first}
          max={now}
          value={view.beside ?? now}
          onChange={(event) => event.currentTarget.value && put(event.currentTarget.value)}
          label={say("dayOnTheRight")}
        />
      )}
    </div>
  );
}
