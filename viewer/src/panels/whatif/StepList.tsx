import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Scenario, type Step, scenarioQuery } from "../../api/scenarios";
import { type Speech, useSpeech } from "../../text/speech";
import { Block } from "../reports/AnswerPanel";
import reports from "../reports/Reports.module.css";
import { isGeometry, sayShape } from "../reports/ShapeField";
import { type FormField, fieldsOfInputs, isEmpty, type Values } from "../reports/schema";
import { move, setSteps, supposing } from "./supposing";
import styles from "./WhatIf.module.css";

interface StepListProps {
  scenarios: readonly Scenario[];
  onEdit: (work: { scenario: string; at: number }) => void;
}

export function StepList({ scenarios, onEdit }: StepListProps) {
  const { say } = useSpeech();
  const { steps } = supposing.use();
  return (
    <Block title={say("stepsTitle")}>
      {steps.length === 0 && <p className={reports.hint}>{say("noSteps")}</p>}
      <ol className={styles.steps}>
        {steps.map((step, at) => (
          <StepRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone
            key={at}
            step={step}
            at={at}
            last={at === steps.length - 1}
            scenario={scenarios.find((one) => one.id === step.scenario) ?? null}
            onEdit={() => onEdit({ scenario: step.scenario, at })}
          />
        ))}
      </ol>
    </Block>
  );
}

interface StepRowProps {
  step: Step;
  at: number;
  last: boolean;
  scenario: Scenario | null;
  onEdit: () => void;
}

function StepRow({ step, at, last, scenario, onEdit }: StepRowProps) {
  const { say, read } = useSpeech();
  const { steps } = supposing.use();
  const name = scenario ? read(scenario.words.title) : (step.saved ?? step.scenario);
  const put = (by: number) => setSteps(move(steps, at, by));
  return (
    <li className={styles.step} data-step={step.scenario}>
      <span>
        <strong>{name}</strong>
        {scenario && <StepWords step={step} />}
      </span>
      <div className={reports.inline}>
        {scenario && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={onEdit}
            aria-label={say("editNamed", { name })}
          >
            {say("editStep")}
          </Button>
        )}
        {at > 0 && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => put(-1)}>
            {say("moveUp")}
          </Button>
        )}
        {!last && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => put(1)}>
            {say("moveDown")}
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={say("removeNamed", { name })}
          onClick={() => setSteps(steps.filter((_, place) => place !== at))}
        >
          {say("remove")}
        </Button>
      </div>
    </li>
  );
}

/** What was entered, in short. */
function sayValue(field: FormField, value: unknown, speech: Speech): string {
  if (isGeometry(value)) return sayShape(value, speech);
  if (typeof value === "number") return speech.number(value);
  if (typeof value === "boolean") return speech.say(value ? "yes" : "no");
  if (Array.isArray(value)) {
    if (field.kind === "parts") {
      return value.map((one) => sayValues(field.fields, one as Values, speech)).join("; ");
    }
    return value.length > 4 ? speech.say("chosenCount", { count: value.length }) : value.join(", ");
  }
  const choice = field.options.find((one) => one.value === value);
  return choice ? speech.read(choice.label) : String(value);
}

function sayValues(fields: readonly FormField[], values: Values, speech: Speech): string {
  return fields
    .filter(({ name }) => !isEmpty(values[name]))
    .map((field) => `${speech.read(field.label)}: ${sayValue(field, values[field.name], speech)}`)
    .join(" · ");
}

function StepWords({ step }: { step: Step }) {
  const speech = useSpeech();
  const described = useQuery(scenarioQuery(step.scenario));
  const fields = useMemo(() => fieldsOfInputs(described.data?.inputs ?? {}), [described.data]);
  return <small>{sayValues(fields, step.inputs, speech)}</small>;
}
