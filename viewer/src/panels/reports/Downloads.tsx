import { Button, Loader, Menu, Text } from "@mantine/core";
import { useState } from "react";
import { Refusal, sendJson } from "../../api/fetching";
import { type Answer, executionOf } from "../../api/reports";
import { ChevronIcon } from "../../app/icons";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";

/** In the order in which they are asked for most. */
export const FORMATS = ["pdf", "docx", "xlsx", "html", "csv", "geojson", "gpkg", "json"] as const;

const NAMED = /filename="([^"]+)"/;

function save(body: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(body);
  link.download = name;
  link.click();
  // The browser has taken the file over by then.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function fetchFile(answer: Answer, format: string): Promise<void> {
  const days = { data_as_of: answer.data_as_of, norm_as_of: answer.norm_as_of };
  const response = await sendJson(
    "POST",
    `${executionOf(answer.report)}?format=${format}`,
    { inputs: { ...answer.inputs, ...days } },
    { headers: { accept: "*/*" } },
  );
  const name = NAMED.exec(response.headers.get("content-disposition") ?? "")?.[1];
  save(await response.blob(), name ?? `${answer.report}.${format}`);
}

/** The answer as a file, in every form that there is. */
export function Downloads({ answer }: { answer: Answer }) {
  const { say, read } = useSpeech();
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const fetch = async (format: string) => {
    setBusy(format);
    setTrouble(null);
    try {
      await fetchFile(answer, format);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
      const sentence = error instanceof Refusal ? error.sentence : null;
      setTrouble(sentence ? read(sentence) : say("downloadFailed"));
    } finally {
      setBusy(null);
    }
  };
  return (
    <div className={styles.downloads}>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            rightSection={busy ? <Loader size={12} /> : <ChevronIcon size={14} />}
            disabled={busy !== null}
          >
            {say("downloadAnswer")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {FORMATS.map((format) => (
            <Menu.Item
              key={format}
              aria-label={say("downloadAs", { format: format.toUpperCase() })}
              onClick={() => void fetch(format)}
            >
              {format.toUpperCase()}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {busy && (
        <span className={styles.spoken} role="status">
          {say("downloading")}
        </span>
      )}
      {trouble && (
        <Text size="xs" className={styles.fault ?? ""} role="alert">
          {trouble}
        </Text>
      )}
    </div>
  );
}
