import { CloseButton, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Catalogue } from "../../api/catalogue";
import { processesQuery } from "../../api/reports";
import { scenariosQuery } from "../../api/scenarios";
import { useSpeech } from "../../text/speech";
import { Block } from "../reports/AnswerPanel";
import reports from "../reports/Reports.module.css";
import { Loading, Trouble } from "../reports/Troubles";
import { BeforeAfter } from "./BeforeAfter";
import { SavedList } from "./SavedList";
import { ScenarioForm } from "./ScenarioForm";
import { StepList } from "./StepList";
import { setSteps, supposing } from "./supposing";

interface WhatIfPanelProps {
  catalogue: Catalogue;
  onClose?: () => void;
}

/** A place of the list that is worked on: a new step is at its end. */
interface Work {
  scenario: string;
  at: number;
}

/** A what-if beside the map: its steps one after another, saved by name, and reports before and after. */
export function WhatIfPanel({ catalogue, onClose }: WhatIfPanelProps) {
  const { say, read } = useSpeech();
  const scenarios = useQuery(scenariosQuery);
  const processes = useQuery(processesQuery);
  const { steps } = supposing.use();
  const [work, setWork] = useState<Work | null>(null);
  const chosen = scenarios.data?.find((one) => one.id === work?.scenario);
  const error = scenarios.error ?? processes.error;
  const ready = scenarios.data && processes.data;
  return (
    <section className={reports.panel} aria-label={say("whatIf")}>
      <div className={reports.head}>
        <Title order={2} size="sm">
          {say("whatIf")}
        </Title>
        {onClose && <CloseButton aria-label={say("closeWhatIf")} onClick={onClose} />}
      </div>
      {!ready && error && (
        <Trouble error={error} onRetry={() => void Promise.all([scenarios.refetch(), processes.refetch()])} />
      )}
      {!ready && !error && <Loading label={say("loadingReports")} />}
      {ready && work && chosen && (
        <ScenarioForm
          key={`${work.scenario}.${work.at}`}
          scenario={chosen}
          catalogue={catalogue}
          step={steps[work.at] ?? null}
          onLeave={() => setWork(null)}
          onKeep={(step) => {
            setSteps([...steps.slice(0, work.at), step, ...steps.slice(work.at + 1)]);
            setWork(null);
          }}
        />
      )}
      {ready && !work && (
        <div className={reports.scroll}>
          <StepList scenarios={ready && scenarios.data ? scenarios.data : []} onEdit={setWork} />
          <Block title={say("addStep")}>
            <ul className={reports.cards} data-flush>
              {(scenarios.data ?? []).map((scenario) => (
                <li key={scenario.id}>
                  <button
                    type="button"
                    className={reports.card}
                    data-scenario={scenario.id}
                    onClick={() => setWork({ scenario: scenario.id, at: steps.length })}
                  >
                    <strong>{read(scenario.words.title)}</strong>
                    <span>{read(scenario.words.description)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </Block>
          <BeforeAfter processes={processes.data ?? []} />
          <SavedList />
        </div>
      )}
    </section>
  );
}
