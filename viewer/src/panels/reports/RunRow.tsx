import { Button, Loader } from "@mantine/core";
import type { Process } from "../../api/reports";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";
import { nameOfRun, type Run, stopRun } from "./runs";

/** Where a run stands, in words. */
export function useStanding(run: Run): string {
  const { say, read, number } = useSpeech();
  switch (run.state) {
    case "running":
      return [
        run.doing ? read(run.doing) : say("running"),
        ...(run.share === null ? [] : [`${number(run.share)}%`]),
      ].join(" · ");
    case "successful":
      return say("runDone");
    case "stopped":
      return say("runStopped");
    case "failed":
      return run.sentence ? read(run.sentence) : say("runAway");
  }
}

export function RunRow({ run, processes }: { run: Run; processes: readonly Process[] }) {
  const { say, read } = useSpeech();
  const [, dispatch] = useView();
  const standing = useStanding(run);
  const process = processes.find((one) => one.id === run.report);
  if (!process) return null;
  const open = (result: string | null) => dispatch({ type: "report chosen", report: run.report, result });
  return (
    <li className={styles.run} data-state={run.state}>
      <span className={styles.runWords}>
        <strong>{read(process.words.title)}</strong>
        <small>{standing}</small>
      </span>
      {run.state === "running" && (
        <>
          <Loader size={14} />
          <Button size="compact-xs" variant="default" onClick={() => stopRun(run.id)}>
            {say("stopRun")}
          </Button>
        </>
      )}
      {run.state === "successful" && (
        <Button size="compact-xs" variant="light" onClick={() => open(nameOfRun(run))}>
          {say("seeAnswer")}
        </Button>
      )}
      {(run.state === "failed" || run.state === "stopped") && (
        <Button size="compact-xs" variant="default" onClick={() => open(null)}>
          {say("backToForm")}
        </Button>
      )}
    </li>
  );
}
