import type { Position } from "geojson";
import type { FeatureRef } from "../api/items";
import { isLanguage } from "../text/language";
import { packFilter, unpackFilter } from "./filter";
import { type Camera, FIRST_VIEW, type Measured, MOST_SELECTED, SIDES, type View } from "./view";

const LONGEST_KEY = 100;
const MOST_CORNERS = 200;

/**
 * The part of the address after `#`, which restores a view:
 * `map=zoom/latitude/longitude/bearing/pitch`, `on=layer,layer`, `order=layer,layer`, `fade=layer:0.5,…`,
 * `hide=layer:place.place,…`, `where=layer:filter,…`, `open=layer.id`, `pick=layer:id,…`, `list=layer`,
 * `measure=length:longitude/latitude;…`, `spot=longitude/latitude`, `day=2025-06-30`, `beside=2026-06-30`, `side=programme`, `about=key` (of
 * the programme), `since=day`, `report=id`, `result=id`, `look=3d`, `lang=en`. What is missing is as on a first visit.
 */
export function writeAddress(view: View): string {
  const parts: [string, string | null][] = [
    ["map", view.camera && writeCamera(view.camera)],
    ["on", writeIds(view.on)],
    ["order", writeIds(view.order)],
    ["fade", writePairs(view.opacity, String)],
    ["hide", writePairs(view.hidden, (places) => places.join("."))],
    ["where", writePairs(view.filters, (filter) => encodeURIComponent(packFilter(filter)))],
    ["open", view.open && `${encodeURIComponent(view.open.layer)}.${encodeURIComponent(view.open.id)}`],
    ["pick", view.selected.map(writePick).join(",") || null],
    ["list", view.list && encodeURIComponent(view.list)],
    ["spot", view.spot && writeCorner(view.spot)],
    ["measure", view.measured && writeMeasured(view.measured)],
    ["day", view.day],
    ["beside", view.beside],
    ["side", view.side === FIRST_VIEW.side ? null : view.side],
    ["about", view.subject && encodeURIComponent(view.subject)],
    ["since", view.since],
    ["report", view.report && encodeURIComponent(view.report)],
    ["result", view.report && view.result && encodeURIComponent(view.result)],
    ["look", view.solid ? "3d" : null],
    ["lang", view.language],
  ];
  return `#${parts.flatMap(([name, text]) => (text === null ? [] : `${name}=${text}`)).join("&")}`;
}

function writeIds(ids: readonly string[] | null): string | null {
  return ids?.map(encodeURIComponent).join(",") ?? null;
}

function writePairs<Value>(
  record: Readonly<Record<string, Value>>,
  write: (value: Value) => string,
): string | null {
  const pairs = Object.entries(record).map(([id, value]) => `${encodeURIComponent(id)}:${write(value)}`);
  return pairs.length ? pairs.join(",") : null;
}

const writePick = ({ layer, id }: FeatureRef) => `${encodeURIComponent(layer)}:${encodeURIComponent(id)}`;

const writeCorner = ([x = 0, y = 0]: Position) => `${Number(x.toFixed(8))}/${Number(y.toFixed(8))}`;

function writeMeasured({ what, corners }: Measured): string {
  return `${what}:${corners.map(writeCorner).join(";")}`;
}

/** A link may come from anywhere: what cannot be read is as on a first visit, and never an error. */
export function readAddress(hash: string, first: View = FIRST_VIEW): View {
  const parts = new Map(
    hash
      .replace(/^#/, "")
      .split("&")
      .map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)] as const),
  );
  const language = parts.get("lang");
  return {
    camera: readCamera(parts.get("map")),
    on: readIds(parts.get("on")),
    order: readIds(parts.get("order")),
    opacity: Object.fromEntries(readPairs(parts.get("fade")).flatMap(readFade)),
    hidden: Object.fromEntries(readPairs(parts.get("hide")).flatMap(readHidden)),
    filters: Object.fromEntries(readPairs(parts.get("where")).flatMap(readFilter)),
    open: readFeature(parts.get("open")),
    selected: readPairs(parts.get("pick"))
      .slice(0, MOST_SELECTED)
      .map(([layer, id]) => ({ layer, id: decode(id) })),
    list: decode(parts.get("list") ?? "") || null,
    spot: readCorner(parts.get("spot") ?? ""),
    measured: readMeasured(parts.get("measure")),
    day: readDay(parts.get("day")),
    beside: readDay(parts.get("beside")),
    ...readSubject(parts),
    ...readReport(parts),
    solid: parts.get("look") === "3d",
    language: isLanguage(language) ? language : first.language,
  };
}

