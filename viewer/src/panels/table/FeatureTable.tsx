import { Alert, Button, Checkbox, Skeleton, Table, Text, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Feature } from "geojson";
import { useState } from "react";
import type { Field, Layer } from "../../api/catalogue";
import { Refusal } from "../../api/fetching";
import { type FeatureRef, sameFeature } from "../../api/items";
import { pagesQuery } from "../../api/listing";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { wordValue } from "../wording";
import styles from "./Dock.module.css";

interface FeatureTableProps {
  layer: Layer;
  /** What narrows it. */
  asked: URLSearchParams;
  onShow: (feature: FeatureRef) => void;
}

/** What a column is ordered by; a minus sign before it turns the order round. */
type Order = string | null;

/** The layer's own fields, what it is called by first; where values came from is told in the feature's panel. */
function columnsOf(layer: Layer): Field[] {
  const sources = new Set(layer.fields.map((field) => field.source_field));
  const own = layer.fields.filter((field) => !field.system && !sources.has(field.name));
  return own.toSorted((a, b) => Number(b.name === layer.title_field) - Number(a.name === layer.title_field));
}

function nextOrder(order: Order, name: string): Order {
  if (order === name) return `-${name}`;
  return order === `-${name}` ? null : name;
}

export function FeatureTable({ layer, asked, onShow }: FeatureTableProps) {
  const { say } = useSpeech();
  const [order, setOrder] = useState<Order>(null);
  const pages = useInfiniteQuery(pagesQuery(layer.id, asked, order));
  const columns = columnsOf(layer);
  const rows = pages.data?.pages.flatMap((page) => page.features) ?? [];
  if (pages.isError && rows.length === 0) {
    return <Trouble error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={say("table")}>
      <Table stickyHeader highlightOnHover className={styles.table ?? ""}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={styles.tick ?? ""} aria-label={say("select")} />
            {columns.map((field) => (
              <Heading
                key={field.name}
                field={field}
                order={order}
                onOrder={() => setOrder(nextOrder(order, field.name))}
              />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((feature) => (
            <Row key={String(feature.id)} layer={layer} columns={columns} feature={feature} onShow={onShow} />
          ))}
        </Table.Tbody>
      </Table>
      {pages.isPending && <Skeleton height={120} m="sm" width="auto" aria-label={say("loadingFeature")} />}
      {pages.isSuccess && rows.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          {say(asked.has("filter") ? "nothingMatches" : "emptyLayer")}
        </Text>
      )}
      {pages.hasNextPage && (
        <Button
          m="xs"
          size="compact-sm"
          variant="subtle"
          loading={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {say("moreRows")}
        </Button>
      )}
    </section>
  );
}

function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <Alert color="red" variant="light" m="md" role="alert">
      <Text size="sm" mb="xs">
        {sentence ? read(sentence) : say("featureFailed")}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </Alert>
  );
}

const isAmount = ({ kind }: Field) => kind === "integer" || kind === "number";

function Heading({ field, order, onOrder }: { field: Field; order: Order; onOrder: () => void }) {
  const { read } = useSpeech();
  const up = order === field.name;
  const down = order === `-${field.name}`;
  return (
    <Table.Th aria-sort={up ? "ascending" : down ? "descending" : "none"} data-amount={isAmount(field)}>
      <UnstyledButton className={styles.heading ?? ""} onClick={onOrder}>
        {read(field.label)}
        <span aria-hidden="true">{up ? " ↑" : down ? " ↓" : ""}</span>
      </UnstyledButton>
    </Table.Th>
  );
}

interface RowProps {
  layer: Layer;
  columns: readonly Field[];
  feature: Feature;
  onShow: (feature: FeatureRef) => void;
}

function Row({ layer, columns, feature, onShow }: RowProps) {
  const speech = useSpeech();
  const { say } = speech;
  const [view, dispatch] = useView();
  const ref = { layer: layer.id, id: String(feature.id) };
  const selected = view.selected.some((other) => sameFeature(other, ref));
  const wordOf = (field: Field) => wordValue(field, feature.properties?.[field.name], speech);
  const [first, ...others] = columns;
  const title = (first && wordOf(first)) ?? `${say("identifier")} ${ref.id}`;
  return (
    <Table.Tr data-open={sameFeature(view.open, ref)} data-selected={selected} onClick={() => onShow(ref)}>
      <Table.Td className={styles.tick ?? ""} onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="xs"
          checked={selected}
          onChange={() => dispatch({ type: "selected", features: [ref], how: "toggle" })}
          aria-label={say("selectFeature", { title })}
        />
      </Table.Td>
      <Table.Td>
        <UnstyledButton
          className={styles.title ?? ""}
          onClick={(event) => {
            event.stopPropagation();
            onShow(ref);
          }}
        >
          {title}
        </UnstyledButton>
      </Table.Td>
      {others.map((field) => {
        const value = wordOf(field);
        return (
          <Table.Td key={field.name} data-unknown={value === null} data-amount={isAmount(field)}>
            {value ?? say("unknown")}
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
