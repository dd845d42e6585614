import type { StyleSpecification } from "maplibre-gl";
import { MAP_COLOURS } from "../app/theme";
import { fontFaces } from "./fonts";
import { DRAWN_SOURCE, drawCeiling, markDrawn, markOpen, OPEN_SOURCE } from "./highlight";

/** The map before any layer of the city: the ground, the letters, and room for the open feature's marks. */
export const BASE_STYLE: StyleSpecification = {
  version: 8,
  // Soft, so that walls in 3D do not outweigh what lies between them.
  light: { anchor: "viewport", position: [1.2, 200, 35], intensity: 0.22 },
  "font-faces": fontFaces(),
  sources: {
    [OPEN_SOURCE]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    [DRAWN_SOURCE]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  },
  layers: [
    { id: "ground", type: "background", paint: { "background-color": MAP_COLOURS.ground } },
    drawCeiling(),
    ...markOpen(),
    ...markDrawn(),
  ],
};
