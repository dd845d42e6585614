"""What stands in the water, and how deep.

Where the ground is unknown so is the water. What lies partly there is judged twice, as if the unknown part were dry and
as if it were as deep as can be: where the two differ the answer is unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes
from twin.analysis.surface import Grid, Surface

YES, NO, UNKNOWN = 1, 0, -1
Answers = NDArray[np.int8]
"""YES, NO or UNKNOWN of each thing; or the number of its class from 0, or UNKNOWN."""


@dataclass(frozen=True)
class Depths:
    """The greatest depth that is known of each thing, metres (NaN: none of it is on known ground).

    `whole` says whether all of the thing is on known ground, so that the depth is surely the greatest.
    """

    greatest: Grid
    whole: NDArray[np.bool_]


def measure_along(water: Surface, shapes: Shapes) -> Depths:
    """Find the greatest depth along the walls of areas, along lines and at points, every half square at most.

    The shapes are in the CRS of the water; None and empty ones are nowhere.
    """
    outlines = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)  # noqa: PLR2004 - areas
    corners, owner = shapely.get_coordinates(outlines, return_index=True)
    pieces = _cut(outlines, water.cell / 2)
    places = np.concatenate([corners, pieces.ends])
    return _gather(water.at(places), np.concatenate([owner, pieces.owner]), len(shapes))


def measure_round(water: Surface, points: Shapes, radius: float) -> Depths:
    """Find the greatest depth within `radius` metres of each point."""
    reach = np.arange(-np.floor(radius / water.cell), radius / water.cell + 1e-9) * water.cell
    steps = np.stack(np.meshgrid(reach, reach), axis=-1).reshape(-1, 2)
    steps = steps[np.hypot(*steps.T) <= radius]
    centres, owner = shapely.get_coordinates(points, return_index=True)
    places = (centres[:, None, :] + steps).reshape(-1, 2)
    return _gather(water.at(places), np.repeat(owner, len(steps)), len(points))


class _Pieces(NamedTuple):
    """Straight pieces of lines, and the shape of which each is a piece."""

    begins: Grid
    ends: Grid
    owner: NDArray[np.intp]


def _cut(shapes: Shapes, longest: float) -> _Pieces:
    """Cut lines into pieces of at most so many metres; shapely.segmentize refuses a line without length."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    corners, part = shapely.get_coordinates(parts, return_index=True)
    follows = part[1:] == part[:-1]
    begins, legs = corners[:-1][follows], np.diff(corners, axis=0)[follows]
    counts = np.maximum(1, np.ceil(np.hypot(*legs.T) / longest)).astype(np.intp)
    leg = np.repeat(np.arange(len(legs)), counts)
    nth = np.arange(len(leg)) - np.repeat(np.cumsum(counts) - counts, counts)
    step = legs[leg] / counts[leg, None]
    first = begins[leg] + nth[:, None] * step
    return _Pieces(first, first + step, owner[part[1:][follows]][leg])


def _gather(depths: Grid, owner: NDArray[np.intp], things: int) -> Depths:
    greatest = np.full(things, -np.inf)
    known = np.isfinite(depths)
    np.maximum.at(greatest, owner[known], depths[known])
    whole = np.bincount(owner, minlength=things) > 0
    whole[owner[~known]] = False
    return Depths(np.where(np.isneginf(greatest), np.nan, greatest), whole)


def classify(depths: Depths, edges: Sequence[float]) -> Answers:
    """Return the class of each thing; class k reaches from edges[k - 1], inclusive, to edges[k], exclusive."""
    found = np.searchsorted(edges, depths.greatest, side="right").astype(np.int8)
    deepest = found == len(edges)
    sure = np.isfinite(depths.greatest) & (depths.whole | deepest)
    return np.where(sure, found, np.int8(UNKNOWN))


def reach(depths: Depths, threshold: float) -> Answers:
    """Say of each thing whether the water there is `threshold` metres deep or more."""
    return _answer(depths, depths.greatest >= threshold, YES)


def stay_passable(depths: Depths, limit: float) -> Answers:
    """Say of each way whether who can go through `limit` metres of water (energy head) can go all along it."""
    return _answer(depths, depths.greatest > limit, NO)


def _answer(depths: Depths, surely: NDArray[np.bool_], answer: int) -> Answers:
    """Answer where some known place settles it; otherwise the opposite where all places are known."""
    return np.where(surely, answer, np.where(depths.whole, 1 - answer, UNKNOWN)).astype(np.int8)


def split_lengths(water: Surface, lines: Shapes, edges: Sequence[float]) -> Grid:
    """Return the metres of each line (a row) in each class of depth, and in the last column where it is unknown."""
    pieces = _cut(lines, water.cell / 2)
    depths = water.at((pieces.begins + pieces.ends) / 2)
    classes = np.where(np.isnan(depths), len(edges) + 1, np.searchsorted(edges, depths, side="right"))
    columns = len(edges) + 2
    metres = np.zeros((len(lines), columns))
    np.add.at(metres, (pieces.owner, classes), np.hypot(*(pieces.ends - pieces.begins).T))
    return metres


@dataclass(frozen=True)
class Agreement:
    """Places that should flood beside those that do: counts. What is unknown on either side is in none but `unknown`."""

    hits: int
    missed: int
    surprises: int
    quiet: int
    unknown: int

    @property
    def found(self) -> float | None:
        """The share of the places that should flood where water stands; None where no place should."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else None


def compare(expected: Answers, flooded: Answers) -> Agreement:
    """Count how far what is listed and what is reckoned agree."""

    def count(should: int, does: int) -> int:
        return int(((expected == should) & (flooded == does)).sum())

    unknown = int(((expected == UNKNOWN) | (flooded == UNKNOWN)).sum())
    return Agreement(count(YES, YES), count(YES, NO), count(NO, YES), count(NO, NO), unknown)


@dataclass(frozen=True)
class Lakes:
    """Places under water, the largest volume first: the deepest point of each, square metres, cubic metres, metres."""

    places: Grid
    """Easting and northing, a row each."""
    area: Grid
    volume: Grid
    deepest: Grid


def find_lakes(water: Surface, threshold: float) -> Lakes:
    """Find what lies together (by sides and corners) under at least `threshold` metres of water."""
    from scipy import ndimage

    depths = np.where(np.isfinite(water.values), water.values, 0.0)
    marks, number = ndimage.label(depths >= threshold, structure=np.ones((3, 3)))
    lakes = np.arange(1, number + 1)
    wet = np.flatnonzero(marks)
    # The first of the deepest squares of each lake; only what is wet is put in order.
    order = np.lexsort((-wet, depths.ravel()[wet], marks.ravel()[wet]))
    last = np.cumsum(np.bincount(marks.ravel()[wet], minlength=number + 1)[1:]) - 1
    deepest = np.column_stack(np.unravel_index(wet[order[last]], depths.shape)).astype(np.float64)
    volume = np.atleast_1d(ndimage.sum_labels(depths, marks, lakes)) * water.area
    order = np.argsort(-volume, kind="stable")
    row, column = deepest[order].T
    return Lakes(
        places=np.column_stack(
            [water.west + (column + 0.5) * water.cell, water.north - (row + 0.5) * water.cell]
        ),
        area=np.bincount(marks.ravel(), minlength=number + 1)[1:][order].astype(np.float64) * water.area,
        volume=volume[order],
        deepest=depths[row.astype(np.intp), column.astype(np.intp)],
    )
