import { NativeSelect } from "@mantine/core";
import type { Dashboard } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import {
  ALARMS,
  type Alarm,
  type Choice,
  DAYS,
  hasAlarm,
  hasStanding,
  type Kind,
  STANDINGS,
  type Standing,
} from "./choosing";
import styles from "./ProgrammePanel.module.css";
import signs from "./Signs.module.css";

import { type Entry, useCount } from "./use_count";

interface FiltersProps {
  kind: Kind;
  dashboard: Dashboard;
  choice: Choice;
  narrow: (part: Partial<Choice>) => void;
}

const STANDING_WORDS: Record<Standing, Word> = {
  met: "met",
  not_met: "notMet",
  unknown: "noValue",
  measured: "measuredOnMap",
  differs: "valuesDiffer",
};
const ALARM_WORDS: Record<Alarm, Word> = {
  overdue: "overdue",
  due30: "dueWithin",
  due60: "dueWithin",
  due90: "dueWithin",
  no_update: "noUpdate",
  behind: "behind",
};

export function Filters(props: FiltersProps) {
  const { kind } = props;
  if (kind === "models" || kind === "agencies") return null;
  return (
    <>
      {kind === "tasks" ? <Alarms {...props} /> : <Standings {...props} />}
      <div className={styles.selects}>
        <AgencySelect {...props} />
        {kind === "tasks" && <GapSelect {...props} />}
      </div>
    </>
  );
}

interface ChipProps {
  label: string;
  entries: readonly Entry[];
  on: boolean;
  level: string;
  onClick: () => void;
}

function Chip({ label, entries, on, level, onClick }: ChipProps) {
  const count = useCount();
  return (
    <button
      type="button"
      className={signs.chip}
      aria-pressed={on}
      data-level={level}
      disabled={entries.length === 0 && !on}
      onClick={onClick}
    >
      {label} <b>{count(entries)}</b>
    </button>
  );
}

const LEVELS: Partial<Record<Alarm, string>> = { overdue: "urgent", due30: "urgent", due60: "warning" };

function Alarms({ dashboard, choice, narrow }: FiltersProps) {
  const { say } = useSpeech();
  return (
    <fieldset className={signs.chips} aria-label={say("filterByWarning")}>
      {ALARMS.map((alarm) => (
        <Chip
          key={alarm}
          label={say(ALARM_WORDS[alarm], { days: DAYS[alarm] ?? 0 })}
          entries={dashboard.digest.tasks.filter((task) => hasAlarm(task, alarm))}
          on={choice.warning === alarm}
          level={LEVELS[alarm] ?? "notice"}
          onClick={() => narrow({ warning: choice.warning === alarm ? null : alarm })}
        />
      ))}
    </fieldset>
  );
}

function Standings({ dashboard, choice, narrow }: FiltersProps) {
  const { say } = useSpeech();
  return (
    <fieldset className={signs.chips} aria-label={say("indicators")}>
      {STANDINGS.map((standing) => (
        <Chip
          key={standing}
          label={say(STANDING_WORDS[standing])}
          entries={dashboard.digest.indicators.filter((one) => hasStanding(one, standing))}
          on={choice.standing === standing}
          level={standing === "differs" ? "urgent" : "notice"}
          onClick={() => narrow({ standing: choice.standing === standing ? null : standing })}
        />
      ))}
    </fieldset>
  );
}

function AgencySelect({ dashboard, choice, narrow }: FiltersProps) {
  const { say } = useSpeech();
  return (
    <NativeSelect
      size="xs"
      aria-label={say("filterByAgency")}
      value={choice.agency ?? ""}
      onChange={(event) => narrow({ agency: event.currentTarget.value || null })}
      data={[
        { value: "", label: say("anyAgency") },
        ...dashboard.agencies.map((agency) => ({ value: agency.key, label: agency.name })),
      ]}
    />
  );
}

function GapSelect({ dashboard, choice, narrow }: FiltersProps) {
  const { say, read, number } = useSpeech();
  return (
    <NativeSelect
      size="xs"
      aria-label={say("filterByGap")}
      value={choice.gap ?? ""}
      onChange={(event) => narrow({ gap: event.currentTarget.value || null })}
      data={[
        { value: "", label: say("anyGap") },
        ...dashboard.parts.map((part) => ({
          value: part.id,
          label: say("lackingPart", {
            part: read(part.label),
            count: number(dashboard.digest.tasks.filter((task) => task.gaps.includes(part.id)).length),
          }),
        })),
      ]}
    />
  );
}
