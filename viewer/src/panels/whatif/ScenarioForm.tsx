import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Catalogue } from "../../api/catalogue";
import { type Scenario, type Step, scenarioQuery } from "../../api/scenarios";
import { useSpeech } from "../../text/speech";
import { keepDraft, useDraft } from "../reports/drafts";
import { BackButton } from "../reports/ReportForm";
import styles from "../reports/Reports.module.css";
import { SchemaForm } from "../reports/SchemaForm";
import {
  type FormField,
  fieldsOfInputs,
  findFaults,
  firstValues,
  toInputs,
  type Values,
} from "../reports/schema";
import { Loading, Trouble } from "../reports/Troubles";

interface ScenarioFormProps {
  scenario: Scenario;
  catalogue: Catalogue;
  /** The step that is changed; null: a new one. */
  step: Step | null;
  onKeep: (step: Step) => void;
  onLeave: () => void;
}

export function ScenarioForm(props: ScenarioFormProps) {
  const { scenario, onLeave } = props;
  const { say, read } = useSpeech();
  const described = useQuery(scenarioQuery(scenario.id));
  const fields = useMemo(() => described.data && fieldsOfInputs(described.data.inputs), [described.data]);
  return (
    <>
      <div className={styles.reportHead}>
        <BackButton label={say("backToSteps")} onClick={onLeave} />
        <div>
          <Title order={3} size="md">
            {read(scenario.words.title)}
          </Title>
          <Text size="sm" c="dimmed">
            {read(scenario.words.description)}
          </Text>
        </div>
      </div>
      {fields && <Entries {...props} fields={fields} />}
      {!fields && described.error && (
        <Trouble error={described.error} onRetry={() => void described.refetch()} />
      )}
      {!fields && !described.error && <Loading label={say("loadingReports")} />}
    </>
  );
}

/** A list that must not be empty begins with one entry. */
function begin(fields: readonly FormField[]): Values {
  const first = firstValues(fields);
  const lists = fields.filter((field) => field.kind === "parts" && field.required);
  return { ...first, ...Object.fromEntries(lists.map((field) => [field.name, [firstValues(field.fields)]])) };
}

function Entries({
  scenario,
  catalogue,
  step,
  fields,
  onKeep,
}: ScenarioFormProps & { fields: readonly FormField[] }) {
  const { say, number } = useSpeech();
  const place = `what-if.${scenario.id}`;
  const draft = useDraft(place);
  const [tried, setTried] = useState(false);
  const first = useMemo(() => ({ ...begin(fields), ...step?.inputs }), [fields, step]);
  const values: Values = { ...first, ...draft };
  const faults = findFaults(fields, values);
  const count = Object.keys(faults).length;
  const submit = () => {
    setTried(true);
    if (count) return;
    keepDraft(place, null);
    onKeep({ scenario: scenario.id, inputs: toInputs(fields, values) });
  };
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
        <SchemaForm
          fields={fields}
          values={values}
          faults={tried ? faults : {}}
          catalogue={catalogue}
          onChange={(name, value) => keepDraft(place, { ...values, [name]: value })}
        />
      </div>
      <div className={styles.foot}>
        {tried && count > 0 && (
          <Text size="sm" className={styles.fault ?? ""} role="alert">
            {say("faultsLeft", { count: number(count) })}
          </Text>
        )}
        <div className={styles.buttons}>
          <Button type="submit">{say(step ? "keepStep" : "takeStep")}</Button>
        </div>
      </div>
    </form>
  );
}
