"""A number for each square of ground."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """Numbers on squares with sides of `cell` metres, in the metric CRS; NaN is unknown.

    Row 0 is the northernmost; `west` and `north` are the outer corner of its first square.
    """

    values: Grid
    cell: float
    west: float = 0.0
    north: float = 0.0

    @property
    def area(self) -> float:
        """Square metres of one square."""
        return self.cell * self.cell

    def holding(self, values: Grid) -> "Surface":
        """Return other numbers on the same squares."""
        return replace(self, values=values)

    def at(self, places: NDArray[np.float64]) -> Grid:
        """Return the number of the square in which each place (a row of easting and northing) lies.

        A place outside is unknown; one on a line between two squares counts to the eastern or southern.
        """
        row, column, inside = self._find(places)
        found = np.full(len(places), np.nan)
        found[inside] = self.values[row[inside], column[inside]]
        return found

    def _find(
        self, places: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        # What is far away or infinite would wrap round as a whole number: it is cut off first.
        rows, columns = self.values.shape
        down = np.clip(np.floor((self.north - places[:, 1]) / self.cell), -1, rows)
        along = np.clip(np.floor((places[:, 0] - self.west) / self.cell), -1, columns)
        inside = (down >= 0) & (down < rows) & (along >= 0) & (along < columns)
        return np.where(inside, down, 0).astype(np.intp), np.where(inside, along, 0).astype(np.intp), inside
