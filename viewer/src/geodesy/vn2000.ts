/**
 * WGS 84 to VN-2000 / TM-3 zone 482 (EPSG:5897) and back, in metres.
 *
 * The datum shift is EPSG:6960, seven parameters in the coordinate-frame convention (Decision 05/2007/QĐ-BTNMT); the
 * projection is the transverse Mercator series of Krüger to the sixth order in n (Karney 2011), good to nanometres
 * within a zone. VN-2000 stands on the ellipsoid of WGS 84.
 */
const A = 6_378_137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const N = F / (2 - F);

const CENTRAL_MERIDIAN = 105;
const SCALE = 0.9999;
const FALSE_EASTING = 500_000;

const ARC_SECOND = Math.PI / 648_000;
const SHIFT = [-191.90441429, -39.30318279, -111.45032835] as const;
const TURN = [-0.00928836, 0.01975479, -0.00427372].map((seconds) => seconds * ARC_SECOND) as [
  number,
  number,
  number,
];
const GROWTH = 1 + 0.252906278e-6;

/** Where something is in the grid: east and north of its origin, in metres. */
export interface GridPoint {
  east: number;
  north: number;
}

type Vector = readonly [number, number, number];

const toRadians = (degrees: number) => (degrees * Math.PI) / 180;
const toDegrees = (radians: number) => (radians * 180) / Math.PI;

function toSpace(longitude: number, latitude: number): Vector {
  const sine = Math.sin(latitude);
  const radius = A / Math.sqrt(1 - E2 * sine * sine);
  const across = radius * Math.cos(latitude);
  return [across * Math.cos(longitude), across * Math.sin(longitude), radius * (1 - E2) * sine];
}

/** Longitude and latitude; the height that the datum shift leaves is dropped, as between plane systems. */
function fromSpace([x, y, z]: Vector): [number, number] {
  const across = Math.hypot(x, y);
  let latitude = Math.atan2(z, across * (1 - E2));
  for (let round = 0; round < 6; round++) {
    const sine = Math.sin(latitude);
    const radius = A / Math.sqrt(1 - E2 * sine * sine);
    latitude = Math.atan2(z + E2 * radius * sine, across);
  }
  return [Math.atan2(y, x), latitude];
}

/** VN-2000 to WGS 84: small turns, of the frame and not of the position. */
function shiftForth([x, y, z]: Vector): Vector {
  const [rx, ry, rz] = TURN;
  return [
    SHIFT[0] + GROWTH * (x + rz * y - ry * z),
    SHIFT[1] + GROWTH * (-rz * x + y + rx * z),
    SHIFT[2] + GROWTH * (ry * x - rx * y + z),
  ];
}

/** WGS 84 to VN-2000: the turns are so small that turning back is turning the other way. */
function shiftBack([x, y, z]: Vector): Vector {
  const [rx, ry, rz] = TURN;
  const [u, v, w] = [(x - SHIFT[0]) / GROWTH, (y - SHIFT[1]) / GROWTH, (z - SHIFT[2]) / GROWTH];
  return [u - rz * v + ry * w, rz * u + v - rx * w, -ry * u + rx * v + w];
}

const POWERS = [1, 2, 3, 4, 5, 6].map((power) => N ** power) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const [N1, N2, N3, N4, N5, N6] = POWERS;
const RECTIFYING = (A / (1 + N)) * (1 + N2 / 4 + N4 / 64 + N6 / 256);
const ALPHA = [
  N1 / 2 - (2 * N2) / 3 + (5 * N3) / 16 + (41 * N4) / 180 - (127 * N5) / 288 + (7891 * N6) / 37_800,
  (13 * N2) / 48 - (3 * N3) / 5 + (557 * N4) / 1440 + (281 * N5) / 630 - (1_983_433 * N6) / 1_935_360,
  (61 * N3) / 240 - (103 * N4) / 140 + (15_061 * N5) / 26_880 + (167_603 * N6) / 181_440,
  (49_561 * N4) / 161_280 - (179 * N5) / 168 + (6_601_661 * N6) / 7_257_600,
  (34_729 * N5) / 80_640 - (3_418_889 * N6) / 1_995_840,
  (212_378_941 * N6) / 319_334_400,
];
const BETA = [
  N1 / 2 - (2 * N2) / 3 + (37 * N3) / 96 - N4 / 360 - (81 * N5) / 512 + (96_199 * N6) / 604_800,
  N2 / 48 + N3 / 15 - (437 * N4) / 1440 + (46 * N5) / 105 - (1_118_711 * N6) / 3_870_720,
  (17 * N3) / 480 - (37 * N4) / 840 - (209 * N5) / 4480 + (5569 * N6) / 90_720,
  (4397 * N4) / 161_280 - (11 * N5) / 504 - (830_251 * N6) / 7_257_600,
  (4583 * N5) / 161_280 - (108_847 * N6) / 3_991_680,
  (20_648_693 * N6) / 638_668_800,
];
const ECCENTRICITY = Math.sqrt(E2);

function project(longitude: number, latitude: number): GridPoint {
  const away = longitude - toRadians(CENTRAL_MERIDIAN);
  const tau = Math.tan(latitude);
  const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tau) / Math.hypot(1, tau)));
  const conformal = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
  const xi = Math.atan2(conformal, Math.cos(away));
  const eta = Math.asinh(Math.sin(away) / Math.hypot(conformal, Math.cos(away)));
  let [north, east] = [xi, eta];
  ALPHA.forEach((alpha, at) => {
    const k = 2 * (at + 1);
    north += alpha * Math.sin(k * xi) * Math.cosh(k * eta);
    east += alpha * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return { east: FALSE_EASTING + SCALE * RECTIFYING * east, north: SCALE * RECTIFYING * north };
}

function unproject({ east, north }: GridPoint): [number, number] {
  const xi = north / (SCALE * RECTIFYING);
  const eta = (east - FALSE_EASTING) / (SCALE * RECTIFYING);
  let [xi1, eta1] = [xi, eta];
  BETA.forEach((beta, at) => {
    const k = 2 * (at + 1);
    xi1 -= beta * Math.sin(k * xi) * Math.cosh(k * eta);
    eta1 -= beta * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  const conformal = Math.sin(xi1) / Math.hypot(Math.sinh(eta1), Math.cos(xi1));
  let tau = conformal;
  for (let round = 0; round < 5; round++) {
    const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tau) / Math.hypot(1, tau)));
    const reached = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
    const steepness = (1 - E2) * Math.hypot(1, tau);
    tau += ((conformal - reached) / Math.hypot(1, reached)) * ((1 + (1 - E2) * tau * tau) / steepness);
  }
  const away = Math.atan2(Math.sinh(eta1), Math.cos(xi1));
  return [toRadians(CENTRAL_MERIDIAN) + away, Math.atan(tau)];
}

/** From degrees in WGS 84. */
export function toGrid([longitude = 0, latitude = 0]: readonly number[]): GridPoint {
  return project(...fromSpace(shiftBack(toSpace(toRadians(longitude), toRadians(latitude)))));
}

/** To degrees in WGS 84: longitude, latitude. */
export function fromGrid(point: GridPoint): [number, number] {
  const [longitude, latitude] = fromSpace(shiftForth(toSpace(...unproject(point))));
  return [toDegrees(longitude), toDegrees(latitude)];
}