function writeCamera({ zoom, latitude, longitude, bearing, pitch }: Camera): string {
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  return [round(zoom, 2), round(latitude, 6), round(longitude, 6), round(bearing, 1), round(pitch, 1)].join(
    "/",
  );
}

function readCamera(text: string | undefined): Camera | null {
  const [zoom, latitude, longitude, bearing = 0, pitch = 0] = (text ?? "").split("/").map(Number);
  const all = [zoom, latitude, longitude, bearing, pitch];
  if (zoom === undefined || latitude === undefined || longitude === undefined) return null;
  if (!all.every(Number.isFinite) || Math.abs(latitude) > 85 || Math.abs(longitude) > 180) return null;
  return {
    zoom: Math.min(Math.max(zoom, 0), 22),
    latitude,
    longitude,
    bearing,
    pitch: Math.min(Math.max(pitch, 0), 85),
  };
}

function readIds(text: string | undefined): string[] | null {
  return text === undefined ? null : text.split(",").filter(Boolean).map(decode);
}

function readPairs(text: string | undefined): [string, string][] {
  return (text ?? "").split(",").flatMap((pair): [string, string][] => {
    const [id, value] = pair.split(":");
    return id && value ? [[decode(id), value]] : [];
  });
}

function readFade([id, value]: [string, string]): [string, number][] {
  const opacity = Number(value);
  return opacity >= 0 && opacity < 1 ? [[id, opacity]] : [];
}

function readHidden([id, value]: [string, string]): [string, number[]][] {
  const places = value.split(".").map(Number);
  return places.every((place) => Number.isInteger(place) && place >= 0) ? [[id, places]] : [];
}

function readFilter([id, value]: [string, string]): [string, NonNullable<ReturnType<typeof unpackFilter>>][] {
  const filter = unpackFilter(decode(value));
  return filter ? [[id, filter]] : [];
}

function readCorner(text: string): Position | null {
  const [x = Number.NaN, y = Number.NaN, ...more] = text.split("/").map((part) => Number(part || Number.NaN));
  return more.length === 0 && Math.abs(x) <= 180 && Math.abs(y) <= 85 ? [x, y] : null;
}

function readMeasured(text: string | undefined): Measured | null {
  const [what, written = ""] = (text ?? "").split(":");
  if (what !== "length" && what !== "area") return null;
  const corners = written.split(";").map(readCorner);
  const sound = corners.every((corner) => corner !== null);
  return sound && corners.length > 1 && corners.length <= MOST_CORNERS ? { what, corners } : null;
}

/** A layer's id has no full stop, a feature's id may. */
function readFeature(text: string | undefined): FeatureRef | null {
  const at = text?.indexOf(".") ?? -1;
  if (!text || at < 1 || at === text.length - 1) return null;
  return { layer: decode(text.slice(0, at)), id: decode(text.slice(at + 1)) };
}

/** A link that names a subject shows it; a day alone says nothing. */
function readSubject(parts: ReadonlyMap<string, string>): Pick<View, "side" | "subject" | "since"> {
  const side = SIDES.find((known) => known === parts.get("side")) ?? FIRST_VIEW.side;
  const subject = decode(parts.get("about") ?? "");
  if (!subject || subject.length > LONGEST_KEY) return { side, subject: null, since: null };
  return { side, subject, since: readDay(parts.get("since")) };
}

/** An answer belongs to its report. */
function readReport(parts: ReadonlyMap<string, string>): Pick<View, "report" | "result"> {
  const [report, result] = ["report", "result"].map((name) => decode(parts.get(name) ?? ""));
  if (!report || report.length > LONGEST_KEY) return { report: null, result: null };
  return { report, result: result && result.length <= LONGEST_KEY ? result : null };
}

function readDay(text: string | undefined): string | null {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text ? text : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
