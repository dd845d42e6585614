import { NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import type { FormField } from "../../api/history";
import { fold } from "../../text/folding";
import { useSpeech } from "../../text/speech";
import styles from "./Feature.module.css";

interface FieldInputProps {
  name: string;
  field: FormField;
  required: boolean;
  value: unknown;
  changed: boolean;
  onChange: (value: unknown) => void;
}

const YES_NO = ["true", "false"];
/** A date or a moment as the browser's own fields take it, and back. */
const MOMENT = 16;

function typesOf({ type }: FormField): readonly string[] {
  return typeof type === "string" ? [type] : (type ?? []);
}

/** One attribute, typed as its schema says; empty is unknown. */
export function FieldInput({ name, field, required, value, changed, onChange }: FieldInputProps) {
  const { say, read, language } = useSpeech();
  const title = field["x-title"];
  const shared = {
    size: "xs",
    label: title ? read(title) : (field.title ?? name),
    withAsterisk: required,
    "data-changed": changed,
    className: styles.field ?? "",
  } as const;
  const types = typesOf(field);
  if (field.oneOf?.length) {
    const data = field.oneOf.flatMap(({ const: known, title: plain, "x-title": words }) =>
      known === undefined ? [] : [{ value: known, label: words ? read(words) : (plain ?? known) }],
    );
    return (
      <Select
        {...shared}
        data={data}
        searchable={data.length > 8}
        filter={({ options, search }) =>
          options.filter((option) => "label" in option && fold(option.label).includes(fold(search.trim())))
        }
        clearable={!required}
        placeholder={say("unknown")}
        value={typeof value === "string" ? value : null}
        onChange={onChange}
      />
    );
  }
  if (types.includes("boolean")) {
    return (
      <Select
        {...shared}
        data={YES_NO.map((known) => ({ value: known, label: say(known === "true" ? "yes" : "no") }))}
        clearable
        placeholder={say("unknown")}
        value={typeof value === "boolean" ? String(value) : null}
        onChange={(chosen) => onChange(chosen === null ? null : chosen === "true")}
      />
    );
  }
  if (types.includes("number") || types.includes("integer")) {
    return (
      <NumberInput
        {...shared}
        hideControls
        allowDecimal={types.includes("number")}
        decimalSeparator={language === "vi" ? "," : "."}
        allowedDecimalSeparators={[",", "."]}
        suffix={field["x-unit"] ? ` ${field["x-unit"]}` : ""}
        placeholder={say("unknown")}
        value={typeof value === "number" ? value : ""}
        onChange={(typed) => onChange(typed === "" ? null : Number(typed))}
      />
    );
  }
  return <TextField {...{ field, shared, value, onChange }} />;
}

interface TextFieldProps {
  field: FormField;
  shared: object;
  value: unknown;
  onChange: (value: unknown) => void;
}

function TextField({ field, shared, value, onChange }: TextFieldProps) {
  const { say } = useSpeech();
  const text = typeof value === "string" ? value : "";
  if (field.format === "date" || field.format === "date-time") {
    const moment = field.format === "date-time";
    return (
      <TextInput
        {...shared}
        type={moment ? "datetime-local" : "date"}
        value={moment ? text.slice(0, MOMENT) : text}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value ? currentTarget.value + (moment ? ":00+07:00" : "") : null)
        }
      />
    );
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      maxRows={6}
      placeholder={say("unknown")}
      value={text}
      onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
    />
  );
}
