import type { Position } from "geojson";
import type { Measured } from "../app/view";
import type { Speech } from "../text/speech";
import { areaOf, lengthOf } from "./measuring";
import { toGrid } from "./vn2000";

const round = (value: number, digits: number) => Number(value.toFixed(digits));

/** Metres to the centimetre, kilometres from 10 km on. */
export function lengthInWords(metres: number, { number }: Speech): string {
  if (metres >= 10_000) return `${number(round(metres / 1000, 3))}\u00a0km`;
  return `${number(round(metres, metres < 1000 ? 2 : 1))}\u00a0m`;
}

/** Square metres, with hectares beside them where that is how land is spoken of. */
export function areaInWords(metres: number, { number }: Speech): string {
  const plain = `${number(round(metres, metres < 10_000 ? 1 : 0))}\u00a0m²`;
  return metres < 10_000 ? plain : `${plain} (${number(round(metres / 10_000, 3))}\u00a0ha)`;
}

/** What is measured so far; empty while there is nothing to say. */
export function sizeInWords(measured: Measured | null, speech: Speech): string {
  if (!measured || measured.corners.length < 2) return "";
  if (measured.what === "length") return lengthInWords(lengthOf(measured.corners), speech);
  return measured.corners.length > 2 ? areaInWords(areaOf(measured.corners), speech) : "";
}

/** Degrees with their letters: `21,017000° B 105,793000° Đ`. */
export function degreesInWords([longitude = 0, latitude = 0]: Position, { say, language }: Speech): string {
  const format = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", {
    minimumFractionDigits: 6,
    maximumFractionDigits: 6,
  });
  const north = say(latitude < 0 ? "southLetter" : "northLetter");
  const east = say(longitude < 0 ? "westLetter" : "eastLetter");
  return `${format.format(Math.abs(latitude))}°\u00a0${north} ${format.format(Math.abs(longitude))}°\u00a0${east}`;
}

/** VN-2000 as Vietnamese surveys write it: X to the north, Y to the east, in metres. */
export function gridInWords(position: Position, { language }: Speech, digits = 2): string {
  const { east, north } = toGrid(position);
  const format = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", {
    useGrouping: false,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `X\u00a0${format.format(north)} Y\u00a0${format.format(east)}`;
}
