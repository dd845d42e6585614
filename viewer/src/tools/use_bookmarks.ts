import { useEffect, useState } from "react";

export interface Bookmark {
  id: string;
  title: string;
  /** The part of the address after the page, with its `#`. */
  address: string;
}

const KEY = "twin.bookmarks";
const MOST = 200;

function isBookmark(value: unknown): value is Bookmark {
  const { id, title, address } = (value ?? {}) as Partial<Bookmark>;
  // Whatever else writes here must not become a link to somewhere.
  return (
    typeof id === "string" && typeof title === "string" && typeof address === "string" && address[0] === "#"
  );
}

/** What is kept; nothing of what cannot be read. */
export function readBookmarks(text: string | null): Bookmark[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isBookmark) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

interface Bookmarks {
  bookmarks: readonly Bookmark[];
  /** Keeps a new list; false where the browser has no room for it. */
  keep: (bookmarks: readonly Bookmark[]) => boolean;
  full: boolean;
}

/** The views that are kept in this browser, the same in all its windows. */
export function useBookmarks(): Bookmarks {
  const [bookmarks, setBookmarks] = useState<readonly Bookmark[]>(() =>
    readBookmarks(window.localStorage.getItem(KEY)),
  );
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = (event: StorageEvent) => event.key === KEY && setBookmarks(readBookmarks(event.newValue));
    window.addEventListener("storage", follow);
    return () => window.removeEventListener("storage", follow);
  }, []);
  const keep = (next: readonly Bookmark[]) => {
    try {
      if (next.length > MOST) throw new DOMException("too many", "QuotaExceededError");
      window.localStorage.setItem(KEY, JSON.stringify(next));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setFull(true);
      return false;
    }
    setFull(false);
    setBookmarks(next);
    return true;
  };
  return { bookmarks, keep, full };
}
