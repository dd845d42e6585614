import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import {
  fieldsOf,
  type IndicatorDigest,
  type JudgedEntry,
  type MeasuredValue,
  measuredQuery,
  type NormEntry,
  partsQuery,
} from "../../api/programme";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import { AttributeTable } from "./AttributeTable";
import { OnTheMap } from "./OnTheMap";
import { Loading, Trouble } from "./ProgrammePanel";
import { RecordFacts } from "./RecordFacts";
import { Related } from "./Related";
import { Section } from "./Section";
import { TargetLine, useShares } from "./Signs";
import signs from "./Signs.module.css";
import { type Entry, StateLists } from "./StateLists";
import blocks from "./Subject.module.css";
import type { SubjectProps } from "./SubjectPanel";

const LATEST = 12;

export function IndicatorFacts(props: SubjectProps) {
  const { subject, programme, dashboard } = props;
  const { say, read } = useSpeech();
  const indicator = dashboard.digest.indicators.find((one) => one.key === subject);
  const targets = useQuery(partsQuery("indicators", subject, "targets", LATEST));
  const values = useQuery(partsQuery("indicators", subject, "values", LATEST));
  if (!indicator) return null;
  return (
    <>
      <div className={blocks.summary}>
        <TargetLine indicator={indicator} />
        {indicator.meaning && (
          <Text size="xs" c="dimmed">
            {say("target")}: {read(indicator.meaning)}
          </Text>
        )}
        <Text size="xs">{read(indicator.assessment.reason)}</Text>
      </div>
      <OnTheMap {...props} listed={indicator.measured === null} />
      {indicator.measured ? (
        <MeasuredFacts {...props} indicator={indicator} />
      ) : (
        <Text size="xs" c="dimmed" px={16} pb={8}>
          {say("notMeasured")}
        </Text>
      )}
      {targets.data && targets.data.features.length > 0 && (
        <Section title={say("yearlyTargets")}>
          <AttributeTable fields={fieldsOf(programme, "targets")} records={targets.data.features} />
        </Section>
      )}
      {values.data && values.data.features.length > 0 && (
        <Section title={say("valueHistory")}>
          <AttributeTable fields={fieldsOf(programme, "values")} records={values.data.features} />
        </Section>
      )}
      <Section title={say("facts")}>
        <RecordFacts register="indicators" subject={subject} programme={programme} />
      </Section>
      <Related keys={indicator.tasks} dashboard={dashboard} title={say("tasks")} />
    </>
  );
}

/** What the map says of an indicator, and every feature behind it. */
function MeasuredFacts({
  subject,
  programme,
  onShow,
  indicator,
}: SubjectProps & { indicator: IndicatorDigest }) {
  const { say } = useSpeech();
  const asked = useQuery(measuredQuery(subject));
  const toEntry = useJudgedEntry(asked.data?.norms ?? []);
  const { data } = asked;
  if (asked.error) return <Trouble error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!data) return <Loading />;
  const entries = data.features.filter((feature) => feature.counted).map(toEntry);
  return (
    <>
      <Section title={say("measuredOnMap")}>
        <Numbers measured={data.measured} indicator={indicator} />
        <Completeness measured={data.measured} />
        <Rule measured={data.measured} norms={data.norms} />
      </Section>
      <Section title={say("behindTheNumber")}>
        <StateLists
          entries={entries}
          counts={data.measured.number}
          states={programme.states}
          onShow={onShow}
        />
      </Section>
    </>
  );
}

/** A judged feature as a line of a list: why it counts or does not, by which rule, and on whose word. */
function useJudgedEntry(norms: readonly NormEntry[]): (feature: JudgedEntry) => Entry {
  const { say, read, date } = useSpeech();
  return ({ layer, id, name, state, why, norms: applied, evidence, bbox }) => {
    const clauses = norms.filter((norm) => applied.includes(norm.id)).map((norm) => norm.clause);
    const by = evidence.source ?? evidence.updated_by;
    return {
      key: `${layer}.${id}`,
      name,
      state,
      notes: [read(why), ...clauses, say("recordedBy", { by, day: date(evidence.updated_at) })],
      feature: { layer, id: String(id) },
      box: bbox,
    };
  };
}

interface NumbersProps {
  measured: MeasuredValue;
  indicator: IndicatorDigest;
}

/** Reported and measured side by side, by number and by length, and how far they are apart. */
function Numbers({ measured, indicator }: NumbersProps) {
  const { say, read, number } = useSpeech();
  const shares = useShares();
  const { difference, agreement, reported } = indicator;
  if (measured.silence) return <Text size="sm">{read(measured.silence)}</Text>;
  const lines: [string, string][] = [
    [say("reported"), reported?.written ?? say("unknown")],
    [say("byNumber"), shares(measured.number)],
  ];
  if (measured.length_m) lines.push([say("byLength"), shares(measured.length_m)]);
  if (difference !== null) lines.push([say("difference"), say("points", { value: number(difference) })]);
  return (
    <>
      <dl className={blocks.numbers}>
        {lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {agreement && (
        <span className={signs.warning} data-level={agreement === "different" ? "urgent" : "notice"}>
          {say(AGREEMENT_WORDS[agreement])}
        </span>
      )}
    </>
  );
}

const AGREEMENT_WORDS: Record<NonNullable<IndicatorDigest["agreement"]>, Word> = {
  same: "valuesAgree",
  within_unknown: "valuesMayAgree",
  different: "valuesDiffer",
};

function Completeness({ measured }: { measured: MeasuredValue }) {
  const { say, number } = useSpeech();
  const { register_total: official, register_share: held, known_share: known, undetermined } = measured;
  return (
    <ul className={blocks.completeness} aria-label={say("completeness")}>
      <li>
        {held !== null && official !== null
          ? say("registerShare", {
              held: number(measured.number.all),
              all: number(official),
              share: number(held),
            })
          : say("registerUnknown")}
      </li>
      {known !== null && <li>{say("knownShare", { share: number(known) })}</li>}
      {undetermined > 0 && <li>{say("undeterminedCount", { count: number(undetermined) })}</li>}
    </ul>
  );
}

function Rule({ measured, norms }: { measured: MeasuredValue; norms: readonly NormEntry[] }) {
  const { say, read, number } = useSpeech();
  return (
    <div className={blocks.rule}>
      <Text size="xs" c="dimmed">
        {say("howMeasured")}: {read(measured.rule)}
      </Text>
      {norms.map((norm) => (
        <Text key={norm.id} size="xs" c="dimmed">
          {norm.clause}: {read(norm.title)} {number(norm.value)} {norm.unit} ({read(norm.standing)})
        </Text>
      ))}
    </div>
  );
}
