"""Rain followed in time: where it runs, how deep it gets and when it is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from twin.analysis.surface import Grid, Surface
from twin.analysis.water.rain import MM, Balance, Edges, Rain, require_between, require_ground

if TYPE_CHECKING:
    from twin.analysis.water.inertial import Bed, Water

HOUR = 3600.0
Known = NDArray[np.bool_]
_SQUARES_A_SPELL = 20_000_000
"""Squares times steps between two looks at whoever asked: a fraction of a second."""


@dataclass(frozen=True)
class Course:
    """How a run goes on: for how long after the rain, over how rough ground, and how often it is written down.

    `roughness` is Manning's n; built-up ground is about 0.05 (0.02 smooth asphalt, 0.1 dense gardens).
    Raises BadInputError for what cannot be.
    """

    hours_after: float = 2.0
    roughness: float = 0.05
    minutes_apart: float = 10.0

    def __post_init__(self) -> None:
        after = ("Thời gian sau mưa", "The time after the rain")
        require_between(*after, self.hours_after, (0.0, 240.0), "h")
        require_between("Độ nhám Manning", "Manning's roughness", self.roughness, (0.005, 1.0), "s/m^(1/3)")
        require_between(
            "Khoảng cách ghi", "The time between records", self.minutes_apart, (0.1, 1440.0), "min"
        )


@dataclass(frozen=True)
class Moment:
    """Hours since the rain began, and the account up to then."""

    hours: float
    balance: Balance


@dataclass(frozen=True)
class Run:
    """Metres at the end, the greatest depth and the greatest energy head (depth and speed) on the way; the account."""

    depth: Surface
    deepest: Surface
    head: Surface
    moments: tuple[Moment, ...]

    @property
    def balance(self) -> Balance:
        return self.moments[-1].balance


def let_flow(
    ground: Surface,
    rain: Rain,
    course: Course,
    edges: Edges = "open",
    tell: Callable[[float], None] = lambda _share: None,
) -> Run:
    """Follow the rain over the ground by the local-inertial equations, in steps as short as the waves ask for.

    Rain falls evenly over its hours; drains take what they can for as long as the run goes on. Water moves to the four
    squares beside one. Over an open edge it falls freely; unknown ground is such an edge or, closed, a wall. `tell`
    hears the share that is done several times a second: whatever it raises ends the run. Raises BadInputError as
    `fill_spill_merge` does.
    """
    from twin.analysis.water.inertial import advance

    known = np.pad(require_ground(ground, rain), 1)
    bed, water = _lay_bed(ground, rain, known, course, edges)
    rain_ends, end = rain.hours * HOUR, (rain.hours + course.hours_after) * HOUR
    steps = max(1, _SQUARES_A_SPELL // len(bed.squares))
    moments = []
    for until in _list_stops(rain_ends, end, course.minutes_apart * HOUR / 60):
        rate = rain.depth_mm / MM / rain_ends if until <= rain_ends else 0.0
        while water.account[0] < until:
            advance(bed, water, rate, until, steps)
            tell(float(water.account[0]) / end)
        moments.append(Moment(until / HOUR, _account(ground, rain, bed, water)))
    depth, deepest, head = (
        ground.holding(_unfold(grid, known)) for grid in (water.depth, water.deepest, water.head)
    )
    return Run(depth, deepest, head, tuple(moments))


def _list_stops(rain_ends: float, end: float, apart: float) -> list[float]:
    """Return the moments (in seconds) at which an account is made: the rain's end and the run's are among them."""
    return sorted({*np.arange(apart, end, apart).tolist(), rain_ends, end})


def _lay_bed(
    ground: Surface, rain: Rain, known: Known, course: Course, edges: Edges
) -> tuple["Bed", "Water"]:
    from twin.analysis.water.inertial import Bed, Sides, Water

    width, flat = known.shape[1], known.ravel()
    drains = np.broadcast_to(rain.drainage_mm_h, ground.values.shape) / MM / HOUR
    outlets = [np.flatnonzero(flat & ~np.roll(flat, back)) for back in (1, -1, width, -width)]
    bed = Bed(
        heights=np.pad(np.asarray(ground.values, np.float64), 1).ravel(),
        squares=np.flatnonzero(flat),
        drains=np.pad(drains, 1).ravel(),
        outlets=np.concatenate(outlets if edges == "open" else [np.empty(0, np.intp)]),
        cell=ground.cell,
        roughness=course.roughness,
    )
    east, south = (
        Sides(np.flatnonzero(flat & np.roll(flat, back)), back, np.zeros(flat.size)) for back in (1, width)
    )
    depth, deepest, head, spare = np.zeros((4, flat.size))
    return bed, Water(depth, east, south, np.zeros(len(bed.outlets)), deepest, head, spare, np.zeros(4))


def _unfold(flat: Grid, known: Known) -> Grid:
    grid: Grid = np.where(known, flat.reshape(known.shape), np.nan)[1:-1, 1:-1]
    return grid


def _account(ground: Surface, rain: Rain, bed: "Bed", water: "Water") -> Balance:
    fallen = min(1.0, float(water.account[0]) / (rain.hours * HOUR)) * rain.depth_mm / MM
    return Balance(
        rain=fallen * len(bed.squares) * ground.area,
        stored=float(water.depth.sum()) * ground.area,
        drained=float(water.account[1]) * ground.area,
        left=float(water.account[2]) * ground.area,
    )
