"""The hollows of the ground and what they spill into: the depression hierarchy of Barnes, Callaghan and Wickert (2020).

The ground is flooded from below, square by square in order of height. A square with no lower neighbour begins a hollow
(a leaf); where two hollows meet, both end at that height and one that holds them both begins. OUTSIDE takes whatever
runs over an open edge. Compiled by numba: import this module only where it is needed.

Arrays of squares are flat and have a rim of unknown squares, so that every square has eight neighbours. Volumes are in
metres of height times squares.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.analysis.compiling import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

OUTSIDE = 0
NOWHERE = -1
_NEIGHBOURS = 8
_OVER_THE_EDGE = -1.0
"""The slope of the way out: taken only where no neighbour lies as low."""


class Squares(NamedTuple):
    """The ground: heights, which squares are known, and those in order of height."""

    heights: Floats
    known: NDArray[np.bool_]
    order: NDArray[np.intp]
    width: int
    """Squares of a row, with its rim."""
    closed: bool


class Hollows(NamedTuple):
    """One place for each hollow; a hollow that holds two others stands after them, and OUTSIDE is the first."""

    parent: Integers
    """OUTSIDE of one that runs off over the edge, NOWHERE of one that never does."""
    sibling: Integers
    """The other hollow within the parent."""
    into: Integers
    """The leaf into which it spills: where the steepest way down from its outlet begins."""
    begin: Floats
    """Height from which the water is its own: of its lowest square, or where the two within it met."""
    spill: Floats
    """Height at which it is full; infinite where it never is."""
    squares_before: Integers
    """Squares under water when it begins."""
    room: Floats
    """What it holds between `begin` and `spill`."""
    squares: Integers
    """Squares under water when it is full."""
    root: Integers
    """Towards the hollow of which it is a part so far."""
    made: Integers
    """How many there are so far: one number."""


class Marks(NamedTuple):
    """For each square the hollow that it lies in and the leaf that it drains into."""

    within: Integers
    drains: Integers


class Hierarchy(NamedTuple):
    """The hollows, how many they are, and where each square belongs."""

    hollows: Hollows
    number: int
    marks: Marks


class _Ways(NamedTuple):
    """The hollows that a square touches, the steepest way first: slope, and the leaf where the way leads."""

    hollow: Integers
    slope: Floats
    leaf: Integers


def find_hollows(squares: Squares) -> Hierarchy:
    """Return the hierarchy of hollows of the ground."""
    rows = len(squares.heights) // squares.width
    # No two leaves are neighbours, and each one that holds two others has one fewer of them to hold.
    most = 2 * ((rows + 1) // 2) * ((squares.width + 1) // 2) + 2
    hollows = Hollows(
        parent=np.full(most, NOWHERE, np.int32),
        sibling=np.full(most, NOWHERE, np.int32),
        into=np.full(most, NOWHERE, np.int32),
        begin=np.zeros(most),
        spill=np.full(most, np.inf),
        squares_before=np.zeros(most, np.int32),
        room=np.zeros(most),
        squares=np.zeros(most, np.int32),
        root=np.arange(most, dtype=np.int32),
        made=np.ones(1, np.int32),
    )
    unmarked = np.full(len(squares.heights), NOWHERE, np.int32)
    marks = Marks(unmarked, unmarked.copy())
    touched = _NEIGHBOURS + 1
    ways = _Ways(np.zeros(touched, np.int32), np.zeros(touched), np.zeros(touched, np.int32))
    _flood(squares, marks, hollows, ways)
    return Hierarchy(hollows, int(hollows.made[0]), marks)


@compiled
def _flood(squares: Squares, marks: Marks, hollows: Hollows, ways: _Ways) -> None:
    for square in squares.order:
        height = squares.heights[square]
        number = _look_round(squares, marks, hollows.root, ways, square)
        if number == 0:
            here = _begin(hollows, 0, height)
            leaf = here
        else:
            here, leaf = int(ways.hollow[0]), int(ways.leaf[0])
            for way in range(1, number):
                here = _meet(hollows, ways, here, way, height)
        if here != OUTSIDE:
            _raise_water(hollows, here, height)
            hollows.squares[here] += 1
        marks.within[square] = here
        marks.drains[square] = leaf
    for hollow in range(1, hollows.made[0]):
        if hollows.parent[hollow] == NOWHERE:
            hollows.spill[hollow] = np.inf
            hollows.room[hollow] = np.inf


@compiled
def _look_round(squares: Squares, marks: Marks, root: Integers, ways: _Ways, square: int) -> int:
    """Write down the ways from a square to lower ground; return how many hollows they lead to."""
    number = 0
    edge = False
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):
            beside = square + row * squares.width + column
            if marks.within[beside] != NOWHERE:
                slope = squares.heights[square] - squares.heights[beside]
                if row != 0 and column != 0:
                    slope /= np.sqrt(2.0)
                hollow = _find_root(root, int(marks.within[beside]))
                number = _note(ways, number, hollow, slope, int(marks.drains[beside]))
            elif not squares.known[beside]:
                edge = True
    if edge and not squares.closed:
        number = _note(ways, number, OUTSIDE, _OVER_THE_EDGE, OUTSIDE)
    return number


@compiled
def _note(ways: _Ways, number: int, hollow: int, slope: float, leaf: int) -> int:
    """Put a way among the others, steepest first, once for each hollow; return how many there are."""
    place = 0
    while place < number and ways.hollow[place] != hollow:
        place += 1
    if place == number:
        number += 1
    elif slope <= ways.slope[place]:
        return number
    while place > 0 and ways.slope[place - 1] < slope:
        ways.hollow[place] = ways.hollow[place - 1]
        ways.slope[place] = ways.slope[place - 1]
        ways.leaf[place] = ways.leaf[place - 1]
        place -= 1
    ways.hollow[place] = hollow
    ways.slope[place] = slope
    ways.leaf[place] = leaf
    return number


@compiled
def _find_root(root: Integers, hollow: int) -> int:
    while root[hollow] != hollow:
        root[hollow] = root[root[hollow]]
        hollow = int(root[hollow])
    return hollow


@compiled
def _raise_water(hollows: Hollows, hollow: int, height: float) -> None:
    hollows.room[hollow] += hollows.squares[hollow] * (height - hollows.spill[hollow])
    hollows.spill[hollow] = height


@compiled
def _begin(hollows: Hollows, squares: int, height: float) -> int:
    """Begin a hollow with so many squares under water; return its number."""
    hollow = int(hollows.made[0])
    hollows.made[0] += 1
    hollows.begin[hollow] = height
    hollows.spill[hollow] = height
    hollows.squares[hollow] = squares
    hollows.squares_before[hollow] = squares
    return hollow


@compiled
def _meet(hollows: Hollows, ways: _Ways, one: int, way: int, height: float) -> int:
    """End a hollow and the one on another way at the height where they meet; return what they are now part of.

    Water that comes to the outlet takes the steepest way there is, unless it came from there.
    """
    other, leaf = int(ways.hollow[way]), int(ways.leaf[way])
    if one == OUTSIDE:
        _end(hollows, other, OUTSIDE, int(ways.leaf[0]), height)
        return OUTSIDE
    if other == OUTSIDE:
        _end(hollows, one, OUTSIDE, leaf, height)
        return OUTSIDE
    both = _begin(hollows, int(hollows.squares[one] + hollows.squares[other]), height)
    _end(hollows, one, both, leaf, height)
    _end(hollows, other, both, int(ways.leaf[0]), height)
    hollows.sibling[one] = other
    hollows.sibling[other] = one
    return both


@compiled
def _end(hollows: Hollows, hollow: int, parent: int, into: int, height: float) -> None:
    _raise_water(hollows, hollow, height)
    hollows.parent[hollow] = parent
    hollows.root[hollow] = parent
    hollows.into[hollow] = into
