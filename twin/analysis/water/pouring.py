"""Water poured into the hollows: Fill-Spill-Merge of Barnes, Callaghan and Wickert (2021).

A hollow fills, then spills into its neighbour; when that is full too, the hollow that holds both begins to fill. The
outcome is the same in whatever order it is poured. Compiled by numba: import this module only where it is needed.
"""

import numpy as np
from numpy.typing import NDArray

from twin.analysis.compiling import compiled
from twin.analysis.water.depressions import NOWHERE, OUTSIDE, Floats, Hierarchy, Hollows, Integers, Squares


def pour(squares: Squares, hierarchy: Hierarchy, runoff: Floats) -> tuple[Floats, float]:
    """Return the depth on each square, and what ran off over the edge (metres times squares).

    `runoff` is what runs off each square, metres.
    """
    falls = np.zeros(hierarchy.number)
    np.add.at(falls, hierarchy.marks.drains[squares.order], runoff[squares.order])
    water = np.zeros(hierarchy.number)
    full = np.zeros(hierarchy.number, np.bool_)
    onward = np.arange(hierarchy.number, dtype=np.int32)
    left = float(_pour_all(hierarchy.hollows, falls, water, full, onward))
    levels = _find_levels(squares, hierarchy.hollows, hierarchy.marks.within, water, full)
    return _measure_depths(squares, hierarchy.marks.within, levels), left


@compiled
def _pour_all(
    hollows: Hollows, falls: Floats, water: Floats, full: NDArray[np.bool_], onward: Integers
) -> float:
    """Fill `water`, what each hollow holds of its own, and `full`; return what ran off."""
    left = float(falls[OUTSIDE])
    for leaf in range(1, len(falls)):
        volume = falls[leaf]
        hollow = leaf
        while volume > 0:
            hollow = _follow(onward, hollow)
            if hollow == OUTSIDE:
                left += volume
                break
            room = hollows.room[hollow] - water[hollow]
            if volume < room:
                water[hollow] += volume
                break
            water[hollow] = hollows.room[hollow]
            volume -= room
            _send_on(hollows, full, onward, hollow)
    return left


@compiled
def _follow(onward: Integers, hollow: int) -> int:
    """Return where water that comes to a hollow stays: what is full sends it on, for good."""
    while onward[hollow] != hollow:
        onward[hollow] = onward[onward[hollow]]
        hollow = int(onward[hollow])
    return hollow


@compiled
def _send_on(hollows: Hollows, full: NDArray[np.bool_], onward: Integers, hollow: int) -> None:
    full[hollow] = True
    sibling = hollows.sibling[hollow]
    if sibling != NOWHERE and full[sibling]:
        onward[hollow] = hollows.parent[hollow]
        onward[sibling] = hollows.parent[hollow]
    else:
        onward[hollow] = hollows.into[hollow]


@compiled
def _find_levels(
    squares: Squares, hollows: Hollows, within: Integers, water: Floats, full: NDArray[np.bool_]
) -> Floats:
    """Return the height of the water over each hollow; of a dry one, the height at which it begins."""
    count = len(water)
    level = hollows.begin[:count].copy()
    wet = hollows.squares_before[:count].copy()
    rest = water.copy()
    for square in squares.order:
        hollow = within[square]
        if rest[hollow] <= 0 or full[hollow]:
            continue
        height = squares.heights[square]
        needed = wet[hollow] * (height - level[hollow])
        if needed <= rest[hollow]:
            rest[hollow] -= needed
            level[hollow] = height
            wet[hollow] += 1
        else:
            level[hollow] += rest[hollow] / wet[hollow]
            rest[hollow] = 0.0
    for hollow in range(count - 1, 0, -1):
        sibling = hollows.sibling[hollow]
        if full[hollow] and sibling != NOWHERE and full[sibling]:
            level[hollow] = level[hollows.parent[hollow]]
        elif full[hollow]:
            level[hollow] = hollows.spill[hollow]
        elif rest[hollow] > 0:
            level[hollow] += rest[hollow] / wet[hollow]
    return level


@compiled
def _measure_depths(squares: Squares, within: Integers, levels: Floats) -> Floats:
    depths = np.full(len(within), np.nan)
    for square in squares.order:
        hollow = within[square]
        depths[square] = 0.0 if hollow == OUTSIDE else max(0.0, levels[hollow] - squares.heights[square])
    return depths
