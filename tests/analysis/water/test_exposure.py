"""What stands in water: small grids whose answers can be counted."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from twin.analysis.projection import Shapes
from twin.analysis.surface import Surface
from twin.analysis.water.exposure import (
    NO,
    UNKNOWN,
    YES,
    Agreement,
    Depths,
    classify,
    compare,
    find_lakes,
    measure_along,
    measure_round,
    reach,
    split_lengths,
    stay_passable,
)

EDGES = (0.1, 0.2, 0.3, 0.6)
WATER = Surface(
    np.array(
        [
            [0.00, 0.05, 0.15, 0.25],
            [0.00, 0.00, 0.45, 0.90],
            [0.00, 0.00, 0.00, np.nan],
        ]
    ),
    cell=10.0,
    west=1000.0,
    north=2030.0,
)
"""Twelve squares of 10 m; the last is unknown."""


def shapes_of(*shapes: shapely.Geometry | None) -> Shapes:
    return np.array(shapes, dtype=np.object_)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(1000 + west, 2000 + south, 1000 + east, 2000 + north)


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(1000 + x, 2000 + y) for x, y in places])


@pytest.mark.parametrize(
    ("shape", "greatest", "whole"),
    [
        (box(12, 22, 18, 28), 0.05, True),  # within one square
        (box(12, 12, 28, 28), 0.45, True),  # over four: the deepest wall
        (box(1, 1, 29, 29), 0.45, True),  # a court under water is not its wall, but here the wall is wet too
        (box(22, 2, 38, 8), 0.0, False),  # half on unknown ground
        (box(32, 2, 38, 8), math.nan, False),  # on nothing else
        (box(-90, 2, -80, 8), math.nan, False),  # outside the grid
        (line((5, 25), (25, 25)), 0.15, True),
        (line((5, 5), (35, 5)), 0.0, False),
        (shapely.Point(1035, 2015), 0.9, True),
        (line((15, 25), (15, 25)), 0.05, True),  # a line without length
        (shapely.Polygon(), math.nan, False),
        (None, math.nan, False),
    ],
)
def test_depth_is_the_greatest_along_the_wall(
    shape: shapely.Geometry | None, greatest: float, whole: bool
) -> None:
    found = measure_along(WATER, shapes_of(box(1, 1, 2, 2), shape))
    assert found.greatest.tolist() == pytest.approx([0.0, greatest], nan_ok=True)
    assert found.whole.tolist() == [True, whole]


def test_no_wall_is_missed_between_its_corners() -> None:
    long = shapes_of(box(-50, 14, 90, 16))
    assert measure_along(WATER, long).greatest.tolist() == [0.9]


def test_a_wet_court_within_dry_walls_counts_for_nothing() -> None:
    depths = np.zeros((5, 5))
    depths[2, 2] = 1.0
    house = shapes_of(shapely.box(5, 5, 45, 45))
    assert measure_along(Surface(depths, 10.0, north=50.0), house).greatest.tolist() == [0.0]


def test_depth_round_a_place_is_the_greatest_within_reach() -> None:
    places = shapes_of(shapely.Point(1005, 2015), shapely.Point(1015, 2015), shapely.Point(1035, 2015))
    found = measure_round(WATER, places, 10.0)
    assert found.greatest.tolist() == pytest.approx([0.0, 0.45, 0.9])
    assert found.whole.tolist() == [False, True, False]


def test_a_thing_partly_on_unknown_ground_is_known_only_where_that_changes_nothing() -> None:
    depths = Depths(np.array([0.05, 0.05, 0.9, 0.9, math.nan]), np.array([True, False, True, False, False]))
    assert classify(depths, EDGES).tolist() == [0, UNKNOWN, 4, 4, UNKNOWN]
    assert reach(depths, 0.1).tolist() == [NO, UNKNOWN, YES, YES, UNKNOWN]
    assert stay_passable(depths, 0.3).tolist() == [YES, UNKNOWN, NO, NO, UNKNOWN]


@pytest.mark.parametrize(
    ("depth", "number"),
    [(0.0, 0), (0.0999, 0), (0.1, 1), (0.2, 2), (0.3, 3), (0.5999, 3), (0.6, 4), (5.0, 4)],
)
def test_a_class_begins_with_its_edge(depth: float, number: int) -> None:
    assert classify(Depths(np.array([depth]), np.array([True])), EDGES).tolist() == [number]


def test_the_limit_itself_can_be_passed() -> None:
    depths = Depths(np.array([0.3, 0.3001]), np.array([True, True]))
    assert stay_passable(depths, 0.3).tolist() == [YES, NO]


def test_lengths_are_split_by_the_depth_they_lie_in() -> None:
    lines = shapes_of(
        line((5, 25), (35, 25)),
        line((35, 15), (35, 5)),
        shapely.MultiLineString([line((5, 5), (10, 5)), line((25, 15), (25, 12))]),
    )
    assert split_lengths(WATER, lines, EDGES) == pytest.approx(
        np.array([[15, 10, 5, 0, 0, 0], [0, 0, 0, 0, 5, 5], [5, 0, 0, 3, 0, 0]]), abs=2.5
    )


PLACES = some.tuples(some.floats(-20, 60), some.floats(-20, 50))


@given(some.lists(some.lists(PLACES, min_size=2, max_size=5), max_size=5))
def test_no_metre_of_a_line_is_lost(lines: list[list[tuple[float, float]]]) -> None:
    shapes = shapes_of(*(line(*places) for places in lines))
    lengths = split_lengths(WATER, shapes, EDGES).sum(axis=1)
    assert lengths == pytest.approx(shapely.length(shapes), abs=1e-6)


def test_agreement_counts_each_place_once() -> None:
    expected = np.array([YES, YES, NO, NO, UNKNOWN, YES], dtype=np.int8)
    flooded = np.array([YES, NO, YES, NO, YES, UNKNOWN], dtype=np.int8)
    found = compare(expected, flooded)
    assert found == Agreement(hits=1, missed=1, surprises=1, quiet=1, unknown=2)
    assert found.found == pytest.approx(0.5)
    assert compare(flooded[:0], flooded[:0]).found is None


def test_lakes_come_with_their_deepest_place() -> None:
    depths = np.array([[0.5, 0.0, 0.0, 0.2], [0.0, 0.7, 0.0, 0.3], [0.0, 0.0, 0.0, np.nan]])
    lakes = find_lakes(Surface(depths, 2.0, west=100.0, north=200.0), 0.1)
    assert lakes.places.tolist() == [[103.0, 197.0], [107.0, 197.0]]
    assert lakes.volume.tolist() == pytest.approx([4.8, 2.0])
    assert lakes.area.tolist() == [8.0, 8.0]
    assert lakes.deepest.tolist() == [0.7, 0.3]


def test_dry_ground_has_no_lakes() -> None:
    assert len(find_lakes(Surface(np.zeros((3, 3)), 2.0), 0.1).volume) == 0


@pytest.mark.parametrize("count", [0, 1])
def test_of_nothing_there_is_nothing_to_say(count: int) -> None:
    nothing: Shapes = np.full(count, None, dtype=np.object_)
    assert classify(measure_along(WATER, nothing), EDGES).tolist() == [UNKNOWN] * count
    assert split_lengths(WATER, nothing, EDGES).shape == (count, 6)
    assert classify(measure_round(WATER, nothing, 5.0), EDGES).tolist() == [UNKNOWN] * count
