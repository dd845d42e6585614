"""What is within reach of something, for sure or perhaps."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.arrays import Numbers
from twin.analysis.parts import Carried, Parted, find_round, share_rows
from twin.analysis.projection import Shapes

COVERED, UNCOVERED, UNKNOWN = "covered", "uncovered", "unknown"


def within_reach(things: Shapes, sources: Shapes, reach: float) -> NDArray[np.bool_]:
    """Say of each thing whether any source is within `reach` metres of its nearest point, in a straight line."""
    found = np.zeros(len(things), dtype=np.bool_)
    if len(sources) and len(things):
        thing, _ = shapely.STRtree(sources).query(things, predicate="dwithin", distance=reach)
        found[thing] = True
    return found


def tell_cover(things: Shapes, surely: Shapes, perhaps: Shapes, reach: float) -> NDArray[np.object_]:
    """Return COVERED within reach of a source that surely serves, UNKNOWN where only one that perhaps does, else UNCOVERED."""
    sure, may = within_reach(things, surely, reach), within_reach(things, perhaps, reach)
    return np.where(sure, COVERED, np.where(may, UNKNOWN, UNCOVERED)).astype(object)


@dataclass(frozen=True)
class Covering:
    """Things and sources, as `tell_cover` takes them."""

    things: Shapes
    surely: Shapes
    perhaps: Shapes
    reach: float


@dataclass(frozen=True)
class _Part(Carried):
    rows: Numbers
    things: Shapes
    surely: Shapes
    perhaps: Shapes
    reach: float


def _split(whole: Covering, areas: Shapes | None) -> list[_Part]:
    parts = []
    trees = [shapely.STRtree(sources) for sources in (whole.surely, whole.perhaps)]
    for rows in share_rows(whole.things, areas):
        things = whole.things[rows]
        surely, perhaps = (
            sources if areas is None else sources[find_round(tree, things, whole.reach + 1.0)]
            for sources, tree in zip((whole.surely, whole.perhaps), trees, strict=True)
        )
        parts.append(_Part(rows, things, surely, perhaps, whole.reach))
    return parts


def _solve(part: _Part) -> tuple[Numbers, NDArray[np.object_]]:
    return part.rows, tell_cover(part.things, part.surely, part.perhaps, part.reach)


def _join(whole: Covering, found: list[tuple[Numbers, NDArray[np.object_]]]) -> NDArray[np.object_]:
    told = np.full(len(whole.things), UNCOVERED, dtype=object)
    for rows, words in found:
        told[rows] = words
    return told


COVER = Parted(_split, _solve, _join)
"""What `tell_cover` tells: nothing beyond the reach counts, so that the halo is exact."""
