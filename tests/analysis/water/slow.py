"""Water poured by hand: slow, plain, and by no tree. Every square must have a height of its own."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Square = tuple[int, int]
Out = None
"""Where water goes that runs off the ground."""


@dataclass
class Lake:
    """Squares that fill as one, and the water on them (metres times squares)."""

    squares: set[Square]
    outlet: Square | None
    """None: closed all round."""
    volume: float = 0.0


@dataclass
class Pouring:
    heights: NDArray[np.float64]
    closed: bool
    lakes: list[Lake] = field(default_factory=list)
    left: float = 0.0

    def around(self, square: Square) -> Iterator[tuple[Square, float]]:
        """Yield the eight squares round one and how far off they are; unknown ones and those off the grid too."""
        for down, along in np.ndindex(3, 3):
            if (down, along) != (1, 1):
                beside = (square[0] + down - 1, square[1] + along - 1)
                yield beside, math.hypot(down - 1, along - 1)

    def height(self, square: Square) -> float:
        rows, columns = self.heights.shape
        inside = 0 <= square[0] < rows and 0 <= square[1] < columns
        return float(self.heights[square]) if inside else math.nan

    def on_edge(self, square: Square) -> bool:
        return not self.closed and any(math.isnan(self.height(beside)) for beside, _ in self.around(square))

    def step(self, square: Square, but: set[Square]) -> Square | None:
        """Return the steepest neighbour that lies lower; the square itself where there is none."""
        here = self.height(square)
        lower = [
            ((here - self.height(beside)) / far, beside)
            for beside, far in self.around(square)
            if beside not in but and self.height(beside) < here
        ]
        if lower:
            return max(lower)[1]
        return Out if self.on_edge(square) else square

    def bottom(self, square: Square | None, but: set[Square]) -> Square | None:
        while square is not Out:
            following = self.step(square, but)
            if following == square:
                break
            square, but = following, set()
        return square

    def spread(self, squares: set[Square]) -> Lake:
        """Return the lake that grows from some squares until it finds lower ground or the edge."""
        level = max(self.height(square) for square in squares)
        while True:
            shore = {beside for square in squares for beside, _ in self.around(square)} - squares
            known = [square for square in shore if not math.isnan(self.height(square))]
            lowest = min(known, key=self.height, default=None)
            edges = [square for square in squares if self.on_edge(square)]
            edge = min(edges, key=self.height, default=None)
            if edge and (lowest is None or self.height(edge) < self.height(lowest)):
                return Lake(squares - {edge}, edge)
            if lowest is None:
                return Lake(squares, None)
            if self.height(lowest) < level:
                top = max(squares, key=self.height)
                return Lake(squares - {top}, top)
            squares, level = squares | {lowest}, self.height(lowest)

    def capacity(self, lake: Lake) -> float:
        if lake.outlet is None:
            return math.inf
        return sum(self.height(lake.outlet) - self.height(square) for square in lake.squares)

    def onward(self, lake: Lake) -> Lake | None:
        """Return where the lake spills."""
        assert lake.outlet is not None
        bottom = self.bottom(lake.outlet, lake.squares)
        return None if bottom is Out else self.lake_at(bottom)

    def lake_at(self, bottom: Square) -> Lake:
        for lake in self.lakes:
            if bottom in lake.squares:
                return lake
        self.lakes.append(self.spread({bottom}))
        return self.lakes[-1]

    def pour(self, square: Square, volume: float) -> None:
        bottom = self.bottom(square, set())
        lake = None if bottom is Out else self.lake_at(bottom)
        while lake is not None:
            capacity = self.capacity(lake)
            if lake.volume + volume <= capacity:
                lake.volume += volume
                return
            volume -= capacity - lake.volume
            lake.volume = capacity
            following = self.onward(lake)
            full = following is not None and following.volume >= self.capacity(following)
            if following is not None and full and self.onward(following) is lake:
                following = self.join(lake, following)
            lake = following
        self.left += volume

    def join(self, one: Lake, other: Lake) -> Lake:
        assert one.outlet is not None
        both = self.spread(one.squares | other.squares | {one.outlet})
        both.volume = one.volume + other.volume
        self.lakes = [lake for lake in self.lakes if lake not in (one, other)] + [both]
        return both

    def depths(self) -> NDArray[np.float64]:
        found = np.where(np.isnan(self.heights), np.nan, 0.0)
        for lake in self.lakes:
            if lake.volume > 0:
                squares = sorted(lake.squares, key=self.height)
                level = self._level([self.height(square) for square in squares], lake.volume)
                for square in squares:
                    found[square] = max(0.0, level - self.height(square))
        return found

    def _level(self, heights: list[float], volume: float) -> float:
        levels = [(volume + sum(heights[:wet])) / wet for wet in range(1, len(heights) + 1)]
        above = [*heights[1:], math.inf]
        return next(level for level, top in zip(levels, above, strict=True) if level <= top)
