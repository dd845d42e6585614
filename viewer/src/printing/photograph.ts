import * as maplibre from "maplibre-gl";
import type { Camera } from "../app/view";
import { type Box, PIXELS_PER_MM } from "./layout";

const PATIENCE_MS = 60_000;

export interface Photograph {
  picture: HTMLCanvasElement;
  /** Ids of the sources of which something is in the picture. */
  shown: ReadonlySet<string>;
}

/** The map once more, off the screen, as large and as sharp as paper wants it. */
export async function photograph(
  style: maplibre.StyleSpecification,
  camera: Camera,
  frame: Box,
  dotsPerInch: number,
): Promise<Photograph> {
  const container = document.createElement("div");
  container.style.cssText = `position:fixed;left:-99999px;width:${frame.width * PIXELS_PER_MM}px;height:${frame.height * PIXELS_PER_MM}px`;
  document.body.append(container);
  const map = new maplibre.Map({
    container,
    style,
    center: [camera.longitude, camera.latitude],
    zoom: camera.zoom,
    bearing: camera.bearing,
    pitch: camera.pitch,
    maxPitch: 75,
    pixelRatio: dotsPerInch / 96,
    maxCanvasSize: [8192, 8192],
    interactive: false,
    attributionControl: false,
    fadeDuration: 0,
    canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
  });
  try {
    await atRest(map);
    return develop(map);
  } finally {
    map.remove();
    container.remove();
  }
}

/** A tile that fails leaves a gap that anybody sees; one that never comes ends the waiting. */
function atRest(map: maplibre.Map): Promise<void> {
  return new Promise((done, fail) => {
    const timer = window.setTimeout(() => fail(new Error("the map never came to rest")), PATIENCE_MS);
    map.once("idle", () => {
      window.clearTimeout(timer);
      done();
    });
  });
}

function develop(map: maplibre.Map): Photograph {
  const drawn = map.getCanvas();
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [drawn.width, drawn.height];
  picture.getContext("2d")?.drawImage(drawn, 0, 0);
  const shown = new Set(map.queryRenderedFeatures().map((feature) => feature.source));
  return { picture, shown };
}
