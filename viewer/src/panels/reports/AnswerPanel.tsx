import { Button, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { isWorthRetrying } from "../../api/fetching";
import type { FeatureRef } from "../../api/items";
import type { Answer, Process } from "../../api/reports";
import { resultQuery } from "../../api/results";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { AnswerKey } from "./AnswerKey";
import { Chart } from "./Chart";
import { Downloads } from "./Downloads";
import { Figures } from "./Figures";
import { CompareWith } from "./KeptList";
import { Gaps, Notes, Sources } from "./Origins";
import { BackButton } from "./ReportForm";
import styles from "./Reports.module.css";
import { ResultTable } from "./ResultTable";
import { useRun } from "./runs";
import { choose, showAnswer, showing } from "./showing";
import { Loading, Trouble } from "./Troubles";

interface AnswerPanelProps {
  process: Process;
  result: string;
  onOpen: (feature: FeatureRef) => void;
}

export function AnswerPanel({ process, result, onOpen }: AnswerPanelProps) {
  const { say } = useSpeech();
  const [, dispatch] = useView();
  const own = useRun(result)?.answer ?? null;
  const kept = useQuery(resultQuery(result, own === null && !result.startsWith("run-")));
  const answer = own ?? kept.data ?? null;
  const leave = () => dispatch({ type: "report chosen", report: process.id });
  if (!answer && kept.isLoading) return <Loading label={say("loadingAnswer")} />;
  if (!answer && kept.error && isWorthRetrying(kept.error)) {
    return <Trouble error={kept.error} onRetry={() => void kept.refetch()} />;
  }
  if (!answer) {
    return (
      <div className={styles.gone} role="alert">
        <Text size="sm">{say("answerGone")}</Text>
        <Button size="xs" variant="light" onClick={leave}>
          {say("backToForm")}
        </Button>
      </div>
    );
  }
  return <AnswerShown answer={answer} result={result} onLeave={leave} onOpen={onOpen} />;
}

interface AnswerShownProps {
  answer: Answer;
  result: string;
  onLeave: () => void;
  onOpen: (feature: FeatureRef) => void;
}

/** Everything that was found: the numbers first, then the map's key, charts, tables, and what it all stands on. */
function AnswerShown({ answer, result, onLeave, onOpen }: AnswerShownProps) {
  const { say } = useSpeech();
  useEffect(() => showAnswer(answer), [answer]);
  return (
    <>
      <AnswerHead answer={answer} result={result} onLeave={onLeave} />
      <div className={styles.scroll} data-answer={answer.report}>
        <Supposed answer={answer} />
        <Figures answer={answer} />
        {answer.drawings.length + (answer.rasters?.length ?? 0) > 0 && <AnswerKey answer={answer} />}
        {answer.charts.length > 0 && (
          <Block title={say("chartsTitle")}>
            {answer.charts.map((chart) => (
              <Chart key={chart.id} answer={answer} chart={chart} />
            ))}
          </Block>
        )}
        {answer.tables.map((table) => (
          <ResultTable key={table.id} answer={answer} table={table} onOpen={onOpen} />
        ))}
        <CompareWith answer={answer} own={result} />
        <Gaps answer={answer} />
        <Notes answer={answer} />
        <Sources answer={answer} />
      </div>
      <ChoiceBar />
    </>
  );
}

function AnswerHead({ answer, result, onLeave }: Omit<AnswerShownProps, "onOpen">) {
  const { say, read, date } = useSpeech();
  return (
    <div className={styles.reportHead}>
      <BackButton label={say("backToForm")} onClick={onLeave} />
      <div>
        <Title order={3} size="md">
          {read(answer.title)}
        </Title>
        <Text size="xs" c="dimmed">
          {say("dataAsOf", { day: date(answer.data_as_of) })} ·{" "}
          {say("normsAsOf", { day: date(answer.norm_as_of) })}
        </Text>
        {answer.asked?.slice(1).map((one) => (
          <Text key={one.vi} size="xs" c="dimmed">
            {read(one)}
          </Text>
        ))}
      </div>
      <Downloads answer={answer} result={result} />
    </div>
  );
}

export function Block({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className={styles.block}>
      <h4 className={styles.blockTitle}>{title}</h4>
      {children}
    </section>
  );
}

function Supposed({ answer }: { answer: Answer }) {
  const { say, read } = useSpeech();
  if (!answer.supposed?.length) return null;
  return (
    <div className={styles.supposed}>
      <strong>{say("supposed")}:</strong>
      <ol>
        {answer.supposed.map((one) => (
          <li key={one.vi}>{read(one)}</li>
        ))}
      </ol>
    </div>
  );
}

/** What is chosen anywhere, and the way out of it. */
function ChoiceBar() {
  const { say, number } = useSpeech();
  const { selection } = showing.use();
  if (!selection) return null;
  const count = Object.values(selection.features).reduce((sum, ids) => sum + ids.length, 0);
  return (
    <div className={styles.choice}>
      <span role="status">{say("chosenCount", { count: number(count) })}</span>
      <Button size="compact-sm" variant="default" onClick={() => choose(null, false)}>
        {say("clearChoice")}
      </Button>
    </div>
  );
}
