import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Catalogue, catalogueQuery, recordVersion } from "./catalogue";
import { itemKey } from "./items";
import { LISTING } from "./listing";
import { refreshProgramme } from "./programme";

/** What the server says after each statement that changed a layer. */
export interface Change {
  layer: string;
  verb: "insert" | "update" | "delete";
  /** Null when too many to name. */
  ids: (number | string)[] | null;
  count: number;
  version: number;
}

/** What the server says when it has worked out anew what a large layer looks like from afar. */
interface Redrawing {
  layer: string;
  version: number;
}

/** How often each layer was redrawn since the page opened. */
export type Redrawn = Readonly<Record<string, number>>;

export type Connection = "connecting" | "live" | "lost";

interface Listeners {
  onChange: (change: Change) => void;
  onRedrawn: (redrawing: Redrawing) => void;
  onConnection: (connection: Connection) => void;
}

const AT_ONCE_MS = 200;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;
/** An import makes many changes; the counts are asked for once it is quiet. */
const RECOUNT_AFTER_MS = 1000;

/**
 * Listen to the server for as long as the page lives, and return the way to stop. A browser's own
 * reconnecting gives up for good after an HTTP error, so the stream is opened anew here: at once when one that
 * worked ends (the server also ends a stream that fell behind, with `resync`), then at growing intervals.
 */
export function listen(path: string, { onChange, onRedrawn, onConnection }: Listeners): () => void {
  let stream: EventSource | null = null;
  let timer = 0;
  let wait = FIRST_WAIT_MS;
  const openAfter = (pause: number) => {
    stream?.close();
    window.clearTimeout(timer);
    timer = window.setTimeout(open, pause);
  };
  const open = () => {
    let works = false;
    stream = new EventSource(path);
    stream.addEventListener("open", () => {
      works = true;
      wait = FIRST_WAIT_MS;
      onConnection("live");
    });
    stream.addEventListener("change", (event: MessageEvent<string>) => onChange(JSON.parse(event.data)));
    stream.addEventListener("redrawn", (event: MessageEvent<string>) => onRedrawn(JSON.parse(event.data)));
    stream.addEventListener("resync", () => openAfter(AT_ONCE_MS));
    stream.addEventListener("error", () => {
      onConnection(works ? "connecting" : "lost");
      openAfter(works ? AT_ONCE_MS : wait);
      wait = works ? wait : Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };
  open();
  return () => {
    window.clearTimeout(timer);
    stream?.close();
  };
}

/**
 * Keep what is shown as new as the city: tiles and the open feature of a changed layer are asked for again, and
 * tiles once more when what they show from afar has followed the change.
 * What happened between two connections is unknown, so all is asked for again after the second.
 */
export function useLiveCity(): { connection: Connection; redrawn: Redrawn } {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>("connecting");
  const [redrawn, setRedrawn] = useState<Redrawn>({});
  useEffect(() => {
    let wasLive = false;
    let recount = 0;
    const refreshAll = async () => {
      // The catalogue first: it may say that the open feature's layer is gone.
      await client.invalidateQueries({ queryKey: catalogueQuery.queryKey });
      void client.invalidateQueries({ queryKey: [LISTING] });
      refreshProgramme(client);
      for (const { id } of client.getQueryData<Catalogue>(catalogueQuery.queryKey)?.layers ?? []) {
        void client.invalidateQueries({ queryKey: itemKey(id) });
      }
    };
    const onChange = ({ layer, ids, version }: Change) => {
      recordVersion(client, layer, version);
      for (const key of ids?.map((id) => itemKey(layer, String(id))) ?? [itemKey(layer)]) {
        void client.invalidateQueries({ queryKey: key });
      }
      void client.invalidateQueries({ queryKey: ["search"] });
      window.clearTimeout(recount);
      recount = window.setTimeout(() => {
        void client.invalidateQueries({ queryKey: catalogueQuery.queryKey });
        void client.invalidateQueries({ queryKey: [LISTING] });
        refreshProgramme(client);
      }, RECOUNT_AFTER_MS);
    };
    const onConnection = (next: Connection) => {
      if (next === "live" && wasLive) void refreshAll();
      wasLive ||= next === "live";
      setConnection(next);
    };
    const onRedrawn = ({ layer }: Redrawing) =>
      setRedrawn((known) => ({ ...known, [layer]: (known[layer] ?? 0) + 1 }));
    const stop = listen("/api/events", { onChange, onRedrawn, onConnection });
    return () => {
      window.clearTimeout(recount);
      stop();
    };
  }, [client]);
  return { connection, redrawn };
}
