import type { Feature } from "geojson";
import { Refusal, readProblem } from "./fetching";
import { type FeatureRef, itemPath } from "./items";

/** A feature and the version (ETag) that it is. */
export interface Version {
  feature: Feature;
  etag: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** Somebody else wrote the feature meanwhile: what stands now; null where it was deleted. */
export class Outdated extends Error {
  readonly present: Version | null;

  constructor(present: Version | null) {
    super("changed by somebody else");
    this.name = "Outdated";
    this.present = present;
  }
}

async function refuse(response: Response): Promise<never> {
  if (response.status === 412) {
    const { present } = (await response.json()) as { present: Version | null };
    throw new Outdated(present);
  }
  throw new Refusal(response.status, await readProblem(response));
}

export async function fetchVersion(ref: FeatureRef): Promise<Version> {
  const response = await fetch(itemPath(ref), {
    headers: { accept: "application/geo+json" },
    cache: "no-cache",
  });
  if (!response.ok) return refuse(response);
  return { feature: (await response.json()) as Feature, etag: response.headers.get("etag") ?? "*" };
}

interface Writing {
  token: string;
  /** The version that is written over. */
  etag: string;
}

const headersOf = ({ token, etag }: Writing) => ({ authorization: `Bearer ${token}`, "if-match": etag });

/** Writes values over a version. Throws `Outdated`, `Refusal` in the server's words, `TypeError` when nobody answers. */
export async function patchFeature(ref: FeatureRef, values: Values, writing: Writing): Promise<Version> {
  const response = await fetch(itemPath(ref), {
    method: "PATCH",
    headers: { ...headersOf(writing), "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ type: "Feature", properties: values }),
  });
  if (!response.ok) return refuse(response);
  return { feature: (await response.json()) as Feature, etag: response.headers.get("etag") ?? "*" };
}

/** Writes the feature back to an earlier state. Throws as `patchFeature` does. */
export async function restoreState(ref: FeatureRef, moment: string, writing: Writing): Promise<void> {
  const path = `${itemPath(ref)}/history/${encodeURIComponent(moment)}/restore`;
  const response = await fetch(path, { method: "POST", headers: headersOf(writing) });
  if (!response.ok) await refuse(response);
}
