import { useSyncExternalStore } from "react";

/** A value that lives as long as the page, and tells whoever shows it that it changed. */
export interface Store<State> {
  get: () => State;
  set: (change: (before: State) => State) => void;
  use: () => State;
}

export function createStore<State>(first: State): Store<State> {
  let state = first;
  const listeners = new Set<() => void>();
  const get = () => state;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const set = (change: (before: State) => State) => {
    const next = change(state);
    if (Object.is(next, state)) return;
    state = next;
    for (const listener of listeners) listener();
  };
  return { get, set, use: () => useSyncExternalStore(subscribe, get) };
}
