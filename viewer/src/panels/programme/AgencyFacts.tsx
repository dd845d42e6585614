import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { choose, NO_CHOICE } from "./choosing";
import { OnTheMap } from "./OnTheMap";
import styles from "./ProgrammePanel.module.css";
import { RecordFacts } from "./RecordFacts";
import { IndicatorRow, TaskRow } from "./Rows";
import { Section } from "./Section";
import type { SubjectProps } from "./SubjectPanel";

export function AgencyFacts(props: SubjectProps) {
  const { subject, programme, dashboard } = props;
  const { say, number } = useSpeech();
  const [, dispatch] = useView();
  const own = choose(dashboard, { ...NO_CHOICE, agency: subject });
  const row = {
    around: { programme, dashboard },
    onChoose: (key: string) => dispatch({ type: "subject chosen", subject: key }),
  };
  return (
    <>
      <OnTheMap {...props} />
      <Section title={say("tasks")} aside={number(own.tasks.length)}>
        <ul className={styles.entries} data-wide>
          {own.tasks.map((task) => (
            <TaskRow key={task.key} task={task} {...row} />
          ))}
        </ul>
      </Section>
      {own.indicators.length > 0 && (
        <Section title={say("indicators")} aside={number(own.indicators.length)}>
          <ul className={styles.entries} data-wide>
            {own.indicators.map((one) => (
              <IndicatorRow key={one.key} indicator={one} {...row} />
            ))}
          </ul>
        </Section>
      )}
      <Section title={say("facts")}>
        <RecordFacts register="agencies" subject={subject} programme={programme} />
      </Section>
    </>
  );
}
