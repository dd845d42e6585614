import {
  MultiSelect,
  NativeSelect,
  NumberInput,
  Slider,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { Catalogue } from "../../api/catalogue";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import { AreaField } from "./AreaField";
import { PartsField } from "./PartsField";
import { PickField } from "./PickField";
import styles from "./Reports.module.css";
import { ShapeField } from "./ShapeField";
import type { Fault, Faults, FormField, Values } from "./schema";

export interface FieldProps {
  field: FormField;
  value: unknown;
  /** What is wrong with it, in words. */
  trouble: string | null;
  catalogue: Catalogue;
  onChange: (value: unknown) => void;
}

interface SchemaFormProps {
  fields: readonly FormField[];
  values: Values;
  faults: Faults;
  catalogue: Catalogue;
  onChange: (name: string, value: unknown) => void;
}

/** A form drawn from the schema that the API serves: whatever a report or a scenario asks, without code of its own. */
export function SchemaForm({ fields, values, faults, catalogue, onChange }: SchemaFormProps) {
  return (
    <div className={styles.fields}>
      {fields.map((field) => (
        <AnyField
          key={field.name}
          field={field}
          value={values[field.name]}
          faults={faults}
          catalogue={catalogue}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
    </div>
  );
}

const FAULT_WORDS: Record<Fault, Word> = {
  needed: "needed",
  notNumber: "notNumber",
  notWhole: "notWhole",
  tooLittle: "tooLittle",
  tooMuch: "tooMuch",
};

function useTrouble(field: FormField, fault: Fault | undefined): string | null {
  const { say, number } = useSpeech();
  if (!fault) return null;
  if (fault === "tooLittle") {
    return say(field.open.least ? "moreThan" : "tooLittle", { bound: number(field.least ?? 0) });
  }
  if (fault === "tooMuch")
    return say(field.open.most ? "lessThan" : "tooMuch", { bound: number(field.most ?? 0) });
  return say(FAULT_WORDS[fault]);
}

/** The faults of what lies within a field, by the paths in it. */
export function within(faults: Faults, name: string): Faults {
  const before = `${name}.`;
  return Object.fromEntries(
    Object.entries(faults).flatMap(([path, fault]) =>
      path.startsWith(before) ? [[path.slice(before.length), fault]] : [],
    ),
  );
}

function AnyField({ faults, ...props }: Omit<FieldProps, "trouble"> & { faults: Faults }) {
  const { field, value, catalogue, onChange } = props;
  const trouble = useTrouble(field, faults[field.name]);
  const plain = { ...props, trouble };
  if (field.picks && (field.kind === "list" || field.kind === "integer")) return <PickField {...plain} />;
  switch (field.kind) {
    case "part": {
      const values = (value ?? {}) as Values;
      const own = within(faults, field.name);
      return isArea(field) ? (
        <AreaField {...plain} faults={own} />
      ) : (
        <fieldset className={styles.part}>
          <Legend field={field} />
          <SchemaForm
            fields={field.fields}
            values={values}
            faults={own}
            catalogue={catalogue}
            onChange={(name, one) => onChange({ ...values, [name]: one })}
          />
        </fieldset>
      );
    }
    case "parts":
      return <PartsField {...plain} faults={within(faults, field.name)} />;
    case "shape":
      return <ShapeField {...plain} />;
    default:
      return <SimpleField {...plain} />;
  }
}

export function Legend({ field }: { field: FormField }) {
  const { read } = useSpeech();
  return (
    <legend className={styles.label}>
      {read(field.label)}
      {field.required && <span aria-hidden="true"> *</span>}
    </legend>
  );
}

/** What holds both features that are picked and a shape that is drawn is the area that is asked about. */
function isArea(field: FormField): boolean {
  return field.fields.some((one) => one.picks) && field.fields.some((one) => one.kind === "shape");
}

function SimpleField(props: FieldProps) {
  const { field, value, trouble, onChange } = props;
  const { read, say } = useSpeech();
  const shared = {
    label: read(field.label),
    withAsterisk: field.required,
    error: trouble,
    size: "sm" as const,
  };
  switch (field.kind) {
    case "number":
    case "integer":
      return <NumberField {...props} />;
    case "boolean":
      return (
        <Switch
          label={shared.label}
          error={trouble}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...shared}
          value={value === null || value === undefined ? "" : String(value)}
          onChange={(event) => onChange(event.currentTarget.value || null)}
          data={[
            ...(field.required || field.fallback !== null ? [] : [{ value: "", label: "" }]),
            ...field.options.map((one) => ({ value: one.value, label: read(one.label) })),
          ]}
        />
      );
    case "list":
      return <ListField {...props} />;
    case "date":
      return (
        <TextInput
          {...shared}
          type="date"
          value={String(value ?? "")}
          description={value || field.required ? undefined : say("today")}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      );
    case "other":
      return <OtherField {...props} />;
    default:
      return (
        <TextInput
          {...shared}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.currentTarget.value || null)}
        />
      );
  }
}

const SLIDABLE = 1000;

/** A step that divides a range into some hundred places, so that a slider can be set to round numbers. */
function stepOf(field: FormField): number {
  if (field.kind === "integer") return 1;
  const range = (field.most ?? 0) - (field.least ?? 0);
  return range > 100 ? 5 : range > 20 ? 1 : range > 2 ? 0.5 : 0.05;
}

function NumberField({ field, value, trouble, onChange }: FieldProps) {
  const { read, say, number, language } = useSpeech();
  const { least, most } = field;
  const bounded = least !== null && most !== null;
  const slider = bounded && most - least <= SLIDABLE && typeof value === "number";
  return (
    <div>
      <NumberInput
        label={read(field.label)}
        withAsterisk={field.required}
        error={trouble}
        size="sm"
        value={typeof value === "number" || typeof value === "string" ? value : ""}
        onChange={(typed) => onChange(typed === "" ? null : typed)}
        description={bounded ? say("between", { least: number(least), most: number(most) }) : undefined}
        decimalSeparator={language === "vi" ? "," : "."}
        allowedDecimalSeparators={[",", "."]}
        allowDecimal={field.kind === "number"}
        step={stepOf(field)}
        clampBehavior="none"
      />
      {slider && (
        <Slider
          mt={6}
          size="sm"
          min={least}
          max={most}
          step={stepOf(field)}
          value={value}
          onChange={onChange}
          label={(at) => number(at)}
          thumbLabel={read(field.label)}
        />
      )}
    </div>
  );
}

function ListField({ field, value, trouble, onChange }: FieldProps) {
  const { read, say } = useSpeech();
  const values = (Array.isArray(value) ? value : []).map(String);
  const shared = {
    label: read(field.label),
    withAsterisk: field.required,
    error: trouble,
    size: "sm" as const,
    value: values,
    onChange,
  };
  if (field.options.length) {
    return (
      <MultiSelect
        {...shared}
        data={field.options.map((one) => ({ value: one.value, label: read(one.label) }))}
        clearable
      />
    );
  }
  return <TagsInput {...shared} placeholder={values.length ? "" : say("typeAndEnter")} clearable />;
}

/** What no other field can take is written as JSON. */
function OtherField({ field, value, trouble, onChange }: FieldProps) {
  const { read } = useSpeech();
  return (
    <Textarea
      label={read(field.label)}
      withAsterisk={field.required}
      error={trouble}
      size="sm"
      autosize
      value={typeof value === "string" ? value : JSON.stringify(value ?? null)}
      onChange={(event) => onChange(readJson(event.currentTarget.value))}
    />
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
