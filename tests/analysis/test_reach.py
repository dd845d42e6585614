"""Distances against the plain way of finding them: every vertex to every source."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twin.analysis.projection import Shapes
from twin.analysis.reach import find_nearest, pair_within

METRES = st.integers(-500, 500)
PLACES = st.tuples(METRES, METRES)
LINES = st.lists(st.lists(PLACES, min_size=2, max_size=5, unique=True), max_size=6)
SOURCES = st.lists(PLACES, max_size=6)


def lines_of(places: list[list[tuple[int, int]]]) -> Shapes:
    return np.array([shapely.LineString(line) for line in places], dtype=np.object_)


def points_of(places: list[tuple[int, int]]) -> Shapes:
    return np.array([shapely.Point(place) for place in places], dtype=np.object_)


@given(LINES, SOURCES, st.integers(0, 700))
def test_a_line_is_paired_where_all_its_vertices_are_near(
    lines: list[list[tuple[int, int]]], sources: list[tuple[int, int]], radius: int
) -> None:
    farthest = [[max(np.hypot(x - a, y - b) for x, y in line) for a, b in sources] for line in lines]
    expected = [
        (n, m, far) for n, row in enumerate(farthest) for m, far in enumerate(row) if far <= radius + 1e-9
    ]
    pairs = pair_within(lines_of(lines), points_of(sources), radius + 1e-9)
    found = list(zip(pairs.thing.tolist(), pairs.source.tolist(), pairs.farthest.tolist(), strict=True))
    assert [pair[:2] for pair in found] == [pair[:2] for pair in expected]
    assert [pair[2] for pair in found] == pytest.approx([pair[2] for pair in expected])
    for thing in range(len(lines)):
        assert set(pairs.thing[pairs.of(thing)]) <= {thing}
    assert sum(len(pairs.thing[pairs.of(thing)]) for thing in range(len(lines))) == len(expected)


@given(LINES, SOURCES)
def test_the_nearest_source_is_nearest(
    lines: list[list[tuple[int, int]]], sources: list[tuple[int, int]]
) -> None:
    things, points = lines_of(lines), points_of(sources)
    nearest = find_nearest(things, points)
    for thing, number in enumerate(nearest.source.tolist()):
        distances = [shapely.distance(things[thing], point) for point in points]
        if not distances:
            assert number == -1
            continue
        assert number == distances.index(min(distances))
        assert nearest.distance[thing] == min(distances)
        assert nearest.farthest[thing] >= nearest.distance[thing]


def test_every_piece_of_a_line_must_be_near() -> None:
    pieces = np.array([shapely.MultiLineString([[(0, 0), (10, 0)], [(500, 0), (510, 0)]])], dtype=np.object_)
    sources = points_of([(0, 0)])
    assert len(pair_within(pieces, sources, 509).thing) == 0
    assert pair_within(pieces, sources, 510).farthest.tolist() == [510]
