"""The ground: heights on a grid of 5 m in EPSG:5897, with the low places where water gathers.

Made up: a gentle fall to the river, uneven ground, streets a little raised, lakes and low places let in.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import geometry_mask

from gis_data.blocks import Ground
from gis_data.chance import open_stream
from gis_data.plan import LowPlan, WardPlan
from gis_data.projection import Coordinates, to_metres
from gis_data.ways import Point, Way

CELL = 5.0
NODATA = -9999.0
MARGIN = 20.0
Grid = NDArray[np.float64]

MEAN_HEIGHT = 6.3
UNEVEN = ((420.0, 0.42), (140.0, 0.16), (45.0, 0.06))
"""Wavelength and height of the uneven ground, metres."""
STREET_RISE = {"primary": 0.35, "secondary": 0.22, "tertiary": 0.15, "residential": 0.08, "service": 0.08}
LAKE_DEPTH, RIVER_DEPTH = 1.6, 2.8


@dataclass(frozen=True)
class Terrain:
    """Heights in metres; row 0 is the northernmost. `known` is false outside the ward."""

    heights: Grid
    known: NDArray[np.bool_]
    transform: Affine

    def height_at(self, points: Coordinates) -> NDArray[np.float64]:
        """Return the height of the cell under each point (rows of x, y in EPSG:5897)."""
        column = ((points[:, 0] - self.transform.c) / CELL).astype(int)
        row = ((self.transform.f - points[:, 1]) / CELL).astype(int)
        rows, columns = self.heights.shape
        return np.asarray(self.heights[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)])

    def smoothed(self, window: int = 41) -> "Terrain":
        """Return the ground with each height the mean of its surroundings, `window` cells square."""
        return Terrain(_smooth(self.heights, window), self.known, self.transform)


@dataclass(frozen=True)
class LowPlace:
    """A low place of the plan: its middle in EPSG:5897, on its way where the plan names one."""

    plan: LowPlan
    middle: Point
    way: Way | None


def find_lows(plan: WardPlan, ways: list[Way]) -> list[LowPlace]:
    """Return the low places of the plan, each drawn on to its way; raises KeyError for an unknown way."""
    named = {way.name: way for way in ways}
    lows = []
    for low, (x, y) in zip(plan.lows, to_metres([low.at for low in plan.lows]).tolist(), strict=True):
        way = named[low.on] if low.on else None
        middle = way.point_at(way.station_of((x, y))) if way else (x, y)
        lows.append(LowPlace(low, middle, way))
    return lows


def shape_ground(
    plan: WardPlan, streets: list[Way], grounds: list[Ground], river: shapely.Polygon, lows: list[LowPlace]
) -> Terrain:
    """Return the heights of the ward."""
    outline = shapely.Polygon(to_metres(plan.outline))
    west, south, east, north = shapely.bounds(shapely.union(outline, river)).tolist()
    left, top = np.floor((west - MARGIN) / CELL) * CELL, np.ceil((north + MARGIN) / CELL) * CELL
    shape = (int((top - south + MARGIN) / CELL) + 1, int((east - left + MARGIN) / CELL) + 1)
    transform = Affine(CELL, 0.0, float(left), 0.0, -CELL, float(top))
    x = left + (np.arange(shape[1]) + 0.5) * CELL
    y = top - (np.arange(shape[0]) + 0.5) * CELL
    heights = MEAN_HEIGHT - 0.18 * ((x[None, :] - x.mean()) + (y[:, None] - y.mean())) / 1500
    chance = open_stream("terrain")
    for wavelength, swell in UNEVEN:
        heights = heights + swell * _draw_noise(shape, wavelength, chance)
    heights += _raise_streets(streets, shape, transform)
    for low in lows:
        distance2 = (x[None, :] - low.middle[0]) ** 2 + (y[:, None] - low.middle[1]) ** 2
        heights -= low.plan.depth_m * np.exp(-distance2 / (2 * low.plan.radius_m**2))
    lakes = [ground.shape for ground in grounds if ground.kind == "lake"]
    heights -= LAKE_DEPTH * _cover(lakes, shape, transform) + RIVER_DEPTH * _cover([river], shape, transform)
    known = ~geometry_mask([outline], shape, transform, all_touched=True)
    return Terrain(np.round(heights, 2), known, transform)


def _draw_noise(shape: tuple[int, int], wavelength: float, chance: np.random.Generator) -> Grid:
    """Return smooth noise between -1 and 1: random heights on a lattice, joined without creases."""
    step = wavelength / 2 / CELL
    rows, columns = np.arange(shape[0]) / step, np.arange(shape[1]) / step
    lattice = chance.uniform(-1, 1, (int(rows[-1]) + 2, int(columns[-1]) + 2))
    row, column = rows.astype(int), columns.astype(int)
    down, right = _ease(rows - row)[:, None], _ease(columns - column)[None, :]
    upper = lattice[row][:, column] * (1 - right) + lattice[row][:, column + 1] * right
    lower = lattice[row + 1][:, column] * (1 - right) + lattice[row + 1][:, column + 1] * right
    return np.asarray(upper * (1 - down) + lower * down)


def _ease(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return share * share * (3 - 2 * share)


def _raise_streets(streets: list[Way], shape: tuple[int, int], transform: Affine) -> Grid:
    rise = np.zeros(shape)
    for level, height in STREET_RISE.items():
        corridors = [street.line.buffer(street.half_corridor) for street in streets if street.level == level]
        rise = np.maximum(rise, height * _cover(corridors, shape, transform))
    return _smooth(rise, 5)


def _cover(shapes: list[shapely.Polygon], shape: tuple[int, int], transform: Affine) -> Grid:
    covered = ~geometry_mask(shapes, shape, transform)
    return _smooth(covered.astype(np.float64), 3)


def _smooth(grid: Grid, window: int) -> Grid:
    """Return the mean of a square window round each cell, the edge repeated outwards."""
    for axis in (0, 1):
        padded = np.pad(
            grid, [(window // 2 + 1, window // 2) if a == axis else (0, 0) for a in (0, 1)], mode="edge"
        )
        sums = np.cumsum(padded, axis=axis)
        ends = np.arange(window, sums.shape[axis])
        grid = (np.take(sums, ends, axis=axis) - np.take(sums, ends - window, axis=axis)) / window
    return grid
