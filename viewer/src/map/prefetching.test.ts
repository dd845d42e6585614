import { expect, test } from "vitest";
import { tilesIn } from "./prefetching";

const SOURCE = { tiles: "/t/{z}/{y}/{x}?v=1", minzoom: 10, maxzoom: 16 };

test("a place lies in one tile, as every map of the web numbers them", () => {
  expect(tilesIn(SOURCE, [105.793, 21.017, 105.793, 21.017], 12.9)).toEqual(["/t/12/1803/3251?v=1"]);
});

test("a box is covered, and no more", () => {
  const found = tilesIn(SOURCE, [105.7822, 21.0022, 105.8108, 21.0262], 15);
  expect(found).toHaveLength(16);
  expect(new Set(found).size).toBe(16);
});

test("tiles are no deeper than they are made, and none are asked for where none are drawn", () => {
  expect(tilesIn(SOURCE, [105.793, 21.017, 105.793, 21.017], 21)[0]).toContain("/t/16/");
  expect(tilesIn(SOURCE, [105.7, 21, 105.8, 21.1], 9.9)).toEqual([]);
});
