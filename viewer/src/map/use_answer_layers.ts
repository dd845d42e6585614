import type { LayerSpecification, Map as MapLibreMap, SourceSpecification } from "maplibre-gl";
import { useEffect } from "react";
import type { Answer, Corner, Drawing, Raster } from "../api/reports";
import {
  ANSWER,
  featuresOfDrawing,
  idOfRaster,
  layerOfRaster,
  layersOfAnswer,
  markChosen,
  sourceOfDrawing,
} from "./answer_layers";
import { boundsOf, bringInSight } from "./camera";
import { CEILING, LOWEST_OPEN_MARK } from "./highlight";
import { around, interceptClicks } from "./intercepting";

type Chosen = Readonly<Record<string, readonly (number | string)[]>>;
type OnPick = (drawing: Drawing, id: number | string) => void;

/** Puts layers on the map, and takes them off when what they were for is over. */
function withLayers(map: MapLibreMap, layers: readonly LayerSpecification[]): () => void {
  for (const layer of layers) map.addLayer(layer, LOWEST_OPEN_MARK);
  return () => {
    // A map that was removed has nothing left to take off.
    for (const { id } of layers.toReversed()) if (map.style && map.getLayer(id)) map.removeLayer(id);
  };
}

/** Takes a source off the map with whatever is drawn of it, marks included. */
function dropSource(map: MapLibreMap, source: string): void {
  if (!map.style) return;
  for (const id of map.getLayersOrder()) if (map.getLayer(id)?.source === source) map.removeLayer(id);
  map.removeSource(source);
}

/** The city's own layers step back behind what is drawn of an answer. */
function veil(map: MapLibreMap, on: boolean): void {
  if (map.style) map.setLayoutProperty(CEILING, "visibility", on ? "visible" : "none");
}

/** The rasters of an answer on the map, under its drawings. */
export function useRasters(map: MapLibreMap | null, answer: Answer | null, hidden: readonly string[]): void {
  const rasters = answer?.rasters;
  useEffect(() => {
    if (!map || !rasters) return;
    const shown = rasters.filter(({ id }) => !hidden.includes(id));
    const lowest = map.getLayersOrder().find((id) => id.startsWith(ANSWER)) ?? LOWEST_OPEN_MARK;
    for (const raster of shown) addRaster(map, raster, lowest);
    return () => {
      for (const { id } of shown) if (map.style) dropSource(map, idOfRaster(id));
    };
  }, [map, rasters, hidden]);
}

function addRaster(map: MapLibreMap, raster: Raster, before: string): void {
  map.addSource(idOfRaster(raster.id), sourceOfRaster(raster));
  map.addLayer(layerOfRaster(raster), before);
}

/** The picture that came with the answer; the tiles of a kept one. */
function sourceOfRaster({ picture, raster }: Raster): SourceSpecification {
  if (!picture) {
    const tiles = `${window.location.origin}/api/rasters/${raster}/tiles/WebMercatorQuad/{z}/{y}/{x}.png`;
    return { type: "raster", tiles: [tiles], tileSize: 256 };
  }
  const [first, second, third, fourth] = picture.corners;
  const coordinates: [Corner, Corner, Corner, Corner] = [first, second, third, fourth];
  return { type: "image", url: picture.url, coordinates };
}

/** The drawings of an answer on the map, in their own style. */
export function useDrawings(map: MapLibreMap | null, answer: Answer | null, hidden: readonly string[]): void {
  const drawings = answer?.drawings;
  useEffect(() => {
    if (!map || !drawings) return;
    for (const drawing of drawings) {
      map.addSource(sourceOfDrawing(drawing.id), { type: "geojson", data: featuresOfDrawing(drawing) });
    }
    const takeOff = withLayers(map, layersOfAnswer(drawings));
    veil(map, drawings.length > 0);
    return () => {
      takeOff();
      veil(map, false);
      for (const { id } of drawings) dropSource(map, sourceOfDrawing(id));
    };
  }, [map, drawings]);
  useEffect(() => {
    if (!map || !drawings) return;
    for (const layer of layersOfAnswer(drawings)) {
      const off = hidden.some((id) => "source" in layer && layer.source === sourceOfDrawing(id));
      map.setLayoutProperty(layer.id, "visibility", off ? "none" : "visible");
    }
  }, [map, drawings, hidden]);
}

/** Marks what is chosen, and goes there when asked to. */
export function useChosen(
  map: MapLibreMap | null,
  answer: Answer | null,
  chosen: Chosen | null,
  flights: number,
): void {
  useEffect(() => {
    if (!map || !answer || !chosen) return;
    return withLayers(
      map,
      answer.drawings.flatMap(({ id }) => (chosen[id]?.length ? markChosen(id, chosen[id]) : [])),
    );
  }, [map, answer, chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a flight that is asked for moves the map
  useEffect(() => {
    if (!map || !answer || !chosen || flights === 0) return;
    const geometries = answer.drawings.flatMap(({ id, features }) => {
      const wanted = new Set(chosen[id]);
      return features.features.flatMap((feature) =>
        feature.id !== undefined && wanted.has(feature.id) && feature.geometry ? [feature.geometry] : [],
      );
    });
    const box = boundsOf({ type: "GeometryCollection", geometries });
    if (box) bringInSight(map, box);
  }, [map, flights]);
}

/** What of the drawings is clicked on; what lies under them is then not meant. */
export function useDrawingPicks(map: MapLibreMap | null, answer: Answer | null, onPick: OnPick): void {
  useEffect(() => {
    if (!map || !answer) return;
    return interceptClicks(map, (point) => {
      const layers = map.getLayersOrder().filter((id) => id.startsWith(ANSWER) && !id.includes(":chosen-"));
      const [found] = map.queryRenderedFeatures(around(point), { layers });
      const drawing = answer.drawings.find(({ id }) => sourceOfDrawing(id) === found?.source);
      if (!drawing || found?.id === undefined) return false;
      onPick(drawing, found.id);
      return true;
    });
  }, [map, answer, onPick]);
}
