import { Alert, Button, SegmentedControl, Select, Skeleton, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useView } from "../app/use_view";
import type { Paper, Turn } from "../printing/layout";
import { useSpeech } from "../text/speech";
import styles from "./Print.module.css";
import type { ToolProps } from "./tools";
import { usePrinting, type Wanted } from "./use_printing";

const SCALES = [500, 1000, 2000, 5000, 10_000, 25_000];
const FIT = "fit";
const SETTLED_MS = 700;

/** The map as a sheet of paper: title, legend, scale, north, day and sources. */
export function PrintTool({ map, catalogue }: ToolProps) {
  const { say, read, number } = useSpeech();
  const [view] = useView();
  const [wanted, setWanted] = useState<Wanted>({
    title: read(catalogue.title),
    paper: "A4",
    turn: "landscape",
    scale: null,
  });
  const { preview, look, save, saving, failed } = usePrinting(map, catalogue, wanted);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet is drawn anew when what it shows changes
  useEffect(() => {
    const timer = window.setTimeout(look, SETTLED_MS);
    return () => window.clearTimeout(timer);
  }, [look, wanted, view]);
  const scales = [
    { value: FIT, label: say("fitView") },
    ...SCALES.map((scale) => ({ value: String(scale), label: `1:${number(scale)}` })),
  ];
  return (
    <>
      <TextInput
        size="xs"
        label={say("sheetTitle")}
        value={wanted.title}
        maxLength={160}
        onChange={(event) => setWanted({ ...wanted, title: event.currentTarget.value })}
      />
      <div className={styles.row}>
        <SegmentedControl
          size="xs"
          value={wanted.paper}
          onChange={(paper) => setWanted({ ...wanted, paper: paper as Paper })}
          data={["A4", "A3"]}
          aria-label={say("paper")}
        />
        <SegmentedControl
          size="xs"
          value={wanted.turn}
          onChange={(turn) => setWanted({ ...wanted, turn: turn as Turn })}
          data={[
            { value: "landscape", label: say("landscape") },
            { value: "portrait", label: say("portrait") },
          ]}
          aria-label={say("turn")}
        />
      </div>
      <Select
        size="xs"
        label={say("scale")}
        allowDeselect={false}
        value={wanted.scale === null ? FIT : String(wanted.scale)}
        onChange={(scale) => setWanted({ ...wanted, scale: scale === FIT ? null : Number(scale) })}
        data={scales}
      />
      {preview ? (
        <img className={styles.sheet} src={preview} alt={say("sheetPreview")} />
      ) : (
        <Skeleton height={180} aria-label={say("drawingSheet")} />
      )}
      {failed && (
        <Alert color="red" variant="light" p="xs" role="alert">
          {say("sheetFailed")}
        </Alert>
      )}
      <div className={styles.row}>
        <Button size="compact-sm" loading={saving === "pdf"} onClick={() => save("pdf")}>
          PDF
        </Button>
        <Button size="compact-sm" variant="default" loading={saving === "png"} onClick={() => save("png")}>
          PNG
        </Button>
      </div>
    </>
  );
}
