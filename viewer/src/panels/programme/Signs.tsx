import type {
  EarlyWarning,
  IndicatorDigest,
  Programme,
  StateCounts,
  StateEntry,
  Verdict,
} from "../../api/programme";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import signs from "./Signs.module.css";

export function countOf(states: StateCounts, value: string): number {
  return (states as unknown as Record<string, number>)[value] ?? 0;
}

/** A dot in the colour that the map gives a state. */
export function StateDot({ state }: { state: StateEntry | undefined }) {
  return <span className={signs.dot} style={{ background: state?.colour }} aria-hidden="true" />;
}

export function StatusChip({ status, programme }: { status: string | null; programme: Programme }) {
  const { say, read } = useSpeech();
  const known = programme.statuses.find((one) => one.value === status);
  const state = programme.states.find((one) => one.value === known?.state);
  return (
    <span className={signs.status} data-known={known !== undefined}>
      {known && <StateDot state={state} />}
      {known ? read(known.label) : say("statusUnknown")}
    </span>
  );
}

export function PercentBar({ percent }: { percent: number | null }) {
  const { say, number } = useSpeech();
  if (percent === null) return null;
  const shown = number(Math.round(percent));
  return (
    <span className={signs.percent} title={say("percentDone", { percent: shown })}>
      <span className={signs.track} aria-hidden="true">
        <span style={{ width: `${percent}%` }} />
      </span>
      {shown}%
    </span>
  );
}

/** How many places are in each state, as wide as there are many. */
export function StateBar({ states, known }: { states: StateCounts; known: readonly StateEntry[] }) {
  const { read, number } = useSpeech();
  const parts = known.filter((state) => countOf(states, state.value) > 0);
  const words = parts.map((state) => `${read(state.label)}: ${number(countOf(states, state.value))}`);
  return (
    <span className={signs.states} role="img" aria-label={words.join(", ")} title={words.join(", ")}>
      {parts.map((state) => (
        <span
          key={state.value}
          style={{ flexGrow: countOf(states, state.value), background: state.colour }}
        />
      ))}
    </span>
  );
}

export function WarningChips({ warnings }: { warnings: readonly EarlyWarning[] }) {
  const { read } = useSpeech();
  return warnings.map((warning) => (
    <span key={warning.kind} className={signs.warning} data-level={warning.level}>
      {read(warning.text)}
    </span>
  ));
}

const VERDICT_WORDS: Record<Verdict, Word> = {
  met: "met",
  not_met: "notMet",
  unknown: "noValue",
};

/** What is to be reached, what was reported, and what the map says. */
export function TargetLine({ indicator }: { indicator: IndicatorDigest }) {
  const { say, read } = useSpeech();
  const shares = useShares();
  const { assessment, reported, measured, agreement } = indicator;
  const { verdict, reason } = assessment;
  return (
    <>
      <span className={signs.values}>
        <span>
          <small>{say("target")}</small> {indicator.target}
        </span>
        <span>
          <small>{say("reported")}</small> {reported?.written ?? say("unknown")}
        </span>
        {measured && (
          <span>
            <small>{say("measured")}</small> {shares(measured.number)}
          </span>
        )}
      </span>
      <span className={signs.signs}>
        <span className={signs.verdict} data-verdict={verdict} title={read(reason)}>
          {say(VERDICT_WORDS[verdict])}
        </span>
        {agreement === "different" && (
          <span className={signs.warning} data-level="urgent">
            {say("valuesDiffer")}
          </span>
        )}
      </span>
    </>
  );
}

/** A measured percentage in words; where much is unknown, with the most that it can be. */
export function useShares(): (shares: { value: number | null; at_most: number | null }) => string {
  const { say, number } = useSpeech();
  const percent = (value: number) => `${number(Math.round(value * 10) / 10)}%`;
  return ({ value, at_most }) => {
    if (value === null) return say("unknown");
    if (at_most === null || at_most <= value) return percent(value);
    return `${percent(value)} (${say("atMost", { value: percent(at_most) })})`;
  };
}
