"""Which alleys to renew first."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """How much residents, flooding and missing fire access count; they need not add up to one, but one is above zero."""

    residents: float
    flooding: float
    fire: float

    @property
    def shares(self) -> Floats:
        told = np.array([self.residents, self.flooding, self.fire], dtype=np.float64)
        shares: Floats = told / told.sum()
        return shares


def nearest_lines(things: Shapes, lines: Shapes) -> NDArray[np.intp]:
    """Return the position of the line nearest to each thing; of several at one distance the first. -1: there are none."""
    found = np.full(len(things), -1, dtype=np.intp)
    if len(things) and len(lines):
        # A long line has a large box; its pieces have small ones, and the tree looks at few.
        pieces, owner = _pieces(lines)
        thing, piece = shapely.STRtree(pieces).query_nearest(things)
        line = owner[piece]
        order = np.lexsort((line, thing))
        known, firsts = np.unique(thing[order], return_index=True)
        found[known] = line[order][firsts]
    return found


def _pieces(lines: Shapes) -> tuple[Shapes, NDArray[np.intp]]:
    """Return the straight pieces of lines, and of which line each is."""
    parts, of_part = shapely.get_parts(lines, return_index=True)
    places, part = shapely.get_coordinates(parts, return_index=True)
    begins = np.flatnonzero(part[:-1] == part[1:])
    pieces = shapely.linestrings(np.stack([places[begins], places[begins + 1]], axis=1))
    return np.asarray(pieces, dtype=np.object_), of_part[part[begins]]


def deepest_near(
    lines: Shapes, spots: Shapes, depth: Floats, reach: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the deepest known water within `reach` of each line (0: no spot near), and whether a depth is missing there."""
    deepest, missing = np.zeros(len(lines)), np.zeros(len(lines), dtype=np.bool_)
    if len(lines) and len(spots):
        line, spot = shapely.STRtree(spots).query(lines, predicate="dwithin", distance=reach)
        known = ~np.isnan(depth[spot])
        np.maximum.at(deepest, line[known], depth[spot[known]])
        missing[line[~known]] = True
    return deepest, missing


def cannot_enter(
    width: Floats, headroom: Floats, least_width: float, least_headroom: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each alley whether an engine surely cannot enter, and whether it perhaps cannot: a measure is missing."""
    surely = (width < least_width) | (headroom < least_headroom)
    return surely, surely | np.isnan(width) | np.isnan(headroom)


def score(least: Floats, most: Floats, weights: Weights) -> tuple[Floats, Floats]:
    """Return the weighted need, from 0 to 1, at least and at most.

    Rows are alleys; columns residents, flooding and fire, each from 0 to 1: `least` with what is unknown left out, `most`
    with it counted as the worst.
    """
    return least @ weights.shares, most @ weights.shares
