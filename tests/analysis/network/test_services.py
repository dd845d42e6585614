"""Who can walk to a service, and how far that is on the map."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.network.plans import (
    SPOTS,
    TOWNS,
    UNHURRIED,
    At,
    Line,
    place_spots,
    shapes_of,
    within_town,
)
from twin.analysis.certainty import Truth
from twin.analysis.network.graph import build_network
from twin.analysis.network.services import (
    draw_isochrone,
    draw_stretches,
    find_reached,
    measure_service,
    walk_to,
)
from twin.analysis.network.spots import find_stretches, snap, space_out, stretch_spots
from twin.analysis.network.walking import walk_from, walk_within_edge

STREET = build_network(shapes_of([[(0, 0), (100, 0), (200, 0)], [(100, 0), (100, 80)], [(500, 0), (600, 0)]]))


@UNHURRIED
@given(TOWNS, SPOTS, st.sampled_from([0.0, 13.0, 60.0]))
def test_what_is_reached_is_what_is_near_on_foot(lines: list[Line], sources: list[At], metres: float) -> None:
    network = build_network(shapes_of(lines))
    walk = walk_from(network, stretch_spots(place_spots(network, within_town(sources, lines))))
    reached = find_reached(walk, metres)
    everywhere = space_out(network, 1.7)
    near = walk.at(everywhere)
    inside = walk_within_edge(reached, everywhere) <= 1e-6
    # What stands on the very edge of it is near by a hair, or is not.
    clear = np.abs(near - metres) > 1e-6
    assert inside[clear].tolist() == (near <= metres)[clear].tolist()
    drawn = draw_stretches(walk, reached)
    assert shapely.length(drawn).sum() == pytest.approx((reached.end - reached.begin).sum(), abs=0.01)


def test_homes_near_a_park_on_foot_surely_perhaps_or_not() -> None:
    park, playground = shapely.box(20, 2, 60, 40), shapely.box(190, 2, 199, 10)
    homes = np.array([shapely.Point(x, y) for x, y in [(40, -3), (90, -3), (103, 50), (180, -3), (550, 3)]])
    sure = walk_from(STREET, find_stretches(STREET, np.array([park], dtype=np.object_), 2.001))
    perhaps = find_stretches(STREET, np.array([playground], dtype=np.object_), 2.001)
    service = measure_service(sure, walk_to(sure, perhaps), snap(STREET, homes))
    assert service.sure == pytest.approx([0, 30, 90, 120, np.inf], abs=0.1)
    assert service.possible == pytest.approx([0, 30, 90, 10, np.inf], abs=0.1)
    yes, no, unknown = Truth.YES, Truth.NO, Truth.UNKNOWN
    assert service.within(50).tolist() == [yes, yes, no, unknown, no]


def test_of_a_home_without_any_street_nothing_is_known() -> None:
    empty = build_network(np.array([], dtype=np.object_))
    homes = snap(empty, np.array([shapely.Point(0, 0)], dtype=np.object_))
    walk = walk_from(empty, stretch_spots(homes))
    assert measure_service(walk, walk, homes).within(500).tolist() == [Truth.UNKNOWN]
    assert draw_isochrone(walk, 500, 20).is_empty


def test_an_isochrone_follows_the_streets_and_grows() -> None:
    school = stretch_spots(snap(STREET, np.array([shapely.Point(100, -5)], dtype=np.object_)))
    walk = walk_from(STREET, school)
    near, far = draw_isochrone(walk, 50, 10), draw_isochrone(walk, 90, 10)
    assert far.covers(near)
    assert near.covers(shapely.Point(149, 5))
    assert not near.covers(shapely.Point(135, 35))
    assert near.bounds == pytest.approx((40, -10, 160, 60))


BLOCKS = st.lists(
    st.tuples(st.integers(-40, 120), st.integers(-40, 120), st.integers(1, 30)).map(
        lambda at: shapely.box(at[0], at[1], at[0] + at[2], at[1] + at[2])
    ),
    min_size=1,
    max_size=5,
)


@UNHURRIED
@given(TOWNS, BLOCKS, BLOCKS, st.sampled_from([1.0, 15.0]))
def test_no_walk_is_shorter_than_the_straight_line(
    lines: list[Line], parks: list[shapely.Polygon], homes: list[shapely.Polygon], beside: float
) -> None:
    network = build_network(shapes_of(lines))
    areas, walls = (np.array(shapes, dtype=np.object_) for shapes in (parks, homes))
    spots, edges = snap(network, walls), snap(network, areas)
    walk = walk_from(network, find_stretches(network, areas, beside))
    for home, spot_gap, metres in zip(homes, spots.gap, walk.at(spots), strict=True):
        # From wall to street, along the streets, and on to the edge: never less than as the crow flies.
        ways = [metres + spot_gap + max(beside, gap) for gap in edges.gap]
        assert min(home.distance(park) for park in parks) <= max(ways) + 1e-6
