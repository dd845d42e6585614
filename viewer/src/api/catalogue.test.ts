import { describe, expect, it } from "vitest";
import { sampleCity } from "../app/sample_city";
import { bumpVersion, keepNewest, versionTiles } from "./catalogue";

const CITY = sampleCity({ id: "herons", version: 4 }, { id: "reeds" });
const versionOf = (city: typeof CITY, id: string) => city.layers.find((layer) => layer.id === id)?.version;

describe("versions", () => {
  it("stand in the address of the tiles, whatever else does", () => {
    expect(versionTiles("/t/{z}/{y}/{x}?v=3", 9)).toBe("/t/{z}/{y}/{x}?v=9");
    expect(versionTiles("/t/{z}/{y}/{x}?f=mvt&v=3-4ac1", 12)).toBe("/t/{z}/{y}/{x}?f=mvt&v=12-4ac1");
  });

  it("go forward with the news, and change nothing else", () => {
    const next = bumpVersion(CITY, "herons", 5);
    expect(versionOf(next, "herons")).toBe(5);
    expect(next.layers[0]?.tiles).toContain("v=5");
    expect(next.layers[1]).toBe(CITY.layers[1]);
  });

  it("ignore old news and unknown layers", () => {
    expect(bumpVersion(CITY, "herons", 4)).toBe(CITY);
    expect(bumpVersion(CITY, "storks", 9)).toBe(CITY);
  });

  it("never go back when a late answer comes in, and keep the same objects where nothing changed", () => {
    const known = bumpVersion(CITY, "herons", 6);
    const kept = keepNewest(known, structuredClone(CITY));
    expect(versionOf(kept, "herons")).toBe(6);
    expect(kept).toBe(known);
  });
});
