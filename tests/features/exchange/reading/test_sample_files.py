"""Real files as offices and open sources have them; run where TWIN_SAMPLE_DATA names their folder."""

import os
from pathlib import Path

import pytest

from tests.features.exchange.reading.conftest import read
from twin.errors import BadFileError, BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import describe_new_layer
from twin.layers import built_in_layers

FOLDER = os.environ.get("TWIN_SAMPLE_DATA")
pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="TWIN_SAMPLE_DATA is unset: the real files stay outside the repository"
)
LAYERS = built_in_layers()


def sample(name: str) -> Path:
    return Path(FOLDER or "") / name


def test_the_wards_of_hanoi() -> None:
    outcome = read(sample("boundary/hanoi_wards_126.gpkg"), LAYERS["ward"])
    assert (outcome.counts.clean, outcome.counts.rejected) == (126, 0)
    ours = next(row for row in outcome.clean if row["code"] == "00175")
    assert (ours["name"], ours["external_id"]) == ("Yên Hoà", "00175")


def test_the_wards_streets() -> None:
    outcome = read(sample("roads/osm_roads_yenhoa_ward.geojson"), LAYERS["roads"])
    assert (outcome.counts.clean, outcome.counts.rejected) == (484, 0)
    assert outcome.plan.identity.columns == ("osm_id",)
    assert sum(width is not None for width in outcome.column("width_m")) == 3


def test_the_streets_round_the_ward() -> None:
    path = sample("roads/osm_roads_yenhoa_window.gpkg")
    with pytest.raises(BadInputError, match="“roads”, “tagged_nodes”"):
        read(path, LAYERS["roads"])
    outcome = read(path, LAYERS["roads"], sheet="roads")
    assert outcome.counts.read == 3033
    assert outcome.counts.rejected == 1
    assert "Too few points" in next(iter(outcome.reasons))


def test_streets_are_not_alleys_without_a_level() -> None:
    with pytest.raises(BadInputError, match="Level"):
        read(sample("roads/osm_roads_yenhoa_ward.geojson"), LAYERS["alleys"])


def test_water() -> None:
    outcome = read(sample("water/water_2018_window.geojson"), LAYERS["water_bodies"])
    assert (outcome.counts.clean, outcome.counts.rejected) == (196, 0)


def test_bus_stops_as_a_layer_of_their_own() -> None:
    path = sample("places/hanoi_bus_stops_osm.geojson")
    layer = describe_new_layer(path, "bus_stops")
    assert layer.geometry == "Point"
    outcome = read(path, layer)
    assert (outcome.counts.clean, outcome.plan.identity.columns) == (3326, ("id",))


@pytest.mark.parametrize(
    "sheet", ["landuse_a", "natural", "places", "pofw_a", "pofw", "pois_a", "pois", "traffic", "transport"]
)
def test_places_of_2018(sheet: str) -> None:
    path = sample("places/geofabrik_vn_2018_yenhoa_window.gpkg")
    options = ReadOptions(sheet=sheet)
    outcome = read(path, describe_new_layer(path, sheet, options), sheet=sheet)
    assert outcome.counts.clean > 0
    assert set(outcome.reasons) <= {"There is no geometry."}


def test_tcvn3_without_a_code_page() -> None:
    path = sample("broken/BHHSystem_region.shp")
    outcome = read(path, describe_new_layer(path, "provinces"))
    assert outcome.column("TEN_HC") == ["Hưng Yên", "TP. Hà Nội", "Hải Dương", "Bắc Ninh"]
    assert outcome.plan.encoding == "TCVN3 (ABC)"
    assert "read as EPSG:4326" in outcome.said


def test_vn2000_cut_short_with_codes_that_lost_their_zeros() -> None:
    outcome = read(sample("broken/hanoi_sustainability_indicators.shp"), LAYERS["ward"])
    assert outcome.plan.crs == 4756
    assert "cut short" in outcome.said
    assert "leading zeros are put back" in outcome.said
    assert outcome.reasons["There is no geometry."] == 13
    assert all(len(code) == 5 for code in outcome.column("code"))


def test_a_shapefile_without_its_table() -> None:
    with pytest.raises(BadFileError, match=r"lacks its \.dbf"):
        read(sample("broken/highway_line_singlepart.shp"), LAYERS["roads"])


def test_tables_without_coordinates() -> None:
    for name in ("bualoi_flood_points_82", "bualoi_rain_by_ward", "hanoi_rain_daily_2020_2025"):
        with pytest.raises(BadInputError, match="no columns of coordinates"):
            read(sample(f"rain/{name}.csv"), LAYERS["flood_spots"])


def test_terrain_is_no_table() -> None:
    with pytest.raises(BadFileError, match="of no format"):
        read(sample("terrain/N21E105.hgt"), LAYERS["ward"])


def test_the_whole_world_is_not_vietnam() -> None:
    path = sample("ogc/cql2/ne110m4cql2.gpkg")
    options = ReadOptions(sheet="ne_110m_populated_places_simple")
    outcome = read(path, describe_new_layer(path, "world", options), sheet="ne_110m_populated_places_simple")
    assert outcome.counts.clean < 10 < outcome.counts.rejected
    assert all(reason.startswith("Lands outside Vietnam") for reason in outcome.reasons)
