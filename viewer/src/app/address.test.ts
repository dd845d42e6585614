import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address";
import { FIRST_VIEW, type View } from "./view";

const FULL: View = {
  camera: { longitude: 105.793211, latitude: 21.012345, zoom: 16.25, bearing: -12.5, pitch: 55 },
  on: ["reeds", "herons"],
  order: ["herons", "reeds"],
  opacity: { reeds: 0.4 },
  hidden: { herons: [0, 2] },
  filters: {
    reeds: { any: true, terms: [{ name: "Cao, rộng", kind: "number", test: "least", values: ["2.5"] }] },
  },
  open: { layer: "herons", id: "12" },
  selected: [
    { layer: "herons", id: "12" },
    { layer: "Cây & hoa", id: "a:b,c" },
  ],
  list: "*",
  measured: {
    what: "area",
    corners: [
      [105.79, 21.01],
      [105.8, 21.01],
      [105.8, 21.0212345],
    ],
  },
  spot: [105.7931234, 21.0170001],
  day: "2025-06-30",
  beside: "2026-06-30",
  side: "programme",
  subject: "III.8",
  since: "2026-06-30",
  report: "herons_by_lake",
  result: "run-1",
  solid: true,
  language: "en",
};

describe("the address", () => {
  it("restores a whole view", () => {
    expect(readAddress(writeAddress(FULL))).toEqual(FULL);
  });

  it("restores a first view", () => {
    expect(readAddress(writeAddress(FIRST_VIEW))).toEqual(FIRST_VIEW);
  });

  it("keeps ids with any letters, and a view with no layer on", () => {
    const view: View = {
      ...FIRST_VIEW,
      on: [],
      opacity: { "Cây & hoa, 2": 0.5 },
      open: { layer: "Cây & hoa", id: "a.b/c" },
    };
    expect(readAddress(writeAddress(view))).toEqual(view);
  });

  it.each([
    "",
    "#",
    "#map=",
    "#map=a/b/c",
    "#map=12/99/400",
    "#fade=x:9",
    "#hide=x:-1.b",
    "#open=.",
    "#open=x.",
    "#side=nowhere",
    "#where=x:nothing",
    "#where=x",
    "#pick=x",
    "#measure=volume:1/2;3/4",
    "#measure=length:1/2",
    "#measure=length:1/2;3/x",
    "#spot=105",
    "#spot=105/x",
    "#day=2026-02-30",
    "#beside=x",
    "#about=",
    `#about=${"x".repeat(200)}`,
    "#since=2026-06-30",
    "#result=1",
    `#report=${"x".repeat(200)}&result=1`,
    "#lang=xx",
    "#%",
  ])("reads %j as a first visit", (hash) => {
    expect(readAddress(hash)).toEqual(FIRST_VIEW);
  });

  it.each(["2026-02-30", "x", "2026-1-1", "99999-01-01"])("looks at no %s", (day) => {
    expect(readAddress(`#about=III.8&since=${day}`)).toEqual({ ...FIRST_VIEW, subject: "III.8" });
  });

  it("never throws on a broken escape", () => {
    expect(readAddress("#on=%E0%A4%A").on).toEqual(["%E0%A4%A"]);
  });

  it("keeps the language of the reader where the link names none", () => {
    expect(readAddress("#look=3d", { ...FIRST_VIEW, language: "en" }).language).toBe("en");
  });

  it("holds a camera within what the map can do", () => {
    expect(readAddress("#map=99/21/105/0/120").camera).toMatchObject({ zoom: 22, pitch: 85 });
  });
});
