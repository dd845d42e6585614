/* Written by api-types.mjs from the API's own description: not by hand. */

/** An agency: keys of the tasks that it leads and helps with, and of the indicators that it reports. */
export interface AgencyEntry {
  key: string;
  name: string;
  short_name: string | null;
  tasks: string[];
  helps: string[];
  indicators: string[];
}

/** What a value is to a target, and why. */
export interface Assessment {
  verdict: "met" | "not_met" | "unknown";
  reason: Text;
}

/** Things of one kind that call for attention; `count` is all of them, `first` the most pressing. None: it cannot be known, and `why` says for want of what. */
export interface Attention {
  kind: "late_tasks" | "overdue_checks" | "new_reports" | "waking_spots";
  title: Text;
  count: number | null;
  unknown: number | null;
  why: Text;
  layer: string | null;
  filter: string | null;
  conditions: Condition[];
  first: Concern[];
}

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

/** One thing that calls for attention: a task by its key, or a feature by its layer, its id and where it stands. */
export interface Concern {
  name: string;
  why: Text;
  key: string | null;
  layer: string | null;
  feature_id: number | null;
  bbox: [number, number, number, number] | null;
  days: number | null;
}

/** What of a layer is meant, by one of its fields: has one of the values, or is of that day at the latest. */
export interface Condition {
  name: string;
  kind: "text" | "integer" | "number" | "boolean" | "date" | "datetime" | "choice";
  test: "is" | "least" | "most";
  values: string[];
}

/** The whole programme on a day. `states` has the places of each subject that has any, by its key. */
export interface Dashboard {
  digest: Digest;
  parts: Part[];
  states: Record<string, StateCounts>;
  agencies: AgencyEntry[];
}

/** The programme on `as_of`, with what happened since the beginning of `filing`. */
export interface Digest {
  filing: Filing;
  as_of: string;
  tasks: TaskDigest[];
  indicators: IndicatorDigest[];
  models: ModelDigest[];
  task_counts: TaskCounts;
  groups: NamedCounts[];
  agencies: NamedCounts[];
  annex: IndicatorCounts;
  text: IndicatorCounts;
  updates: number;
  updated_tasks: number;
  sources: SourceDigest[];
}

/** One thing that calls for attention, and by how much. */
export interface EarlyWarning {
  kind: "due" | "overdue" | "no_update" | "behind";
  level: "notice" | "warning" | "urgent";
  text: Text;
  due_on?: string | null;
  days?: number | null;
  within?: 30 | 60 | 90 | null;
  points?: number | null;
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

/** What a report covers; both days belong to it. `id` is written `2026-Q4`, `2026`, `2028-review`, `2030-summary`. */
export interface Filing {
  id: string;
  kind: "quarter" | "year" | "review" | "summary";
  title: Text;
  subject: Text;
  starts_on: string;
  ends_on: string;
}

/** A heading of the layer list. */
export interface GroupEntry {
  id: string;
  title: Text;
}

/** How far a subject has come in one residential group; `share_done` in per cent. */
export interface GroupProgress {
  group_code: string;
  name: string | null;
  states: StateCounts;
  share_done: number | null;
}

/** Which layer shades the residential groups by how far a subject has come. */
export interface GroupsLayer {
  layer: string;
  subject: string;
}

/** How many indicators there are, and how many of them are met by what was reported. */
export interface IndicatorCounts {
  all: number;
  met: number;
  not_met: number;
  unknown: number;
  measured: number;
  different: number;
}

/** An indicator: what is to be reached, what was reported and what the map measures, side by side. */
export interface IndicatorDigest {
  key: string;
  source: "annex" | "text";
  section_no: string;
  section: string;
  group_no: number;
  group: string;
  no: number;
  name: string;
  unit: string | null;
  target: string;
  meaning: Text | null;
  lead: string | null;
  tasks: string[];
  models: string[];
  reported: ReportedValue | null;
  assessment: Assessment;
  year: YearTarget | null;
  measured: MeasuredValue | null;
  measured_assessment: Assessment | null;
  difference: number | null;
  agreement: "same" | "within_unknown" | "different" | null;
}

/** An indicator of the programme with its course: reported whenever somebody reported, measured at months' ends. */
export interface IndicatorNumber {
  indicator: IndicatorDigest;
  reported: Point[];
  measured: Point[];
}

export type JsonValue = unknown;

/** One feature behind a percentage. Where not `counted`, it is not known whether it belongs. */
export interface JudgedEntry {
  layer: string;
  id: number;
  name: string | null;
  state: "done" | "under_way" | "not_yet" | "unknown";
  counted: boolean;
  why: Text;
  missing: MissingFact[];
  norms: string[];
  through: string | null;
  length_m: number | null;
  group_code: string | null;
  bbox: [number, number, number, number] | null;
  evidence: SourceEntry;
}

/** One layer. `tiles` is a path with `{z}`, `{y}` and `{x}`; `style` has MapLibre layers, lowest first. `derived`: worked out from other layers, and worth looking at through what it was worked out for. */
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
  derived: boolean;
  run_time: boolean;
  version: number;
  title_field: string | null;
  tiles: string;
  fields: FieldEntry[];
  legend: LegendEntry[];
  style: (Record<string, JsonValue>)[];
}

