import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import type { ExpressionSpecification } from "maplibre-gl";
import { describe, expect, it } from "vitest";
import type { LegendEntry, StyleLayer } from "../api/catalogue";
import { sampleCity } from "../app/sample_city";
import { FIRST_VIEW, type View } from "../app/view";
import { type Drawing, drawCity, scaleOpacity } from "./drawing";
import { markHovered } from "./highlight";

const part = (layer: string, name: string, type: string, rest: object = {}) =>
  ({
    id: `${layer}:${name}`,
    type,
    source: layer,
    "source-layer": layer,
    metadata: { "twin:layer": layer, "twin:part": name },
    ...rest,
  }) as StyleLayer;

const look = (colour: string, filter: ExpressionSpecification): LegendEntry => ({
  label: { vi: colour, en: colour },
  symbol: "point",
  colour,
  outline: null,
  width: 4,
  dash: [],
  opacity: 1,
  filter,
});
const RARE: ExpressionSpecification = ["==", ["get", "kin"], "rare"];
const CITY = sampleCity(
  {
    id: "herons",
    visible: true,
    order: 90,
    legend: [look("red", RARE), look("blue", ["!", RARE])],
    style: [
      part("herons", "circle", "circle", { paint: { "circle-opacity": 0.8 } }),
      part("herons", "label", "symbol", { layout: { "text-field": ["get", "call"] } }),
    ],
  },
  {
    id: "houses",
    base_map: true,
    order: 10,
    style: [
      part("houses", "fill", "fill", { filter: ["has", "call"] }),
      part("houses", "extrusion", "fill-extrusion", { layout: { visibility: "none" } }),
      part("houses", "label", "symbol", { layout: { "text-field": ["get", "call"] } }),
    ],
  },
  { id: "reeds", style: [part("reeds", "line", "line")] },
);

const draw = (over: Partial<View> = {}) => drawCity(CITY, { ...FIRST_VIEW, ...over });
const idsOf = (drawing: Drawing) => drawing.layers.map((layer) => layer.id);
const find = (drawing: Drawing, id: string) =>
  drawing.layers.find((layer) => layer.id === id) as StyleLayer & {
    filter?: unknown;
  };

describe("drawing", () => {
  it("draws the layers that are on by their order, with every label on top", () => {
    expect(idsOf(draw())).toEqual(["houses:fill", "herons:circle", "houses:label", "herons:label"]);
  });

  it("has volumes in 3D only, and shows them", () => {
    const solid = draw({ solid: true });
    expect(idsOf(solid)).toEqual([
      "houses:fill",
      "herons:circle",
      "houses:extrusion",
      "houses:label",
      "herons:label",
    ]);
    expect(find(solid, "houses:extrusion").layout).toMatchObject({ visibility: "visible" });
  });

  it("asks for tiles of the layers that are on, and of no other", () => {
    expect(Object.keys(draw({ on: ["reeds"] }).sources)).toEqual(["reeds"]);
  });

  it("leaves hidden legend classes out, beside the layer's own filter", () => {
    const hidden = draw({ hidden: { herons: [0], houses: [7] } });
    expect(find(hidden, "herons:circle").filter).toEqual(["!", RARE]);
    expect(find(hidden, "houses:fill").filter).toEqual(["has", "call"]);
    expect(find(draw({ hidden: { herons: [0, 1] } }), "herons:circle").filter).toEqual([
      "all",
      ["!", RARE],
      ["!", ["!", RARE]],
    ]);
  });

  it("fades every part of a layer", () => {
    const faded = draw({ opacity: { herons: 0.5 } });
    expect(find(faded, "herons:circle").paint).toMatchObject({
      "circle-opacity": 0.4,
      "circle-stroke-opacity": 0.5,
    });
    expect(find(faded, "herons:label").paint).toMatchObject({ "text-opacity": 0.5 });
  });

  it("writes a style that MapLibre takes, marks included", () => {
    const { layers } = draw({ solid: true, on: ["houses", "herons", "reeds"], opacity: { reeds: 0.2 } });
    const style = {
      version: 8 as const,
      sources: Object.fromEntries(
        CITY.layers.map((layer) => [layer.id, { type: "vector" as const, tiles: ["http://x/{z}/{y}/{x}"] }]),
      ),
      layers: [...layers, ...markHovered("herons", 3)],
    };
    expect(validateStyleMin(style)).toEqual([]);
  });
});

describe("opacity of any form", () => {
  it.each([
    [undefined, 0.5],
    [0.8, 0.4],
    [
      ["interpolate", ["linear"], ["zoom"], 12, 0.2, 16, 1],
      ["interpolate", ["linear"], ["zoom"], 12, 0.1, 16, 0.5],
    ],
    [
      ["step", ["zoom"], 0.2, 14, 1],
      ["step", ["zoom"], 0.1, 14, 0.5],
    ],
    [
      ["get", "x"],
      ["*", 0.5, ["get", "x"]],
    ],
  ])("%j becomes %j at one half", (value, expected) => {
    expect(scaleOpacity(value, 0.5)).toEqual(expected);
  });
});
