import type { Answer, Cell, Drawing, Table } from "../../api/reports";

export type FeatureId = number | string;

/** What is chosen of an answer, wherever it was chosen: the same things in the map, the tables and the charts. */
export interface Selection {
  /** Ids of features by drawing. */
  features: Readonly<Record<string, readonly FeatureId[]>>;
  /** Places of rows by table. */
  rows: Readonly<Record<string, readonly number[]>>;
  /** Places of charts. */
  places: readonly string[];
}

type Parts = { features: Record<string, FeatureId[]>; rows: Record<string, number[]> };

const isWord = (value: unknown): value is string => typeof value === "string" && value !== "";

function featuresWith(
  drawing: Drawing,
  means: (properties: Record<string, unknown>) => boolean,
): FeatureId[] {
  return drawing.features.features.flatMap(({ id, properties }) =>
    id !== undefined && means(properties ?? {}) ? [id] : [],
  );
}

/** Rows that are the features that were chosen. */
function rowsOf(table: Table, features: Parts["features"]): number[] {
  const wanted = new Set(table.drawing ? features[table.drawing] : []);
  return (table.ids ?? []).flatMap((id, at) => (wanted.has(id) ? [at] : []));
}

function placesAmong(answer: Answer, words: ReadonlySet<unknown>): string[] {
  return [...new Set(answer.charts.flatMap((chart) => chart.places))].filter((place) => words.has(place));
}

function without<Item>(parts: Record<string, Item[]>): Record<string, Item[]> {
  return Object.fromEntries(Object.entries(parts).filter(([, items]) => items.length));
}

/** A row stands for its feature; a row of a summary for all features that share its first word. */
export function selectRow(answer: Answer, table: Table, at: number): Selection {
  const row = table.rows[at] ?? [];
  const [key] = table.columns;
  const word = row[0];
  const own = table.ids?.[at];
  const features: Parts["features"] = {};
  if (table.drawing && own !== undefined) features[table.drawing] = [own];
  else if (key && isWord(word)) {
    for (const drawing of answer.drawings) {
      features[drawing.id] = featuresWith(drawing, (properties) => properties[key.name] === word);
    }
  }
  const words = new Set<Cell>(row.filter(isWord));
  return { features: without(features), rows: { [table.id]: [at] }, places: placesAmong(answer, words) };
}

/** A place of a chart stands for the rows that name it, and for their features. */
export function selectPlace(answer: Answer, place: string): Selection {
  const rows: Parts["rows"] = {};
  const features: Parts["features"] = {};
  for (const drawing of answer.drawings) {
    features[drawing.id] = featuresWith(drawing, (properties) => Object.values(properties).includes(place));
  }
  for (const table of answer.tables) {
    rows[table.id] = table.rows.flatMap((row, at) => (row.includes(place) ? [at] : []));
  }
  return { features: without(features), rows: without(rows), places: [place] };
}

export function selectFeature(answer: Answer, drawing: Drawing, id: FeatureId): Selection {
  const feature = drawing.features.features.find((one) => one.id === id);
  const features = { [drawing.id]: [id] };
  const rows: Parts["rows"] = {};
  for (const table of answer.tables) rows[table.id] = rowsOf(table, features);
  const words = new Set<unknown>(Object.values(feature?.properties ?? {}).filter(isWord));
  return { features, rows: without(rows), places: placesAmong(answer, words) };
}

export type Order = { column: number; down: boolean } | null;

function compareCells(one: Cell, other: Cell, language: string): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), language, { numeric: true });
}

/** The places of a table's rows in the order that is asked for; what is unknown comes last, whichever way. */
export function orderRows(table: Table, order: Order, language: string): number[] {
  const places = table.rows.map((_, at) => at);
  if (!order) return places;
  const cell = (at: number) => table.rows[at]?.[order.column] ?? null;
  return places.sort((a, b) => {
    const [one, other] = [cell(a), cell(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return compareCells(one, other, language) * (order.down ? -1 : 1);
  });
}
