import type { Answer, Cell, Figure } from "../../api/reports";

/** One number before and after; `way` says whether it got better, where anybody can say. */
export interface Compared {
  figure: Figure;
  before: Cell;
  after: Cell;
  difference: number | null;
  way: "better" | "worse" | "same" | null;
}

function wayOf(figure: Figure, difference: number | null): Compared["way"] {
  if (difference === null) return null;
  if (difference === 0) return "same";
  if (!figure.better) return null;
  return difference > 0 === (figure.better === "more") ? "better" : "worse";
}

/** The numbers of two answers of one report side by side; a difference to what nobody knows is unknown. */
export function compareFigures(before: Answer, after: Answer): Compared[] {
  const known = new Map(before.figures.map((figure) => [figure.id, figure]));
  return after.figures.map((figure) => {
    const value = known.get(figure.id)?.value ?? null;
    const difference =
      typeof value === "number" && typeof figure.value === "number"
        ? Number((figure.value - value).toPrecision(12))
        : null;
    return { figure, before: value, after: figure.value, difference, way: wayOf(figure, difference) };
  });
}
