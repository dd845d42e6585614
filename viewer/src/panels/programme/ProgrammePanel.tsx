import { Alert, Button, CloseButton, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Catalogue } from "../../api/catalogue";
import { Refusal } from "../../api/fetching";
import type { FeatureRef } from "../../api/items";
import { type Dashboard, dashboardQuery, type Programme, programmeQuery } from "../../api/programme";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { ProgrammeList } from "./ProgrammeList";
import styles from "./ProgrammePanel.module.css";
import { ReportLinks } from "./ReportLinks";
import { SubjectPanel } from "./SubjectPanel";
import type { Listing } from "./use_listing";

/** A box in degrees: west, south, east, north. */
export type Box = [number, number, number, number];

export interface Around {
  catalogue: Catalogue;
  programme: Programme;
  dashboard: Dashboard;
  /** Open a feature of the city and go there. */
  onShow: (feature: FeatureRef, box: Box | null) => void;
  /** Called when the reader wants to see the map: on a phone the panel lies over it. */
  onChosen: () => void;
}

interface ProgrammePanelProps extends Omit<Around, "programme" | "dashboard"> {
  listing: Listing;
  /** Where the panel lies over the map. */
  onClose?: () => void;
}

export function ProgrammePanel({ listing, onClose, ...around }: ProgrammePanelProps) {
  const { say } = useSpeech();
  const [view] = useView();
  const programme = useQuery(programmeQuery);
  const dashboard = useQuery(dashboardQuery);
  const error = programme.error ?? dashboard.error;
  const panel = useReturn(view.subject);
  const retry = () => void Promise.all([programme.refetch(), dashboard.refetch()]);
  const ready =
    programme.data && dashboard.data
      ? { ...around, programme: programme.data, dashboard: dashboard.data }
      : null;
  return (
    <section className={styles.panel} aria-label={say("programme")} ref={panel}>
      <Head ready={ready} onClose={onClose} />
      {ready && view.subject && <SubjectPanel {...ready} subject={view.subject} />}
      {ready && !view.subject && <ProgrammeList {...ready} listing={listing} />}
      {!ready && (error ? <Trouble error={error} onRetry={retry} /> : <Loading />)}
    </section>
  );
}

/** Whoever leaves a subject goes on in the list from where it was chosen. */
function useReturn(subject: string | null) {
  const panel = useRef<HTMLElement>(null);
  const left = useRef<string | null>(null);
  useEffect(() => {
    if (subject === null && left.current !== null) {
      const row = panel.current?.querySelector<HTMLElement>(`[data-subject="${CSS.escape(left.current)}"]`);
      row?.focus();
    }
    left.current = subject;
  }, [subject]);
  return panel;
}

function Head({ ready, onClose }: { ready: Around | null; onClose: (() => void) | undefined }) {
  const { say, date } = useSpeech();
  return (
    <div className={styles.head}>
      <div>
        <Title order={2} size="sm">
          {say("programme")}
        </Title>
        <Text size="xs" c="dimmed">
          {ready && say("programmeAsOf", { day: date(ready.dashboard.digest.as_of) })}
        </Text>
      </div>
      {ready && <ReportLinks links={ready.programme.links} />}
      {onClose && <CloseButton aria-label={say("closeProgramme")} onClick={onClose} />}
    </div>
  );
}

export function Loading() {
  const { say } = useSpeech();
  return (
    <div className={styles.loading} role="status" aria-label={say("loadingProgramme")}>
      {[88, 60, 94, 52, 80, 66, 90, 48].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}

export function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <Alert color="red" variant="light" m="md" role="alert">
      <Text size="sm" mb="xs">
        {sentence ? read(sentence) : say("programmeFailed")}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </Alert>
  );
}
