/* Written by api-types.mjs from the API's own description: not by hand. */

/** The whole. `bounds` is west, south, east, north in WGS 84; `version` changes with anything in it. */
export interface Catalogue {
  title: Text;
  demonstration: boolean;
  notice: Text | null;
  bounds: [number, number, number, number];
  version: string;
  groups: GroupEntry[];
  layers: LayerEntry[];
}

/** One value that a field takes; `unknown` where it says that nobody knows. */
export interface ChoiceEntry {
  value: string;
  label: Text;
  unknown: boolean;
}

/** One attribute. `source_field` names the field that says where its value came from. `system`: kept by the store beside the layer's own fields, such as the day from which a thing stands. */
export interface FieldEntry {
  name: string;
  label: Text;
  kind: "text" | "integer" | "number" | "boolean" | "date" | "datetime" | "choice";
  unit: string | null;
  choices: ChoiceEntry[];
  source_field: string | null;
  note: Text | null;
  system: boolean;
}

/** A heading of the layer list. */
export interface GroupEntry {
  id: string;
  title: Text;
}

export type JsonValue = unknown;

/** One layer. `tiles` is a path with `{z}`, `{y}` and `{x}`; `style` has MapLibre layers, lowest first. */
export interface LayerEntry {
  id: string;
  title: Text;
  description: Text;
  group: string;
  geometry: "Point" | "LineString" | "Polygon" | "MultiPolygon" | "Geometry";
  count: number | null;
  min_zoom: number;
  max_zoom: number;
  order: number;
  base_map: boolean;
  visible: boolean;
  run_time: boolean;
  version: number;
  title_field: string | null;
  tiles: string;
  fields: FieldEntry[];
  legend: LegendEntry[];
  style: (Record<string, JsonValue>)[];
}

/** One look. `filter` is a MapLibre expression that is true of exactly the features that have it. */
export interface LegendEntry {
  label: Text;
  symbol: "point" | "line" | "polygon";
  colour: string;
  outline: string | null;
  width: number;
  dash: number[];
  opacity: number;
  filter: JsonValue;
}

export interface Problem {
  type: string;
  title: string;
  detail: string;
  detail_vi: string;
  detail_en: string;
  parameter?: string;
  status: number;
}

/** What a person reads, in both languages. */
export interface Text {
  vi: string;
  en: string;
}
