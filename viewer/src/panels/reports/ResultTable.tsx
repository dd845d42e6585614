import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import type { FeatureRef } from "../../api/items";
import type { Answer, Column, Table } from "../../api/reports";
import { ChevronIcon, LinkIcon } from "../../app/icons";
import { useSpeech } from "../../text/speech";
import styles from "./Answer.module.css";
import reports from "./Reports.module.css";
import { type Order, orderRows, selectRow } from "./selecting";
import { choose, showing } from "./showing";
import { wordCell } from "./wording";

const PAGE = 25;

interface ResultTableProps {
  answer: Answer;
  table: Table;
  onOpen: (feature: FeatureRef) => void;
}

/** Rows in any order, page by page; a row is chosen with what it stands for, here and on the map. */
export function ResultTable({ answer, table, onOpen }: ResultTableProps) {
  const { say, read, number, language } = useSpeech();
  const [order, setOrder] = useState<Order>(null);
  const { selection } = showing.use();
  const places = useMemo(() => orderRows(table, order, language), [table, order, language]);
  const chosen = useMemo(() => new Set(selection?.rows[table.id]), [selection, table.id]);
  const [page, setPage] = usePage(places, chosen);
  const shown = places.slice(page * PAGE, (page + 1) * PAGE);
  const sort = (column: number) =>
    setOrder((before) =>
      before?.column === column ? (before.down ? null : { column, down: true }) : { column, down: false },
    );
  return (
    <section className={reports.block}>
      <div className={styles.titled}>
        <h4 className={reports.blockTitle}>{read(table.title)}</h4>
        <small>{say("rowsCount", { count: number(table.rows.length) })}</small>
      </div>
      {table.rows.length === 0 ? (
        <p className={styles.quiet}>{say("emptyTable")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        <section className={styles.tableFrame} tabIndex={0} aria-label={read(table.title)}>
          <table className={styles.table} data-table={table.id}>
            <thead>
              <tr>
                {table.columns.map((column, at) => (
                  <HeadCell
                    key={column.name}
                    column={column}
                    way={order?.column === at ? (order.down ? "descending" : "ascending") : "none"}
                    onSort={() => sort(at)}
                  />
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((at) => (
                <Row key={at} answer={answer} table={table} at={at} chosen={chosen.has(at)} onOpen={onOpen} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      <Pages page={page} count={places.length} onPage={setPage} />
    </section>
  );
}

/** The page that is shown: where something is chosen elsewhere, the page of the first that is. */
function usePage(places: readonly number[], chosen: ReadonlySet<number>): [number, (page: number) => void] {
  const [page, setPage] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: turning a page does not undo itself
  useEffect(() => {
    const first = places.findIndex((at) => chosen.has(at));
    if (first >= 0) setPage(Math.floor(first / PAGE));
  }, [chosen]);
  return [Math.min(page, Math.floor(Math.max(places.length - 1, 0) / PAGE)), setPage];
}

interface HeadCellProps {
  column: Column;
  way: "ascending" | "descending" | "none";
  onSort: () => void;
}

const isNumeric = (column: Column) => column.kind === "number" || column.kind === "integer";

function HeadCell({ column, way, onSort }: HeadCellProps) {
  const { say, read } = useSpeech();
  const label = read(column.label);
  return (
    <th scope="col" aria-sort={way} data-numeric={isNumeric(column)}>
      <button type="button" onClick={onSort} title={say("sortBy", { column: label })}>
        {label}
        {column.unit && <span> ({column.unit})</span>}
        <span className={styles.way} data-way={way} aria-hidden="true">
          <ChevronIcon size={12} />
        </span>
      </button>
    </th>
  );
}

interface RowProps {
  answer: Answer;
  table: Table;
  at: number;
  chosen: boolean;
  onOpen: (feature: FeatureRef) => void;
}

function Row({ answer, table, at, chosen, onOpen }: RowProps) {
  const speech = useSpeech();
  const { say } = speech;
  const row = table.rows[at] ?? [];
  const of = answer.drawings.find((drawing) => drawing.id === table.drawing)?.of;
  const id = table.ids?.[at];
  const pick = () => choose(chosen ? null : selectRow(answer, table, at), true);
  return (
    <tr
      aria-current={chosen}
      tabIndex={0}
      onClick={pick}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
        pick();
      }}
    >
      {table.columns.map((column, place) => (
        <td key={column.name} data-numeric={isNumeric(column)}>
          {wordCell(column, row[place] ?? null, speech) ?? <i>{say("unknown")}</i>}
          {place === 0 && chosen && of && id !== undefined && Number(id) >= 0 && (
            <Tooltip label={say("openFeature")}>
              <ActionIcon
                size={20}
                variant="subtle"
                ml={4}
                aria-label={say("openFeature")}
                onClick={(event) => {
                  event.stopPropagation();
                  onOpen({ layer: of, id: String(id) });
                }}
              >
                <LinkIcon size={13} />
              </ActionIcon>
            </Tooltip>
          )}
        </td>
      ))}
    </tr>
  );
}

function Pages({ page, count, onPage }: { page: number; count: number; onPage: (page: number) => void }) {
  const { say, number } = useSpeech();
  if (count <= PAGE) return null;
  const until = Math.min((page + 1) * PAGE, count);
  return (
    <div className={styles.pages}>
      <Button size="compact-xs" variant="default" disabled={page === 0} onClick={() => onPage(page - 1)}>
        {say("previousPage")}
      </Button>
      <span role="status">
        {say("tablePage", { from: number(page * PAGE + 1), to: number(until), count: number(count) })}
      </span>
      <Button size="compact-xs" variant="default" disabled={until >= count} onClick={() => onPage(page + 1)}>
        {say("nextPage")}
      </Button>
    </div>
  );
}
