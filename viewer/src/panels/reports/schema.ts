import type { ProcessDescription, Schema, Shape } from "../../api/reports";
import type { Bilingual } from "../../text/language";

/** One thing that is asked, as a form draws it. */
export interface FormField {
  name: string;
  label: Bilingual;
  kind:
    | "number"
    | "integer"
    | "boolean"
    | "text"
    | "date"
    | "choice"
    | "list"
    | "shape"
    | "part"
    | "parts"
    | "other";
  required: boolean;
  /** What is sent where nothing is entered. */
  fallback: unknown;
  least: number | null;
  most: number | null;
  /** Whether the bounds themselves are too little or too much. */
  open: { least: boolean; most: boolean };
  options: readonly { value: string; label: Bilingual }[];
  fields: readonly FormField[];
  draws: readonly Shape[];
  picks: { layer: string; by: string } | null;
  /** What a part is called in the schema, and whether a list holds numbers. */
  part: string | null;
  numbers: boolean;
}

export type Values = Readonly<Record<string, unknown>>;

/** Why something that was entered cannot be sent. */
export type Fault = "needed" | "notNumber" | "notWhole" | "tooLittle" | "tooMuch";
export type Faults = Readonly<Record<string, Fault>>;

const BY_TYPE: Record<string, FormField["kind"]> = {
  number: "number",
  integer: "integer",
  boolean: "boolean",
  string: "text",
};
const GEOMETRY = "geojson-geometry";

/** Of several forms the first is drawn: the others say the same in another way. */
function resolve(schema: Schema, defs: Record<string, Schema>): Schema {
  const wanted = schema.anyOf?.filter((one) => one.type !== "null") ?? [];
  const only = wanted.length === 1 ? wanted[0] : schema.oneOf?.[0];
  const referred = (only ?? schema).$ref?.split("/").at(-1);
  const found = referred ? defs[referred] : only;
  const { anyOf: _any, oneOf: _one, $ref: _ref, ...own } = schema;
  return found ? { ...resolve(found, defs), ...own, title: found.title ?? referred ?? "" } : schema;
}

function kindOf(schema: Schema, defs: Record<string, Schema>): FormField["kind"] {
  if (schema.draws || schema.format === GEOMETRY) return "shape";
  if (schema.enum || schema.const !== undefined) return "choice";
  if (schema.type === "string" && schema.format === "date") return "date";
  if (schema.properties) return "part";
  if (schema.type === "array" && schema.items) {
    const held = resolve(schema.items, defs);
    if (held.properties) return "parts";
    return held.type && BY_TYPE[held.type] ? "list" : "other";
  }
  return BY_TYPE[schema.type ?? ""] ?? "other";
}

function labelOf(name: string, schema: Schema): Bilingual {
  const said = schema.title ?? name;
  return { vi: schema.title_vi ?? said, en: schema.title_en ?? said };
}

function optionsOf(schema: Schema): FormField["options"] {
  const values = (schema.enum ?? (schema.const === undefined ? [] : [schema.const])).map(String);
  return values.map((value) => ({
    value,
    label: schema.choices?.find((choice) => choice.value === value)?.label ?? { vi: value, en: value },
  }));
}

function readField(name: string, schema: Schema, required: boolean, defs: Record<string, Schema>): FormField {
  const own = resolve(schema, defs);
  const kind = kindOf(own, defs);
  const held = kind === "parts" || kind === "list" ? resolve(own.items ?? {}, defs) : own;
  const items = kind === "list" ? held : own;
  return {
    name,
    label: labelOf(name, schema),
    kind,
    required,
    fallback: own.default ?? null,
    least: items.minimum ?? items.exclusiveMinimum ?? null,
    most: items.maximum ?? items.exclusiveMaximum ?? null,
    open: { least: items.exclusiveMinimum !== undefined, most: items.exclusiveMaximum !== undefined },
    options: optionsOf(items),
    fields: kind === "part" || kind === "parts" ? fieldsIn(held, defs) : [],
    draws: schema.draws ?? own.draws ?? (kind === "shape" ? ["area", "line", "point"] : []),
    picks: schema.picks ?? own.picks ?? null,
    part: held.properties ? (held.title ?? null) : null,
    numbers: kind === "list" && (items.type === "integer" || items.type === "number"),
  };
}

/** What an object asks for, in the order in which it is declared. */
export function fieldsIn(schema: Schema, defs: Record<string, Schema> = schema.$defs ?? {}): FormField[] {
  return Object.entries(schema.properties ?? {}).map(([name, one]) =>
    readField(name, one, schema.required?.includes(name) ?? false, defs),
  );
}

export const fieldsOfProcess = (process: ProcessDescription) => fieldsOfInputs(process.inputs);

/** What a report or a scenario asks, as the API describes it. */
export function fieldsOfInputs(inputs: ProcessDescription["inputs"]): FormField[] {
  return Object.entries(inputs).map(([name, { schema, minOccurs }]) =>
    readField(name, schema, minOccurs > 0, schema.$defs ?? {}),
  );
}

/** What was typed as a number: a comma is the Vietnamese decimal point. */
export function readNumber(typed: unknown): number | null {
  if (typeof typed === "number") return Number.isFinite(typed) ? typed : null;
  const text = String(typed).trim().replace(",", ".");
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function faultOfNumber(field: FormField, value: unknown): Fault | null {
  const number = readNumber(value);
  if (number === null) return "notNumber";
  if (field.kind === "integer" && !Number.isInteger(number)) return "notWhole";
  if (field.least !== null && (field.open.least ? number <= field.least : number < field.least))
    return "tooLittle";
  if (field.most !== null && (field.open.most ? number >= field.most : number > field.most)) return "tooMuch";
  return null;
}

function faultsOf(field: FormField, value: unknown, path: string): [string, Fault][] {
  if (isEmpty(value)) return field.required ? [[path, "needed"]] : [];
  if (field.kind === "number" || field.kind === "integer") {
    const fault = faultOfNumber(field, value);
    return fault ? [[path, fault]] : [];
  }
  if (field.kind === "part") return Object.entries(findFaults(field.fields, value as Values, `${path}.`));
  if (field.kind === "parts") {
    return (value as readonly Values[]).flatMap((one, at) =>
      Object.entries(findFaults(field.fields, one, `${path}.${at}.`)),
    );
  }
  return [];
}

/** What of the values cannot be sent, by the path of the field. */
export function findFaults(fields: readonly FormField[], values: Values, before = ""): Faults {
  return Object.fromEntries(
    fields.flatMap((field) => faultsOf(field, values[field.name], `${before}${field.name}`)),
  );
}

function toInput(field: FormField, value: unknown): unknown {
  switch (field.kind) {
    case "number":
    case "integer":
      return readNumber(value);
    case "part":
      return toInputs(field.fields, value as Values);
    case "parts":
      return (value as readonly Values[]).map((one) => toInputs(field.fields, one));
    case "list":
      return field.numbers ? (value as readonly unknown[]).map(readNumber) : value;
    default:
      return value;
  }
}

/** The values as the API takes them; what was left empty is left out, and so is as the API has it. */
export function toInputs(fields: readonly FormField[], values: Values): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter(({ name }) => !isEmpty(values[name]))
      .map((field) => [field.name, toInput(field, values[field.name])]),
  );
}

/** What the form shows before anything is entered: what the API would take. */
export function firstValues(fields: readonly FormField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.kind === "part" ? firstValues(field.fields) : field.fallback]),
  );
}
