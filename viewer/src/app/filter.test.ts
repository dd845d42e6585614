import { expect, test } from "vitest";
import { type Filter, isComplete, packFilter, type Term, toCql, unpackFilter } from "./filter";

const term = (kind: Term["kind"], wanted: Term["test"], ...values: string[]): Term => ({
  name: "Tên",
  kind,
  test: wanted,
  values,
});
const filter = (...terms: Term[]): Filter => ({ any: false, terms });

test.each([
  [term("text", "has", "50%_'a"), `ACCENTI(CASEI("Tên")) LIKE ACCENTI(CASEI('%50\\%\\_''a%'))`],
  [term("text", "is", "Ngõ 1"), `"Tên" = 'Ngõ 1'`],
  [term("choice", "is", "a"), `"Tên" = 'a'`],
  [term("choice", "is", "a", "b"), `"Tên" IN ('a', 'b')`],
  [term("number", "least", "3.5"), `"Tên" >= 3.5`],
  [term("integer", "between", "1", "4"), `("Tên" >= 1 AND "Tên" <= 4)`],
  [term("boolean", "is", "true"), `"Tên" = TRUE`],
  [term("date", "most", "2026-03-09"), `"Tên" <= DATE('2026-03-09')`],
  [term("datetime", "least", "2026-03-09"), `"Tên" >= TIMESTAMP('2026-03-08T17:00:00.000Z')`],
  [term("datetime", "most", "2026-03-09"), `"Tên" < TIMESTAMP('2026-03-09T17:00:00.000Z')`],
  [term("number", "unknown"), `"Tên" IS NULL`],
  [term("number", "known"), `"Tên" IS NOT NULL`],
])("%j is asked as %s", (asked, cql) => {
  expect(toCql(filter(asked))).toBe(cql);
});

test("several terms are joined, and what says too little is left out", () => {
  const terms = [term("number", "least", "1"), term("number", "most", ""), term("text", "is", "x")];
  expect(toCql({ any: true, terms })).toBe(`"Tên" >= 1 OR "Tên" = 'x'`);
  expect(toCql(filter(term("text", "has", " ")))).toBeNull();
});

test.each([
  term("number", "is", "một"),
  term("integer", "is", "1.5"),
  term("date", "least", "9/3/2026"),
  term("date", "least", "2026-13-40"),
  term("boolean", "is", "có"),
  term("choice", "is"),
  term("number", "between", "1"),
  term("text", "least", "a"),
])("%j says too little", (asked) => {
  expect(isComplete(asked)).toBe(false);
});

test("a link brings a filter back", () => {
  const sent: Filter = {
    any: true,
    terms: [term("choice", "is", "a,b", "c:d&e"), term("number", "unknown")],
  };
  expect(unpackFilter(packFilter(sent))).toEqual(sent);
});

test.each([
  "",
  "[]",
  "{}",
  "[0]",
  "[0,1]",
  '[0,["a"]]',
  '[0,["a","number","is","x"]]',
  '[0,["a","b","is","1"]]',
])("%s is no filter", (text) => {
  expect(unpackFilter(text)).toBeNull();
});
