import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  CloseButton,
  Loader,
  ScrollArea,
  SegmentedControl,
  Skeleton,
  Text,
  Title,
  Tooltip,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Feature } from "geojson";
import { lazy, type Ref, Suspense, useEffect, useRef, useState } from "react";
import type { Catalogue, Layer } from "../api/catalogue";
import { Refusal } from "../api/fetching";
import { type FeatureRef, itemQuery, sameFeature } from "../api/items";
import { TargetIcon } from "../app/icons";
import { boundsOf } from "../map/camera";
import type { Candidate } from "../map/selection";
import { useSpeech } from "../text/speech";
import { AttributeList } from "./AttributeList";
import styles from "./FeaturePanel.module.css";
import { LayerSymbol } from "./LegendSymbol";

/** Fetched when somebody looks at what was, or writes. */
const History = lazy(() => import("./feature/History").then(({ History }) => ({ default: History })));
const Around = lazy(() => import("./feature/Around").then(({ Around }) => ({ default: Around })));
const Edit = lazy(() => import("./feature/Edit").then(({ Edit }) => ({ default: Edit })));

interface FeaturePanelProps {
  catalogue: Catalogue;
  open: FeatureRef;
  /** All that was found where the open feature was picked. */
  here: readonly Candidate[];
  onOpen: (feature: FeatureRef) => void;
  onClose: () => void;
  onFly: (box: [number, number, number, number]) => void;
  headingRef: Ref<HTMLHeadingElement>;
}

export function FeaturePanel({
  catalogue,
  open,
  here,
  onOpen,
  onClose,
  onFly,
  headingRef,
}: FeaturePanelProps) {
  const { say, read } = useSpeech();
  const layer = catalogue.layers.find((known) => known.id === open.layer);
  const item = useQuery(itemQuery(open, catalogue.layers));
  const updated = useFreshness(open, item.data);
  const box = item.data?.geometry ? boundsOf(item.data.geometry) : null;
  return (
    <section
      className={styles.panel}
      aria-label={say("feature")}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <header className={styles.head}>
        <div className={styles.names}>
          <Text className={styles.layer ?? ""} size="xs" c="dimmed" component="div">
            {layer && <LayerSymbol legend={layer.legend} />}
            {layer ? read(layer.title) : open.layer}
          </Text>
          <Title order={2} className={styles.title ?? ""} ref={headingRef} tabIndex={-1}>
            {titleOf(layer, item.data) ??
              say("featureOf", { layer: layer ? read(layer.title) : open.layer, id: open.id })}
          </Title>
        </div>
        {box && (
          <Tooltip label={say("flyTo")}>
            <ActionIcon variant="subtle" color="gray" aria-label={say("flyTo")} onClick={() => onFly(box)}>
              <TargetIcon />
            </ActionIcon>
          </Tooltip>
        )}
        <CloseButton aria-label={say("close")} onClick={onClose} />
      </header>
      <Here here={here} open={open} catalogue={catalogue} onOpen={onOpen} />
      <ScrollArea className={styles.scroll ?? ""} type="auto" scrollbarSize={8}>
        <div role="status" className={styles.news}>
          {updated && (
            <Badge color="green" variant="light">
              {say("featureUpdated")}
            </Badge>
          )}
        </div>
        {item.isLoading && <Loading label={say("loadingFeature")} />}
        {item.error && <Trouble error={item.error} onRetry={() => void item.refetch()} />}
        {item.data && layer && (
          <Sheets
            {...{ catalogue, open, onOpen }}
            key={`${open.layer}.${open.id}`}
            layer={layer}
            feature={item.error ? null : item.data}
          />
        )}
        {!layer && <Text p="md">{say("layerGone")}</Text>}
      </ScrollArea>
    </section>
  );
}

type Leaf = "attributes" | "around" | "history" | "edit";

interface SheetsProps extends Pick<FeaturePanelProps, "catalogue" | "open" | "onOpen"> {
  layer: Layer;
  /** Null where it is no longer there: its past still is. */
  feature: Feature | null;
}

