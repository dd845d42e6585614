import { Button, Loader, Menu, Text } from "@mantine/core";
import { useState } from "react";
import { Refusal, sendJson } from "../../api/fetching";
import { type Answer, executionOf } from "../../api/reports";
import { resultPath } from "../../api/results";
import { ChevronIcon } from "../../app/icons";
import { useSpeech } from "../../text/speech";
import styles from "./Reports.module.css";
import { useRun } from "./runs";

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

/** A kept result is written as it was found; one that nobody keeps is worked out once more for the same days. */
function askFile(answer: Answer, kept: string | null, format: string): Promise<Response> {
  const anything = { headers: { accept: "*/*" } };
  if (kept) return sendJson("GET", `${resultPath(kept)}?format=${format}`, undefined, anything);
  const days = { data_as_of: answer.data_as_of, norm_as_of: answer.norm_as_of };
  const body = { inputs: { ...answer.inputs, ...days } };
  return sendJson("POST", `${executionOf(answer.report)}?format=${format}`, body, anything);
}

async function fetchFile(answer: Answer, kept: string | null, format: string): Promise<void> {
  const response = await askFile(answer, kept, format);
  const name = NAMED.exec(response.headers.get("content-disposition") ?? "")?.[1];
  save(await response.blob(), name ?? `${answer.report}.${format}`);
}

/** The answer as a file, in every form that there is. */
export function Downloads({ answer, result }: { answer: Answer; result: string }) {
  const { say, read } = useSpeech();
  const [busy, setBusy] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const run = useRun(result);
  const kept = run ? run.kept : result;
  const fetch = async (format: string) => {
    setBusy(format);
    setTrouble(null);
    try {
      await fetchFile(answer, kept, format);
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
