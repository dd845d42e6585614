import { Alert, Button, NativeSelect, SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Process, processQuery } from "../../api/reports";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { DrawingKey } from "../reports/AnswerKey";
import { Block } from "../reports/AnswerPanel";
import { useDraft } from "../reports/drafts";
import reports from "../reports/Reports.module.css";
import { useStanding } from "../reports/RunRow";
import { nameOfRun, type Run, startRun, stopRun, useRun } from "../reports/runs";
import { fieldsOfProcess, findFaults, firstValues, toInputs } from "../reports/schema";
import { showAnswer } from "../reports/showing";
import { Comparison } from "./Comparison";
import { suppose, supposing } from "./supposing";
import styles from "./WhatIf.module.css";

/** One report on the city as it is and as it would be, side by side. */
export function BeforeAfter({ processes }: { processes: readonly Process[] }) {
  const { say, read } = useSpeech();
  const { steps, report, runs } = supposing.use();
  const chosen = processes.find((one) => one.id === report) ?? processes[0];
  const start = useStart(chosen?.id ?? "");
  const [before, after] = [useRun(runs?.[0] ?? null), useRun(runs?.[1] ?? null)];
  const busy = before?.state === "running" || after?.state === "running";
  const stop = () => {
    for (const id of runs ?? []) stopRun(id);
  };
  return (
    <Block title={say("beforeAfter")}>
      <p className={reports.hint}>{say("beforeAfterHint")}</p>
      <div className={styles.ask}>
        <NativeSelect
          size="xs"
          aria-label={say("compareReport")}
          value={chosen?.id ?? ""}
          onChange={(event) => suppose({ report: event.currentTarget.value, runs: null })}
          data={processes.map((one) => ({ value: one.id, label: read(one.words.title) }))}
        />
        {busy ? (
          <Button key="stop" size="xs" variant="default" onClick={stop}>
            {say("stopRun")}
          </Button>
        ) : (
          <Button key="run" size="xs" disabled={steps.length === 0 || !start} onClick={() => start?.()}>
            {say("runBoth")}
          </Button>
        )}
      </div>
      {[before, after].map((run, at) =>
        run && run.state !== "successful" ? (
          <Standing key={run.id} run={run} name={say(at === 0 ? "before" : "after")} />
        ) : null,
      )}
      {before?.answer && after?.answer && <Pair before={before} after={after} />}
    </Block>
  );
}

/** Starts both runs with what was last entered in the report's own form; null while its form is not known. */
function useStart(report: string): (() => void) | null {
  const { steps } = supposing.use();
  const described = useQuery(processQuery(report));
  const draft = useDraft(report);
  if (!described.data) return null;
  const fields = fieldsOfProcess(described.data);
  const values = { ...firstValues(fields), ...draft };
  const sound = Object.keys(findFaults(fields, values)).length === 0;
  const inputs = toInputs(fields, sound ? values : firstValues(fields));
  return () =>
    suppose({ report, runs: [startRun(report, inputs), startRun(report, { ...inputs, what_if: steps })] });
}

function Standing({ run, name }: { run: Run; name: string }) {
  const standing = useStanding(run);
  if (run.state === "running") {
    return (
      <Text size="sm" role="status" mt={8}>
        {name}: {standing}
      </Text>
    );
  }
  return (
    <Alert color={run.state === "failed" ? "red" : "gray"} variant="light" role="alert" py="xs" mt={8}>
      {name}: {standing}
    </Alert>
  );
}

type Side = "before" | "after";

function Pair({ before, after }: { before: Run; after: Run }) {
  const { say, read } = useSpeech();
  const [, dispatch] = useView();
  const [side, setSide] = useState<Side>("after");
  const run = side === "before" ? before : after;
  const { answer } = run;
  useEffect(() => showAnswer(answer), [answer]);
  if (!before.answer || !after.answer || !answer) return null;
  const open = () => {
    dispatch({ type: "report chosen", report: run.report, result: nameOfRun(run) });
    dispatch({ type: "turned", side: "reports" });
  };
  return (
    <div className={styles.pair}>
      {after.answer.supposed?.map((one) => (
        <p key={one.vi} className={reports.hint}>
          {say("supposed")}: {read(one)}
        </p>
      ))}
      <Comparison before={before.answer} after={after.answer} />
      <div className={styles.sides}>
        <SegmentedControl
          size="xs"
          aria-label={say("sideOnMap")}
          value={side}
          onChange={(value) => setSide(value as Side)}
          data={[
            { value: "before", label: say("before") },
            { value: "after", label: say("after") },
          ]}
        />
        <Button size="compact-sm" variant="default" onClick={open}>
          {say("seeAnswer")}
        </Button>
      </div>
      {answer.drawings.map((drawing) => (
        <DrawingKey key={drawing.id} drawing={drawing} />
      ))}
    </div>
  );
}
