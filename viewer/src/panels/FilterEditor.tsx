import { Alert, Button, CloseButton, Loader, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Layer } from "../api/catalogue";
import { type Queryable, queryablesQuery } from "../api/queryables";
import { type Filter, isComplete, TESTS_OF, type Term, type Test } from "../app/filter";
import { PlusIcon } from "../app/icons";
import { useView } from "../app/use_view";
import { fold } from "../text/folding";
import { useSpeech } from "../text/speech";
import type { Word } from "../text/words";
import styles from "./FilterEditor.module.css";
import { TermValues } from "./TermValues";

const TEST_WORDS: Readonly<Record<Test, Word>> = {
  has: "testHas",
  is: "testIs",
  least: "testLeast",
  most: "testMost",
  between: "testBetween",
  unknown: "testUnknown",
  known: "testKnown",
};
/** A day is not at least another. */
const DAY_WORDS: Readonly<Record<Test, Word>> = { ...TEST_WORDS, least: "testSince", most: "testUntil" };
/** Who types is not answered letter by letter. */
const SETTLED_MS = 350;

/** What is being built: each term with a key of its own, complete or not. */
interface Draft extends Term {
  key: number;
}

function startTerm({ name, kind }: Queryable): Term {
  return { name, kind, test: TESTS_OF[kind][0] ?? "known", values: [] };
}

/** Builds a filter from what the layer may be asked by; the map follows as soon as a term says enough. */
export function FilterEditor({ layer }: { layer: Layer }) {
  const { say } = useSpeech();
  const queryables = useQuery(queryablesQuery(layer.id));
  if (queryables.isPending) return <Loader size="xs" />;
  if (queryables.isError) {
    return (
      <Alert color="red" variant="light" p="xs" role="alert">
        {say("filterFailed")}{" "}
        <Button size="compact-xs" variant="default" onClick={() => void queryables.refetch()}>
          {say("retryNow")}
        </Button>
      </Alert>
    );
  }
  return <Terms layer={layer} queryables={queryables.data} />;
}

function useDraft(layer: Layer) {
  const [view, dispatch] = useView();
  const given = view.filters[layer.id];
  const keys = useRef(0);
  const keyed = (term: Term): Draft => ({ ...term, key: keys.current++ });
  const [drafts, setDrafts] = useState<Draft[]>(() => given?.terms.map(keyed) ?? []);
  const [any, setAny] = useState(given?.any ?? false);
  const sent = useRef<Filter | undefined>(given);
  // A filter that was cleared or restored from outside is taken over.
  useEffect(() => {
    if (given === sent.current) return;
    sent.current = given;
    setDrafts(given?.terms.map((term) => ({ ...term, key: keys.current++ })) ?? []);
    setAny(given?.any ?? false);
  }, [given]);
  const complete = drafts.filter(isComplete).map(({ key: _key, ...term }) => term);
  const wanted = JSON.stringify({ any, terms: complete });
  const known = JSON.stringify(given ?? { any, terms: [] });
  useEffect(() => {
    if (wanted === known) return;
    const settle = () => {
      const filter: Filter = JSON.parse(wanted);
      sent.current = filter.terms.length ? filter : undefined;
      dispatch({ type: "filtered", layer: layer.id, filter });
    };
    const timer = window.setTimeout(settle, SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [wanted, known, layer.id, dispatch]);
  return { drafts, setDrafts, any, setAny, keyed };
}

function Terms({ layer, queryables }: { layer: Layer; queryables: readonly Queryable[] }) {
  const { say } = useSpeech();
  const { drafts, setDrafts, any, setAny, keyed } = useDraft(layer);
  const [first] = queryables;
  const change = (key: number, term: Term) =>
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...term, key } : draft)));
  return (
    <fieldset className={styles.editor} aria-label={say("filter")}>
      {drafts.map((draft) => (
        <TermRow
          key={draft.key}
          term={draft}
          queryables={queryables}
          onChange={(term) => change(draft.key, term)}
          onRemove={() => setDrafts(drafts.filter((other) => other.key !== draft.key))}
        />
      ))}
      {drafts.length > 1 && (
        <SegmentedControl
          size="xs"
          value={any ? "any" : "all"}
          onChange={(value) => setAny(value === "any")}
          data={[
            { value: "all", label: say("matchAll") },
            { value: "any", label: say("matchAny") },
          ]}
          aria-label={say("matchHow")}
        />
      )}
      {first && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<PlusIcon size={14} />}
          onClick={() => setDrafts([...drafts, keyed(startTerm(first))])}
        >
          {say("addTerm")}
        </Button>
      )}
    </fieldset>
  );
}

interface TermRowProps {
  term: Term;
  queryables: readonly Queryable[];
  onChange: (term: Term) => void;
  onRemove: () => void;
}

function TermRow({ term, queryables, onChange, onRemove }: TermRowProps) {
  const { say, read } = useSpeech();
  const known = queryables.find((queryable) => queryable.name === term.name);
  const words = term.kind === "date" || term.kind === "datetime" ? DAY_WORDS : TEST_WORDS;
  const choose = (name: string | null) => {
    const chosen = queryables.find((queryable) => queryable.name === name);
    if (chosen) onChange(startTerm(chosen));
  };
  return (
    <div className={styles.term}>
      <div className={styles.line}>
        <Select
          size="xs"
          className={styles.wide ?? ""}
          searchable
          allowDeselect={false}
          value={term.name}
          onChange={choose}
          data={queryables.map(({ name, label }) => ({ value: name, label: read(label) }))}
          filter={({ options, search }) =>
            options.filter((option) => "label" in option && fold(option.label).includes(fold(search.trim())))
          }
          nothingFoundMessage={say("noAttribute")}
          aria-label={say("attribute")}
          comboboxProps={{ withinPortal: true }}
        />
        <CloseButton size="sm" aria-label={say("removeTerm")} onClick={onRemove} />
      </div>
      <div className={styles.line}>
        <Select
          size="xs"
          className={styles.test ?? ""}
          allowDeselect={false}
          value={term.test}
          onChange={(test) => test && onChange({ ...term, test: test as Test, values: [] })}
          data={TESTS_OF[term.kind].map((test) => ({ value: test, label: say(words[test]) }))}
          aria-label={say("test")}
        />
        <TermValues
          key={`${term.name}.${term.test}`}
          term={term}
          known={known}
          onChange={(values) => onChange({ ...term, values })}
        />
      </div>
    </div>
  );
}
