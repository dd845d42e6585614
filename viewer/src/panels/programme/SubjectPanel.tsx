import { Button, ScrollArea, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ChevronIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { AgencyFacts } from "./AgencyFacts";
import { findSubject } from "./choosing";
import { IndicatorFacts } from "./IndicatorFacts";
import { ModelFacts } from "./ModelFacts";
import type { Around } from "./ProgrammePanel";
import styles from "./ProgrammePanel.module.css";
import signs from "./Signs.module.css";
import blocks from "./Subject.module.css";
import { TaskFacts } from "./TaskFacts";

export interface SubjectProps extends Around {
  subject: string;
}

/** All that is known of one subject: where it stands on the map, then what was promised and done. */
export function SubjectPanel(props: SubjectProps) {
  const { say } = useSpeech();
  const { dashboard, subject } = props;
  const known = findSubject(dashboard, subject);
  const kind = known?.kind;
  return (
    <div className={blocks.subject}>
      <SubjectHead subject={subject} name={known?.name ?? null} />
      <ScrollArea className={styles.scroll ?? ""} type="auto" scrollbarSize={8}>
        {known ? (
          <>
            {kind === "tasks" && <TaskFacts {...props} />}
            {kind === "indicators" && <IndicatorFacts {...props} />}
            {kind === "models" && <ModelFacts {...props} />}
            {kind === "agencies" && <AgencyFacts {...props} />}
          </>
        ) : (
          <Text p="md" size="sm" c="dimmed">
            {say("subjectGone", { key: subject })}
          </Text>
        )}
      </ScrollArea>
    </div>
  );
}

function SubjectHead({ subject, name }: { subject: string; name: string | null }) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const heading = useRef<HTMLHeadingElement>(null);
  const known = useRef<string | null>(null);
  useEffect(() => {
    // The entry that was chosen is gone with its list: the reader goes on from here.
    if (known.current !== subject) heading.current?.focus({ preventScroll: true });
    known.current = subject;
  }, [subject]);
  return (
    <header className={blocks.subjectHead}>
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<span className={blocks.back}>{<ChevronIcon size={14} />}</span>}
        onClick={() => dispatch({ type: "subject left" })}
      >
        {say("backToList")}
      </Button>
      <Title order={3} className={blocks.title ?? ""} ref={heading} tabIndex={-1}>
        {name && /\d/.test(subject) && <span className={signs.key}>{subject}</span>} {name ?? subject}
      </Title>
    </header>
  );
}
