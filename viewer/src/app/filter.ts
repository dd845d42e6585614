/**
 * A filter of one layer as a person builds it, and as CQL2 text. A term holds the kind of its attribute, so that
 * a link can be drawn before anybody asks what the layer may be asked by.
 */
export interface Filter {
  /** Whether one true term is enough. */
  any: boolean;
  terms: readonly Term[];
}

export interface Term {
  name: string;
  kind: TermKind;
  test: Test;
  values: readonly string[];
}

export const KINDS = ["text", "choice", "integer", "number", "boolean", "date", "datetime"] as const;
export type TermKind = (typeof KINDS)[number];

export const TESTS = ["has", "is", "least", "most", "between", "unknown", "known"] as const;
export type Test = (typeof TESTS)[number];

const NUMBERS: readonly Test[] = ["is", "least", "most", "between", "unknown", "known"];
const DAYS: readonly Test[] = ["least", "most", "between", "unknown", "known"];

/** What may be asked of an attribute; the first is offered first. */
export const TESTS_OF: Readonly<Record<TermKind, readonly Test[]>> = {
  text: ["has", "is", "unknown", "known"],
  choice: ["is", "unknown", "known"],
  integer: NUMBERS,
  number: NUMBERS,
  boolean: ["is", "unknown", "known"],
  date: DAYS,
  datetime: DAYS,
};

const NO_VALUE: readonly Test[] = ["unknown", "known"];
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;
/** The ward lives seven hours ahead of UTC the whole year. */
const DAY_BEGINS = "T00:00:00+07:00";
const DAY_MS = 86_400_000;

/** How many values a test wants; several are several choices. */
export function valuesWanted(test: Test): number {
  if (NO_VALUE.includes(test)) return 0;
  return test === "between" ? 2 : 1;
}

function isValue(kind: TermKind, value: string | undefined): boolean {
  if (value === undefined || value.trim() === "") return false;
  if (kind === "integer") return Number.isInteger(Number(value));
  if (kind === "number") return Number.isFinite(Number(value));
  if (kind === "boolean") return value === "true" || value === "false";
  if (kind !== "date" && kind !== "datetime") return true;
  return ISO_DAY.test(value) && !Number.isNaN(Date.parse(value));
}

/** Whether a term says enough to be asked. */
export function isComplete({ kind, test, values }: Term): boolean {
  if (!TESTS_OF[kind].includes(test)) return false;
  const wanted = valuesWanted(test);
  const counted = kind === "choice" && test === "is" ? values.length >= 1 : values.length === wanted;
  return counted && values.every((value) => isValue(kind, value));
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const named = (name: string) => `"${name.replaceAll('"', '""')}"`;
const folded = (expression: string) => `ACCENTI(CASEI(${expression}))`;

function instant(day: string, daysLater: number): string {
  const moment = new Date(Date.parse(`${day}${DAY_BEGINS}`) + daysLater * DAY_MS);
  return `TIMESTAMP('${moment.toISOString()}')`;
}

function literal(kind: TermKind, value: string): string {
  if (kind === "integer" || kind === "number") return String(Number(value));
  if (kind === "boolean") return value.toUpperCase();
  return kind === "date" ? `DATE('${value}')` : quoted(value);
}

/** A moment is asked for by days, each of them whole. */
function writeMoments(name: string, test: Test, [first = "", last = first]: readonly string[]): string {
  const from = `${name} >= ${instant(first, 0)}`;
  const to = `${name} < ${instant(last, 1)}`;
  if (test === "least") return from;
  return test === "most" ? to : `(${from} AND ${to})`;
}

function writeTerm({ name: property, kind, test, values }: Term): string {
  const name = named(property);
  if (test === "unknown") return `${name} IS NULL`;
  if (test === "known") return `${name} IS NOT NULL`;
  if (kind === "datetime") return writeMoments(name, test, values);
  const [first = "", second = ""] = values;
  if (test === "has") {
    const pattern = quoted(`%${first.trim().replace(/[\\%_]/g, "\\$&")}%`);
    return `${folded(name)} LIKE ${folded(pattern)}`;
  }
  const listed = values.map((value) => literal(kind, value));
  switch (test) {
    case "is":
      return listed.length === 1 ? `${name} = ${listed[0]}` : `${name} IN (${listed.join(", ")})`;
    case "least":
      return `${name} >= ${literal(kind, first)}`;
    case "most":
      return `${name} <= ${literal(kind, first)}`;
    case "between":
      return `(${name} >= ${literal(kind, first)} AND ${name} <= ${literal(kind, second)})`;
  }
}

/** The filter as CQL2 text; null where nothing in it says enough yet. */
export function toCql({ any, terms }: Filter): string | null {
  const written = terms.filter(isComplete).map(writeTerm);
  return written.length ? written.join(any ? " OR " : " AND ") : null;
}

/** For a link: short, and nothing that a link could not bear. */
export function packFilter({ any, terms }: Filter): string {
  const packed = terms
    .filter(isComplete)
    .map(({ name, kind, test, values }) => [name, kind, test, ...values]);
  return JSON.stringify([any ? 1 : 0, ...packed]);
}

/** What `packFilter` wrote; null for anything else, which may come from anywhere. */
export function unpackFilter(text: string): Filter | null {
  let packed: unknown;
  try {
    packed = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!Array.isArray(packed) || packed.length < 2) return null;
  const terms = packed.slice(1).map(unpackTerm);
  return terms.every((term) => term !== null) ? { any: packed[0] === 1, terms } : null;
}

function unpackTerm(packed: unknown): Term | null {
  if (!Array.isArray(packed) || !packed.every((part) => typeof part === "string")) return null;
  const [name, kindName, testName, ...values] = packed as string[];
  const kind = KINDS.find((known) => known === kindName);
  const test = TESTS.find((known) => known === testName);
  if (!name || !kind || !test) return null;
  const term = { name, kind, test, values };
  return isComplete(term) ? term : null;
}
