import { useQueryClient } from "@tanstack/react-query";
import type { Map as MapLibreMap } from "maplibre-gl";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Catalogue } from "../api/catalogue";
import { sourcesQuery } from "../api/records";
import { useView } from "../app/use_view";
import type { View } from "../app/view";
import { readCameraOf } from "../map/camera";
import { type Content, compose, loadLetters } from "../printing/compose";
import { laySheet, type Paper, scaleOf, type Turn, zoomOfScale, zoomToFit } from "../printing/layout";
import { writePdf } from "../printing/pdf";
import { photograph } from "../printing/photograph";
import { legendOf, textsOf } from "../printing/sheet_words";
import { type Speech, useSpeech } from "../text/speech";

/** What is to be printed. */
export interface Wanted {
  title: string;
  paper: Paper;
  turn: Turn;
  /** 1 to how much; null: all that is on the screen. */
  scale: number | null;
}

export type FileForm = "pdf" | "png";

const PREVIEW_DOTS = 60;
const FILE_DOTS = 200;
const JPEG_QUALITY = 0.92;

interface Printing {
  /** Address of a small picture of the sheet. */
  preview: string | null;
  look: () => void;
  save: (form: FileForm) => void;
  saving: FileForm | null;
  failed: boolean;
}

interface Around {
  map: MapLibreMap;
  catalogue: Catalogue;
  view: View;
  speech: Speech;
  wanted: Wanted;
  sourcesOf: (layers: readonly string[]) => Promise<readonly string[]>;
}

async function drawSheet(around: Around, dots: number): Promise<HTMLCanvasElement> {
  const { map, catalogue, view, speech, wanted, sourcesOf } = around;
  const sheet = laySheet(wanted.paper, wanted.turn);
  const camera = readCameraOf(map);
  const { clientWidth, clientHeight } = map.getContainer();
  const zoom = wanted.scale
    ? zoomOfScale(camera.latitude, wanted.scale)
    : zoomToFit(camera.zoom, [clientWidth, clientHeight], sheet.map);
  const { picture, shown } = await photograph(map.getStyle(), { ...camera, zoom }, sheet.map, dots);
  const scale = camera.pitch > 0 ? null : scaleOf(camera.latitude, zoom);
  const sources = await sourcesOf(
    [...shown].filter((id) => catalogue.layers.some((layer) => layer.id === id)),
  );
  const content: Content = {
    sheet,
    picture,
    scale,
    bearing: camera.bearing,
    legend: legendOf(catalogue, view, shown, speech),
    texts: textsOf({ catalogue, view, speech, title: wanted.title, scale, sources }),
  };
  await loadLetters(content.legend.map((line) => line.words).join("") + wanted.title);
  return compose(content, dots);
}

function toBlob(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), type, JPEG_QUALITY),
  );
}

async function writeFile(form: FileForm, canvas: HTMLCanvasElement, around: Around): Promise<Blob> {
  if (form === "png") return toBlob(canvas, "image/png");
  const picture = new Uint8Array(await (await toBlob(canvas, "image/jpeg")).arrayBuffer());
  const { width, height } = laySheet(around.wanted.paper, around.wanted.turn);
  const { title } = around.wanted;
  const language = around.speech.language;
  return writePdf({ width, height, picture, pixels: [canvas.width, canvas.height], title, language });
}

function handOut(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A title as the name of a file. */
const fileName = (title: string) => title.replaceAll(/[\\/:*?"<>|]+/g, " ").trim() || "map";

export function usePrinting(map: MapLibreMap, catalogue: Catalogue, wanted: Wanted): Printing {
  const client = useQueryClient();
  const speech = useSpeech();
  const [view] = useView();
  const [preview, setPreview] = useState<string | null>(null);
  const [saving, setSaving] = useState<FileForm | null>(null);
  const [failed, setFailed] = useState(false);
  const sourcesOf = (layers: readonly string[]) => client.fetchQuery(sourcesQuery(layers)).catch(() => []);
  const now = useRef<Around>({ map, catalogue, view, speech, wanted, sourcesOf });
  now.current = { map, catalogue, view, speech, wanted, sourcesOf };
  const turn = useRef(0);
  useEffect(() => () => URL.revokeObjectURL(preview ?? ""), [preview]);
  const attempt = useCallback(async (work: () => Promise<void>) => {
    setFailed(false);
    try {
      await work();
    } catch (error) {
      reportError(error);
      setFailed(true);
    }
  }, []);
  const look = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    void attempt(async () => {
      const blob = await toBlob(await drawSheet(now.current, PREVIEW_DOTS), "image/png");
      if (mine === turn.current) setPreview(URL.createObjectURL(blob));
    });
  }, [attempt]);
  const save = (form: FileForm) => {
    setSaving(form);
    const around = now.current;
    void attempt(async () => {
      const canvas = await drawSheet(around, FILE_DOTS);
      handOut(await writeFile(form, canvas, around), `${fileName(around.wanted.title)}.${form}`);
    }).finally(() => setSaving(null));
  };
  return { preview, look, save, saving, failed };
}
