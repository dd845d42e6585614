import { CloseButton, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Catalogue } from "../../api/catalogue";
import type { FeatureRef } from "../../api/items";
import { processesQuery } from "../../api/reports";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { AnswerPanel } from "./AnswerPanel";
import { ReportForm } from "./ReportForm";
import { ReportList } from "./ReportList";
import styles from "./Reports.module.css";
import { showAnswer } from "./showing";
import { Loading, Trouble } from "./Troubles";

export interface ReportsPanelProps {
  catalogue: Catalogue;
  /** Open a feature of the city. */
  onOpen: (feature: FeatureRef) => void;
  /** Where the panel lies over the map. */
  onClose?: () => void;
}

/** The reports beside the map: which there are, what one is asked, and what it found. */
export function ReportsPanel({ catalogue, onOpen, onClose }: ReportsPanelProps) {
  const { say } = useSpeech();
  const [view] = useView();
  const listed = useQuery(processesQuery);
  const process = listed.data?.find((one) => one.id === view.report);
  useEffect(() => {
    // What is asked next is asked of the city, not of what was found before.
    if (!view.result) showAnswer(null);
  }, [view.result]);
  return (
    <section className={styles.panel} aria-label={say("spatialReports")}>
      <div className={styles.head}>
        <Title order={2} size="sm">
          {say("spatialReports")}
        </Title>
        {onClose && <CloseButton aria-label={say("closeReports")} onClick={onClose} />}
      </div>
      {!listed.data && listed.error && <Trouble error={listed.error} onRetry={() => void listed.refetch()} />}
      {!listed.data && !listed.error && <Loading label={say("loadingReports")} />}
      {listed.data && !process && <ReportList processes={listed.data} />}
      {process && !view.result && <ReportForm key={process.id} process={process} catalogue={catalogue} />}
      {process && view.result && (
        <AnswerPanel key={view.result} process={process} result={view.result} onOpen={onOpen} />
      )}
    </section>
  );
}
