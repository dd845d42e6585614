import { useSpeech } from "../../text/speech";
import { OnTheMap } from "./OnTheMap";
import { RecordFacts } from "./RecordFacts";
import { Related } from "./Related";
import { Section } from "./Section";
import { PercentBar, StatusChip } from "./Signs";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";
import type { SubjectProps } from "./SubjectPanel";

export function ModelFacts(props: SubjectProps) {
  const { subject, programme, dashboard } = props;
  const { say } = useSpeech();
  const model = dashboard.digest.models.find((one) => one.key === subject);
  if (!model) return null;
  return (
    <>
      <div className={blocks.summary}>
        <span className={signs.signs}>
          <StatusChip status={model.status} programme={programme} />
          <PercentBar percent={model.percent} />
        </span>
      </div>
      <OnTheMap {...props} />
      <Section title={say("facts")}>
        <RecordFacts register="models" subject={subject} programme={programme} />
      </Section>
      <Related keys={[...model.tasks, ...model.indicators]} dashboard={dashboard} />
    </>
  );
}
