import { Alert, Button, Radio, Text } from "@mantine/core";
import { useState } from "react";
import type { Layer } from "../../api/catalogue";
import { useSpeech } from "../../text/speech";
import { wordValue } from "../wording";
import styles from "./Feature.module.css";
import type { Edit } from "./use_edit";

/** Two wrote the same feature: both versions side by side, and a choice for each attribute that both changed. */
export function Conflict({ layer, edit }: { layer: Layer; edit: Edit }) {
  const speech = useSpeech();
  const { say, read } = speech;
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const { conflict, draft } = edit;
  if (!conflict) return null;
  if (!conflict.present) {
    return (
      <Alert color="red" variant="light" p="xs" role="alert">
        {say("deletedMeanwhile")}
      </Alert>
    );
  }
  const stands = conflict.present.feature.properties ?? {};
  const choose = (name: string, whose: string) => {
    const next = new Set(theirs);
    if (whose === "theirs") next.add(name);
    else next.delete(name);
    setTheirs(next);
  };
  const words = (name: string, value: unknown) => {
    const field = layer.fields.find((known) => known.name === name);
    return (field ? wordValue(field, value, speech) : null) ?? say("unknown");
  };
  return (
    <Alert color="yellow" variant="light" p="xs" role="alert" title={say("changedMeanwhile")}>
      {conflict.fields.length === 0 && <Text size="xs">{say("noClash")}</Text>}
      {conflict.fields.map((name) => {
        const field = layer.fields.find((known) => known.name === name);
        return (
          <Radio.Group
            key={name}
            size="xs"
            className={styles.clash ?? ""}
            label={field ? read(field.label) : name}
            value={theirs.has(name) ? "theirs" : "mine"}
            onChange={(whose) => choose(name, whose)}
          >
            <Radio size="xs" value="mine" label={say("mine", { value: words(name, draft.values[name]) })} />
            <Radio size="xs" value="theirs" label={say("theirs", { value: words(name, stands[name]) })} />
          </Radio.Group>
        );
      })}
      <Button size="compact-xs" mt={8} onClick={() => edit.settle([...theirs])}>
        {say("goOn")}
      </Button>
    </Alert>
  );
}
