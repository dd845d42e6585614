"""Where things meet the network."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.network.plans import TOWNS, UNHURRIED, Line, shapes_of
from twin.analysis.network.graph import Network, build_network
from twin.analysis.network.spots import LEVEL, find_stretches, merge_stretches, snap, space_out
from twin.analysis.projection import Shapes

METRES = st.integers(-50_000, 130_000).map(lambda millimetres: millimetres / 1000)
THINGS = st.lists(
    st.lists(st.tuples(METRES, METRES), min_size=1, max_size=5).map(shapely.MultiPoint),
    max_size=6,
).map(lambda groups: np.array([shapely.convex_hull(group) for group in groups], dtype=np.object_))
STREET = build_network(shapes_of([[(0, 0), (100, 0)], [(100, 0), (100, 80)]]))


def place_of(network: Network, edge: int, position: float) -> shapely.Point:
    return shapely.Point(*network.shape[edge].interpolate(position).coords)


@UNHURRIED
@given(TOWNS, THINGS)
def test_the_spot_is_as_near_as_anything_of_the_network(lines: list[Line], things: Shapes) -> None:
    network = build_network(shapes_of(lines))
    spots = snap(network, things)
    assert len(spots) == len(things)
    for thing, edge, position, gap in zip(things, spots.edge, spots.position, spots.gap, strict=True):
        assert gap == pytest.approx(min(shapely.distance(thing, line) for line in shapes_of(lines)), abs=1e-6)
        assert 0 <= position <= network.length[edge] + 1e-9
        assert thing.distance(place_of(network, edge, position)) <= gap + LEVEL + 1e-6


@pytest.mark.parametrize(
    ("house", "edge", "position", "gap"),
    [
        (shapely.box(20, 3, 26, 15), 0, 23, 3),
        (shapely.box(-30, 3, 40, 15), 0, 5, 3),
        (shapely.box(-30, -12, 130, -2), 0, 50, 2),
        (shapely.box(-30, -30, -10, -10), 0, 0, np.hypot(10, 10)),
        (shapely.Point(99, 40), 1, 40, 1),
        (shapely.Polygon([(30, -20), (40, -20), (70, 20), (60, 20)]), 0, 50, 0),
        (shapely.Polygon([(50, 4), (60, 4.005), (60, 10), (50, 10)]), 0, 55, 4),
        (shapely.Polygon([(50, 4), (60, 4.5), (60, 10), (50, 10)]), 0, 50, 4),
    ],
    ids=[
        "wall",
        "past the start",
        "past both ends",
        "past a corner",
        "point",
        "across",
        "nearly level",
        "askew",
    ],
)
def test_of_a_wall_along_the_street_what_is_next_to_the_middle_counts(
    house: shapely.Geometry, edge: int, position: float, gap: float
) -> None:
    spots = snap(STREET, np.array([house], dtype=np.object_))
    assert (spots.edge[0], spots.position[0], spots.gap[0]) == (
        edge,
        pytest.approx(position, abs=0.01),
        pytest.approx(gap),
    )


def test_what_has_no_shape_or_no_street_is_nowhere() -> None:
    house = shapely.box(0, 5, 10, 15)
    spots = snap(STREET, np.array([None, house, shapely.Polygon()], dtype=np.object_))
    assert spots.edge.tolist() == [-1, 0, -1]
    empty = build_network(np.array([], dtype=np.object_))
    assert snap(empty, np.array([house], dtype=np.object_)).edge.tolist() == [-1]
    assert len(snap(STREET, np.array([], dtype=np.object_))) == 0


def test_a_park_is_entered_all_along_its_side() -> None:
    park, far, school = shapely.box(20, 5, 60, 40), shapely.box(0, 200, 10, 210), shapely.Point(100, 30)
    shapes = np.array([park, far, school], dtype=np.object_)
    found = find_stretches(STREET, shapes, 5.0001)
    assert found.edge.tolist() == [0, 1, 1]
    assert found.begin == pytest.approx([20, 30 - 5, 80], abs=0.05)
    assert found.end == pytest.approx([60, 30 + 5, 80], abs=0.05)


def test_a_corner_that_is_just_near_enough_is_an_entrance() -> None:
    """Round a corner a buffer is made of straight pieces, and falls short of what is within the reach."""
    park = shapely.box(300, 100, 340, 140).buffer(0)
    ways = [[(x, 99.9999 - x), (x - 200.0, 299.9999 - x)] for x in (390.0,)]
    network = build_network(shapes_of(ways))
    reach = park.distance(network.shape[0]) + 1e-9
    found = find_stretches(network, np.array([park], dtype=np.object_), reach)
    assert np.isfinite(found.begin).all()
    assert len(found.edge) == 1


STRETCHES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 50), st.integers(0, 20)).map(
        lambda s: (s[0], s[1], s[1] + s[2])
    )
)


@given(STRETCHES)
def test_merged_stretches_cover_the_same(stretches: list[tuple[int, int, int]]) -> None:
    edge, begin, end = np.array(stretches, dtype=np.intp).reshape(-1, 3).T
    merged = merge_stretches(edge, begin.astype(float), end.astype(float))
    rows = list(zip(merged.edge.tolist(), merged.begin.tolist(), merged.end.tolist(), strict=True))
    assert rows == sorted(rows)
    for one in range(3):
        for place in np.arange(0, 72, 0.5):
            inside = any(e == one and b <= place <= f for e, b, f in stretches)
            assert sum(e == one and b <= place <= f for e, b, f in rows) == inside


def test_spots_spaced_out_stand_at_both_ends_and_between() -> None:
    spots = space_out(STREET, 30)
    assert spots.edge.tolist() == [0] * 5 + [1] * 4
    assert spots.position == pytest.approx([0, 25, 50, 75, 100, 0, 80 / 3, 160 / 3, 80])
    assert len(space_out(build_network(np.array([], dtype=np.object_)), 30)) == 0
