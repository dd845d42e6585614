import type { Answer } from "../../api/reports";
import { createStore } from "../../app/store";
import type { Selection } from "./selecting";

/** What of an answer is on the map now, and what is chosen of it. */
export interface Showing {
  answer: Answer | null;
  /** Drawings that are switched off. */
  hidden: readonly string[];
  selection: Selection | null;
  /** Counts up whenever the map should go to what is chosen. */
  flights: number;
  /** Counts up whenever the map should show all that is drawn. */
  overviews: number;
}

const NOTHING: Showing = { answer: null, hidden: [], selection: null, flights: 0, overviews: 0 };

export const showing = createStore<Showing>(NOTHING);

export function showAnswer(answer: Answer | null): void {
  showing.set((before) => (before.answer === answer ? before : { ...NOTHING, answer }));
}

export function switchDrawing(id: string): void {
  showing.set(({ hidden, ...rest }) => ({
    ...rest,
    hidden: hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id],
  }));
}

export function choose(selection: Selection | null, fly: boolean): void {
  showing.set((before) => ({ ...before, selection, flights: before.flights + (fly && selection ? 1 : 0) }));
}
