import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import type { Field, StyleLayer } from "../api/catalogue";
import { sampleCity } from "../app/sample_city";
import { FIRST_VIEW } from "../app/view";
import { drawCity } from "./drawing";
import { QUIET, type Spotlight } from "./spotlight";

const part = (layer: string, name: string, type: string, rest: object = {}) =>
  ({ id: `${layer}:${name}`, type, source: layer, "source-layer": layer, ...rest }) as StyleLayer;
const shape = (type: string) => ["==", ["geometry-type"], type];

const choice = (value: string, unknown = false) => ({ value, unknown, label: { vi: value, en: value } });
const STAND: Field = {
  name: "stand",
  label: { vi: "x", en: "x" },
  kind: "choice",
  unit: null,
  choices: [choice("good"), choice("bad"), choice("nobody knows", true)],
  source_field: null,
  note: null,
  system: false,
};
const CITY = sampleCity(
  { id: "herons", visible: true, order: 50, style: [part("herons", "circle", "circle")] },
  { id: "reeds", style: [part("reeds", "line", "line")] },
  {
    id: "spots",
    order: 90,
    derived: true,
    fields: [STAND],
    style: [
      part("spots", "overview", "circle", { "source-layer": "spots.overview" }),
      part("spots", "fill", "fill", { filter: shape("Polygon"), paint: { "fill-color": "red" } }),
      part("spots", "line", "line", { filter: shape("LineString"), paint: { "line-color": "red" } }),
      part("spots", "circle", "circle", {
        filter: shape("Point"),
        paint: { "circle-color": "red", "circle-opacity": 0.8 },
      }),
    ],
  },
  { id: "shades", order: 10, derived: true, style: [part("shades", "fill", "fill")] },
);
const SPOTLIGHT: Spotlight = {
  places: {
    layer: "spots",
    subject: "whose",
    kind: "sort",
    role: "part",
    state: "stand",
    moved_on: "day",
    of_layer: "in",
    of_feature: "nr",
    area: "a",
    works: "w",
  },
  groups: { layer: "shades", subject: "whose" },
  subject: "III/8",
  since: null,
};
const draw = (over: Partial<Spotlight> = {}) => drawCity(CITY, FIRST_VIEW, { ...SPOTLIGHT, ...over });
const find = (id: string, drawing = draw()) =>
  drawing.layers.find((layer) => layer.id === id) as StyleLayer & { filter?: unknown };

describe("a subject in the spotlight", () => {
  it("is drawn with its shades below it, whatever the layers that are on", () => {
    const ids = draw().layers.map((layer) => layer.id);
    expect(ids.indexOf("shades:fill")).toBeLessThan(ids.indexOf("herons:circle"));
    expect(ids).toContain("spots:circle");
    expect(ids).not.toContain("reeds:line");
    expect(ids, "cells from afar know no subject").not.toContain("spots:overview");
  });

  it("asks for its own tiles only, and draws no other subject from older ones", () => {
    const { sources } = draw();
    expect(sources.spots?.tiles).toMatch(/&whose=III%2F8$/);
    expect(sources.shades?.tiles).toMatch(/&whose=III%2F8$/);
    expect(sources.herons?.tiles).not.toContain("whose");
    for (const id of ["spots:fill", "spots:line:works", "spots:fill:edge", "shades:fill"]) {
      expect(JSON.stringify(find(id).filter), id).toContain('["==",["get","whose"],"III/8"]');
    }
  });

  it("makes the other layers quieter", () => {
    expect(find("herons:circle").paint).toMatchObject({ "circle-opacity": QUIET });
    expect(drawCity(CITY, FIRST_VIEW, null).layers.find(({ id }) => id === "herons:circle")?.paint).toEqual(
      {},
    );
  });

  it("leaves what is derived to itself, even where a link switches it on", () => {
    const view = { ...FIRST_VIEW, on: ["reeds", "shades"] };
    const drawing = drawCity(CITY, view, { ...SPOTLIGHT, groups: { layer: "none", subject: "whose" } });
    expect(Object.keys(drawing.sources).sort()).toEqual(["reeds", "spots"]);
  });

  it("draws what is still to be done above what is done, and what nobody knows below", () => {
    expect(find("spots:line").layout).toEqual({
      "line-sort-key": ["match", ["get", "stand"], "good", 1, "bad", 2, 0],
    });
  });

  it("tells apart what moved since a day", () => {
    const moved = '[">=",["to-string",["get","day"]],"2026-06-30"]';
    const drawing = draw({ since: "2026-06-30" });
    expect(JSON.stringify(find("spots:circle:moved", drawing).filter)).toContain(moved);
    expect(find("spots:circle", drawing).paint).toMatchObject({
      "circle-opacity": ["case", JSON.parse(moved), 0.8, 0.3],
    });
    expect(find("spots:circle:moved")).toBeUndefined();
  });

  it("writes a style that MapLibre takes", () => {
    const { layers } = draw({ since: "2026-06-30" });
    const sources = Object.fromEntries(
      CITY.layers.map((layer) => [layer.id, { type: "vector" as const, tiles: ["http://x/{z}/{y}/{x}"] }]),
    );
    expect(validateStyleMin({ version: 8, sources, layers: [...layers] })).toEqual([]);
  });
});
