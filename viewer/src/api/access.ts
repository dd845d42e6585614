import { useSyncExternalStore } from "react";

/** The access token of this window: gone when it is closed, and sent to our own server only. */
const KEY = "twin.token";
const listeners = new Set<() => void>();

const readToken = () => window.sessionStorage.getItem(KEY);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function keepToken(token: string | null): void {
  if (token) window.sessionStorage.setItem(KEY, token);
  else window.sessionStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

/** The token that writing is done with; null while nobody gave one. */
export function useToken(): string | null {
  return useSyncExternalStore(listen, readToken);
}
