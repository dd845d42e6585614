import type {
  AgencyEntry,
  Dashboard,
  EarlyWarning,
  IndicatorDigest,
  ModelDigest,
  TaskDigest,
} from "../../api/programme";

/** What a list of the programme is narrowed to; null: not by this. */
export interface Choice {
  text: string;
  agency: string | null;
  /** Of tasks: a warning. */
  warning: Alarm | null;
  /** Of tasks: a part of the '6 clear' that they lack. */
  gap: string | null;
  /** Of indicators: how their value stands. */
  standing: Standing | null;
}

export const NO_CHOICE: Choice = { text: "", agency: null, warning: null, gap: null, standing: null };

/** A warning as one filters by it: what is due within 60 days is so within 90 too. */
export type Alarm = "overdue" | "due30" | "due60" | "due90" | "no_update" | "behind";
export const ALARMS: readonly Alarm[] = ["overdue", "due30", "due60", "due90", "no_update", "behind"];
export const DAYS: Partial<Record<Alarm, number>> = { due30: 30, due60: 60, due90: 90 };

export type Standing = "met" | "not_met" | "unknown" | "measured" | "differs";
export const STANDINGS: readonly Standing[] = ["met", "not_met", "unknown", "measured", "differs"];

const MARKS = /[\u0300-\u036f]/g;

/** Letters without case and marks, so that `hoa binh` finds `Hòa Bình`. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase().replaceAll("đ", "d");
}

/** Whether every word that is looked for begins, or lies in, something of the entry. */
export function isFound(text: string, ...words: (string | null)[]): boolean {
  const all = fold(words.filter(Boolean).join(" "));
  return fold(text)
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function isAlarm({ kind, within }: EarlyWarning, alarm: Alarm): boolean {
  const days = DAYS[alarm];
  if (days === undefined) return kind === alarm;
  return kind === "due" && within != null && within <= days;
}

export function hasAlarm(task: TaskDigest, alarm: Alarm): boolean {
  return task.warnings.some((warning) => isAlarm(warning, alarm));
}

export function hasStanding(indicator: IndicatorDigest, standing: Standing): boolean {
  if (standing === "measured") return indicator.measured !== null;
  if (standing === "differs") return indicator.agreement === "different";
  return indicator.assessment.verdict === standing;
}

/** A task is an agency's when it leads it or takes part. */
function chooseTasks({ digest, agencies }: Dashboard, choice: Choice): TaskDigest[] {
  const { text, agency, warning, gap } = choice;
  const whose = agencies.find((one) => one.key === agency);
  return digest.tasks.filter(
    (task) =>
      isFound(text, task.key, task.name, task.lead, task.group_name) &&
      (!whose || whose.tasks.includes(task.key) || whose.helps.includes(task.key)) &&
      (warning === null || hasAlarm(task, warning)) &&
      (gap === null || task.gaps.includes(gap)),
  );
}

function chooseIndicators({ digest, agencies }: Dashboard, choice: Choice): IndicatorDigest[] {
  const { text, agency, standing } = choice;
  const whose = agencies.find((one) => one.key === agency);
  return digest.indicators.filter(
    (one) =>
      isFound(text, one.key, one.name, one.lead, one.group) &&
      (!whose || whose.indicators.includes(one.key)) &&
      (standing === null || hasStanding(one, standing)),
  );
}

/** What of the programme is listed under a choice. */
export interface Chosen {
  tasks: TaskDigest[];
  indicators: IndicatorDigest[];
  models: ModelDigest[];
  agencies: AgencyEntry[];
}

export function choose(dashboard: Dashboard, choice: Choice): Chosen {
  const { text } = choice;
  const { models } = dashboard.digest;
  return {
    tasks: chooseTasks(dashboard, choice),
    indicators: chooseIndicators(dashboard, choice),
    models: models.filter((model) => isFound(text, model.key, model.name, model.note)),
    agencies: dashboard.agencies.filter((one) => isFound(text, one.key, one.name, one.short_name)),
  };
}

/** All of the programme, by kind. */
export function everything({ digest, agencies }: Dashboard): Chosen {
  const { tasks, indicators, models } = digest;
  return { tasks, indicators, models, agencies };
}

/** Entries under the headings that they name, in the order of the first of each. */
export function grouped<Entry>(
  entries: readonly Entry[],
  heading: (entry: Entry) => string,
): [string, Entry[]][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const under = heading(entry);
    groups.set(under, [...(groups.get(under) ?? []), entry]);
  }
  return [...groups];
}

export type Kind = keyof Chosen;
export const KINDS: readonly Kind[] = ["tasks", "indicators", "models", "agencies"];

export interface Subject {
  key: string;
  kind: Kind;
  name: string;
}

/** What a key names; null for one that the programme does not have. */
export function findSubject(dashboard: Dashboard, key: string): Subject | null {
  const all = everything(dashboard);
  for (const kind of KINDS) {
    const entry = all[kind].find((one) => one.key === key);
    if (entry) return { key, kind, name: entry.name };
  }
  return null;
}
