import { Alert, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Process } from "../../api/reports";
import { SearchIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { KeptList } from "./KeptList";
import styles from "./Reports.module.css";
import { RunRow } from "./RunRow";
import { runs } from "./runs";

/** Marks and case are left out, as the search of the city leaves them out. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/giu, "d").toLowerCase();
}

export function ReportList({ processes }: { processes: readonly Process[] }) {
  const { say, read } = useSpeech();
  const [view, dispatch] = useView();
  const [part, setPart] = useState("");
  const recent = runs.use();
  const wanted = fold(part.trim());
  const shown = processes.filter(({ words }) =>
    fold(`${read(words.title)} ${read(words.description)}`).includes(wanted),
  );
  return (
    <div className={styles.scroll}>
      {view.report && (
        <Alert color="orange" variant="light" mx="md" mb="sm" role="alert">
          {say("reportGone", { id: view.report })}
        </Alert>
      )}
      <TextInput
        className={styles.find ?? ""}
        size="xs"
        value={part}
        onChange={(event) => setPart(event.currentTarget.value)}
        placeholder={say("findReport")}
        aria-label={say("findReport")}
        leftSection={<SearchIcon size={14} />}
      />
      {recent.length > 0 && (
        <section className={styles.block}>
          <h3 className={styles.blockTitle}>{say("recentRuns")}</h3>
          <ul className={styles.plain}>
            {recent.map((run) => (
              <RunRow key={run.id} run={run} processes={processes} />
            ))}
          </ul>
        </section>
      )}
      <ul className={styles.cards}>
        {shown.map((process) => (
          <li key={process.id}>
            <button
              type="button"
              className={styles.card}
              data-report={process.id}
              onClick={() => dispatch({ type: "report chosen", report: process.id })}
            >
              <strong>{read(process.words.title)}</strong>
              <span>{read(process.words.description)}</span>
            </button>
          </li>
        ))}
      </ul>
      <KeptList />
      {shown.length === 0 && <p className={styles.nothing}>{say("noReportMatches")}</p>}
    </div>
  );
}
