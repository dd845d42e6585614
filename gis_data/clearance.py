"""How near the next street or alley is: a grid of points along all of them, in EPSG:5897 metres."""

from collections import defaultdict
from math import hypot
from typing import NamedTuple

import numpy as np
import shapely

from gis_data.ways import Way

CELL = 20.0
STEP = 5.0


class Neighbour(NamedTuple):
    """The nearest other way: its number, the free distance to its corridor, and where."""

    way: int
    free: float
    x: float
    y: float


class Clearance:
    """Answers 'what is within so many metres of here' while alleys are still being added."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, int]]] = defaultdict(list)

    def add(self, number: int, way: Way) -> None:
        points = shapely.get_coordinates(shapely.segmentize(way.line, STEP))
        for x, y in points.tolist():
            self._cells[int(x // CELL), int(y // CELL)].append((x, y, way.half_corridor, number))

    def nearest(self, x: float, y: float, free: float, ignored: frozenset[int]) -> Neighbour | None:
        """Return the way whose corridor is nearest, if it is less than `free` metres away."""
        reach = free + 33.0
        best: Neighbour | None = None
        for column in range(int((x - reach) // CELL), int((x + reach) // CELL) + 1):
            for row in range(int((y - reach) // CELL), int((y + reach) // CELL) + 1):
                for px, py, half, number in self._cells.get((column, row), ()):
                    gap = hypot(px - x, py - y) - half
                    if gap < (best.free if best else free) and number not in ignored:
                        best = Neighbour(number, gap, px, py)
        return best


def turn(direction: np.ndarray, degrees: float) -> np.ndarray:
    """Turn a unit vector to the left."""
    angle = np.radians(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([cos * direction[0] - sin * direction[1], sin * direction[0] + cos * direction[1]])
