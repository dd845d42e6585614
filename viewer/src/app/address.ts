import type { FeatureRef } from "../api/items";
import { isLanguage } from "../text/language";
import { type Camera, FIRST_VIEW, SIDES, type View } from "./view";

const LONGEST_KEY = 100;

/**
 * The part of the address after `#`, which restores a view:
 * `map=zoom/latitude/longitude/bearing/pitch`, `on=layer,layer`, `fade=layer:0.5,…`,
 * `hide=layer:place.place,…`, `open=layer.id`, `side=programme`, `about=key` (of the programme), `since=day`,
 * `look=3d`, `lang=en`. What is missing is as on a first visit.
 */
export function writeAddress(view: View): string {
  const parts: string[] = [];
  if (view.camera) parts.push(`map=${writeCamera(view.camera)}`);
  if (view.on) parts.push(`on=${view.on.map(encodeURIComponent).join(",")}`);
  const faded = Object.entries(view.opacity);
  if (faded.length)
    parts.push(`fade=${faded.map(([id, by]) => `${encodeURIComponent(id)}:${by}`).join(",")}`);
  const hidden = Object.entries(view.hidden);
  if (hidden.length) {
    parts.push(
      `hide=${hidden.map(([id, places]) => `${encodeURIComponent(id)}:${places.join(".")}`).join(",")}`,
    );
  }
  if (view.open)
    parts.push(`open=${encodeURIComponent(view.open.layer)}.${encodeURIComponent(view.open.id)}`);
  if (view.side !== FIRST_VIEW.side) parts.push(`side=${view.side}`);
  if (view.subject) parts.push(`about=${encodeURIComponent(view.subject)}`);
  if (view.since) parts.push(`since=${view.since}`);
  if (view.solid) parts.push("look=3d");
  parts.push(`lang=${view.language}`);
  return `#${parts.join("&")}`;
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
    on: parts.has("on") ? (parts.get("on") ?? "").split(",").filter(Boolean).map(decode) : null,
    opacity: Object.fromEntries(readPairs(parts.get("fade")).flatMap(readFade)),
    hidden: Object.fromEntries(readPairs(parts.get("hide")).flatMap(readHidden)),
    open: readFeature(parts.get("open")),
    ...readSubject(parts),
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
