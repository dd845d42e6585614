import { describe, expect, it } from "vitest";
import { sampleCity } from "./sample_city";
import { changeView, FIRST_VIEW, layersOn, MOST_SELECTED, SELECTED } from "./view";

const CITY = sampleCity({ id: "ground", base_map: true }, { id: "herons", visible: true }, { id: "reeds" });

describe("layers", () => {
  it("are at first those that the catalogue shows, and the base map", () => {
    expect(layersOn(FIRST_VIEW, CITY)).toEqual(["ground", "herons"]);
  });

  it("switch on and off and go back to the default", () => {
    const on = changeView(FIRST_VIEW, { type: "switched", layers: ["reeds"], to: true, catalogue: CITY });
    expect(layersOn(on, CITY)).toEqual(["ground", "herons", "reeds"]);
    const off = changeView(on, { type: "switched", layers: ["ground"], to: false, catalogue: CITY });
    expect(layersOn(off, CITY)).toEqual(["herons", "reeds"]);
    expect(changeView(off, { type: "layers reset" }).on).toBeNull();
  });

  it("come on when one of their features is opened", () => {
    const view = changeView(FIRST_VIEW, {
      type: "opened",
      feature: { layer: "reeds", id: "3" },
      catalogue: CITY,
    });
    expect(view.open).toEqual({ layer: "reeds", id: "3" });
    expect(layersOn(view, CITY)).toContain("reeds");
  });
});

describe("legend classes", () => {
  it("hide and show again, and leave nothing behind", () => {
    const hide = (place: number) => ({ type: "class switched", layer: "herons", place }) as const;
    const hidden = [2, 0].reduce((view, place) => changeView(view, hide(place)), FIRST_VIEW);
    expect(hidden.hidden).toEqual({ herons: [0, 2] });
    expect([0, 2].reduce((view, place) => changeView(view, hide(place)), hidden).hidden).toEqual({});
  });
});

describe("opacity", () => {
  it("is kept only where it differs", () => {
    const faded = changeView(FIRST_VIEW, { type: "faded", layer: "herons", opacity: 0.3 });
    expect(faded.opacity).toEqual({ herons: 0.3 });
    expect(changeView(faded, { type: "faded", layer: "herons", opacity: 1 }).opacity).toEqual({});
  });
});

describe("filters", () => {
  const filter = { any: false, terms: [{ name: "call", kind: "text", test: "is", values: ["a"] }] } as const;

  it("are kept by layer, and gone when they hold nothing", () => {
    const narrowed = changeView(FIRST_VIEW, { type: "filtered", layer: "herons", filter });
    expect(narrowed.filters).toEqual({ herons: filter });
    const emptied = { ...filter, terms: [] };
    expect(changeView(narrowed, { type: "filtered", layer: "herons", filter: emptied }).filters).toEqual({});
  });
});

describe("the selection", () => {
  const [one, two] = [
    { layer: "herons", id: "1" },
    { layer: "reeds", id: "1" },
  ];
  const select = (how: "toggle" | "add" | "only", ...features: { layer: string; id: string }[]) =>
    ({ type: "selected", features, how }) as const;

  it("grows and shrinks one by one, and its list comes and goes with it", () => {
    const both = [one, two].reduce((view, ref) => changeView(view, select("toggle", ref)), FIRST_VIEW);
    expect(both).toMatchObject({ selected: [one, two], list: SELECTED });
    const without = changeView(both, select("toggle", one));
    expect(without.selected).toEqual([two]);
    expect(changeView(without, select("toggle", two))).toMatchObject({ selected: [], list: null });
  });

  it("takes each once, and no more than a list can bear", () => {
    const many = Array.from({ length: MOST_SELECTED + 9 }, (_, at) => ({ layer: "herons", id: String(at) }));
    const view = changeView(changeView(FIRST_VIEW, select("add", one, two)), select("add", ...many));
    expect(view.selected).toHaveLength(MOST_SELECTED);
    expect(view.selected.filter((ref) => ref.layer === "herons" && ref.id === "1")).toHaveLength(1);
  });

  it("leaves a table of another layer where it is", () => {
    const listed = changeView(FIRST_VIEW, { type: "listed", list: "reeds" });
    expect(changeView(listed, select("only", one)).list).toBe("reeds");
  });
});

describe("a subject of the programme", () => {
  const chosen = changeView(FIRST_VIEW, { type: "subject chosen", subject: "III.8" });

  it("leaves the layers as they were, whatever was opened meanwhile", () => {
    const feature = { layer: "reeds", id: "3" };
    const opened = changeView(chosen, { type: "opened", feature, catalogue: CITY });
    expect(opened.open).toEqual(feature);
    const since = changeView(opened, { type: "since chosen", since: "2026-06-30" });
    expect(changeView(since, { type: "subject left" })).toEqual({ ...FIRST_VIEW, side: "programme" });
  });

  it("is shown beside the map, and closes what was open", () => {
    const feature = { layer: "reeds", id: "3" };
    const opened = changeView(FIRST_VIEW, { type: "opened", feature, catalogue: CITY });
    expect(changeView(opened, { type: "subject chosen", subject: "M.7" })).toMatchObject({
      side: "programme",
      subject: "M.7",
      open: null,
    });
  });
});
