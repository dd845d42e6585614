"""What is done part by part is what is done as a whole, to the last digit, wherever the parts are cut."""

import pickle
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twin.analysis.certainty import Truth
from twin.analysis.cover import COVER, Covering
from twin.analysis.fire.radius import RADIUS, Radiating, Radii
from twin.analysis.network.graph import build_network
from twin.analysis.network.parting import SNAP, Snapping
from twin.analysis.network.spots import snap
from twin.analysis.parts import MOST_THINGS, Parted, share_rows
from twin.analysis.projection import Shapes, to_metres


def by_parts(work: Parted[Any, Any, Any, Any], whole: Any, areas: Shapes) -> Any:
    """Do the work as other machines would: every part is packed, carried and unpacked."""
    parts = pickle.loads(pickle.dumps(work.split(whole, areas)))  # noqa: S301 - packed here
    assert len(parts) > 1
    return work.join(whole, [work.solve(part) for part in parts])


def squares(shapes: Shapes, side: int) -> Shapes:
    """Cut the bounds of some shapes into side x side squares, and leave one corner to nobody."""
    west, south, east, north = shapely.total_bounds(shapes)
    x, y = np.linspace(west, east, side + 1), np.linspace(south, north, side + 1)
    boxes = [shapely.box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(side) for j in range(side)]
    return np.array(boxes[1:], dtype=np.object_)


@pytest.fixture(scope="module")
def ward(ward_folder: Path) -> dict[str, Shapes]:
    def read(layer: str) -> Shapes:
        frame = geopandas.read_parquet(ward_folder / f"{layer}.parquet")  # type: ignore[attr-defined,no-untyped-call]
        return to_metres(frame.geometry.to_numpy())

    return {layer: read(layer) for layer in ("buildings", "fire_water", "roads", "alleys")}


@pytest.mark.parametrize("side", [2, 7])
def test_every_building_of_the_ward_stands_where_it_stood(ward: dict[str, Shapes], side: int) -> None:
    network = build_network(np.append(ward["roads"], ward["alleys"]))
    far = np.array([shapely.Point(network.nodes[0] + 5_000), None], dtype=np.object_)
    things = np.append(ward["buildings"], far)
    whole = snap(network, things)
    assert np.nanmax(whole.gap) > 300
    for found in (by_parts(SNAP, Snapping(network, things), squares(ward["buildings"], side)),
                  SNAP.alone(Snapping(network, things))):  # fmt: skip
        for name in ("edge", "position", "gap"):
            np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))


@pytest.mark.parametrize("radii", [Radii(200, 100), Radii(60, 30)])
def test_the_norms_radius_is_the_same(ward: dict[str, Shapes], radii: Radii) -> None:
    random = np.random.default_rng(7)
    working, access = (random.choice(list(Truth), len(ward["fire_water"])).astype(np.int8) for _ in range(2))
    whole = Radiating(ward["buildings"], ward["fire_water"], working, access, radii)
    one, other = RADIUS.alone(whole), by_parts(RADIUS, whole, squares(ward["buildings"], 5))
    np.testing.assert_array_equal(one.truth, other.truth)
    np.testing.assert_array_equal(one.missing, other.missing)
    assert set(one.truth.tolist()) == set(Truth)


def test_what_is_within_reach_is_the_same(ward: dict[str, Shapes]) -> None:
    sources = ward["fire_water"]
    whole = Covering(ward["buildings"], sources[::9], sources[1::9], 100.0)
    one, other = COVER.alone(whole), by_parts(COVER, whole, squares(ward["buildings"], 5))
    np.testing.assert_array_equal(one, other)
    assert set(one) == {"covered", "uncovered", "unknown"}


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=30), st.integers(0, 4))
def test_each_thing_belongs_to_one_part(places: list[tuple[int, int]], areas: int) -> None:
    things = np.array([shapely.Point(place) for place in places], dtype=np.object_)
    boxes = np.array([shapely.box(10 * n, 0, 10 * n + 10, 30) for n in range(areas)], dtype=np.object_)
    rows = share_rows(things, boxes)
    assert sorted(row for part in rows for row in part.tolist()) == list(range(len(things)))
    for part in rows:
        assert len({min(x // 10, areas) if y <= 30 and x % 10 else None for x, y in (places[n] for n in part)} - {None}) <= 1  # fmt: skip


def test_no_part_is_too_large_to_send() -> None:
    things = np.full(MOST_THINGS + 1, shapely.Point(5, 5), dtype=np.object_)
    parts = share_rows(things, np.array([shapely.box(0, 0, 10, 10)], dtype=np.object_))
    assert [len(part) for part in parts] == [MOST_THINGS // 2 + 1, MOST_THINGS // 2]
