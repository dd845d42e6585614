import { expect, test } from "vitest";
import { changeDraft, clashes, type Draft } from "./drafts";

const EMPTY: Draft = { etag: '"1"', before: {}, values: {} };
const STANDS = { call: "Diệc", height: 2, seen: null };

test("what is typed is kept, and what is typed back is no change", () => {
  const typed = changeDraft(EMPTY, STANDS, "height", 3);
  expect(typed).toEqual({ etag: '"1"', before: { height: 2 }, values: { height: 3 } });
  expect(changeDraft(typed, STANDS, "height", 2)).toEqual(EMPTY);
  expect(changeDraft(EMPTY, STANDS, "seen", null)).toEqual(EMPTY);
  expect(changeDraft(EMPTY, {}, "seen", null)).toEqual(EMPTY);
});

test("only what both changed to different things clashes", () => {
  const draft = ["height", "call", "seen"].reduce(
    (known, name, at) => changeDraft(known, STANDS, name, `mine ${at}`),
    EMPTY,
  );
  const properties = { call: "mine 1", height: 9, seen: null };
  const present = {
    etag: '"2"',
    feature: { type: "Feature", geometry: { type: "Point", coordinates: [0, 0] }, properties },
  } as const;
  expect(
    clashes(draft, {
      ...present,
      feature: { ...present.feature, geometry: { type: "Point", coordinates: [0, 0] } },
    }),
  ).toEqual(["height"]);
});
