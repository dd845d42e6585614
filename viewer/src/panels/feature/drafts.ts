import type { Values, Version } from "../../api/editing";
import type { FeatureRef } from "../../api/items";

/** What somebody typed and has not saved, and the version that it was typed over. */
export interface Draft {
  etag: string;
  /** What the changed attributes were in that version. */
  before: Values;
  values: Values;
}

const keyOf = ({ layer, id }: FeatureRef) => `twin.draft.${layer}.${id}`;

/** What was kept; null for nothing, or what nobody can read. */
export function readDraft(ref: FeatureRef): Draft | null {
  try {
    const kept = JSON.parse(window.localStorage.getItem(keyOf(ref)) ?? "null") as Partial<Draft> | null;
    if (!kept || typeof kept.etag !== "string" || typeof kept.values !== "object") return null;
    return { etag: kept.etag, values: kept.values ?? {}, before: kept.before ?? {} };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Keeps a draft in this browser until it is saved or thrown away; one without values is no draft. */
export function keepDraft(ref: FeatureRef, draft: Draft | null): void {
  if (draft && Object.keys(draft.values).length)
    window.localStorage.setItem(keyOf(ref), JSON.stringify(draft));
  else window.localStorage.removeItem(keyOf(ref));
}

export const sameValue = (one: unknown, other: unknown) => (one ?? null) === (other ?? null);

/** The draft with one more value; what is again as it was is no change. */
export function changeDraft(draft: Draft, properties: Values, name: string, value: unknown): Draft {
  const { [name]: _value, ...values } = draft.values;
  const { [name]: _before, ...before } = draft.before;
  if (sameValue(properties[name], value)) return { ...draft, values, before };
  return {
    etag: draft.etag,
    values: { ...values, [name]: value },
    before: { ...before, [name]: properties[name] ?? null },
  };
}

/** Attributes that both changed, each to something else. */
export function clashes(draft: Draft, present: Version): string[] {
  const stands = present.feature.properties ?? {};
  return Object.keys(draft.values).filter(
    (name) => !sameValue(draft.before[name], stands[name]) && !sameValue(draft.values[name], stands[name]),
  );
}
