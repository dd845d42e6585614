import { Button, CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Catalogue } from "../../api/catalogue";
import { overlayQuery, programmeQuery } from "../../api/programme";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { MapKey } from "./MapKey";
import styles from "./SubjectCard.module.css";

interface SubjectCardProps {
  catalogue: Catalogue;
  subject: string;
  /** Opens the panel, where the rest stands. */
  onDetails: () => void;
}

/** Over the map while its panel is away: what is looked at, what the colours mean, and the way out. */
export function SubjectCard({ catalogue, subject, onDetails }: SubjectCardProps) {
  const { say } = useSpeech();
  const [view, dispatch] = useView();
  const programme = useQuery(programmeQuery);
  const overlay = useQuery(overlayQuery(subject, view.since));
  return (
    <section className={styles.card} aria-label={say("programme")}>
      <header>
        <strong>{overlay.data?.title ?? subject}</strong>
        <Button variant="light" size="compact-xs" onClick={onDetails}>
          {say("details")}
        </Button>
        <CloseButton
          size="sm"
          aria-label={say("leaveSubject")}
          onClick={() => dispatch({ type: "subject left" })}
        />
      </header>
      {programme.data && overlay.data && (
        <MapKey overlay={overlay.data} programme={programme.data} catalogue={catalogue} compact />
      )}
    </section>
  );
}
