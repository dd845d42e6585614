import { ActionIcon, Anchor, Button, CloseButton, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { writeAddress } from "../app/address";
import { PencilIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { useSpeech } from "../text/speech";
import styles from "./Bookmarks.module.css";
import { type Bookmark, useBookmarks } from "./use_bookmarks";

/** Views that somebody keeps: in this browser only, and it says so. */
export function BookmarkTool() {
  const { say, date } = useSpeech();
  const [view] = useView();
  const { bookmarks, keep, full } = useBookmarks();
  const [title, setTitle] = useState("");
  const [removed, setRemoved] = useState<Bookmark | null>(null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const made = new Date().toISOString();
    const named = title.trim() || say("viewOf", { day: date(made) });
    if (keep([{ id: made, title: named, address: writeAddress(view) }, ...bookmarks])) setTitle("");
  };
  const remove = (gone: Bookmark) => {
    if (keep(bookmarks.filter((bookmark) => bookmark.id !== gone.id))) setRemoved(gone);
  };
  const rename = (id: string, to: string) =>
    keep(bookmarks.map((bookmark) => (bookmark.id === id ? { ...bookmark, title: to } : bookmark)));
  return (
    <>
      <form onSubmit={save}>
        <TextInput
          size="xs"
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.currentTarget.value)}
          label={say("bookmarkTitle")}
          error={full && say("bookmarksFull")}
          rightSectionWidth={64}
          rightSection={
            <Button type="submit" size="compact-xs">
              {say("save")}
            </Button>
          }
        />
      </form>
      {bookmarks.length === 0 && !removed && (
        <Text size="xs" c="dimmed">
          {say("noBookmarks")}
        </Text>
      )}
      <ul className={styles.list}>
        {bookmarks.map((bookmark) => (
          <Row
            key={bookmark.id}
            bookmark={bookmark}
            onRename={(to) => rename(bookmark.id, to)}
            onRemove={() => remove(bookmark)}
          />
        ))}
      </ul>
      {removed && (
        <Text size="xs" role="status">
          {say("bookmarkRemoved", { title: removed.title })}{" "}
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => keep([removed, ...bookmarks]) && setRemoved(null)}
          >
            {say("undo")}
          </Button>
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {say("bookmarksHere")}
      </Text>
    </>
  );
}

interface RowProps {
  bookmark: Bookmark;
  onRename: (title: string) => void;
  onRemove: () => void;
}

function Row({ bookmark, onRename, onRemove }: RowProps) {
  const { say } = useSpeech();
  const [title, setTitle] = useState<string | null>(null);
  const end = (event: FormEvent) => {
    event.preventDefault();
    if (title?.trim()) onRename(title.trim());
    setTitle(null);
  };
  if (title !== null) {
    return (
      <li>
        <form onSubmit={end} className={styles.grow}>
          <TextInput
            size="xs"
            autoFocus
            value={title}
            maxLength={120}
            onChange={(event) => setTitle(event.currentTarget.value)}
            onBlur={end}
            aria-label={say("bookmarkTitle")}
          />
        </form>
      </li>
    );
  }
  return (
    <li>
      <Anchor href={bookmark.address} size="sm" className={styles.grow ?? ""}>
        {bookmark.title}
      </Anchor>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={say("renameBookmark", { title: bookmark.title })}
        onClick={() => setTitle(bookmark.title)}
      >
        <PencilIcon size={14} />
      </ActionIcon>
      <CloseButton
        size="sm"
        aria-label={say("removeBookmark", { title: bookmark.title })}
        onClick={onRemove}
      />
    </li>
  );
}
