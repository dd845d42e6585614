import { Chip, NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import type { Queryable } from "../api/queryables";
import { type Term, valuesWanted } from "../app/filter";
import { useSpeech } from "../text/speech";
import styles from "./FilterEditor.module.css";

interface TermValuesProps {
  term: Term;
  known: Queryable | undefined;
  onChange: (values: readonly string[]) => void;
}

/** The values that a term asks for, typed as their kind is. */
export function TermValues({ term, known, onChange }: TermValuesProps) {
  const wanted = valuesWanted(term.test);
  if (wanted === 0) return null;
  if (term.kind === "choice") return <Choices term={term} known={known} onChange={onChange} />;
  if (term.kind === "boolean") return <YesNo term={term} onChange={onChange} />;
  const set = (place: number, value: string) => {
    const values = Array.from({ length: wanted }, (_, at) => term.values[at] ?? "");
    onChange(values.map((other, at) => (at === place ? value : other)));
  };
  return (
    <div className={styles.values}>
      {Array.from({ length: wanted }, (_, place) => (
        <OneValue
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a value is known by
          key={place}
          term={term}
          value={term.values[place] ?? ""}
          measure={known?.measure ?? null}
          onChange={(value) => set(place, value)}
        />
      ))}
    </div>
  );
}

interface OneValueProps {
  term: Term;
  value: string;
  measure: string | null;
  onChange: (value: string) => void;
}

function OneValue({ term, value, measure, onChange }: OneValueProps) {
  const { say, language } = useSpeech();
  if (term.kind === "integer" || term.kind === "number") {
    return (
      <NumberInput
        size="xs"
        hideControls
        allowDecimal={term.kind === "number"}
        decimalSeparator={language === "vi" ? "," : "."}
        allowedDecimalSeparators={[",", "."]}
        value={value === "" ? "" : Number(value)}
        onChange={(typed) => onChange(typed === "" ? "" : String(typed))}
        suffix={measure ? ` ${measure}` : ""}
        aria-label={say("wantedValue")}
      />
    );
  }
  const day = term.kind === "date" || term.kind === "datetime";
  return (
    <TextInput
      size="xs"
      type={day ? "date" : "text"}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      aria-label={say("wantedValue")}
    />
  );
}

function Choices({ term, known, onChange }: TermValuesProps) {
  const { read } = useSpeech();
  return (
    <Chip.Group multiple value={[...term.values]} onChange={onChange}>
      <div className={styles.chips}>
        {known?.choices.map(({ value, label }) => (
          <Chip key={value} value={value} size="xs" variant="outline">
            {read(label)}
          </Chip>
        ))}
      </div>
    </Chip.Group>
  );
}

function YesNo({ term, onChange }: Omit<TermValuesProps, "known">) {
  const { say } = useSpeech();
  return (
    <SegmentedControl
      size="xs"
      value={term.values[0] ?? ""}
      onChange={(value) => onChange([value])}
      data={[
        { value: "true", label: say("yes") },
        { value: "false", label: say("no") },
      ]}
      aria-label={say("wantedValue")}
    />
  );
}
