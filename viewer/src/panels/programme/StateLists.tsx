import { Button } from "@mantine/core";
import { useState } from "react";
import type { FeatureRef } from "../../api/items";
import type { StateCounts, StateEntry } from "../../api/programme";
import { TargetIcon } from "../../app/icons";
import { useSpeech } from "../../text/speech";
import type { Box } from "./ProgrammePanel";
import { countOf, StateDot } from "./Signs";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";

/** One thing of the city in a list. */
export interface Entry {
  key: string;
  name: string | null;
  state: string;
  /** What is told of it, a line each. */
  notes: readonly string[];
  feature: FeatureRef | null;
  box: Box | null;
}

interface StateListsProps {
  entries: readonly Entry[];
  counts: StateCounts;
  states: readonly StateEntry[];
  onShow: (feature: FeatureRef, box: Box | null) => void;
}

const AT_ONCE = 8;

/** The things in each state, a list each. */
export function StateLists({ entries, counts, states, onShow }: StateListsProps) {
  const { read, number } = useSpeech();
  const filled = states.filter((state) => countOf(counts, state.value) > 0);
  const [wanted, want] = useState<string | null>(null);
  const shown = filled.find((state) => state.value === wanted) ?? filled[0];
  if (!shown) return null;
  return (
    <>
      {filled.length > 1 && (
        <div className={signs.chips}>
          {filled.map((state) => (
            <button
              key={state.value}
              type="button"
              className={signs.chip}
              aria-pressed={state === shown}
              onClick={() => want(state.value)}
            >
              <StateDot state={state} /> {read(state.label)} <b>{number(countOf(counts, state.value))}</b>
            </button>
          ))}
        </div>
      )}
      <EntryList
        key={shown.value}
        label={read(shown.label)}
        entries={entries.filter((entry) => entry.state === shown.value)}
        states={states}
        onShow={onShow}
      />
    </>
  );
}

interface EntryListProps extends Omit<StateListsProps, "counts"> {
  label?: string;
}

/** Things of the city, the first few until more are asked for; an entry leads to its place on the map. */
export function EntryList({ label, entries, states, onShow }: EntryListProps) {
  const { say, number } = useSpeech();
  const [most, setMost] = useState(AT_ONCE);
  return (
    <>
      <ul className={blocks.places} aria-label={label}>
        {entries.slice(0, most).map((entry) => (
          <EntryLine
            key={entry.key}
            entry={entry}
            state={states.find((state) => state.value === entry.state)}
            onShow={onShow}
          />
        ))}
      </ul>
      {entries.length > most && (
        <Button variant="subtle" size="compact-xs" onClick={() => setMost(most * 5)}>
          {say("moreEntries", { count: number(entries.length - most) })}
        </Button>
      )}
    </>
  );
}

interface EntryLineProps extends Pick<StateListsProps, "onShow"> {
  entry: Entry;
  state: StateEntry | undefined;
}

function EntryLine({ entry, state, onShow }: EntryLineProps) {
  const { say } = useSpeech();
  const { feature, box, name, notes } = entry;
  const words = (
    <>
      <span className={blocks.mark}>
        <StateDot state={state} />
      </span>
      <span className={blocks.words}>
        {name ?? say("unnamed")}
        {notes.map((note) => (
          <small key={note}>{note}</small>
        ))}
      </span>
    </>
  );
  return (
    <li>
      {feature ? (
        <button type="button" onClick={() => onShow(feature, box)}>
          {words}
          <TargetIcon size={15} />
        </button>
      ) : (
        <span>{words}</span>
      )}
    </li>
  );
}
