import { describe, expect, it } from "vitest";
import type { Answer, Table } from "../../api/reports";
import { orderRows, selectFeature, selectPlace, selectRow } from "./selecting";

const say = (word: string) => ({ vi: word, en: word });
const column = (name: string) => ({
  name,
  label: say(name),
  kind: "text" as const,
  unit: null,
  digits: 1,
  choices: [],
});
const NESTS: Table = {
  id: "nests",
  title: say("nests"),
  columns: [column("call"), column("eggs")],
  rows: [
    ["N1", 3],
    ["N2", null],
    ["N3", 12],
  ],
  drawing: "herons",
  ids: [7, 8, 9],
};
const LAKES: Table = {
  ...NESTS,
  id: "lakes",
  columns: [column("lake"), column("eggs")],
  rows: [
    ["West", 15],
    ["East", null],
  ],
  drawing: null,
  ids: [],
};
const nest = (id: number, call: string, lake: string) => ({
  type: "Feature" as const,
  id,
  geometry: { type: "Point" as const, coordinates: [105, 21] },
  properties: { call, lake },
});
const ANSWER = {
  tables: [NESTS, LAKES],
  charts: [{ places: ["West", "East"] }],
  drawings: [
    {
      id: "herons",
      features: {
        type: "FeatureCollection",
        features: [nest(7, "N1", "West"), nest(8, "N2", "East"), nest(9, "N3", "West")],
      },
    },
  ],
} as unknown as Answer;

describe("what is chosen of an answer", () => {
  it("is a row's own feature", () => {
    expect(selectRow(ANSWER, NESTS, 1)).toEqual({
      features: { herons: [8] },
      rows: { nests: [1] },
      places: [],
    });
  });

  it("is all features that a row of a summary stands for, and its place of the chart", () => {
    expect(selectRow(ANSWER, LAKES, 0)).toEqual({
      features: { herons: [7, 9] },
      rows: { lakes: [0] },
      places: ["West"],
    });
  });

  it("is what a chart's place names, in the map and in the tables", () => {
    expect(selectPlace(ANSWER, "East")).toEqual({
      features: { herons: [8] },
      rows: { lakes: [1] },
      places: ["East"],
    });
  });

  it("is a feature's row and the place that it belongs to", () => {
    const [drawing] = ANSWER.drawings;
    if (!drawing) throw new Error("no drawing");
    expect(selectFeature(ANSWER, drawing, 9)).toEqual({
      features: { herons: [9] },
      rows: { nests: [2] },
      places: ["West"],
    });
  });
});

describe("the order of rows", () => {
  it("has what is unknown last, whichever way", () => {
    expect(orderRows(NESTS, { column: 1, down: false }, "vi")).toEqual([0, 2, 1]);
    expect(orderRows(NESTS, { column: 1, down: true }, "vi")).toEqual([2, 0, 1]);
    expect(orderRows(NESTS, null, "vi")).toEqual([0, 1, 2]);
  });
});
