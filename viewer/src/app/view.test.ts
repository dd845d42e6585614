import { describe, expect, it } from "vitest";
import { sampleCity } from "./sample_city";
import { changeView, FIRST_VIEW, layersOn } from "./view";

const CITY = sampleCity({ id: "ground", base_map: true }, { id: "herons", visible: true }, { id: "reeds" });

describe("layers", () => {
  it("are at first those that the catalogue shows, and the base map", () => {
    expect(layersOn(FIRST_VIEW, CITY)).toEqual(["ground", "herons"]);
  });

  it("switch on and off and go back to the default", () => {
    const on = changeView(FIRST_VIEW, { type: "switched", layer: "reeds", to: true, catalogue: CITY });
    expect(layersOn(on, CITY)).toEqual(["ground", "herons", "reeds"]);
    const off = changeView(on, { type: "switched", layer: "ground", to: false, catalogue: CITY });
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
