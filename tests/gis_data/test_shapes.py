"""How the things of the ward lie to each other, as written: after rounding, in degrees or in metres."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from geopandas.geodataframe import GeoDataFrame

from gis_data import WardManifest
from gis_data.plan import read_plan
from gis_data.projection import to_metres

Frames = Callable[[str], GeoDataFrame]
Vertex = tuple[float, float]


def vertices(shape: shapely.LineString) -> list[Vertex]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(shape)]


def touching(one: GeoDataFrame, other: GeoDataFrame) -> list[tuple[int, int]]:
    """Pairs of rows whose shapes meet, a row with itself left out."""
    pairs = shapely.STRtree(other.geometry.to_numpy()).query(one.geometry.to_numpy(), predicate="intersects")
    return [(a, b) for a, b in pairs.T.tolist() if not (one is other and a == b)]


def test_groups_tile_the_ward_exactly(frames: Frames) -> None:
    groups, ward = frames("residential_groups").geometry.to_numpy(), frames("ward").geometry.iloc[0]
    assert shapely.coverage_is_valid(groups)
    whole = shapely.coverage_union_all(groups)
    assert shapely.equals(whole, ward)
    assert set(map(tuple, shapely.get_coordinates(whole))) == set(map(tuple, shapely.get_coordinates(ward)))
    assert len(shapely.get_parts(whole)) == 1
    assert sum(len(part.interiors) for part in shapely.get_parts(whole)) == 0


def test_the_ward_keeps_the_corners_of_its_outline(frames: Frames) -> None:
    corners = set(read_plan().outline)
    assert corners <= set(vertices(frames("ward").geometry.iloc[0]))


def test_streets_keep_their_given_bends(metric: Frames) -> None:
    """But those past the boundary, and ends within 25 m of another street: those were joined to one corner."""
    roads = metric("roads").set_index("name").geometry
    outline = shapely.Polygon(to_metres(read_plan().outline))
    moved = 0
    bends = [(street.name, bend) for street in read_plan().streets if street.given for bend in street.line]
    for name, bend in bends:
        spot = shapely.Point(to_metres([bend])[0])
        if outline.contains(spot):
            apart = roads[name].distance(spot)
            assert apart < 26, (name, bend)
            moved += apart > 1
    assert moved < len(bends) / 3


def test_alleys_leave_their_parents_at_shared_vertices(frames: Frames) -> None:
    alleys = frames("alleys")
    ways = dict(zip(frames("roads")["name"], map(vertices, frames("roads").geometry), strict=True))
    own = {
        (street, name): vertices(shape)
        for street, name, shape in zip(alleys["street"], alleys["name"], alleys.geometry, strict=True)
    }
    for row in alleys.to_dict("records"):
        ngo = row["level"] == "ngo"
        parent = ways[row["street"]] if ngo else own[row["street"], row["parent"]]
        assert vertices(row["geometry"])[0] in parent, row["name"]
        assert ngo == (not isinstance(row["parent"], str))


def test_loops_end_on_another_way_and_dead_ends_do_not(frames: Frames) -> None:
    alleys, roads = frames("alleys"), frames("roads")
    seen: dict[Vertex, int] = {}
    for shape in (*alleys.geometry, *roads.geometry):
        for vertex in vertices(shape):
            seen[vertex] = seen.get(vertex, 0) + 1
    for row in alleys.dropna(subset=["dead_end"]).to_dict("records"):
        assert (seen[vertices(row["geometry"])[-1]] == 1) == row["dead_end"], row["name"]
    assert 0.1 < (~alleys["dead_end"].dropna().astype(bool)).mean() < 0.5


def test_ways_meet_only_at_shared_vertices(frames: Frames) -> None:
    lines = np.concatenate([frames("roads").geometry.to_numpy(), frames("alleys").geometry.to_numpy()])
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = first < second
    meeting = shapely.intersection(lines[first[pairs]], lines[second[pairs]])
    corners = {index: set(vertices(line)) for index, line in enumerate(lines)}
    for one, other, met in zip(first[pairs].tolist(), second[pairs].tolist(), meeting, strict=True):
        shared = corners[one] & corners[other]
        assert shared
        assert met.distance(shapely.MultiPoint(sorted(shared))) == 0
        assert shapely.get_dimensions(met) == 0 or met.length < 1e-6


def test_the_network_hangs_together(frames: Frames) -> None:
    lines = [*frames("roads").geometry, *frames("alleys").geometry]
    parent = list(range(len(lines)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    at: dict[Vertex, int] = {}
    for index, line in enumerate(lines):
        for vertex in vertices(line):
            parent[root(index)] = root(at.setdefault(vertex, index))
    assert len({root(index) for index in range(len(lines))}) == 1


@pytest.mark.parametrize("layer", ["roads", "alleys", "water_bodies", "green_spaces", "parking_lots"])
def test_no_building_stands_on(layer: str, frames: Frames) -> None:
    assert touching(frames(layer), frames("buildings")) == []


def test_no_wall_stands_in_a_carriageway_of_known_width(metric: Frames) -> None:
    for layer in ("roads", "alleys"):
        known = metric(layer).dropna(subset=["width_m"])
        known = known[known["width_m_source"] != "estimated"]
        assert len(known) > 15
        lanes = known.set_geometry(known.geometry.buffer(known["width_m"] / 2 - 0.05, cap_style="flat"))
        assert touching(lanes, metric("buildings")) == []


@pytest.mark.parametrize("layer", ["buildings", "land_plots", "green_spaces", "parking_lots", "water_bodies"])
def test_nothing_overlaps_its_neighbour(layer: str, frames: Frames) -> None:
    assert touching(frames(layer), frames(layer)) == []


def test_tube_houses_line_the_alleys(metric: Frames) -> None:
    houses = metric("buildings")[lambda frame: frame["use"] == "house"]
    box = houses.geometry.minimum_rotated_rectangle()
    corners = np.array([shapely.get_coordinates(shape)[:3] for shape in box])
    sides = np.sort(np.hypot(*np.moveaxis(np.diff(corners, axis=1), 2, 0)), axis=1)
    assert 4 <= float(np.median(sides[:, 0])) <= 6
    assert 9 <= float(np.median(sides[:, 1])) <= 16


def test_alleys_are_numbered_odd_on_the_left(frames: Frames) -> None:
    alleys, roads = frames("alleys"), frames("roads").set_index("name").geometry
    for row in alleys[alleys["level"] == "ngo"].to_dict("records"):
        number = int(row["name"].split()[1])
        along, out = vertices(roads[row["street"]]), vertices(row["geometry"])
        index = along.index(out[0])
        before = along[max(index - 1, 0)]
        after = along[min(index + 1, len(along) - 1)]
        cross = (after[0] - before[0]) * (out[1][1] - out[0][1]) - (after[1] - before[1]) * (
            out[1][0] - out[0][0]
        )
        assert (cross > 0) == (number % 2 == 1), row["name"]


def test_the_named_alleys_exist(frames: Frames) -> None:
    alleys = frames("alleys")
    named = set(alleys["street"] + ": " + alleys["name"])
    assert {
        "Trung Kính: Ngõ 130 Trung Kính",
        "Trung Kính: Ngách 130/25",
        "Trung Kính: Hẻm 130/25/4",
        "Hoa Bằng: Ngõ 99 Hoa Bằng",
    } <= named
    assert len(named) == len(alleys)


def test_hotspots_lie_low(metric: Frames, manifest: WardManifest, folder: Path) -> None:
    with rasterio.open(folder / manifest.heights.path) as raster:
        left, top = raster.transform.c, raster.transform.f
        heights = np.pad(raster.read(1, masked=True).filled(np.nan), 25, constant_values=np.nan)
    for spot in metric("flood_spots").to_dict("records"):
        column, row = int((spot["geometry"].x - left) / 5), int((top - spot["geometry"].y) / 5)
        around = heights[row : row + 51, column : column + 51]
        assert around[25, 25] < np.nanmedian(around), spot["name"]
        assert math.isnan(spot["ground_m"]) or abs(spot["ground_m"] - around[25, 25]) < 0.02


def test_part_of_the_ward_is_far_from_water(metric: Frames) -> None:
    sources = metric("fire_water")
    working = sources[sources["status"] == "working"].geometry.union_all()
    apart = metric("buildings").geometry.distance(working)
    assert 0.02 < (apart > 150).mean() < 0.4


def test_sources_stand_beside_the_way_and_not_in_a_house(frames: Frames) -> None:
    hydrants = frames("fire_water")[lambda frame: frame["kind"] == "hydrant"]
    assert touching(hydrants, frames("buildings")) == []