/** What is known of the feature, what was, and the form that changes it; what is derived is written by nobody. */
function Sheets({ layer, catalogue, open, feature, onOpen }: SheetsProps) {
  const { say } = useSpeech();
  const [leaf, setLeaf] = useState<Leaf>("attributes");
  const leaves: [Leaf, string][] = [
    ["attributes", say("attributes")],
    ["around", say("around")],
    ["history", say("history")],
    ["edit", say("edit")],
  ];
  return (
    <>
      {!layer.derived && (
        <div className={styles.leaves}>
          <SegmentedControl
            size="xs"
            fullWidth
            value={leaf}
            onChange={(value) => setLeaf(value as Leaf)}
            data={leaves.map(([value, label]) => ({ value, label }))}
            aria-label={say("feature")}
          />
        </div>
      )}
      {leaf === "attributes" && feature && <AttributeList fields={layer.fields} feature={feature} />}
      {leaf !== "attributes" && (
        <Suspense fallback={<Loader size="sm" m="md" />}>
          {leaf === "around" && feature && <Around {...{ catalogue, open, feature, onOpen }} />}
          {leaf === "history" && <History layer={layer} open={open} />}
          {leaf === "edit" && <Edit layer={layer} open={open} />}
        </Suspense>
      )}
    </>
  );
}

function titleOf(layer: Layer | undefined, feature: Feature | undefined): string | null {
  const title = layer?.title_field ? feature?.properties?.[layer.title_field] : null;
  return title ? String(title) : null;
}

const FRESH_MS = 6000;

/** True for a while after the open feature's content changed under the reader's eyes. */
function useFreshness(open: FeatureRef, feature: Feature | undefined): boolean {
  const [fresh, setFresh] = useState(false);
  const seen = useRef<{ open: FeatureRef; feature: Feature } | null>(null);
  useEffect(() => {
    const before = seen.current;
    if (feature) seen.current = { open, feature };
    const changed = feature && before && before.feature !== feature && sameFeature(before.open, open);
    if (!changed) return;
    setFresh(true);
    const timer = window.setTimeout(() => setFresh(false), FRESH_MS);
    return () => window.clearTimeout(timer);
  }, [open, feature]);
  return fresh;
}

function Here({
  here,
  open,
  catalogue,
  onOpen,
}: Pick<FeaturePanelProps, "here" | "open" | "catalogue" | "onOpen">) {
  const { say, read, number } = useSpeech();
  if (here.length < 2 || !here.some((candidate) => sameFeature(candidate, open))) return null;
  return (
    <nav className={styles.here} aria-label={say("featuresHere", { count: number(here.length) })}>
      <Text size="xs" c="dimmed" px={8} pb={2}>
        {say("featuresHere", { count: number(here.length) })}
      </Text>
      <ul>
        {here.map((candidate) => {
          const layer = catalogue.layers.find((known) => known.id === candidate.layer);
          if (!layer) return null;
          return (
            <li key={`${candidate.layer}.${candidate.id}`}>
              <button
                type="button"
                aria-current={sameFeature(candidate, open)}
                onClick={() => onOpen({ layer: candidate.layer, id: candidate.id })}
              >
                <LayerSymbol legend={layer.legend} />
                <span>
                  {candidate.title ?? say("featureOf", { layer: read(layer.title), id: candidate.id })}
                </span>
                {candidate.title && <small>{read(layer.title)}</small>}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Loading({ label }: { label: string }) {
  return (
    <div className={styles.loading} role="status" aria-label={label}>
      {[70, 45, 60, 50, 65, 40].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}

function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const refusal = error instanceof Refusal ? error : null;
  if (refusal?.status === 404 || refusal?.status === 410) {
    return (
      <Text p="md" c="dimmed">
        {say("featureGone")}
      </Text>
    );
  }
  return (
    <Alert color="red" variant="light" m="md" role="alert">
      <Text size="sm" mb="xs">
        {refusal?.sentence ? read(refusal.sentence) : say("featureFailed")}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </Alert>
  );
}
