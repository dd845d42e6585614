import { describe, expect, it } from "vitest";
import type { Field } from "../api/catalogue";
import { speechIn } from "../text/speech";
import { attributesOf, wordValue } from "./wording";

const vi = speechIn("vi");
const en = speechIn("en");

function field(over: Partial<Field>): Field {
  const name = over.name ?? "beak";
  return {
    name,
    label: { vi: "Mỏ", en: "Beak" },
    kind: "text",
    unit: null,
    choices: [],
    source_field: null,
    note: null,
    system: false,
    ...over,
  };
}

const SURE = field({
  kind: "choice",
  choices: [
    { value: "surveyed", label: { vi: "Đo thực địa", en: "Surveyed" }, unknown: false },
    { value: "unknown", label: { vi: "Chưa rõ", en: "Unknown" }, unknown: true },
  ],
});

describe("a value in words", () => {
  it.each([null, undefined, ""])("%j is unknown, of whatever kind", (value) => {
    for (const kind of ["text", "number", "boolean", "date", "datetime", "choice"] as const) {
      expect(wordValue(field({ kind }), value, vi)).toBeNull();
    }
  });

  it("is not unknown when it is zero or no", () => {
    expect(wordValue(field({ kind: "number", unit: "m" }), 0, vi)).toBe("0\u00a0m");
    expect(wordValue(field({ kind: "boolean" }), false, vi)).toBe("Không");
  });

  it("is written in the local way", () => {
    const wide = field({ kind: "number", unit: "m" });
    expect([wordValue(wide, 3.5, vi), wordValue(wide, 3.5, en)]).toEqual(["3,5\u00a0m", "3.5\u00a0m"]);
    const many = field({ kind: "integer" });
    expect([wordValue(many, 77029, vi), wordValue(many, 77029, en)]).toEqual(["77.029", "77,029"]);
    expect(wordValue(many, 1998, vi)).toBe("1998");
    expect(wordValue(field({ kind: "number", unit: "%" }), 12.5, vi)).toBe("12,5%");
    expect(wordValue(field({ kind: "date" }), "2026-03-09", vi)).toBe("09/03/2026");
  });

  it("shows moments by the ward's clock", () => {
    expect(wordValue(field({ kind: "datetime" }), "2026-03-09T20:30:00Z", en)).toBe("10/03/2026, 03:30");
  });

  it("says choices in words, and shows one that it does not know as it is", () => {
    expect(wordValue(SURE, "surveyed", vi)).toBe("Đo thực địa");
    expect(wordValue(SURE, "surveyed", en)).toBe("Surveyed");
    expect(wordValue(SURE, "guessed", vi)).toBe("guessed");
  });

  it("is unknown, too, where the choice says so", () => {
    expect(wordValue(SURE, "unknown", vi)).toBeNull();
  });
});

describe("attributes", () => {
  const fields = [
    field({ name: "beak", kind: "number", unit: "m", source_field: "beak_source" }),
    { ...SURE, name: "beak_source" },
    field({ name: "seen_by" }),
    field({ name: "kept_at", kind: "datetime", system: true }),
    field({ name: "kept_until", kind: "date", system: true }),
  ];

  it("put the source with its value, and keep what is unknown in sight", () => {
    const { own } = attributesOf(fields, { beak: 1.5, beak_source: "surveyed" }, vi);
    expect(own.map(({ field: { name }, value, source }) => [name, value, source])).toEqual([
      ["beak", "1,5\u00a0m", "Đo thực địa"],
      ["seen_by", null, undefined],
    ]);
  });

  it("record what the store keeps, and what nobody described, where there is something", () => {
    const { record } = attributesOf(fields, { kept_at: "2026-03-09T01:00:00Z", "Màu Lông": "xám" }, vi);
    expect(record.map(({ field: { label }, value }) => [label.vi, value])).toEqual([
      ["Mỏ", "08:00 09/03/2026"],
      ["Màu Lông", "xám"],
    ]);
  });
});
