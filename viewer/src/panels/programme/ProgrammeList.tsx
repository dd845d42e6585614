import { Button, CloseButton, ScrollArea, Tabs, Text, TextInput } from "@mantine/core";
import { SearchIcon } from "../../app/icons";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import type { Word } from "../../text/words";
import { choose, everything, grouped, KINDS, type Kind, NO_CHOICE } from "./choosing";
import { Filters } from "./Filters";
import type { Around } from "./ProgrammePanel";
import styles from "./ProgrammePanel.module.css";
import { AgencyRow, IndicatorRow, ModelRow, TaskRow } from "./Rows";
import { type Entry, useCount } from "./use_count";
import type { Listing } from "./use_listing";

export const KIND_WORDS: Record<Kind, Word> = {
  tasks: "tasks",
  indicators: "indicators",
  models: "models",
  agencies: "agencies",
};

interface ProgrammeListProps extends Around {
  listing: Listing;
}

export function ProgrammeList({ listing, ...around }: ProgrammeListProps) {
  const { say } = useSpeech();
  const count = useCount();
  const { dashboard } = around;
  const { kind, choice, show, narrow } = listing;
  const chosen = choose(dashboard, choice);
  const all = everything(dashboard);
  return (
    <Tabs
      className={styles.lists ?? ""}
      value={kind}
      onChange={(value) => show(KINDS.find((known) => known === value) ?? "tasks")}
      keepMounted={false}
    >
      <Tabs.List grow aria-label={say("programme")}>
        {KINDS.map((one) => (
          <Tabs.Tab key={one} value={one} className={styles.tab ?? ""}>
            {say(KIND_WORDS[one])} <span className={styles.count}>{count(all[one])}</span>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <div className={styles.narrowing}>
        <TextInput
          size="xs"
          value={choice.text}
          onChange={(event) => narrow({ text: event.currentTarget.value })}
          placeholder={say("findInProgramme")}
          aria-label={say("findInProgramme")}
          leftSection={<SearchIcon size={14} />}
          rightSection={
            choice.text && (
              <CloseButton size="xs" aria-label={say("clear")} onClick={() => narrow({ text: "" })} />
            )
          }
        />
        <Filters kind={kind} dashboard={dashboard} choice={choice} narrow={narrow} />
      </div>
      <Tabs.Panel value={kind} className={styles.list ?? ""}>
        <Shown shown={chosen[kind]} all={all[kind]} onClear={() => narrow({ ...NO_CHOICE })} />
        <ScrollArea className={styles.scroll ?? ""} type="auto" scrollbarSize={8}>
          <Entries kind={kind} chosen={chosen} around={around} />
        </ScrollArea>
      </Tabs.Panel>
    </Tabs>
  );
}

interface ShownProps {
  shown: readonly Entry[];
  all: readonly Entry[];
  onClear: () => void;
}

function Shown({ shown, all, onClear }: ShownProps) {
  const { say } = useSpeech();
  const count = useCount();
  const empty = all.length === 0 ? say("programmeEmpty") : shown.length === 0 ? say("nothingMatches") : null;
  return (
    <div className={styles.shown}>
      <Text size="xs" c="dimmed" role="status">
        {empty ?? say("shownOf", { shown: count(shown), count: count(all) })}
      </Text>
      {shown.length < all.length && (
        <Button variant="subtle" size="compact-xs" onClick={onClear}>
          {say("clearFilters")}
        </Button>
      )}
    </div>
  );
}

interface EntriesProps {
  kind: Kind;
  chosen: ReturnType<typeof choose>;
  around: Around;
}

function Entries({ kind, chosen, around }: EntriesProps) {
  const [, dispatch] = useView();
  const pick = (subject: string) => {
    dispatch({ type: "subject chosen", subject });
    around.onChosen();
  };
  const shared = { around, onChoose: pick };
  if (kind === "tasks") {
    return grouped(chosen.tasks, (task) => task.group_name).map(([heading, tasks]) => (
      <Group key={heading} heading={heading}>
        {tasks.map((task) => (
          <TaskRow key={task.key} task={task} {...shared} />
        ))}
      </Group>
    ));
  }
  if (kind === "indicators") {
    return grouped(chosen.indicators, (one) => `${one.section}\n${one.group}`).map(([heading, entries]) => (
      <Group key={heading} heading={heading}>
        {entries.map((one) => (
          <IndicatorRow key={one.key} indicator={one} {...shared} />
        ))}
      </Group>
    ));
  }
  return (
    <ul className={styles.entries}>
      {kind === "models" && chosen.models.map((one) => <ModelRow key={one.key} model={one} {...shared} />)}
      {kind === "agencies" &&
        chosen.agencies.map((one) => <AgencyRow key={one.key} agency={one} {...shared} />)}
    </ul>
  );
}

function Group({ heading, children }: { heading: string; children: React.ReactNode }) {
  return (
    <section className={styles.group}>
      <h3 className={styles.heading}>{heading}</h3>
      <ul className={styles.entries}>{children}</ul>
    </section>
  );
}
