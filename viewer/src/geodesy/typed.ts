import { fromGrid } from "./vn2000";

/** Where typed coordinates may lie, and how they were understood. */
export interface Reading {
  longitude: number;
  latitude: number;
  system: "degrees" | "grid";
  /** Typed the other way round: east before north. */
  swapped: boolean;
}

/** West, south, east, north in degrees. */
type Bounds = readonly [number, number, number, number];

/** All of Vietnam and its sea. */
const VIETNAM: Bounds = [101, 5, 118, 24];

const LETTERS: Readonly<Record<string, "north" | "east" | "south" | "west">> = {
  N: "north",
  B: "north",
  E: "east",
  Đ: "east",
  D: "east",
  S: "south",
  W: "west",
};

interface Token {
  value: number;
  letter: "north" | "east" | "south" | "west" | null;
}

const within = ([west, south, east, north]: Bounds, x: number, y: number) =>
  x >= west && x <= east && y >= south && y <= north;

/** A number as people write it: `21,017`, `21.017`, `2.325.039,287`, `2 325 039.287`; null for none. */
export function readNumber(text: string): number | null {
  const plain = text.replaceAll(/[\s_']/g, "");
  if (!/^[+-]?\d[\d.,]*$/.test(plain)) return null;
  const dots = plain.split(".").length - 1;
  const commas = plain.split(",").length - 1;
  // Of two kinds the last is the decimal one; of one kind several group thousands.
  const decimal =
    dots && commas ? (plain.lastIndexOf(".") > plain.lastIndexOf(",") ? "." : ",") : dots ? "." : ",";
  const grouped =
    dots && commas ? (decimal === "." ? "," : ".") : Math.max(dots, commas) > 1 ? decimal : null;
  if (grouped !== null && !isGrouped(plain, grouped, decimal)) return null;
  const bare = grouped === null ? plain : plain.replaceAll(grouped, "");
  const value = Number(bare.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

function isGrouped(text: string, mark: string, decimal: string): boolean {
  const whole = (mark === decimal ? text : (text.split(decimal)[0] ?? "")).replace(/^[+-]/, "");
  const [first = "", ...others] = whole.split(mark);
  return first.length >= 1 && first.length <= 3 && others.every((part) => /^\d{3}$/.test(part));
}

const ANGLE =
  /^([+-]?\d+)\s*[°ºd]\s*(?:(\d+(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:["″”]|'')\s*)?$/;

function readAngle(text: string): number | null {
  const found = ANGLE.exec(text);
  if (!found) return /^[+-]?\d+[.,]\d+\s*[°º]$/.test(text) ? readNumber(text.slice(0, -1)) : null;
  const [degrees, minutes, seconds] = found.slice(1).map((part) => Number((part ?? "0").replace(",", ".")));
  if (minutes === undefined || seconds === undefined || minutes >= 60 || seconds >= 60) return null;
  const size = Math.abs(degrees ?? 0) + minutes / 60 + seconds / 3600;
  return text.startsWith("-") ? -size : size;
}

function readToken(text: string): Token | null {
  const bare = text.trim().replace(/^[XYEN]\s*[:=]\s*/i, "");
  const letter = /^(.*?)\s*([NBEĐDSW])$/iu.exec(bare);
  const body = letter ? (letter[1] ?? "") : bare;
  const value = readAngle(body) ?? readNumber(body.replace(/\s*m$/i, ""));
  if (value === null) return null;
  return { value, letter: letter ? (LETTERS[(letter[2] ?? "").toUpperCase()] ?? null) : null };
}

/** The two halves of what was typed, in every way in which it may be cut. */
function halves(text: string): [string, string][] {
  const cuts = [...text.matchAll(/\s*[;|\t\n]\s*|\s*,\s+|\s+|,/g)];
  const strong = cuts.filter(([mark]) => /[;|\t\n]/.test(mark));
  return (strong.length === 1 ? strong : cuts).map(({ index, 0: mark }) => [
    text.slice(0, index),
    text.slice(index + mark.length),
  ]);
}

function orient(first: Token, second: Token): { x: number; y: number; swapped: boolean; sure: boolean }[] {
  const sign = ({ value, letter }: Token) => (letter === "south" || letter === "west" ? -value : value);
  const isAcross = ({ letter }: Token) => letter === "east" || letter === "west";
  if (first.letter || second.letter) {
    if (first.letter && second.letter && isAcross(first) === isAcross(second)) return [];
    const swapped = first.letter ? isAcross(first) : !isAcross(second);
    const [x, y] = swapped ? [first, second] : [second, first];
    return [{ x: sign(x), y: sign(y), swapped: false, sure: true }];
  }
  return [
    { x: second.value, y: first.value, swapped: false, sure: false },
    { x: first.value, y: second.value, swapped: true, sure: false },
  ];
}

function placeOf(x: number, y: number): Omit<Reading, "swapped"> | null {
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) {
    return within(VIETNAM, x, y) ? { longitude: x, latitude: y, system: "degrees" } : null;
  }
  if (x < 100_000 || x > 900_000 || y < 500_000 || y > 2_700_000) return null;
  const [longitude, latitude] = fromGrid({ east: x, north: y });
  return within(VIETNAM, longitude, latitude) ? { longitude, latitude, system: "grid" } : null;
}

const sameplace = (one: Reading, other: Reading) =>
  Math.abs(one.longitude - other.longitude) < 1e-9 && Math.abs(one.latitude - other.latitude) < 1e-9;

/**
 * Every way in which typed coordinates can be understood as a place in Vietnam, those within `bounds` first and
 * alone where there are any. North comes first (latitude, longitude; X, Y of Vietnamese surveys); what is only
 * right the other way round is marked `swapped`, and is to be asked about.
 */
export function readTyped(text: string, bounds: Bounds): Reading[] {
  const found: Reading[] = [];
  for (const [left, right] of halves(text.trim().replaceAll(/[()[\]]/g, ""))) {
    const [first, second] = [readToken(left), readToken(right)];
    if (!first || !second) continue;
    for (const { x, y, swapped } of orient(first, second)) {
      const place = placeOf(x, y);
      const reading = place && { ...place, swapped };
      if (reading && !found.some((known) => sameplace(known, reading))) found.push(reading);
    }
  }
  const near = found.filter(({ longitude, latitude }) => within(widened(bounds), longitude, latitude));
  return near.length ? near : found;
}

/** The ward and as much again on every side. */
function widened([west, south, east, north]: Bounds): Bounds {
  const [x, y] = [east - west, north - south];
  return [west - x, south - y, east + x, north + y];
}
