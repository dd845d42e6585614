import type { Cell, Column } from "../../api/reports";
import type { Speech } from "../../text/speech";

/** A cell in words; null where nobody knows it, which is never a zero. */
export function wordCell(column: Column, cell: Cell, speech: Speech): string | null {
  if (cell === null || cell === "") return null;
  const choice = column.choices.find((known) => known.value === cell);
  if (choice) return speech.read(choice.label);
  if (typeof cell === "boolean") return speech.say(cell ? "yes" : "no");
  if (typeof cell === "number") return speech.number(cell, column.digits);
  if (column.kind === "date") return speech.date(cell);
  if (column.kind === "datetime") return speech.moment(cell);
  return cell;
}

/** A number of the answer, as exact as it helps: whole from a hundred on. */
export function wordAmount(value: number, unit: string | null, speech: Speech): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const amount = speech.number(value, digits);
  if (!unit) return amount;
  return unit === "%" ? `${amount}%` : `${amount}\u00a0${unit}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^(\d{4})-(\d{2})$/;

/** A place of a chart's axis: days and months as people write them. */
export function wordPlace(place: string, speech: Speech): string {
  if (DAY.test(place)) return speech.date(place);
  const month = MONTH.exec(place);
  return month ? `${month[2]}/${month[1]}` : place;
}
