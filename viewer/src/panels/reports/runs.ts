import { Refusal, sendJson } from "../../api/fetching";
import { type Answer, executionOf } from "../../api/reports";
import { createStore } from "../../app/store";
import type { Bilingual } from "../../text/language";

/** One run of a report, for as long as the page lives. */
export interface Run {
  id: string;
  report: string;
  inputs: Readonly<Record<string, unknown>>;
  state: "running" | "successful" | "failed" | "stopped";
  /** Percent. */
  share: number | null;
  doing: Bilingual | null;
  /** Why it failed, in the words of the API; null where the server did not answer. */
  sentence: Bilingual | null;
  answer: Answer | null;
}

const MOST = 12;
let started = 0;

export const runs = createStore<readonly Run[]>([]);
const stops = new Map<string, AbortController>();

function change(id: string, part: Partial<Run>): void {
  runs.set((before) => before.map((run) => (run.id === id ? { ...run, ...part } : run)));
}

/** Open runs stay; of those that are over only the last few do. */
function add(run: Run): void {
  runs.set((before) => [run, ...before.filter((one, at) => one.state === "running" || at < MOST - 1)]);
}

function failed(error: unknown): Partial<Run> {
  if (error instanceof DOMException && error.name === "AbortError") return { state: "stopped" };
  if (error instanceof Refusal) return { state: "failed", sentence: error.sentence };
  if (error instanceof TypeError) return { state: "failed", sentence: null };
  throw error;
}

async function carry(run: Run, signal: AbortSignal): Promise<void> {
  try {
    const response = await sendJson("POST", executionOf(run.report), { inputs: run.inputs }, { signal });
    change(run.id, { state: "successful", answer: (await response.json()) as Answer });
  } catch (error) {
    change(run.id, failed(error));
  } finally {
    stops.delete(run.id);
  }
}

export function startRun(report: string, inputs: Run["inputs"]): string {
  started += 1;
  const id = `run-${Date.now().toString(36)}-${started}`;
  const stop = new AbortController();
  const run: Run = {
    id,
    report,
    inputs,
    state: "running",
    share: null,
    doing: null,
    sentence: null,
    answer: null,
  };
  stops.set(id, stop);
  add(run);
  void carry(run, stop.signal);
  return id;
}

export function stopRun(id: string): void {
  stops.get(id)?.abort();
}

export function useRun(id: string | null): Run | null {
  return runs.use().find((run) => run.id === id) ?? null;
}
