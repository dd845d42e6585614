import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../api/reports";
import { type KeptEntry, keptQuery, resultQuery } from "../../api/results";
import { useView } from "../../app/use_view";
import { useSpeech } from "../../text/speech";
import { Comparison } from "../whatif/Comparison";
import { Block } from "./AnswerPanel";
import styles from "./Reports.module.css";

const SHOWN = 8;

/** Results that the server keeps, the newest first. */
export function KeptList() {
  const { say, read, moment } = useSpeech();
  const [, dispatch] = useView();
  const kept = useQuery(keptQuery);
  const [all, setAll] = useState(false);
  const listed = kept.data ?? [];
  if (listed.length === 0) return null;
  return (
    <section className={styles.block}>
      <h3 className={styles.blockTitle}>{say("keptResults")}</h3>
      <ul className={styles.plain}>
        {listed.slice(0, all ? listed.length : SHOWN).map((one) => (
          <li key={one.id} className={styles.run} data-kept={one.report}>
            <span className={styles.runWords}>
              <strong>{one.name ?? read(one.title)}</strong>
              <small>
                {moment(one.made_at)} · {one.made_by}
              </small>
            </span>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => dispatch({ type: "report chosen", report: one.report, result: one.id })}
            >
              {say("seeAnswer")}
            </Button>
          </li>
        ))}
      </ul>
      {listed.length > SHOWN && !all && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {say("moreEntries", { count: listed.length - SHOWN })}
        </Button>
      )}
    </section>
  );
}

/** An answer beside an earlier one of the same report. */
export function CompareWith({ answer, own }: { answer: Answer; own: string }) {
  const { say, read, moment } = useSpeech();
  const kept = useQuery(keptQuery);
  const [other, setOther] = useState("");
  const before = useQuery(resultQuery(other, other !== ""));
  const others = (kept.data ?? []).filter((one) => one.report === answer.report && one.id !== own);
  if (others.length === 0) return null;
  const name = (one: KeptEntry) => `${one.name ?? read(one.title)}, ${moment(one.made_at)}`;
  return (
    <Block title={say("compareResults")}>
      <NativeSelect
        size="xs"
        aria-label={say("compareWith")}
        value={other}
        onChange={(event) => setOther(event.currentTarget.value)}
        data={[
          { value: "", label: say("compareWith") },
          ...others.map((one) => ({ value: one.id, label: name(one) })),
        ]}
      />
      {before.data && (
        <>
          {before.data.asked?.map((one) => (
            <p key={one.vi} className={styles.hint}>
              {say("before")}: {read(one)}
            </p>
          ))}
          <Comparison before={before.data} after={answer} />
        </>
      )}
    </Block>
  );
}
