import { Alert, Button, Skeleton, Text } from "@mantine/core";
import { Refusal } from "../../api/fetching";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";

export function Loading({ label }: { label: string }) {
  return (
    <div className={styles.loading} role="status" aria-label={label}>
      {[70, 88, 52, 94, 60, 80].map((width) => (
        <Skeleton key={width} height={14} width={`${width}%`} />
      ))}
    </div>
  );
}

export function Trouble({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <Alert color="red" variant="light" m="md" role="alert">
      <Text size="sm" mb="xs">
        {sentence ? read(sentence) : say("reportsFailed")}
      </Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </Alert>
  );
}
