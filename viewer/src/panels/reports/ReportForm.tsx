import { ActionIcon, Alert, Button, Progress, Switch, Text, Title, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Catalogue } from "../../api/catalogue";
import { type Process, processQuery } from "../../api/reports";
import { ChevronIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { suppose, supposing } from "../whatif/supposing";
import { keepDraft, useDraft } from "./drafts";
import styles from "./Reports.module.css";
import { useStanding } from "./RunRow";
import { nameOfRun, type Run, runs, startRun, stopRun, useRun } from "./runs";
import { SchemaForm } from "./SchemaForm";
import { type FormField, fieldsOfProcess, findFaults, firstValues, toInputs, type Values } from "./schema";
import { Loading, Trouble } from "./Troubles";

export function ReportForm({ process, catalogue }: { process: Process; catalogue: Catalogue }) {
  const { say } = useSpeech();
  const described = useQuery(processQuery(process.id));
  const fields = useMemo(() => described.data && fieldsOfProcess(described.data), [described.data]);
  return (
    <>
      <ReportHead process={process} />
      {fields && <Conditions process={process} fields={fields} catalogue={catalogue} />}
      {!fields && described.error && (
        <Trouble error={described.error} onRetry={() => void described.refetch()} />
      )}
      {!fields && !described.error && <Loading label={say("loadingReports")} />}
    </>
  );
}

function ReportHead({ process }: { process: Process }) {
  const { say, read } = useSpeech();
  const [, dispatch] = useView();
  return (
    <div className={styles.reportHead}>
      <BackButton
        label={say("backToReports")}
        onClick={() => dispatch({ type: "report chosen", report: null })}
      />
      <div>
        <Title order={3} size="md">
          {read(process.words.title)}
        </Title>
        <Text size="sm" c="dimmed">
          {read(process.words.description)}
        </Text>
      </div>
    </div>
  );
}

export function BackButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        <span className={styles.back}>
          <ChevronIcon />
        </span>
      </ActionIcon>
    </Tooltip>
  );
}

interface ConditionsProps {
  process: Process;
  fields: readonly FormField[];
  catalogue: Catalogue;
}

/** What the schema calls a step of a what-if: those are put together on a map of their own. */
const STEP = "Step";

/** What is asked of all reports stands below what is asked of this one: it is mostly left as it is. */
function apart(fields: readonly FormField[]): [FormField[], FormField[]] {
  const common = (field: FormField) => field.part !== null || field.kind === "date";
  const shown = fields.filter((field) => field.part !== STEP);
  return [shown.filter((field) => !common(field)), shown.filter(common)];
}

function Conditions({ process, fields, catalogue }: ConditionsProps) {
  const { say, number } = useSpeech();
  const draft = useDraft(process.id);
  const values: Values = useMemo(() => ({ ...firstValues(fields), ...draft }), [fields, draft]);
  const [own, common] = useMemo(() => apart(fields), [fields]);
  const [tried, setTried] = useState(false);
  const faults = findFaults(fields, values);
  const count = Object.keys(faults).length;
  const change = (name: string, value: unknown) => keepDraft(process.id, { ...values, [name]: value });
  const [run, start] = useOwnRun(process.id);
  const supposed = supposing.use();
  const submit = () => {
    setTried(true);
    if (count > 0) return;
    start({ ...toInputs(fields, values), ...(supposed.applied ? { what_if: supposed.steps } : {}) });
  };
  const form = { catalogue, values, faults: tried ? faults : {}, onChange: change };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles.scroll}>
        {own.length > 0 && <SchemaForm fields={own} {...form} />}
        <h4 className={styles.formPart} hidden={own.length === 0}>
          {say("moreConditions")}
        </h4>
        <SchemaForm fields={common} {...form} />
        {supposed.steps.length > 0 && (
          <Switch
            className={styles.apply ?? ""}
            label={say("applySteps", { count: number(supposed.steps.length) })}
            checked={supposed.applied}
            onChange={(event) => suppose({ applied: event.currentTarget.checked })}
          />
        )}
      </div>
      <div className={styles.foot}>
        {run && <Standing run={run} />}
        {tried && count > 0 && (
          <Text size="sm" className={styles.fault ?? ""} role="alert">
            {say("faultsLeft", { count: number(count) })}
          </Text>
        )}
        <div className={styles.buttons}>
          {run?.state === "running" ? (
            // Keyed apart: a button that turned into the other under the pointer would send the form.
            <Button key="stop" variant="default" onClick={() => stopRun(run.id)}>
              {say("stopRun")}
            </Button>
          ) : (
            <Button key="run" type="submit">
              {say("runReport")}
            </Button>
          )}
          {draft && (
            <Button variant="subtle" color="gray" onClick={() => keepDraft(process.id, null)}>
              {say("resetForm")}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

/** The newest run of this report; whoever waits for it sees its answer as soon as it is there. */
function useOwnRun(report: string): [Run | null, (inputs: Run["inputs"]) => void] {
  const [, dispatch] = useView();
  const latest = runs.use().find((run) => run.report === report && run.state !== "successful");
  const [awaited, setAwaited] = useState(latest?.state === "running" ? latest.id : null);
  const run = useRun(awaited);
  useEffect(() => {
    if (run?.state === "successful") dispatch({ type: "report chosen", report, result: nameOfRun(run) });
  }, [run, report, dispatch]);
  return [run ?? latest ?? null, (inputs) => setAwaited(startRun(report, inputs))];
}

function Standing({ run }: { run: Run }) {
  const { say } = useSpeech();
  const standing = useStanding(run);
  if (run.state === "running") {
    return (
      <div role="status">
        <Progress value={run.share ?? 100} animated={run.share === null} size="sm" aria-label={standing} />
        <Text size="sm" mt={4}>
          {standing}
        </Text>
        <Text size="xs" c="dimmed">
          {say("keepWorking")}
        </Text>
      </div>
    );
  }
  return (
    <Alert color={run.state === "failed" ? "red" : "gray"} variant="light" role="alert" py="xs">
      <Text size="sm">{standing}</Text>
    </Alert>
  );
}
