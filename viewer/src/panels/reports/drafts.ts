import { createStore } from "../../app/store";
import type { Values } from "./schema";

const KEY = "twin.drafts";

function remembered(): Record<string, Values> {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY) ?? "{}") as Record<string, Values>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** What was entered in forms, by the form: it outlives the form, the page and a lost connection. */
const drafts = createStore<Record<string, Values>>(remembered());

export function keepDraft(form: string, values: Values | null): void {
  drafts.set(({ [form]: _before, ...rest }) => (values ? { ...rest, [form]: values } : rest));
  window.sessionStorage.setItem(KEY, JSON.stringify(drafts.get()));
}

export function useDraft(form: string): Values | null {
  return drafts.use()[form] ?? null;
}
