"""The grids, held to OGC's registry of tile matrix sets and to MapLibre's way of counting tiles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.features.grids import GRIDS, WEB_MERCATOR, WORLD_CRS84, Cover, Grid, Tile
from twin.features.query import Box

REGISTRY = {
    "WebMercatorQuad": {
        0: (559082264.028717, 156543.033928041, 1, 1),
        10: (545978.773465545, 152.874056570353, 1024, 1024),
        24: (33.3238997476529, 0.00933069192934969, 16777216, 16777216),
    },
    "WorldCRS84Quad": {
        0: (279541132.014358, 0.703125, 2, 1),
        11: (136494.693366386, 0.00034332275390625, 4096, 2048),
        23: (33.3238997476528, 0.00000008381903171539, 16777216, 8388608),
    },
}
"""Scale denominator, cell size, width and height of some matrices, from the registry's documents."""


@pytest.mark.parametrize("grid", GRIDS.values(), ids=lambda grid: grid.id)
def test_a_grid_is_as_the_registry_has_it(grid: Grid) -> None:
    for zoom, (scale, cell, width, height) in REGISTRY[grid.id].items():
        assert math.isclose(grid.scale(zoom), scale, rel_tol=1e-9)
        assert math.isclose(grid.cell(zoom), cell, rel_tol=1e-9)
        assert grid.size(zoom) == (height, width)
    assert grid.deepest == max(REGISTRY[grid.id])


@pytest.mark.parametrize("grid", GRIDS.values(), ids=lambda grid: grid.id)
@given(
    zoom=st.integers(0, 22),
    longitude=st.floats(-180, 180),
    latitude=st.floats(-85, 85),
)
def test_a_place_lies_in_its_tile(grid: Grid, zoom: int, longitude: float, latitude: float) -> None:
    tile = Tile.at(zoom, longitude, latitude, grid)
    reach = tile.reach
    assert tile.stands
    assert reach.west <= longitude <= reach.east
    assert reach.south <= latitude <= reach.north


def test_the_tiles_of_mercator_are_counted_as_everywhere() -> None:
    assert Tile.at(16, 105.7904, 21.0102) == Tile(16, 28854, 52026)
    assert Tile.at(0, 180, -90) == Tile(0, 0, 0)


@pytest.mark.parametrize(
    "place",
    [(0, 1, 0), (0, 0, 2), (1, -1, 0), (1, 0, -1), (24, 0, 0), (60, 0, 0), (3, 8, 0), (3, 0, 16)],
)
def test_a_grid_ends_at_its_edges(place: tuple[int, int, int]) -> None:
    assert not Tile(*place, WORLD_CRS84).stands


def test_the_squares_of_both_grids_are_exact() -> None:
    half = math.pi * 6378137.0
    assert Tile(1, 1, 0).square == (-half, -half, 0, 0)
    assert Tile(1, 1, 3, WORLD_CRS84).square == (90.0, -90.0, 180.0, 0.0)
    assert Tile(2, 0, 0, WORLD_CRS84).level == Tile(3, 0, 0).level


def test_a_box_is_covered_from_corner_to_corner() -> None:
    assert Cover.of(WORLD_CRS84, 1, Box(-10, -10, 10, 10)) == Cover(1, 0, 1, 1, 2)
    assert Cover.of(WEB_MERCATOR, 0, Box(-180, -90, 180, 90)) == Cover(0, 0, 0, 0, 0)
