import type { Field } from "../api/catalogue";
import type { Speech } from "../text/speech";

/** A value in words; null where nobody knows it. An unknown is never a zero and never an empty line. */
export function wordValue(field: Field, value: unknown, speech: Speech): string | null {
  if (value === null || value === undefined || value === "") return null;
  switch (field.kind) {
    case "boolean":
      return speech.say(value ? "yes" : "no");
    case "choice": {
      const choice = field.choices.find((known) => known.value === value);
      if (choice?.unknown) return null;
      return choice ? speech.read(choice.label) : String(value);
    }
    case "integer":
    case "number":
      return withUnit(speech.number(Number(value)), field.unit);
    case "date":
      return speech.date(String(value));
    case "datetime":
      return speech.moment(String(value));
    case "text":
      return String(value);
  }
}

function withUnit(amount: string, unit: string | null): string {
  if (!unit) return amount;
  return unit === "%" ? `${amount}%` : `${amount}\u00a0${unit}`;
}

/** One line of a feature's panel. */
export interface Attribute {
  field: Field;
  value: string | null;
  /** Where the value came from; undefined where the layer does not ask for it. */
  source: string | null | undefined;
}

export interface Attributes {
  /** What the layer declares, known or not. */
  own: Attribute[];
  /** What is recorded of the feature beside it, where there is something. */
  record: Attribute[];
}

/** A property that the catalogue does not describe is shown under the name that it has. */
function undescribed(name: string): Field {
  return {
    name,
    label: { vi: name, en: name },
    kind: "text",
    unit: null,
    choices: [],
    source_field: null,
    note: null,
    system: true,
  };
}

/** Every attribute of a feature in the order of its layer; a source stands with the value that it is about. */
export function attributesOf(
  fields: readonly Field[],
  properties: Record<string, unknown>,
  speech: Speech,
): Attributes {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const sources = new Set(fields.map((field) => field.source_field));
  const toAttribute = (field: Field): Attribute => {
    const source = field.source_field === null ? undefined : byName.get(field.source_field);
    return {
      field,
      value: wordValue(field, properties[field.name], speech),
      source: source && wordValue(source, properties[source.name], speech),
    };
  };
  const described = fields.filter((field) => !sources.has(field.name));
  const others = Object.keys(properties).filter((name) => !byName.has(name));
  return {
    own: described.filter((field) => !field.system).map(toAttribute),
    record: [...described.filter((field) => field.system), ...others.map(undescribed)]
      .map(toAttribute)
      .filter((attribute) => attribute.value !== null),
  };
}
