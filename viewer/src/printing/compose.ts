import { FONT, MAP_COLOURS } from "../app/theme";
import { type Box, MM_PER_INCH, type Sheet, scaleBar } from "./layout";
import { drawSign, type LegendLine, SIGN } from "./legend";

/** What stands on the sheet, in words. */
export interface Texts {
  title: string;
  legend: string;
  /** `Tỷ lệ 1:2.000`; null where the view leans, and so has none. */
  scale: string | null;
  north: string;
  footer: readonly string[];
  notice: string | null;
  metres: (metres: number) => string;
}

export interface Content {
  sheet: Sheet;
  picture: HTMLCanvasElement;
  legend: readonly LegendLine[];
  texts: Texts;
  /** 1 to how much; null where the view leans. */
  scale: number | null;
  /** Degrees by which the map is turned. */
  bearing: number;
}

type Ink = CanvasRenderingContext2D;

const INK = MAP_COLOURS.drawn;
const PAPER = MAP_COLOURS.halo;

/** The letters must be there before they are drawn. */
export async function loadLetters(text: string): Promise<void> {
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 16px ${FONT}`, text)));
}

/** The sheet as a picture. */
export function compose(content: Content, dotsPerInch: number): HTMLCanvasElement {
  const { sheet, picture } = content;
  const canvas = document.createElement("canvas");
  const ratio = dotsPerInch / MM_PER_INCH;
  canvas.width = Math.round(sheet.width * ratio);
  canvas.height = Math.round(sheet.height * ratio);
  const ink = canvas.getContext("2d");
  if (!ink) throw new Error("no room for a picture of this size");
  ink.scale(ratio, ratio);
  ink.fillStyle = PAPER;
  ink.fillRect(0, 0, sheet.width, sheet.height);
  const { x, y, width, height } = sheet.map;
  ink.drawImage(picture, x, y, width, height);
  ink.strokeStyle = INK;
  ink.lineWidth = 0.3;
  ink.strokeRect(x, y, width, height);
  drawTitle(ink, content);
  drawNorth(ink, content);
  drawScale(ink, content);
  drawLegend(ink, content);
  drawFooter(ink, content);
  return canvas;
}

function setFont(ink: Ink, size: number, weight = 400): void {
  ink.font = `${weight} ${size}px ${FONT}`;
  ink.fillStyle = INK;
  ink.textBaseline = "middle";
  ink.textAlign = "left";
}

/** Text in as many lines as its width asks for; returns them. */
export function breakLines(words: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

function drawTitle(ink: Ink, { sheet, texts }: Content): void {
  const { x, y, width, height } = sheet.title;
  let size = 7;
  setFont(ink, size, 600);
  while (size > 3.2 && ink.measureText(texts.title).width > width) {
    size -= 0.2;
    setFont(ink, size, 600);
  }
  ink.fillText(texts.title, x, y + (height - 3) / 2, width);
}

function drawNorth(ink: Ink, { sheet, texts, bearing }: Content): void {
  const { x, y, width } = sheet.map;
  ink.save();
  ink.translate(x + width - 9, y + 11);
  ink.fillStyle = PAPER;
  ink.globalAlpha = 0.85;
  ink.beginPath();
  ink.arc(0, 0, 7.5, 0, 2 * Math.PI);
  ink.fill();
  ink.globalAlpha = 1;
  ink.rotate((-bearing * Math.PI) / 180);
  ink.beginPath();
  ink.moveTo(0, -3.2);
  ink.lineTo(2.4, 5);
  ink.lineTo(0, 3.4);
  ink.lineTo(-2.4, 5);
  ink.closePath();
  ink.fillStyle = INK;
  ink.fill();
  setFont(ink, 3, 600);
  ink.textAlign = "center";
  ink.fillText(texts.north, 0, -5.2);
  ink.restore();
}

function drawScale(ink: Ink, { sheet, texts, scale }: Content): void {
  if (scale === null) return;
  const { metres, width } = scaleBar(scale, 50);
  const x = sheet.map.x + 5;
  const y = sheet.map.y + sheet.map.height - 6;
  setFont(ink, 2.8);
  const room = width + 6 + ink.measureText(texts.metres(metres)).width;
  ink.fillStyle = PAPER;
  ink.globalAlpha = 0.85;
  ink.fillRect(x - 3, y - 6.5, Math.max(room, 34), 10);
  ink.globalAlpha = 1;
  ink.strokeStyle = INK;
  ink.lineWidth = 0.3;
  for (const half of [0, 1]) {
    ink.fillStyle = half ? PAPER : INK;
    ink.fillRect(x + (half * width) / 2, y, width / 2, 1.4);
    ink.strokeRect(x + (half * width) / 2, y, width / 2, 1.4);
  }
  ink.fillStyle = INK;
  ink.fillText("0", x, y - 2.2);
  ink.textAlign = "right";
  ink.fillText(texts.metres(metres), Math.max(x + width, x + 12), y - 2.2);
}

interface Placed extends LegendLine {
  lines: string[];
  height: number;
}

const SMALLEST = 0.55;

/** Lines of a legend in its columns, as large as they fit; what does not fit even small is told by an ellipsis. */
function drawLegend(ink: Ink, { sheet, legend, texts }: Content): void {
  const { legend: box, columns } = sheet;
  setFont(ink, 3.6, 600);
  ink.fillText(texts.legend, box.x, box.y + 2.4);
  const room = { ...box, y: box.y + 6, height: box.height - 6 };
  for (let size = 1; ; size *= 0.93) {
    const flowed = flow(ink, legend, room, columns, size);
    if (flowed.whole || size < SMALLEST) {
      flowed.draw();
      return;
    }
  }
}

function place(ink: Ink, line: LegendLine, width: number, size: number): Placed {
  setFont(ink, 2.8 * size, line.entry ? 400 : 600);
  const room = line.entry ? width - (SIGN.width + 2) * size : width;
  const lines = breakLines(line.words, room, (text) => ink.measureText(text).width);
  const height = (lines.length * 3.7 + (line.entry ? 1 : 1.8)) * size;
  return { ...line, lines, height };
}

function flow(ink: Ink, legend: readonly LegendLine[], box: Box, columns: number, size: number) {
  const width = box.width / columns - 3;
  const placed = legend.map((line) => place(ink, line, width, size));
  const spots: { line: Placed; x: number; y: number }[] = [];
  let [column, y] = [0, box.y];
  placed.forEach((line, at) => {
    // A layer's name does not stand alone at the foot of a column.
    const next = line.entry ? 0 : (placed[at + 1]?.height ?? 0);
    if (y + line.height + next > box.y + box.height && y > box.y) [column, y] = [column + 1, box.y];
    if (column < columns) spots.push({ line, x: box.x + column * (width + 3), y });
    y += line.height;
  });
  const whole = spots.length === placed.length;
  const draw = () => {
    for (const { line, x, y: top } of spots) drawPlaced(ink, line, x, top, size);
    if (!whole) ink.fillText("…", box.x + box.width - 4, box.y + box.height - 1);
  };
  return { whole, draw };
}

function drawPlaced(ink: Ink, { entry, lines }: Placed, x: number, y: number, size: number): void {
  setFont(ink, 2.8 * size, entry ? 400 : 600);
  // Room above a layer's name, so that it stands with what follows it.
  const first = y + (entry ? 2.6 : 3.8) * size;
  if (entry) {
    ink.save();
    ink.translate(x, first);
    ink.scale(size, size);
    drawSign(ink, entry, 0, 0);
    ink.restore();
  }
  const indent = entry ? (SIGN.width + 2) * size : 0;
  lines.forEach((text, at) => {
    ink.fillText(text, x + indent, first + at * 3.7 * size);
  });
}

function drawFooter(ink: Ink, { sheet, texts }: Content): void {
  const { x, y, width } = sheet.footer;
  setFont(ink, 2.7);
  const measure = (text: string) => ink.measureText(text).width;
  const lines = texts.footer.flatMap((line) => breakLines(line, width, measure)).slice(0, 3);
  lines.forEach((line, at) => {
    ink.fillText(line, x, y + 4.5 + at * 3.7, width);
  });
  if (texts.scale) {
    setFont(ink, 3, 600);
    ink.textAlign = "right";
    ink.fillText(texts.scale, x + width, y + 4.5);
  }
  if (!texts.notice) return;
  setFont(ink, 2.7, 600);
  ink.fillText(texts.notice, sheet.title.x, sheet.title.y + sheet.title.height - 2.2, width);
}
