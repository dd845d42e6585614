import { CloseButton, Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import { type Hit, searchQuery } from "../api/search";
import { SearchIcon } from "../app/icons";
import { useSpeech } from "../text/speech";
import { LayerSymbol } from "./LegendSymbol";
import styles from "./SearchBox.module.css";

const TYPING_PAUSE_MS = 200;

interface SearchBoxProps {
  catalogue: Catalogue;
  onChoose: (hit: Hit) => void;
}

/** Finds while one types; a request that is overtaken by the next letter is cancelled. */
export function SearchBox({ catalogue, onChoose }: SearchBoxProps) {
  const { say } = useSpeech();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [asked] = useDebouncedValue(text.trim(), TYPING_PAUSE_MS);
  const search = useQuery(searchQuery(asked));
  const hits = asked && text.trim() ? (search.data ?? []) : [];
  const { selectFirstOption, resetSelectedOption } = combobox;
  useHotkeys([["/", () => input.current?.focus()]]);
  useEffect(() => {
    if (search.data?.length) selectFirstOption();
    else resetSelectedOption();
  }, [search.data, selectFirstOption, resetSelectedOption]);
  const choose = (id: string) => {
    const hit = hits.find((known) => known.id === id);
    if (!hit) return;
    setText(hit.properties.title);
    combobox.closeDropdown();
    onChoose(hit);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} shadow="md" offset={6} withinPortal={false}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          ref={input}
          role="combobox"
          aria-autocomplete="list"
          enterKeyHint="search"
          className={styles.box ?? ""}
          value={text}
          aria-label={say("search")}
          placeholder={say("searchPlaceholder")}
          leftSection={search.isFetching ? <Loader size={14} /> : <SearchIcon size={16} />}
          rightSection={
            text && <CloseButton size="sm" aria-label={say("clear")} onClick={() => setText("")} />
          }
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!text.trim() || !asked}>
        <Hits hits={hits} catalogue={catalogue} />
        <Outcome
          text={asked}
          count={hits.length}
          pending={search.isPending || search.isFetching}
          failed={search.isError}
        />
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Hits({ hits, catalogue }: { hits: readonly Hit[]; catalogue: Catalogue }) {
  const { say, read } = useSpeech();
  return (
    <Combobox.Options className={styles.hits ?? ""} aria-label={say("searchResults")}>
      {hits.map((hit) => (
        <Combobox.Option key={hit.id} value={hit.id} className={styles.option ?? ""}>
          <div className={styles.hit}>
            <LayerSymbol
              legend={catalogue.layers.find((layer) => layer.id === hit.properties.layer)?.legend ?? []}
            />
            <span className={styles.title}>{hit.properties.title}</span>
            <span className={styles.subtitle}>{read(hit.properties.subtitle)}</span>
          </div>
        </Combobox.Option>
      ))}
    </Combobox.Options>
  );
}

interface OutcomeProps {
  text: string;
  count: number;
  pending: boolean;
  failed: boolean;
}

function Outcome({ text, count, pending, failed }: OutcomeProps) {
  const { say, number } = useSpeech();
  const sentence = failed
    ? say("searchFailed")
    : pending && count === 0
      ? say("searching")
      : count === 0
        ? say("searchNothing", { text })
        : say("resultsFound", { count: number(count) });
  return (
    <div className={styles.outcome} role="status" data-failed={failed}>
      {sentence}
      {!failed && count === 0 && !pending && <span>{say("searchHint")}</span>}
    </div>
  );
}
