"""Lakes that are left after rain: by arithmetic where there is a formula, by a plain pouring where there is none."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from tests.analysis.water.slow import Pouring
from twin.analysis.surface import Surface
from twin.analysis.water.filling import Flood, fill_spill_merge
from twin.analysis.water.rain import Edges, Rain
from twin.errors import BadInputError

Grid = NDArray[np.float64]
MM = 1000.0


def flood(heights: Grid, rain_mm: float, cell: float = 1.0, edges: Edges = "open") -> Flood:
    return fill_spill_merge(Surface(heights, cell), Rain(rain_mm), edges)


def test_a_bowl_holds_the_depth_of_the_formula() -> None:
    cell, radius, bend = 0.5, 30.0, 100.0
    along = (np.arange(-80, 81)) * cell
    far2 = along[:, None] ** 2 + along[None, :] ** 2
    heights = np.where(far2 <= radius**2, far2 / (2 * bend), np.nan)
    result = flood(heights, 200.0, cell)
    # A paraboloid holds pi * bend * depth^2; all that falls within the rim runs in.
    deepest = math.sqrt(result.balance.stored / (math.pi * bend))
    assert result.balance.stored == pytest.approx(0.2 * math.pi * radius**2, rel=0.02)
    assert np.nanmax(result.depth.values) == pytest.approx(deepest, rel=0.005)


def test_a_bowl_holds_no_more_than_its_rim() -> None:
    heights = np.full((5, 5), 1.0)
    heights[2, 2] = 0.25
    result = flood(heights, 1000.0, cell=2.0)
    assert result.depth.values[2, 2] == pytest.approx(0.75)
    assert result.balance.stored == pytest.approx(0.75 * 4)
    assert result.balance.left == pytest.approx((25 - 0.75) * 4)


@pytest.mark.parametrize("turn", range(4))
def test_a_tilted_plane_sheds_all_water(turn: int) -> None:
    plane = np.rot90(np.add.outer(np.arange(20) * 0.05, np.arange(30) * 0.001), turn)
    result = flood(plane, 100.0)
    assert not result.depth.values.any()
    assert result.balance.left == pytest.approx(600 * 0.1)


def test_a_tilted_plane_within_walls_holds_a_wedge() -> None:
    slope, cell, length, width = 0.01, 0.1, 400, 5
    plane = np.tile((np.arange(length) + 0.5) * cell * slope, (width, 1))
    result = flood(plane, 50.0, cell, "closed")
    # Rain on 40 m fills the wedge of depth h, which is h / slope long.
    deepest = math.sqrt(2 * slope * 0.05 * length * cell)
    assert result.depth.values.max() == pytest.approx(deepest - slope * cell / 2, rel=0.002)
    assert result.balance.left == 0


BASINS = np.array(
    [
        [0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
        [0.9, 0.0, 0.0, 0.2, 0.1, 0.9],
        [0.9, 0.9, 0.9, 0.9, 0.9, 0.9],
    ]
)
"""Two squares that hold 0.2 m up to a sill, behind it one that holds 0.1 m, and a rim round all."""


@pytest.mark.parametrize(
    ("on_first", "on_second", "depths"),
    [
        (0.3, 0.0, (0.15, 0.0, 0.0)),  # the first alone
        (0.45, 0.0, (0.2, 0.0, 0.05)),  # it spills
        (0.0, 0.3, (0.1, 0.0, 0.1)),  # the other one does
        (0.35, 0.15, (0.2, 0.0, 0.1)),  # both are full to the sill
        (0.7, 0.0, (0.25, 0.05, 0.15)),  # they merge
        (0.0, 0.7, (0.25, 0.05, 0.15)),
        (0.2, 0.5, (0.25, 0.05, 0.15)),
    ],
)
def test_two_basins_spill_into_each_other(
    on_first: float, on_second: float, depths: tuple[float, float, float]
) -> None:
    falls = np.zeros(BASINS.shape)
    falls[1, 1], falls[1, 4] = on_first, on_second
    # Drains take all but what is to fall on the two squares.
    rain = Rain(depth_mm=1000.0, hours=2.0, drainage_mm_h=(1.0 - falls) * MM / 2)
    result = fill_spill_merge(Surface(BASINS, 10.0), rain)
    assert result.depth.values[1, [1, 3, 4]] == pytest.approx(depths)
    assert result.depth.values[1, 2] == result.depth.values[1, 1]
    assert result.balance.stored == pytest.approx((on_first + on_second) * 100)
    assert result.balance.drained == pytest.approx((18 - on_first - on_second) * 100)


def test_a_hollow_spills_down_the_steepest_way() -> None:
    heights = np.array(
        [
            [9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0],
            [9.0, 0.2, 0.3, 0.1, 0.4, 0.0, 9.0],
            [9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0],
        ]
    )
    # From the middle over the lower sill, over both when they are full, and then to the far side.
    assert depths_after(heights, 0.45) == pytest.approx([0.15, 0.05, 0.25, 0.0, 0.0])
    assert depths_after(heights, 0.8) == pytest.approx([0.2, 0.1, 0.3, 0.0, 0.2])


def depths_after(heights: Grid, on_middle: float) -> list[float]:
    falls = np.zeros(heights.shape)
    falls[1, 3] = on_middle
    rain = Rain(depth_mm=1000.0, hours=1.0, drainage_mm_h=(1.0 - falls) * MM)
    depths: list[float] = fill_spill_merge(Surface(heights, 1.0), rain).depth.values[1, 1:-1].tolist()
    return depths


@pytest.mark.parametrize("cell", [0.5, 5.0])
@pytest.mark.parametrize("height", [0.0, -3.0, 4000.0])
def test_flat_ground_sheds_all_or_holds_all(cell: float, height: float) -> None:
    flat = np.full((7, 9), height)
    assert flood(flat, 100.0, cell).balance.left == pytest.approx(63 * 0.1 * cell**2)
    assert flood(flat, 100.0, cell, "closed").depth.values == pytest.approx(np.full((7, 9), 0.1))


def test_unknown_ground_is_a_hole_or_a_wall_and_stays_unknown() -> None:
    heights = np.array([[2.0, 2.0, 2.0, 2.0], [2.0, 1.0, np.nan, 2.0], [2.0, 2.0, 2.0, 2.0]])
    hole, wall = flood(heights, 1000.0), flood(heights, 1000.0, edges="closed")
    assert hole.balance.left == hole.balance.rain == 11.0
    assert wall.depth.values[1, 1] == pytest.approx(1.0 + 10 / 11)
    assert np.isnan(hole.depth.values).sum() == np.isnan(wall.depth.values).sum() == 1


def test_a_single_pit_fills_to_its_rim_and_sheds_the_rest() -> None:
    heights = np.full((5, 5), 4.0)
    heights[2, 2] = 3.7
    for rain_mm, depth in ((10.0, None), (500.0, 0.3)):
        flood = fill_spill_merge(Surface(heights, 2.0), Rain(rain_mm))
        others = np.delete(flood.depth.values.ravel(), 12)
        assert not others.any()
        if depth is not None:
            assert flood.depth.values[2, 2] == pytest.approx(depth)
        assert flood.balance.stored == pytest.approx(flood.depth.values[2, 2] * 4)
        assert flood.balance.error < 1e-9


def test_a_closed_basin_rises_over_all_its_ground() -> None:
    heights = np.array([[0.0, 1.0], [0.5, 0.25]])
    result = flood(heights, 2000.0, edges="closed")
    assert result.depth.values + heights == pytest.approx(np.full((2, 2), 2.0 + 1.75 / 4))


@pytest.mark.parametrize("shape", [(1, 1), (1, 5), (5, 1)])
def test_ground_of_one_row_is_ground(shape: tuple[int, int]) -> None:
    assert flood(np.zeros(shape), 10.0).balance.error == 0
    assert flood(np.zeros(shape), 10.0, edges="closed").depth.values == pytest.approx(np.full(shape, 0.01))


def test_drains_that_keep_up_leave_the_ground_dry() -> None:
    result = fill_spill_merge(Surface(BASINS, 1.0), Rain(50.0, hours=2.0, drainage_mm_h=25.0))
    assert not result.depth.values.any()
    assert result.balance.drained == pytest.approx(result.balance.rain)


WHOLE = some.integers(-50, 50).map(lambda tenths: tenths / 10)


@some.composite
def grounds(draw: some.DrawFn, *, unique: bool) -> Grid:
    shape = draw(some.tuples(some.integers(1, 7), some.integers(1, 7)))
    heights = draw(arrays(np.float64, shape, elements=WHOLE, unique=unique))
    unknown = draw(arrays(np.bool_, shape, elements=some.sampled_from([False, False, False, True])))
    if unknown.all():
        unknown[0, 0] = False
    return np.where(unknown, np.nan, heights)


EDGES = some.sampled_from(["open", "closed"])
RAINS = some.floats(0, 2000)


@given(grounds(unique=True), RAINS, EDGES)
@settings(deadline=None)
def test_lakes_are_those_of_a_plain_pouring(heights: Grid, rain_mm: float, edges: Edges) -> None:
    slowly = Pouring(heights, edges == "closed")
    for square in np.argwhere(np.isfinite(heights)).tolist():
        slowly.pour((square[0], square[1]), rain_mm / MM)
    result = flood(heights, rain_mm, edges=edges)
    assert result.balance.left == pytest.approx(slowly.left, abs=1e-9)
    assert result.depth.values == pytest.approx(slowly.depths(), abs=1e-9, nan_ok=True)


@given(grounds(unique=False), RAINS, some.floats(0, 900), EDGES)
@settings(deadline=None)
def test_water_is_neither_lost_nor_made_and_lies_level(
    heights: Grid, rain_mm: float, drainage: float, edges: Edges
) -> None:
    result = fill_spill_merge(Surface(heights, 2.0), Rain(rain_mm, 1.5, drainage), edges)
    depth = result.depth.values
    assert result.balance.error < 1e-9
    assert (depth[np.isfinite(heights)] >= 0).all()
    assert np.array_equal(np.isnan(depth), np.isnan(heights))
    assert slopes_of_water(heights, depth, edges) < 1e-9


def slopes_of_water(heights: Grid, depth: Grid, edges: Edges) -> float:
    """Return how far water stands above what is beside it, at most: none should, or it would run there."""
    level = np.pad(heights + depth, 1, constant_values=np.nan)
    beside = -np.inf if edges == "open" else np.inf
    level[np.isnan(level)] = beside
    rows, columns = heights.shape
    windows = np.lib.stride_tricks.sliding_window_view(level, (3, 3)).reshape(rows, columns, 9)
    wet = depth > 1e-12
    # At an open edge the lake may stand as high as the ground there, but no higher.
    windows = np.where(np.isneginf(windows), heights[..., None], windows)
    return float(np.max(level[1:-1, 1:-1][wet] - windows[wet].min(axis=-1), initial=0.0))


@pytest.mark.parametrize("rain", [-1.0, math.nan, math.inf, 10_000.0])
def test_rain_that_cannot_fall_is_refused(rain: float) -> None:
    with pytest.raises(BadInputError, match="The rain must be between 0 and 2000 mm"):
        Rain(rain)


@pytest.mark.parametrize("hours", [-1.0, 0.0, math.nan, 1e9])
def test_rain_takes_time(hours: float) -> None:
    with pytest.raises(BadInputError, match="The time that it rains must be"):
        Rain(10.0, hours)


@pytest.mark.parametrize("drainage", [-1.0, math.nan, np.array([1.0, math.nan]), np.array([0.0, -0.5])])
def test_drains_take_no_less_than_nothing(drainage: float | Grid) -> None:
    with pytest.raises(BadInputError, match="The drainage capacity must be"):
        Rain(10.0, 1.0, drainage)


@pytest.mark.parametrize(
    ("ground", "drainage", "words"),
    [
        (Surface(np.zeros((0, 5)), 1.0), 0.0, "No square"),
        (Surface(np.full((3, 3), np.nan), 1.0), 0.0, "No square"),
        (Surface(np.zeros(9), 1.0), 0.0, "No square"),
        (Surface(np.zeros((3, 3)), 0.0), 0.0, "The size of a square"),
        (Surface(np.zeros((3, 3)), math.nan), 0.0, "The size of a square"),
        (Surface(np.zeros((3, 3)), 1.0), np.ones((2, 2)), "other squares"),
        (Surface(np.broadcast_to(0.0, (7000, 7000)), 1.0), 0.0, "49,000,000 squares"),
    ],
)
def test_ground_that_is_none_is_refused(ground: Surface, drainage: float | Grid, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        fill_spill_merge(ground, Rain(10.0, 1.0, drainage))
