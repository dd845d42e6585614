import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Part, partsQuery, type TaskDigest } from "../../api/programme";
import { useSpeech } from "../../text/speech";
import { OnTheMap } from "./OnTheMap";
import { Loading } from "./ProgrammePanel";
import { RecordFacts } from "./RecordFacts";
import { Related } from "./Related";
import { Section } from "./Section";
import { PercentBar, StatusChip, WarningChips } from "./Signs";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";
import type { SubjectProps } from "./SubjectPanel";
import { UpdateList } from "./UpdateList";

const LATEST = 8;

export function TaskFacts(props: SubjectProps) {
  const { subject, programme, dashboard } = props;
  const { say, number } = useSpeech();
  const updates = useQuery(partsQuery("tasks", subject, "updates", LATEST));
  const task = dashboard.digest.tasks.find((one) => one.key === subject);
  if (!task) return null;
  const { indicators, models } = dashboard.digest;
  const related = [
    ...models.filter((one) => one.tasks.includes(subject)),
    ...indicators.filter((one) => one.tasks.includes(subject)),
  ];
  return (
    <>
      <div className={blocks.summary}>
        <span className={signs.signs}>
          <StatusChip status={task.status} programme={programme} />
          <PercentBar percent={task.percent} />
        </span>
        <WarningChips warnings={task.warnings} />
      </div>
      <OnTheMap {...props} />
      <Section
        title={say("updates")}
        aside={updates.data?.features.length === LATEST && say("updatesShown", { count: number(LATEST) })}
      >
        {updates.isLoading && <Loading />}
        {updates.data && <UpdateList updates={updates.data.features} programme={programme} />}
      </Section>
      <SixClear task={task} parts={dashboard.parts} />
      <Section title={say("facts")}>
        <RecordFacts register="tasks" subject={subject} programme={programme} />
      </Section>
      <Related keys={related.map((one) => one.key)} dashboard={dashboard} />
    </>
  );
}

interface SixClearProps {
  task: TaskDigest;
  parts: readonly Part[];
}

/** Which parts of the '6 clear' the task says, and which it still lacks. */
function SixClear({ task, parts }: SixClearProps) {
  const { say, read } = useSpeech();
  const lacking = new Set(task.gaps);
  return (
    <Section title={say("sixClear")}>
      <ul className={blocks.parts}>
        {parts.map((part) => (
          <li key={part.id} data-lacking={lacking.has(part.id)}>
            <span aria-hidden="true">{lacking.has(part.id) ? "✕" : "✓"}</span>
            {read(part.label)}
            <span className={blocks.spoken}>: {say(lacking.has(part.id) ? "lackPart" : "clearPart")}</span>
          </li>
        ))}
      </ul>
      {lacking.size === 0 && (
        <Text size="xs" c="dimmed">
          {say("allClear")}
        </Text>
      )}
    </Section>
  );
}
