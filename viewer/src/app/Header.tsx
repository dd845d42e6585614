import { ActionIcon, Button, SegmentedControl, Title, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { type ReactNode, useEffect } from "react";
import type { Connection } from "../api/events";
import { LANGUAGES, type Language } from "../text/language";
import { useSpeech } from "../text/speech";
import { DICTIONARIES, type Word } from "../text/words";
import { writeAddress } from "./address";
import styles from "./Header.module.css";
import { CityIcon, LinkIcon } from "./icons";
import { useView } from "./use_view";

const CONNECTION_WORDS: Record<Connection, Word> = {
  connecting: "connecting",
  live: "live",
  lost: "notLive",
};

interface HeaderProps {
  title: string;
  connection: Connection;
  /** The search of the page that is open. */
  children?: ReactNode;
}

export function Header({ title, connection, children }: HeaderProps) {
  const { say } = useSpeech();
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header className={styles.header}>
      <button type="button" className={styles.skip} onClick={focusMap}>
        {say("skipToMap")}
      </button>
      <div className={styles.brand}>
        <CityIcon size={24} />
        <Title order={1} className={styles.title ?? ""}>
          {title}
        </Title>
      </div>
      <search className={styles.search}>{children}</search>
      <div className={styles.tools}>
        <Tooltip label={say("liveHint")}>
          <span className={styles.connection} data-state={connection} role="status">
            {say(CONNECTION_WORDS[connection])}
          </span>
        </Tooltip>
        <ShareButton />
        <LanguageSwitch />
      </div>
    </header>
  );
}

function focusMap(): void {
  document.querySelector<HTMLElement>(".maplibregl-canvas")?.focus();
}

function ShareButton() {
  const { say } = useSpeech();
  const [view] = useView();
  const clipboard = useClipboard({ timeout: 3000 });
  const copy = () => clipboard.copy(new URL(writeAddress(view), window.location.href).href);
  const news = clipboard.copied ? say("shareDone") : clipboard.error ? say("shareFailed") : null;
  return (
    <>
      <Tooltip label={news ?? say("share")} {...(news ? { opened: true } : {})}>
        <Button
          className={styles.wide ?? ""}
          variant="default"
          size="xs"
          leftSection={<LinkIcon size={16} />}
          onClick={copy}
        >
          {say("share")}
        </Button>
      </Tooltip>
      <ActionIcon
        className={styles.narrow ?? ""}
        variant="default"
        size={34}
        aria-label={say("share")}
        onClick={copy}
      >
        <LinkIcon size={16} />
      </ActionIcon>
      <span role="status" className={styles.spoken}>
        {news}
      </span>
    </>
  );
}

function LanguageSwitch() {
  const { say, language } = useSpeech();
  const [, dispatch] = useView();
  return (
    <SegmentedControl
      size="xs"
      value={language}
      onChange={(value) => dispatch({ type: "spoken", language: value as Language })}
      data={LANGUAGES.map((known) => ({
        value: known,
        label: <span title={DICTIONARIES[known].languageName}>{DICTIONARIES[known].languageShort}</span>,
      }))}
      aria-label={say("chooseLanguage")}
    />
  );
}
