"""Rain followed in time: against formulas, and against the lakes that Fill-Spill-Merge leaves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from numpy.typing import NDArray

from twin.analysis.surface import Surface
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.flowing import Course, Run, let_flow
from twin.analysis.water.rain import Edges, Rain
from twin.errors import BadInputError

Grid = NDArray[np.float64]
METRES_WIDE = 5


def test_rain_on_a_slope_runs_as_deep_as_mannings_formula_says() -> None:
    slope, cell, length, mm_h, roughness = 0.01, 5.0, 40, 20.0, 0.05
    heights = np.tile(-np.arange(length + 4) * cell * slope, (3, 1))
    heights[:, length:] = heights[:, length:].min() - 1.0
    drains = np.zeros(heights.shape)
    drains[:, length:] = 900.0  # a ditch at the foot that swallows all
    run = let_flow(
        Surface(heights, cell), Rain(mm_h * 1.5, 1.5, drains), Course(0.0, roughness), edges="closed"
    )
    # What falls on a square leaves it by its lower side.
    flux = mm_h / 1000 / 3600 * (np.arange(length) + 1) * cell
    normal = (roughness * flux / math.sqrt(slope)) ** 0.6
    middle = slice(2, length - 2)
    assert run.depth.values[1, :length][middle] == pytest.approx(normal[middle], rel=0.02)


VALLEYS = 0.02 * np.abs(np.arange(60) - 20) - np.where(np.arange(60) > 35, 0.04 * (np.arange(60) - 35), 0)
VALLEYS = np.where(np.arange(60) > 45, VALLEYS[45] + 0.05 * (np.arange(60) - 45), VALLEYS)
"""Two hollows side by side: the first 0.3 m deep at square 20, the other 0.2 m deep at square 45."""


@pytest.mark.parametrize("rain_mm", [20.0, 90.0, 160.0, 400.0])
@pytest.mark.parametrize("turn", range(2))
def test_water_settles_to_the_lakes_of_fill_spill_merge(rain_mm: float, turn: int) -> None:
    ground = Surface(np.rot90(np.tile(VALLEYS, (METRES_WIDE, 1)), turn), 5.0)
    rain = Rain(rain_mm, 1.0)
    lakes = fill_spill_merge(ground, rain, "closed")
    run = let_flow(ground, rain, Course(6.0), edges="closed")
    assert run.depth.values == pytest.approx(lakes.depth.values, abs=0.01)
    assert run.balance.error < 1e-9


def test_a_hollow_in_open_ground_fills_to_its_rim() -> None:
    heights = np.full((9, 9), 1.0)
    heights[4, 4] = 0.7
    run = let_flow(Surface(heights, 2.0), Rain(500.0, 0.5), Course(2.0))
    assert run.depth.values[4, 4] == pytest.approx(0.3, abs=0.005)
    assert run.deepest.values[4, 4] > 0.3
    assert run.balance.left == pytest.approx(run.balance.rain - 0.3 * 4, rel=0.02)


def test_water_runs_alike_in_every_direction() -> None:
    ground = np.random.default_rng(7).uniform(0, 1, (8, 8))
    ground[2, 5] = np.nan
    rain, course = Rain(80.0, 0.1), Course(0.1)
    runs = [let_flow(Surface(np.rot90(ground, turn), 3.0), rain, course) for turn in range(4)]
    for turn, run in enumerate(runs):
        assert np.rot90(run.depth.values, -turn) == pytest.approx(runs[0].depth.values, abs=1e-9, nan_ok=True)
        assert np.rot90(run.head.values, -turn) == pytest.approx(runs[0].head.values, abs=1e-9, nan_ok=True)


def test_water_on_flat_ground_within_walls_stands_still() -> None:
    run = let_flow(Surface(np.zeros((4, 6)), 5.0), Rain(120.0, 0.5), Course(0.2), edges="closed")
    assert run.depth.values == pytest.approx(np.full((4, 6), 0.12))
    assert np.array_equal(run.head.values, run.deepest.values)


def test_drains_go_on_after_the_rain() -> None:
    run = let_flow(Surface(np.zeros((4, 6)), 5.0), Rain(30.0, 1.0, 10.0), Course(1.0), edges="closed")
    assert run.depth.values == pytest.approx(np.full((4, 6), 0.01))
    assert run.deepest.values == pytest.approx(np.full((4, 6), 0.02), rel=0.01)
    assert run.balance.drained == pytest.approx(0.02 * 24 * 25)


@given(
    heights=some.lists(some.floats(-2, 2) | some.just(math.nan), min_size=20, max_size=20).filter(
        lambda listed: not all(math.isnan(height) for height in listed)
    ),
    rain_mm=some.floats(0, 2000),
    drainage=some.floats(0, 500),
    edges=some.sampled_from(["open", "closed"]),
)
@settings(deadline=None, max_examples=50)
def test_water_is_neither_lost_nor_made(
    heights: list[float], rain_mm: float, drainage: float, edges: Edges
) -> None:
    ground = Surface(np.array(heights).reshape(4, 5), 2.0)
    run = let_flow(ground, Rain(rain_mm, 0.05, drainage), Course(0.05, minutes_apart=1.0), edges)
    known = np.isfinite(ground.values)
    assert all(moment.balance.error < 1e-9 for moment in run.moments)
    assert (run.depth.values[known] >= 0).all()
    assert (run.depth.values[known] <= run.deepest.values[known]).all()
    assert (run.deepest.values[known] <= run.head.values[known]).all()
    assert np.array_equal(np.isfinite(run.head.values), known)


def short_run(**changed: object) -> Run:
    return let_flow(Surface(np.zeros((5, 5)), 5.0), Rain(50.0, 0.25), Course(0.25), **changed)  # type: ignore[arg-type]


def test_the_account_is_made_at_every_ten_minutes_and_when_the_rain_ends() -> None:
    run = short_run()
    assert [moment.hours for moment in run.moments] == pytest.approx([1 / 6, 0.25, 1 / 3, 0.5])
    assert [moment.balance.rain for moment in run.moments] == pytest.approx(
        [25 * 25 * mm / 1000 for mm in (100 / 3, 50, 50, 50)]
    )


def test_the_share_that_is_done_grows_to_all() -> None:
    heard: list[float] = []
    short_run(tell=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


class StopRunError(Exception):
    pass


def test_whoever_hears_of_progress_can_end_the_run() -> None:
    heard: list[float] = []

    def stop(share: float) -> None:
        heard.append(share)
        raise StopRunError

    with pytest.raises(StopRunError):
        short_run(tell=stop)
    assert len(heard) == 1
    assert heard[0] < 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"hours_after": -1.0}, "The time after the rain"),
        ({"hours_after": math.nan}, "The time after the rain"),
        ({"roughness": 0.0}, "Manning's roughness"),
        ({"minutes_apart": 0.0}, "The time between records"),
    ],
)
def test_a_course_that_cannot_be_is_refused(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Course(**wrong)


def test_ground_without_heights_is_refused() -> None:
    with pytest.raises(BadInputError, match="No square"):
        let_flow(Surface(np.full((2, 2), np.nan), 5.0), Rain(10.0), Course())
