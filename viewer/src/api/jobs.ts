import { fetchJson, sendJson } from "./fetching";

/** How far a job is, as OGC API - Processes tells it, in both languages. */
export interface JobStatus {
  jobID: string;
  processID: string;
  status: "accepted" | "running" | "successful" | "failed" | "dismissed";
  message_vi: string;
  message_en: string;
  progress?: number;
  /** The kept result. */
  result?: string;
}

export const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;

export const isOpen = ({ status }: JobStatus) => status === "accepted" || status === "running";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 2000;
const MOST_FAILURES = 30;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = window.setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      window.clearTimeout(timer);
      fail(signal.reason);
    });
  });
}

/** Follows a job to its end. A server that is away for a while is waited for. */
export async function followJob(
  id: string,
  onStatus: (status: JobStatus) => void,
  signal: AbortSignal,
): Promise<JobStatus> {
  let [wait, failures] = [FIRST_WAIT_MS, 0];
  for (;;) {
    try {
      const status = await fetchJson<JobStatus>(jobPath(id), signal);
      onStatus(status);
      if (!isOpen(status)) return status;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!(error instanceof TypeError) || failures > MOST_FAILURES) throw error;
    }
    await pause(wait, signal);
    wait = Math.min(wait * 1.4, LONGEST_WAIT_MS);
  }
}

export async function dismissJob(id: string): Promise<void> {
  await sendJson("DELETE", jobPath(id), undefined);
}
