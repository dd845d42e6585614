import { Alert, Button, Loader, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keepToken, useToken } from "../../api/access";
import type { Field, Layer } from "../../api/catalogue";
import { fetchVersion, Outdated, restoreState } from "../../api/editing";
import { Refusal } from "../../api/fetching";
import { historyQuery, type PastFeature } from "../../api/history";
import { type FeatureRef, itemKey } from "../../api/items";
import { useSpeech } from "../../text/speech";
import { wordValue } from "../wording";
import { AccessPrompt } from "./AccessPrompt";
import styles from "./Feature.module.css";

interface HistoryProps {
  layer: Layer;
  open: FeatureRef;
}

/** Every state of the feature as a line through time, each with what changed and by whom, and the way back to it. */
export function History({ layer, open }: HistoryProps) {
  const { say } = useSpeech();
  const past = useInfiniteQuery(historyQuery(open));
  const [wanted, setWanted] = useState<string | null>(null);
  const states = past.data?.pages.flatMap((page) => page.features) ?? [];
  if (past.isPending) return <Loader size="sm" m="md" />;
  if (past.isError && states.length === 0) {
    return (
      <Alert color="red" variant="light" m="md" role="alert">
        <Text size="sm" mb="xs">
          {say("featureFailed")}
        </Text>
        <Button size="xs" variant="default" onClick={() => void past.refetch()}>
          {say("retryNow")}
        </Button>
      </Alert>
    );
  }
  return (
    <ol className={styles.timeline} aria-label={say("history")}>
      {states.map((state, at) => (
        <li key={state.record.moment}>
          <StateLine layer={layer} state={state} />
          {at > 0 && wanted !== state.record.moment && (
            <Button size="compact-xs" variant="subtle" onClick={() => setWanted(state.record.moment)}>
              {say("restore")}
            </Button>
          )}
          {wanted === state.record.moment && (
            <Restore open={open} moment={state.record.moment} onEnd={() => setWanted(null)} />
          )}
        </li>
      ))}
      {past.hasNextPage && (
        <li>
          <Button size="compact-xs" variant="subtle" onClick={() => void past.fetchNextPage()}>
            {say("olderStates")}
          </Button>
        </li>
      )}
    </ol>
  );
}

function StateLine({ layer, state }: { layer: Layer; state: PastFeature }) {
  const speech = useSpeech();
  const { say, read, moment } = speech;
  const { record } = state;
  const fieldOf = (name: string): Field | undefined => layer.fields.find((field) => field.name === name);
  const words = (field: Field | undefined, value: unknown) =>
    (field ? wordValue(field, value, speech) : null) ?? say("unknown");
  return (
    <>
      <time dateTime={record.from}>{moment(record.from)}</time>
      <Text size="xs" c="dimmed">
        {say(record.changes ? "changedBy" : "createdBy", { by: record.made_by })}
      </Text>
      {record.changes && (
        <ul className={styles.changes}>
          {record.changes.map(({ name, old, new: next }) => {
            const field = fieldOf(name);
            return (
              <li key={name}>
                <b>{field ? read(field.label) : say("shape")}</b>{" "}
                {field ? (
                  <>
                    <del>{words(field, old)}</del> → <ins>{words(field, next)}</ins>
                  </>
                ) : (
                  say("shapeChanged")
                )}
              </li>
            );
          })}
        </ul>
      )}
      {record.change === "delete" && (
        <Text size="xs" c="red">
          {say("deletedBy", { by: record.by ?? "" })}
        </Text>
      )}
    </>
  );
}

interface RestoreProps {
  open: FeatureRef;
  moment: string;
  onEnd: () => void;
}

/** Going back is a change as any other: asked for twice, and itself kept in the history. */
function Restore({ open, moment, onEnd }: RestoreProps) {
  const { say, read } = useSpeech();
  const client = useQueryClient();
  const token = useToken();
  const writing = useMutation({
    mutationFn: async (known: string) => {
      const { etag } = await fetchVersion(open);
      await restoreState(open, moment, { token: known, etag });
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: itemKey(open.layer, open.id) });
      onEnd();
    },
  });
  const { error } = writing;
  const refused = error instanceof Refusal && error.status === 401;
  if (!token || refused) return <AccessPrompt refused={refused} />;
  return (
    <div className={styles.ask}>
      <Text size="xs">{say("restoreQuestion")}</Text>
      {error && (
        <Text size="xs" c="red" role="alert">
          {error instanceof Refusal && error.sentence
            ? read(error.sentence)
            : say(error instanceof Outdated ? "changedMeanwhile" : "saveFailed")}
        </Text>
      )}
      <Button size="compact-xs" loading={writing.isPending} onClick={() => writing.mutate(token)}>
        {say("restoreNow")}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={onEnd}>
        {say("cancel")}
      </Button>
      {error instanceof Refusal && error.status === 403 && (
        <Button size="compact-xs" variant="subtle" onClick={() => keepToken(null)}>
          {say("otherToken")}
        </Button>
      )}
    </div>
  );
}
