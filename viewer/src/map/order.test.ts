import { expect, test } from "vitest";
import { sampleCity } from "../app/sample_city";
import { arrange, fromTheTop, moveTo } from "./order";

const CITY = sampleCity(
  { id: "a", order: 40 },
  { id: "b", order: 30 },
  { id: "c", order: 20 },
  { id: "d", order: 10 },
);

test.each([
  [null, ["a", "b", "c", "d"]],
  [[], ["a", "b", "c", "d"]],
  [
    ["d", "c", "b", "a"],
    ["d", "c", "b", "a"],
  ],
  [
    ["c", "a"],
    ["c", "b", "a", "d"],
  ],
  [
    ["gone", "c", "a", "c"],
    ["c", "b", "a", "d"],
  ],
])("%j lies as %j", (order, sequence) => {
  expect(fromTheTop(arrange(CITY, order))).toEqual(sequence);
});

test.each([
  ["a", 2, ["b", "c", "a", "d"]],
  ["d", 0, ["d", "a", "b", "c"]],
  ["b", 99, ["a", "c", "d", "b"]],
  ["b", -1, ["b", "a", "c", "d"]],
])("%s moves to place %i", (id, place, sequence) => {
  expect(moveTo(["a", "b", "c", "d"], id, place)).toEqual(sequence);
});
