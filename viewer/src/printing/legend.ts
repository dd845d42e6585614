import type { LegendEntry } from "../api/catalogue";
import { MAP_COLOURS } from "../app/theme";

/** A line of the legend: a layer's name, or one of its looks. */
export interface LegendLine {
  words: string;
  entry: LegendEntry | null;
}

/** Millimetres of a look's sign. */
export const SIGN = { width: 8, height: 4 };
const MM_PER_PIXEL = 25.4 / 96;

/** Draws one look of the map as the screen's legend does, its middle at a height. */
export function drawSign(ink: CanvasRenderingContext2D, entry: LegendEntry, x: number, middle: number): void {
  ink.save();
  const thickness = Math.min(Math.max(entry.width, 1.5), 6) * MM_PER_PIXEL;
  if (entry.symbol === "point") drawPoint(ink, entry, x + SIGN.width / 2, middle);
  else if (entry.symbol === "line") drawLine(ink, entry, { x, middle, thickness });
  else drawArea(ink, entry, x, middle);
  ink.restore();
}

function drawPoint(ink: CanvasRenderingContext2D, entry: LegendEntry, x: number, y: number): void {
  ink.beginPath();
  ink.arc(x, y, Math.min(Math.max(entry.width, 3), 7) * MM_PER_PIXEL, 0, 2 * Math.PI);
  ink.fillStyle = entry.colour;
  ink.fill();
  ink.lineWidth = 1.25 * MM_PER_PIXEL;
  ink.strokeStyle = entry.outline ?? MAP_COLOURS.halo;
  ink.stroke();
}

interface Across {
  x: number;
  middle: number;
  thickness: number;
}

function drawLine(ink: CanvasRenderingContext2D, entry: LegendEntry, { x, middle, thickness }: Across): void {
  const stroke = (colour: string, width: number) => {
    ink.beginPath();
    ink.moveTo(x, middle);
    ink.lineTo(x + SIGN.width, middle);
    ink.strokeStyle = colour;
    ink.lineWidth = width;
    ink.stroke();
  };
  if (entry.outline) stroke(entry.outline, thickness + 2 * MM_PER_PIXEL);
  ink.setLineDash(entry.dash.map((part) => part * thickness));
  stroke(entry.colour, thickness);
}

function drawArea(ink: CanvasRenderingContext2D, entry: LegendEntry, x: number, middle: number): void {
  const box = [x + 0.5, middle - SIGN.height / 2 + 0.4, SIGN.width - 1, SIGN.height - 0.8] as const;
  ink.fillStyle = MAP_COLOURS.ground;
  ink.fillRect(...box);
  ink.globalAlpha = Math.max(entry.opacity, 0.15);
  ink.fillStyle = entry.colour;
  ink.fillRect(...box);
  ink.globalAlpha = 1;
  ink.lineWidth = 1.25 * MM_PER_PIXEL;
  ink.strokeStyle = entry.outline ?? entry.colour;
  ink.strokeRect(...box);
}
