import { Button, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../../api/fetching";
import { savedQuery, saveSteps } from "../../api/scenarios";
import { useSpeech } from "../../text/speech";
import { Block } from "../reports/AnswerPanel";
import reports from "../reports/Reports.module.css";
import { setSteps, supposing } from "./supposing";
import styles from "./WhatIf.module.css";

/** What-ifs that were saved by name: taken up again, or added to the one that is put together. */
export function SavedList() {
  const { say, number, date } = useSpeech();
  const saved = useQuery(savedQuery);
  const { steps } = supposing.use();
  return (
    <Block title={say("savedSteps")}>
      {steps.length > 0 && <SaveForm />}
      {saved.data?.length === 0 && <p className={reports.hint}>{say("nothingSaved")}</p>}
      <ul className={styles.saved}>
        {(saved.data ?? []).map((one) => (
          <li key={one.id}>
            <span>
              <strong>{one.name}</strong>
              <small>
                {say("stepCount", { count: number(one.what_if.length) })} · {one.written_by},{" "}
                {date(one.written_at)}
              </small>
            </span>
            <Button size="compact-xs" variant="default" onClick={() => setSteps(one.what_if)}>
              {say("takeUp")}
            </Button>
            {steps.length > 0 && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                onClick={() => setSteps([...steps, ...one.what_if])}
              >
                {say("combine")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}

function SaveForm() {
  const { say, read } = useSpeech();
  const client = useQueryClient();
  const { steps } = supposing.use();
  const [name, setName] = useState("");
  const saving = useMutation({
    mutationFn: () => saveSteps(name.trim(), steps),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries({ queryKey: savedQuery.queryKey });
    },
  });
  const sentence = saving.error instanceof Refusal ? saving.error.sentence : null;
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) saving.mutate();
      }}
    >
      <TextInput
        size="xs"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        placeholder={say("nameSteps")}
        aria-label={say("nameSteps")}
      />
      <Button size="xs" variant="default" type="submit" loading={saving.isPending} disabled={!name.trim()}>
        {say("saveSteps")}
      </Button>
      {saving.error && (
        <Text size="xs" className={reports.fault ?? ""} role="alert">
          {sentence ? read(sentence) : say("reportsFailed")}
        </Text>
      )}
      {saving.isSuccess && (
        <Text size="xs" role="status">
          {say("stepsSaved")}
        </Text>
      )}
    </form>
  );
}
