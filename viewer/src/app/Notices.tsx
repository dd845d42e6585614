import { Button, Loader, Text, Title } from "@mantine/core";
import { Component, type ErrorInfo, type ReactNode } from "react";
import { Refusal } from "../api/fetching";
import { useSpeech } from "../text/speech";
import { WarningIcon } from "./icons";
import styles from "./Notices.module.css";

export function LoadingCity() {
  const { say } = useSpeech();
  return (
    <div className={styles.whole} role="status">
      <Loader size="sm" />
      <Text size="sm" c="dimmed">
        {say("loadingCity")}
      </Text>
    </div>
  );
}

/** Nothing can be shown yet. The catalogue goes on being asked for; this only says so. */
export function CityUnreachable({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { say, read } = useSpeech();
  const sentence = error instanceof Refusal ? error.sentence : null;
  return (
    <div className={styles.whole} role="alert">
      <WarningIcon size={32} />
      <Title order={2} size="lg">
        {say(sentence ? "refusedTitle" : "apiDownTitle")}
      </Title>
      <Text size="sm" c="dimmed" maw={420} ta="center">
        {sentence ? read(sentence) : say("apiDownBody")}
      </Text>
      <Button variant="light" onClick={onRetry}>
        {say("retryNow")}
      </Button>
    </div>
  );
}

export function ConnectionBanner() {
  const { say } = useSpeech();
  return (
    <div className={styles.banner} role="alert">
      <WarningIcon size={16} />
      {say("connectionLost")}
    </div>
  );
}

function Crash() {
  const { say } = useSpeech();
  return (
    <div className={styles.whole} role="alert">
      <WarningIcon size={32} />
      <Title order={2} size="lg">
        {say("crashTitle")}
      </Title>
      <Text size="sm" c="dimmed" maw={420} ta="center">
        {say("crashBody")}
      </Text>
      <Button variant="light" onClick={() => window.location.reload()}>
        {say("reload")}
      </Button>
    </div>
  );
}

/** React asks for a class here: whatever fails while drawing ends in a sentence, not in an empty page. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override componentDidCatch(error: Error, _info: ErrorInfo): void {
    reportError(error);
  }

  override render(): ReactNode {
    return this.state.crashed ? <Crash /> : this.props.children;
  }
}
