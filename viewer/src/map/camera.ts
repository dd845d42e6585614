import type { BBox, Geometry, Position } from "geojson";
import type { LngLatBoundsLike, Map as MapLibreMap, PaddingOptions, Point } from "maplibre-gl";
import type { Camera } from "../app/view";

const CLOSE_ZOOM = 17.5;
const EDGE = 48;
/** The feature panel beside the map on a wide screen, and over its lower part on a narrow one. */
const PANEL_WIDTH = 400;
const NARROW = 640;
const SHEET_SHARE = 0.6;

export const SOLID_PITCH = 55;

function roomBesidePanel(map: MapLibreMap): Required<PaddingOptions> {
  const { clientWidth, clientHeight } = map.getContainer();
  const all = { top: EDGE, bottom: EDGE, left: EDGE, right: EDGE };
  return clientWidth < NARROW
    ? { ...all, bottom: Math.round(clientHeight * SHEET_SHARE) }
    : { ...all, right: Math.min(PANEL_WIDTH, Math.round(clientWidth / 2)) };
}

function* positionsOf(geometry: Geometry): Generator<Position> {
  if (geometry.type === "GeometryCollection") {
    for (const part of geometry.geometries) yield* positionsOf(part);
  } else {
    yield* flatPositions(geometry.coordinates);
  }
}

function* flatPositions(coordinates: unknown): Generator<Position> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") yield coordinates as Position;
  else for (const part of coordinates) yield* flatPositions(part);
}

/** West, south, east, north; null for an empty geometry. */
export function boundsOf(geometry: Geometry): [number, number, number, number] | null {
  const bounds: [number, number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [x = 0, y = 0] of positionsOf(geometry)) {
    bounds[0] = Math.min(bounds[0], x);
    bounds[1] = Math.min(bounds[1], y);
    bounds[2] = Math.max(bounds[2], x);
    bounds[3] = Math.max(bounds[3], y);
  }
  return Number.isFinite(bounds[0]) ? bounds : null;
}

function flatBox(box: BBox): [number, number, number, number] {
  return box.length === 6 ? [box[0], box[1], box[3], box[4]] : box;
}

/** Fly so that `box` is whole in sight beside the panel, no closer than a street corner. */
export function flyTo(map: MapLibreMap, box: BBox): void {
  map.fitBounds(flatBox(box) as LngLatBoundsLike, {
    padding: roomBesidePanel(map),
    maxZoom: Math.max(CLOSE_ZOOM, Math.min(map.getZoom(), 19)),
    pitch: map.getPitch(),
    bearing: map.getBearing(),
    duration: 1200,
  });
}

/** Fly to a box unless all of it is in sight already. */
export function bringInSight(map: MapLibreMap, box: BBox): void {
  const [west, south, east, north] = flatBox(box);
  const seen = map.getBounds();
  if (!seen.contains([west, south]) || !seen.contains([east, north])) flyTo(map, box);
}

/** Move just so far that a picked point does not lie under the feature panel. */
export function keepInSight(map: MapLibreMap, point: Point): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const room = roomBesidePanel(map);
  const right = Math.max(0, point.x - (clientWidth - room.right));
  const down = Math.max(0, point.y - (clientHeight - room.bottom));
  if (right || down) map.panBy([right, down], { duration: 400 });
}

export function readCameraOf(map: MapLibreMap): Camera {
  const { lng, lat } = map.getCenter();
  return {
    longitude: lng,
    latitude: lat,
    zoom: map.getZoom(),
    bearing: map.getBearing(),
    pitch: map.getPitch(),
  };
}

/** Whether two cameras show the same, to the precision that a link keeps. */
export function sameCamera(one: Camera, other: Camera): boolean {
  return (
    Math.abs(one.longitude - other.longitude) < 2e-6 &&
    Math.abs(one.latitude - other.latitude) < 2e-6 &&
    Math.abs(one.zoom - other.zoom) < 0.02 &&
    Math.abs(one.bearing - other.bearing) < 0.2 &&
    Math.abs(one.pitch - other.pitch) < 0.2
  );
}