/** A number that a layer gives, with the year behind it and the way to what stands behind it. `filter` is CQL2 text: with the day as `datetime`, the list and the map of exactly what is counted. `recorded_at` is when the newest of the layer's present states was recorded. */
export interface LayerNumber {
  id: string;
  title: Text;
  layer: string;
  layer_title: Text;
  value: number | null;
  at_most: number | null;
  unknown: number | null;
  better: "up" | "down" | null;
  as_of: string;
  recorded_at: string | null;
  filter: string | null;
  conditions: Condition[];
  trend: Point[];
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

/** A link; `form` names the form of a file in a word. */
export interface LinkEntry {
  rel: string;
  href: string;
  type: string;
  title: string;
  form?: string | null;
}

/** An indicator as the layers have it on a day, and the features behind it: the numerator is what is `done`. */
export interface MeasuredLists {
  indicator: string;
  title: Text;
  measured: MeasuredValue;
  norms: NormEntry[];
  numberMatched: number;
  features: JudgedEntry[];
}

/** A percentage of things (or of metres) and the counts that it is made of. */
export interface MeasuredShare {
  value: number | null;
  at_most: number | null;
  done: number;
  under_way: number;
  not_yet: number;
  unknown: number;
  all: number;
}

/** What the map's layers say of an indicator. */
export interface MeasuredValue {
  layer: string;
  rule: Text;
  as_of: string;
  number: MeasuredShare;
  length_m: MeasuredShare | null;
  undetermined: number;
  known_share: number | null;
  register_total: number | null;
  register_source: string | null;
  register_share: number | null;
  silence: Text | null;
  norms: Text[];
}

/** A fact that nobody has recorded, and where it would stand. */
export interface MissingFact {
  label: Text;
  layer: string | null;
  feature_id: number | null;
  field: string | null;
}

/** A key model, with the tasks and indicators that name it. */
export interface ModelDigest {
  key: string;
  no: number;
  name: string;
  note: string | null;
  lead: string | null;
  status: "not_started" | "in_progress" | "done" | "paused" | "cancelled" | null;
  percent: number | null;
  tasks: string[];
  indicators: string[];
}

/** The tasks of an agency or of a group. */
export interface NamedCounts {
  name: string;
  key?: string | null;
  tasks: TaskCounts;
}

/** A number that a rule sets, and whether somebody has compared it with the official text. */
export interface NormEntry {
  id: string;
  title: Text;
  clause: string;
  value: number;
  unit: string;
  since: string | null;
  source: string;
  standing: Text;
  confirmed: boolean;
}

/** Where a subject is carried out and how far. `states` counts all of its places; `places` lists the first of each state, what moved since `since` before others, and the works that serve it. `moved_count` is None where no day was named. */
export interface Overlay {
  subject: string;
  kind: "task" | "indicator" | "agency" | "model";
  title: string;
  lead: string | null;
  states: StateCounts;
  works: number;
  bbox: [number, number, number, number] | null;
  since: string | null;
  moved_count: number | null;
  groups: GroupProgress[];
  places: PlaceEntry[];
  links: LinkEntry[];
}

/** One of the seven parts of the '6 rõ', by the ids that gaps have. */
export interface Part {
  id: string;
  label: Text;
}

/** A place of a subject, or works that serve it. `bbox` is where it stands. */
export interface PlaceEntry {
  layer: string | null;
  feature_id: number | null;
  name: string | null;
  role: string;
  state: "done" | "under_way" | "not_yet" | "unknown";
  state_before: "done" | "under_way" | "not_yet" | "unknown" | null;
  through: string | null;
  moved_on: string | null;
  group_code: string | null;
  bbox: [number, number, number, number] | null;
}

/** Which layer shows the places of a subject, and what its properties are called. */
export interface PlacesLayer {
  layer: string;
  subject: string;
  kind: string;
  role: string;
  state: string;
  moved_on: string;
  of_layer: string;
  of_feature: string;
  area: string;
  works: string;
}

/** A number at the end of one day; `unknown` features could still belong to it. */
export interface Point {
  as_of: string;
  value: number | null;
  unknown: number | null;
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

/** What stands here, and the words and names that a screen needs to show it. */
export interface Programme {
  title: Text;
  places: PlacesLayer;
  groups: GroupsLayer;
  states: StateEntry[];
  statuses: StatusEntry[];
  registers: Record<string, RegisterEntry>;
  links: LinkEntry[];
}

/** What a register's records hold; `count` is how many there are. */
export interface RegisterEntry {
  title: Text;
  title_field: string | null;
  count: number;
  fields: FieldEntry[];
}

/** What was reported last. `number` is in the indicator's unit; None where it is an answer, or unreadable. */
export interface ReportedValue {
  written: string;
  number: number | null;
  as_of: string;
  reporter: string | null;
  agency: string | null;
  source: string | null;
}

/** One of the four parts. */
export interface SectionTold {
  id: string;
  title: Text;
  indicators: IndicatorNumber[];
  figures: LayerNumber[];
}

/** Where facts come from, and the last day that they tell of. */
export interface SourceDigest {
  name: Text;
  as_of: string | null;
  note?: Text | null;
}

/** On whose word a feature is judged: who recorded it, from which file or source, and when. */
export interface SourceEntry {
  external_id: string | null;
  source: string | null;
  import_id: number | null;
  updated_at: string;
  updated_by: string;
  value_sources: Record<string, string>;
}

/** How many places are in each state. */
export interface StateCounts {
  done: number;
  under_way: number;
  not_yet: number;
  unknown: number;
  all: number;
}

/** One state of a place, as it is drawn. */
export interface StateEntry {
  value: "done" | "under_way" | "not_yet" | "unknown";
  label: Text;
  colour: string;
}

/** One status of a task, and the state of those of its places that cannot tell their own. */
export interface StatusEntry {
  value: string;
  label: Text;
  state: "done" | "under_way" | "not_yet" | "unknown";
}

/** How many tasks there are, by status (these six make up `all`), and how many call for attention. */
export interface TaskCounts {
  all: number;
  done: number;
  in_progress: number;
  not_started: number;
  paused: number;
  cancelled: number;
  unknown: number;
  overdue: number;
  behind: number;
  no_update: number;
  due: number;
  with_gaps: number;
}

/** A task: what was promised, who owns it, where it stands, what is late, what it lacks of the '6 rõ'. */
export interface TaskDigest {
  key: string;
  group: string;
  group_name: string;
  no: number;
  name: string;
  lead: string | null;
  coordinators: string | null;
  officer: string | null;
  responsibility: string | null;
  authority: string | null;
  period: string;
  due_on: string | null;
  product: string | null;
  outcome: string | null;
  models: string[];
  status: "not_started" | "in_progress" | "done" | "paused" | "cancelled" | null;
  percent: number | null;
  gone: number | null;
  updated_on: string | null;
  told: string | null;
  updates: number;
  warnings: EarlyWarning[];
  gaps: string[];
}

/** What a person reads, in both languages. */
export interface Text {
  vi: string;
  en: string;
}

/** The ward on a day. */
export interface WardDashboard {
  as_of: string;
  rain_mm_h: number;
  sections: SectionTold[];
  attention: Attention[];
}

/** The target of one year. */
export interface YearTarget {
  year: number;
  written: string;
  assessment: Assessment;
}
