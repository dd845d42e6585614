"""What falls, what the drains take, and where all of it went."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from twin.analysis.surface import Grid, Surface
from twin.errors import BadInputError

Edges = Literal["open", "closed"]
"""What stands round the known ground: nothing, so that water runs off it, or a wall."""

MOST_RAIN_MM = 2_000.0
"""More than fell anywhere on earth in a day (1,825 mm, La Réunion, 1966): beyond it somebody mistyped."""
MOST_HOURS = 240.0
MOST_DRAINAGE_MM_H = 1_000.0
MM = 1_000.0
MOST_SQUARES = 40_000_000
"""About 5 GB of memory while the hollows are found."""
_LEAST_CELL, _MOST_CELL = 0.01, 10_000.0


@dataclass(frozen=True)
class Rain:
    """`depth_mm` falls evenly in `hours`; drains take up to `drainage_mm_h` of it, everywhere or square by square.

    Raises BadInputError for what cannot fall or drain.
    """

    depth_mm: float
    hours: float = 1.0
    drainage_mm_h: float | Grid = 0.0

    def __post_init__(self) -> None:
        require_between("Lượng mưa", "The rain", self.depth_mm, (0.0, MOST_RAIN_MM), "mm")
        require_between("Thời gian mưa", "The time that it rains", self.hours, (0.0, MOST_HOURS), "h")
        if self.hours == 0:
            raise BadInputError(
                vi="Thời gian mưa phải lớn hơn 0.", en="The time that it rains must be more than 0."
            )
        for drainage in np.unique(self.drainage_mm_h):
            names = ("Khả năng tiêu thoát", "The drainage capacity")
            require_between(*names, float(drainage), (0.0, MOST_DRAINAGE_MM_H), "mm/h")

    @property
    def drained_mm(self) -> float | Grid:
        """What the drains take of the rain where it falls."""
        taken = np.minimum(np.multiply(self.drainage_mm_h, self.hours), self.depth_mm)
        return float(taken) if np.ndim(taken) == 0 else np.asarray(taken)


def require_between(vi: str, en: str, value: float, bounds: tuple[float, float], unit: str) -> None:
    """Raise BadInputError, with the name of the value in both languages, unless it is within its bounds."""
    least, most = bounds
    if not (math.isfinite(value) and least <= value <= most):
        raise BadInputError(
            vi=f"{vi} phải từ {least:g} đến {most:g} {unit}; nhận được {value:g}.",
            en=f"{en} must be between {least:g} and {most:g} {unit}; {value:g} was given.",
        )


def require_ground(ground: Surface, rain: Rain) -> NDArray[np.bool_]:
    """Return which squares of ground are known.

    Raises BadInputError where there are none or too many, where a square has no size, or where the drains are on other
    squares.
    """
    require_between("Cỡ ô lưới", "The size of a square", ground.cell, (_LEAST_CELL, _MOST_CELL), "m")
    if ground.values.size > MOST_SQUARES:
        raise BadInputError(
            vi=f"Địa hình có {ground.values.size:,} ô, nhiều hơn {MOST_SQUARES:,}; hãy dùng ô lớn hơn.",
            en=f"The terrain has {ground.values.size:,} squares, more than {MOST_SQUARES:,}; use larger ones.",
        )
    known: NDArray[np.bool_] = np.isfinite(ground.values)
    if ground.values.ndim != 2 or not known.any():  # noqa: PLR2004 - rows and columns
        raise BadInputError(
            vi="Địa hình không có ô nào biết cao độ.", en="No square of the terrain has a known height."
        )
    if np.ndim(rain.drainage_mm_h) and np.shape(rain.drainage_mm_h) != ground.values.shape:
        raise BadInputError(
            vi="Lưới khả năng tiêu thoát không khớp với lưới địa hình.",
            en="The drainage capacities stand on other squares than the terrain.",
        )
    return known


A_DROP = 1e-9
"""Cubic metres: less than this is lost in the arithmetic of any number."""


@dataclass(frozen=True)
class Balance:
    """Where the rain went, in cubic metres: it stands on the ground, drained away, or ran off over an open edge."""

    rain: float
    stored: float
    drained: float
    left: float

    @property
    def error(self) -> float:
        """The share of the rain that is not accounted for; of less than a drop, as if it were one."""
        return abs(self.rain - self.stored - self.drained - self.left) / max(self.rain, A_DROP)
