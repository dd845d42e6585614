/** Everything on paper is in millimetres from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Paper = "A4" | "A3";
export type Turn = "landscape" | "portrait";

export interface Sheet {
  width: number;
  height: number;
  title: Box;
  map: Box;
  legend: Box;
  /** In how many columns the legend runs. */
  columns: number;
  footer: Box;
}

const SIZES: Readonly<Record<Paper, readonly [number, number]>> = { A4: [297, 210], A3: [420, 297] };
const MARGIN = 10;
const TITLE = 14;
const FOOTER = 15;
const GAP = 4;
const LEGEND_WIDTH = 62;
const LEGEND_HEIGHT = 54;

/** Where things stand: the legend beside a wide map, below a high one. */
export function laySheet(paper: Paper, turn: Turn): Sheet {
  const [long, short] = SIZES[paper];
  const [width, height] = turn === "landscape" ? [long, short] : [short, long];
  const inner = width - 2 * MARGIN;
  const top = MARGIN + TITLE;
  const room = height - top - MARGIN - FOOTER;
  const title = { x: MARGIN, y: MARGIN, width: inner, height: TITLE };
  const footer = { x: MARGIN, y: height - MARGIN - FOOTER, width: inner, height: FOOTER };
  const across = inner - LEGEND_WIDTH - GAP;
  const down = room - LEGEND_HEIGHT - GAP;
  return turn === "landscape"
    ? {
        width,
        height,
        title,
        footer,
        columns: 1,
        map: { x: MARGIN, y: top, width: across, height: room },
        legend: { x: MARGIN + across + GAP, y: top, width: LEGEND_WIDTH, height: room },
      }
    : {
        width,
        height,
        title,
        footer,
        columns: Math.floor(inner / LEGEND_WIDTH),
        map: { x: MARGIN, y: top, width: inner, height: down },
        legend: { x: MARGIN, y: top + down + GAP, width: inner, height: LEGEND_HEIGHT },
      };
}

export const MM_PER_INCH = 25.4;
/** How many CSS pixels a millimetre has: what is drawn is as large on paper as on a screen. */
export const PIXELS_PER_MM = 96 / MM_PER_INCH;

const EQUATOR_METRES = 40_075_016.686;
const TILE_PIXELS = 512;

/** 1 to how much the map is on paper, at a latitude and a zoom. */
export function scaleOf(latitude: number, zoom: number): number {
  const metres = (EQUATOR_METRES * Math.cos((latitude * Math.PI) / 180)) / (TILE_PIXELS * 2 ** zoom);
  return metres * PIXELS_PER_MM * 1000;
}

export function zoomOfScale(latitude: number, scale: number): number {
  return Math.log2(scaleOf(latitude, 0) / scale);
}

/** The zoom at which a frame (mm) shows all that a screen (CSS pixels) does. */
export function zoomToFit(zoom: number, screen: readonly [number, number], frame: Box): number {
  const [width, height] = screen;
  const share = Math.min((frame.width * PIXELS_PER_MM) / width, (frame.height * PIXELS_PER_MM) / height);
  return zoom + Math.log2(share);
}

/** A scale bar of a round number of metres, no longer than `most` millimetres. */
export function scaleBar(scale: number, most: number): { metres: number; width: number } {
  const longest = (most * scale) / 1000;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = ([5, 2, 1].find((step) => step * power <= longest) ?? 1) * power;
  return { metres, width: (metres * 1000) / scale };
}
