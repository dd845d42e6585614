import { Button, ScrollArea, Text, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ChevronIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { AgencyFacts } from "./AgencyFacts";
import { findSubject, type Subject } from "./choosing";
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
  const [, dispatch] = useView();
  const { dashboard, subject } = props;
  const known = findSubject(dashboard, subject);
  const kind = known?.kind;
  return (
    <section
      className={blocks.subject}
      aria-label={known?.name ?? subject}
      onKeyDown={(event) => event.key === "Escape" && dispatch({ type: "subject left" })}
    >
      <SubjectHead subject={subject} known={known} />
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
    </section>
  );
}

function SubjectHead({ subject, known }: { subject: string; known: Subject | null }) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef<string | null>(null);
  useEffect(() => {
    // The entry that was chosen is gone with its list: the reader goes on from here.
    if (shown.current !== subject) heading.current?.focus({ preventScroll: true });
    shown.current = subject;
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
        {known && known.kind !== "agencies" && <span className={signs.key}>{subject}</span>}{" "}
        {known?.name ?? subject}
      </Title>
    </header>
  );
}
