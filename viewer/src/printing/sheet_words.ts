import type { Catalogue } from "../api/catalogue";
import { today } from "../app/days";
import type { View } from "../app/view";
import { fromTheTop } from "../map/order";
import type { Speech } from "../text/speech";
import type { Texts } from "./compose";
import type { LegendLine } from "./legend";

/** The looks of the layers of which something is on the map, the uppermost first; hidden ones are not told. */
export function legendOf(
  catalogue: Catalogue,
  view: View,
  shown: ReadonlySet<string>,
  { read }: Speech,
): LegendLine[] {
  const layers = fromTheTop(catalogue)
    .filter((id) => shown.has(id))
    .flatMap((id) => catalogue.layers.filter((layer) => layer.id === id));
  return layers.flatMap((layer): LegendLine[] => {
    const hidden = view.hidden[layer.id] ?? [];
    const entries = layer.legend.filter((_, place) => !hidden.includes(place));
    const [only] = entries;
    if (layer.legend.length === 1 && only) return [{ words: read(layer.title), entry: only }];
    return [
      { words: read(layer.title), entry: null },
      ...entries.map((entry) => ({ words: read(entry.label), entry })),
    ];
  });
}

interface Told {
  catalogue: Catalogue;
  view: View;
  speech: Speech;
  title: string;
  scale: number | null;
  sources: readonly string[];
}

/** A scale with two figures that mean something, as `1:4.200`. */
function roundScale(scale: number): number {
  const power = 10 ** Math.max(Math.floor(Math.log10(scale)) - 1, 0);
  return Math.round(scale / power) * power;
}

export function textsOf({ catalogue, view, speech, title, scale, sources }: Told): Texts {
  const { say, read, date, number } = speech;
  const now = today();
  const shown = view.day && view.day < now ? view.day : now;
  const narrowed = Object.keys(view.filters).flatMap((id) =>
    catalogue.layers.filter((layer) => layer.id === id).map((layer) => read(layer.title)),
  );
  const footer = [
    `${say("dataOfDay", { day: date(shown) })} ${say("printedOn", { day: date(now) })} ${say("sheetSystem")}`,
    ...(narrowed.length ? [say("filteredLayers", { layers: narrowed.join("; ") })] : []),
    sources.length ? say("sheetSources", { sources: sources.join("; ") }) : say("attribution"),
  ];
  return {
    title,
    legend: say("legend"),
    scale: scale === null ? null : say("scaleIs", { scale: number(roundScale(scale)) }),
    north: say("northLetter"),
    footer,
    notice: catalogue.notice ? read(catalogue.notice) : catalogue.demonstration ? say("demonstration") : null,
    metres: (metres) => (metres >= 1000 ? `${number(metres / 1000)} km` : `${number(metres)} m`),
  };
}
