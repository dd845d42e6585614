import type { ReactNode } from "react";
import type { AgencyEntry, IndicatorDigest, ModelDigest, TaskDigest } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import { hasAlarm } from "./choosing";
import type { Around } from "./ProgrammePanel";
import styles from "./ProgrammePanel.module.css";
import { PercentBar, StateBar, StatusChip, TargetLine, WarningChips } from "./Signs";
import signs from "./Signs.module.css";

interface RowProps {
  around: Pick<Around, "programme" | "dashboard">;
  onChoose: (key: string) => void;
}

interface FrameProps extends RowProps {
  id: string;
  name: string;
  /** Whether readers know the entry by its key. */
  keyed?: boolean;
  children?: ReactNode;
}

/** One entry: its key and name, what is told of it, and how its places on the map stand. */
function Frame({ id, name, keyed = true, around, onChoose, children }: FrameProps) {
  const { programme, dashboard } = around;
  const states = dashboard.states[id];
  return (
    <li>
      <button type="button" className={styles.row} data-subject={id} onClick={() => onChoose(id)}>
        {keyed && <span className={signs.key}>{id}</span>}
        <span className={styles.told}>
          <span className={styles.name}>{name}</span>
          {children}
          {states && states.all > 0 && <StateBar states={states} known={programme.states} />}
        </span>
      </button>
    </li>
  );
}

export function TaskRow({ task, ...row }: RowProps & { task: TaskDigest }) {
  return (
    <Frame id={task.key} name={task.name} {...row}>
      <span className={signs.meta}>{[task.lead, task.period].filter(Boolean).join(" · ")}</span>
      <span className={signs.signs}>
        <StatusChip status={task.status} programme={row.around.programme} />
        <PercentBar percent={task.percent} />
        <GapSign task={task} around={row.around} />
      </span>
      <WarningChips warnings={task.warnings} />
    </Frame>
  );
}

function GapSign({ task, around }: { task: TaskDigest; around: RowProps["around"] }) {
  const { say, read, number } = useSpeech();
  if (task.gaps.length === 0) return null;
  const lacking = around.dashboard.parts.filter((part) => task.gaps.includes(part.id));
  const parts = lacking.map((part) => read(part.label)).join(", ");
  return (
    <span className={signs.gaps} title={say("gapList", { parts })}>
      {say("gapCount", { count: number(task.gaps.length) })}
    </span>
  );
}

export function IndicatorRow({ indicator, ...row }: RowProps & { indicator: IndicatorDigest }) {
  return (
    <Frame id={indicator.key} name={indicator.name} {...row}>
      <span className={signs.meta}>{[indicator.lead, indicator.unit].filter(Boolean).join(" · ")}</span>
      <TargetLine indicator={indicator} />
    </Frame>
  );
}

export function ModelRow({ model, ...row }: RowProps & { model: ModelDigest }) {
  const { say, number } = useSpeech();
  return (
    <Frame id={model.key} name={model.name} {...row}>
      {model.note && <span className={signs.meta}>{model.note}</span>}
      <span className={signs.signs}>
        <StatusChip status={model.status} programme={row.around.programme} />
        <PercentBar percent={model.percent} />
        <span className={signs.meta}>{say("tasksLed", { count: number(model.tasks.length) })}</span>
      </span>
    </Frame>
  );
}

export function AgencyRow({ agency, ...row }: RowProps & { agency: AgencyEntry }) {
  const { say, number } = useSpeech();
  const led = row.around.dashboard.digest.tasks.filter((task) => agency.tasks.includes(task.key));
  const late = led.filter((task) => hasAlarm(task, "overdue")).length;
  const due = led.filter((task) => hasAlarm(task, "due90")).length;
  const counts = [
    say("tasksLed", { count: number(led.length) }),
    say("indicatorsLed", { count: number(agency.indicators.length) }),
  ];
  return (
    <Frame id={agency.key} name={agency.name} keyed={false} {...row}>
      <span className={signs.meta}>{counts.join(" · ")}</span>
      <span className={signs.signs}>
        {late > 0 && (
          <span className={signs.warning} data-level="urgent">
            {say("lateCount", { count: number(late) })}
          </span>
        )}
        {due > 0 && (
          <span className={signs.warning} data-level="warning">
            {say("dueCount", { count: number(due) })}
          </span>
        )}
      </span>
    </Frame>
  );
}
