import type { Bilingual } from "../text/language";
import type { Problem } from "./schema.gen";

/** The API answered, and the answer was no: `sentence` says why in the words of the API. */
export class Refusal extends Error {
  readonly status: number;
  readonly sentence: Bilingual | null;

  constructor(status: number, sentence: Bilingual | null) {
    super(sentence?.en ?? `HTTP ${status}`);
    this.name = "Refusal";
    this.status = status;
    this.sentence = sentence;
  }
}

export async function readProblem(response: Response): Promise<Bilingual | null> {
  if (!response.headers.get("content-type")?.includes("json")) return null;
  // Whatever stands between us and the API may refuse too, in JSON of its own.
  const problem = (await response.json()) as Partial<Problem>;
  const fallback = problem.detail ?? problem.title;
  const vi = problem.detail_vi ?? fallback;
  const en = problem.detail_en ?? fallback;
  return vi && en ? { vi, en } : null;
}

/** GET `path` as JSON. Throws `Refusal` for an answer that is not 2xx, `TypeError` when nobody answers. */
export async function fetchJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await fetch(path, {
    headers: { accept: "application/json, application/geo+json" },
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw new Refusal(response.status, await readProblem(response));
  return (await response.json()) as Answer;
}

const TYPE = { "content-type": "application/json" };

/** Send `body` as JSON. Throws `Refusal` for an answer that is not 2xx, `TypeError` when nobody answers. */
export async function sendJson(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body: unknown,
  { headers = {}, signal }: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: { accept: "application/json", ...(body === undefined ? {} : TYPE), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw new Refusal(response.status, await readProblem(response));
  return response;
}

/** Asking again only helps when the answer was not a clear no about what was asked. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof Refusal) || error.status >= 500 || error.status === 429;
}
