import type { Step } from "../../api/scenarios";
import { createStore } from "../../app/store";

/** The what-if that is being put together, and whether reports are asked with it. */
export interface Supposing {
  steps: readonly Step[];
  applied: boolean;
  /** The report that is compared, and its two runs: as it is, and with the what-if. */
  report: string | null;
  runs: readonly [string, string] | null;
}

const KEY = "twin.what-if";
const NOTHING: Supposing = { steps: [], applied: false, report: null, runs: null };

function remembered(): Supposing {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(KEY) ?? "{}") as Partial<Supposing>;
    return { ...NOTHING, ...kept, runs: null };
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}

export const supposing = createStore<Supposing>(remembered());

export function suppose(part: Partial<Supposing>): void {
  supposing.set((before) => ({ ...before, ...part }));
  window.sessionStorage.setItem(KEY, JSON.stringify(supposing.get()));
}

export function setSteps(steps: readonly Step[]): void {
  const { applied } = supposing.get();
  suppose({ steps, applied: applied && steps.length > 0, runs: null });
}

/** The steps with one of them moved up or down. */
export function move(steps: readonly Step[], at: number, by: number): Step[] {
  const moved = [...steps];
  const [step] = moved.splice(at, 1);
  if (step) moved.splice(Math.min(Math.max(at + by, 0), moved.length), 0, step);
  return moved;
}
