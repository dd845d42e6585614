import type { Feature, Geometry } from "geojson";
import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap, Point } from "maplibre-gl";
import { useEffect } from "react";
import { MAP_COLOURS } from "../app/theme";
import { OWN } from "./highlight";
import { around, interceptClicks, interceptKeys } from "./intercepting";
import { addCorner, dropCorner, finishSketch, leaveSketch, type Sketch, shapeOf, sketch } from "./sketch";

const SOURCE = `${OWN}sketch`;
const EDGE: LayerSpecification = {
  id: `${SOURCE}:edge`,
  type: "line",
  source: SOURCE,
  filter: ["!", ["in", ["geometry-type"], ["literal", ["Point", "MultiPoint"]]]],
  layout: { "line-cap": "round", "line-join": "round" },
  paint: { "line-color": MAP_COLOURS.sketched, "line-width": 2.5, "line-dasharray": [1.5, 1.5] },
};
const LAYERS: readonly LayerSpecification[] = [
  {
    id: `${SOURCE}:area`,
    type: "fill",
    source: SOURCE,
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": MAP_COLOURS.sketched, "fill-opacity": 0.15 },
  },
  EDGE,
  {
    id: `${SOURCE}:corner`,
    type: "circle",
    source: SOURCE,
    paint: {
      "circle-radius": 5.5,
      "circle-color": MAP_COLOURS.sketched,
      "circle-stroke-color": MAP_COLOURS.halo,
      "circle-stroke-width": 2,
    },
  },
];

const asFeature = (geometry: Geometry): Feature => ({ type: "Feature", properties: {}, geometry });

function drawn({ wanted, corners }: Sketch): Feature[] {
  if (wanted?.do !== "draw" || corners.length === 0) return [];
  const points = asFeature(shapeOf("point", corners));
  if (wanted.shape === "point" || corners.length === 1) return [points];
  const closed = wanted.shape === "area" && corners.length > 2;
  return [asFeature(shapeOf(closed ? "area" : "line", corners)), points];
}

/** What was drawn before and what is being drawn now. */
export function useSketchLayers(map: MapLibreMap | null, kept: readonly Geometry[], now: Sketch): void {
  useEffect(() => {
    if (!map) return;
    map.addSource(SOURCE, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    for (const layer of LAYERS) map.addLayer(layer);
    return () => {
      if (!map.style) return;
      for (const { id } of LAYERS) map.removeLayer(id);
      map.removeSource(SOURCE);
    };
  }, [map]);
  useEffect(() => {
    const features = [...kept.map(asFeature), ...drawn(now)];
    map?.getSource<GeoJSONSource>(SOURCE)?.setData({ type: "FeatureCollection", features });
  }, [map, kept, now]);
}

/** The uppermost feature of a layer under a point, as far as tiles tell. */
function featureAt(map: MapLibreMap, layer: string, point: Point): string | null {
  const layers = map.getLayersOrder().filter((id) => map.getLayer(id)?.source === layer);
  const [found] = map.queryRenderedFeatures(around(point), { layers });
  return found?.id === undefined ? null : String(found.id);
}

function take(map: MapLibreMap, point: Point): boolean {
  const { wanted } = sketch.get();
  if (!wanted) return false;
  if (wanted.do === "point") {
    const id = featureAt(map, wanted.layer, point);
    if (id !== null) wanted.chosen(id);
    return true;
  }
  const { lng, lat } = map.unproject(point);
  addCorner([lng, lat]);
  return true;
}

function takeKey(map: MapLibreMap, key: string): boolean {
  if (key === "Escape") leaveSketch();
  else if (key === "Backspace") dropCorner();
  // With the keyboard the middle of the map is where one points.
  else if (key === "Enter" || key === " ") take(map, map.project(map.getCenter()));
  else return false;
  return true;
}

/** Clicks and keys of a drawing that is under way, before anybody else has them. */
export function useSketching(map: MapLibreMap | null, busy: boolean): void {
  useEffect(() => {
    if (!map || !busy) return;
    const stops = [
      interceptClicks(map, (point) => take(map, point)),
      interceptKeys(map, (key) => takeKey(map, key)),
    ];
    const container = map.getCanvasContainer();
    const finish = (event: MouseEvent) => {
      event.stopPropagation();
      // A double click has set two corners at one place.
      dropCorner();
      finishSketch();
    };
    container.addEventListener("dblclick", finish, true);
    map.getContainer().dataset.sketching = "true";
    return () => {
      for (const stop of stops) stop();
      container.removeEventListener("dblclick", finish, true);
      delete map.getContainer().dataset.sketching;
    };
  }, [map, busy]);
}
