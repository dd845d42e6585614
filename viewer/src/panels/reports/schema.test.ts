import { describe, expect, it } from "vitest";
import type { Schema } from "../../api/reports";
import { fieldsIn, findFaults, firstValues, readNumber, toInputs } from "./schema";

const SCHEMA: Schema = {
  $defs: {
    Lake: {
      title: "Lake",
      properties: {
        reeds: {
          type: "array",
          items: { type: "integer" },
          default: [],
          picks: { layer: "reeds", by: "id" },
        },
        shore: { anyOf: [{ type: "object" }, { type: "null" }], default: null, draws: ["area"] },
      },
    },
  },
  properties: {
    depth: { type: "number", exclusiveMinimum: 0, maximum: 20, title_vi: "Độ sâu", title_en: "Depth" },
    count: { type: "integer", default: 3, minimum: 0 },
    kin: { enum: ["rare", "common"], type: "string", default: "rare" },
    day: { anyOf: [{ type: "string", format: "date" }, { type: "null" }], default: null },
    lake: { $ref: "#/$defs/Lake", default: {} },
    lakes: { type: "array", items: { $ref: "#/$defs/Lake" }, default: [] },
    odd: { type: "object" },
  },
  required: ["depth"],
};
const FIELDS = fieldsIn(SCHEMA);

describe("a form from a schema", () => {
  it("knows what each thing is", () => {
    expect(FIELDS.map(({ name, kind }) => [name, kind])).toEqual([
      ["depth", "number"],
      ["count", "integer"],
      ["kin", "choice"],
      ["day", "date"],
      ["lake", "part"],
      ["lakes", "parts"],
      ["odd", "other"],
    ]);
    expect(FIELDS[0]?.label).toEqual({ vi: "Độ sâu", en: "Depth" });
    expect(FIELDS[4]?.fields.map(({ kind, picks, numbers }) => [kind, picks?.by, numbers])).toEqual([
      ["list", "id", true],
      ["shape", undefined, false],
    ]);
  });

  it("says what cannot be sent, and where", () => {
    const values = { ...firstValues(FIELDS), depth: "0", count: "2,5" };
    expect(findFaults(FIELDS, values)).toEqual({ depth: "tooLittle", count: "notWhole" });
    expect(findFaults(FIELDS, { depth: "" })).toEqual({ depth: "needed" });
    expect(findFaults(FIELDS, { depth: "sâu" })).toEqual({ depth: "notNumber" });
    expect(findFaults(FIELDS, { depth: 20 })).toEqual({});
  });

  it("sends numbers as numbers, and leaves out what was left empty", () => {
    const values = { ...firstValues(FIELDS), depth: "1,5", lake: { reeds: ["4", "5"], shore: null } };
    expect(toInputs(FIELDS, values)).toEqual({
      depth: 1.5,
      count: 3,
      kin: "rare",
      lake: { reeds: [4, 5] },
    });
  });

  it.each([
    ["1,5", 1.5],
    [" 2 ", 2],
    ["", null],
    ["1,2,3", null],
    [Number.NaN, null],
  ])("reads %j as %j", (typed, number) => expect(readNumber(typed)).toBe(number));
});
