import { fetchJson, Refusal, sendJson } from "../../api/fetching";
import { dismissJob, followJob, type JobStatus, jobPath } from "../../api/jobs";
import { type Answer, executionOf } from "../../api/reports";
import { listsResults } from "../../api/results";
import { createStore } from "../../app/store";
import type { Bilingual } from "../../text/language";

/** One run of a report, for as long as the page lives; one that the server took on as a job outlives a reload. */
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
  job: string | null;
  /** Where the server keeps what was found. */
  kept: string | null;
}

const MOST = 12;
const KEY = "twin.jobs";
let started = 0;

export const runs = createStore<readonly Run[]>([]);
const stops = new Map<string, AbortController>();

function change(id: string, part: Partial<Run>): void {
  runs.set((before) => before.map((run) => (run.id === id ? { ...run, ...part } : run)));
  const open = runs.get().filter((run) => run.job && run.state === "running");
  window.sessionStorage.setItem(KEY, JSON.stringify(open));
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

const doingOf = (status: JobStatus): Bilingual => ({ vi: status.message_vi, en: status.message_en });

async function follow(run: Run, job: string, signal: AbortSignal): Promise<void> {
  change(run.id, { job });
  const tell = (status: JobStatus) =>
    change(run.id, { share: status.progress ?? null, doing: doingOf(status) });
  const last = await followJob(job, tell, signal);
  if (last.status === "failed") return change(run.id, { state: "failed", sentence: doingOf(last) });
  if (last.status === "dismissed") return change(run.id, { state: "stopped" });
  const answer = await fetchJson<Answer>(`${jobPath(job)}/results`, signal);
  const kept = last.result && (await listsResults(signal)) ? last.result : null;
  change(run.id, { state: "successful", answer, kept });
}

async function ask(run: Run, signal: AbortSignal): Promise<void> {
  const wishes = { signal, headers: { prefer: "respond-async" } };
  const response = await sendJson("POST", executionOf(run.report), { inputs: run.inputs }, wishes);
  const told = (await response.json()) as Answer | JobStatus;
  // A server may take it on as a job, or answer at once.
  if ("jobID" in told) await follow(run, told.jobID, signal);
  else change(run.id, { state: "successful", answer: told });
}

async function carry(run: Run, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  stops.set(run.id, stop);
  try {
    await work(stop.signal);
  } catch (error) {
    change(run.id, failed(error));
  } finally {
    stops.delete(run.id);
  }
}

export function startRun(report: string, inputs: Run["inputs"]): string {
  started += 1;
  const id = `run-${Date.now().toString(36)}-${started}`;
  const nothing = { share: null, doing: null, sentence: null, answer: null, job: null, kept: null };
  const run: Run = { id, report, inputs, state: "running", ...nothing };
  add(run);
  void carry(run, (signal) => ask(run, signal));
  return id;
}

export function stopRun(id: string): void {
  const job = runs.get().find((run) => run.id === id)?.job;
  stops.get(id)?.abort();
  // Whatever becomes of the wish, nobody waits for this job any more.
  if (job) void dismissJob(job).catch(failed);
}

/** Jobs that were open when the page was left are followed on. */
function resume(): void {
  try {
    for (const run of JSON.parse(window.sessionStorage.getItem(KEY) ?? "[]") as Run[]) {
      const { job } = run;
      add(run);
      if (job) void carry(run, (signal) => follow(run, job, signal));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}

resume();

/** A run by its own name, or by that of the result that is kept of it. */
export function useRun(id: string | null): Run | null {
  return runs.use().find((run) => id !== null && (run.id === id || run.kept === id)) ?? null;
}

export const nameOfRun = (run: Run): string => run.kept ?? run.id;
