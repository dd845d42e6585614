"""Lines cut at the border of an area: nothing is lost, nothing moved."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from tests.analysis.network.plans import UNHURRIED
from twin.analysis.network.cutting import cut_lines

PLACES = st.tuples(st.integers(0, 60), st.integers(0, 60))
LINES = st.lists(PLACES, min_size=2, max_size=7, unique=True).map(shapely.LineString)
BOXES = st.tuples(PLACES, st.integers(3, 40), st.integers(3, 40)).map(
    lambda told: shapely.box(*told[0], told[0][0] + told[1] + 0.5, told[0][1] + told[2] + 0.5)
)


def cut(line: shapely.LineString, area: shapely.Polygon, least: float = 0.0) -> tuple[object, object]:
    found = cut_lines(np.array([line], dtype=np.object_), area, least)
    return found.inside[0], found.outside[0]


@UNHURRIED
@given(LINES, BOXES)
def test_the_two_sides_are_the_line(line: shapely.LineString, area: shapely.Polygon) -> None:
    """Lines may cross themselves: lengths are those of the whole line, not of the places that it covers."""
    inside, outside = cut(line, area)
    sides = [side for side in (inside, outside) if isinstance(side, BaseGeometry)]
    assert sum(side.length for side in sides) == pytest.approx(line.length, abs=0.01)
    corners = {tuple(place) for side in sides for place in shapely.get_coordinates(side)}
    assert corners >= {tuple(place) for place in shapely.get_coordinates(line)}
    if isinstance(inside, BaseGeometry):
        assert area.buffer(1e-6).covers(inside)
    if isinstance(outside, BaseGeometry):
        assert outside.intersection(area.buffer(-2e-3)).length < 1e-6


RING = shapely.LineString([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])
ACROSS = shapely.LineString([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize(
    ("line", "area", "inside"),
    [
        (RING, shapely.box(-5, -5, 5, 5), 10),
        (RING, shapely.box(-5, -5, 50, 50), 40),
        (RING, shapely.box(5, -5, 15, 15), 20),
        (ACROSS, shapely.box(-5, -5, 50, 50), ACROSS.length),
        (ACROSS, shapely.box(20, 20, 30, 30), None),
        (shapely.LineString([(0, 0), (10, 0)]), shapely.box(10, -5, 20, 5), None),
    ],
    ids=["ring through its beginning", "whole ring", "half a ring", "crosses itself", "away", "only touches"],
)
def test_rings_and_knots(line: shapely.LineString, area: shapely.Polygon, inside: float | None) -> None:
    found, rest = cut(line, area)
    if inside is None:
        assert (found, rest) == (None, line)
        return
    assert isinstance(found, BaseGeometry)
    assert found.length == pytest.approx(inside)
    assert (rest is None) == (inside == line.length)


def test_what_is_merely_crossed_is_let_be() -> None:
    line, band = shapely.LineString([(0, 0), (100, 0)]), shapely.box(40, -50, 60, 50)
    assert cut(line, band, 20) == (None, line)
    inside, _ = cut(line, band, 19)
    assert inside == shapely.LineString([(40, 0), (60, 0)])


def test_nothing_is_cut_of_what_is_nowhere() -> None:
    found = cut_lines(np.array([None, RING], dtype=np.object_), shapely.box(5, -5, 15, 15))
    assert (found.inside[0], found.outside[0]) == (None, None)
    assert cut_lines(np.empty(0, dtype=np.object_), shapely.box(0, 0, 1, 1)).inside.shape == (0,)
