"""The files that offices and the public really have, into a real database, twice."""

import shutil
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from tests.features.exchange.loading.conftest import City, read_csv
from twin.errors import BadFileError, BadInputError
from twin.features.exchange.imports import Merged
from twin.features.exchange.options import ReadOptions
from twin.vocabulary import Text

NEW = Text(vi="Lớp thử", en="Trial layer")


@pytest.fixture
def lent(sample_data: Path, tmp_path: Path) -> Path:
    """A copy of the real files: refused rows go beside what is imported."""
    return Path(
        shutil.copytree(sample_data, tmp_path / "data", ignore=shutil.ignore_patterns("ogc", "terrain"))
    )


def bring_twice(city: City, path: Path, layer: str, **options: Any) -> tuple[Merged, int]:
    """Import a file, then again; return what the first import did."""
    first = city.load(path, layer, **options)
    again = city.load(path, layer, **(options | {"new_layer": None}))
    stored = first.merged.new + first.merged.same
    assert again.merged == Merged(same=stored, refused=first.merged.refused, gone=again.merged.gone)
    return first.merged, first.rejected


def test_the_wards_keep_their_leading_zeros(city: City, lent: Path) -> None:
    assert bring_twice(city, lent / "boundary" / "hanoi_wards_126.gpkg", "ward") == (Merged(new=126), 0)
    assert city.one("SELECT count(*) FROM city.ward WHERE code ~ '^[0-9]{5}$'") == 126
    name, place = city.one("SELECT name, ST_AsText(ST_Centroid(geom), 2) FROM city.ward WHERE code = '00175'")
    assert (name, place) == ("Yên Hoà", "POINT(105.8 21.01)")


def test_the_roads_of_the_ward(city: City, lent: Path) -> None:
    assert bring_twice(city, lent / "roads" / "osm_roads_yenhoa_ward.geojson", "roads") == (
        Merged(new=484),
        0,
    )
    known, total = city.one("SELECT count(width_m), count(*) FROM city.roads")
    assert (known, total) == (3, 484), "most widths are unknown, none is zero"
    roads = pyogrio.read_dataframe(lent / "roads" / "osm_roads_yenhoa_ward.geojson").to_crs(5897)
    length = city.one("SELECT sum(ST_Length(ST_Transform(geom, 5897))) FROM city.roads")
    assert length == pytest.approx(roads.length.sum(), abs=0.01), "metres"


def test_the_roads_round_the_ward(city: City, lent: Path) -> None:
    path = lent / "roads" / "osm_roads_yenhoa_window.gpkg"
    with pytest.raises(BadInputError, match="tagged_nodes"):
        city.load(path, "roads")
    merged, rejected = bring_twice(city, path, "roads", read=ReadOptions(sheet="roads"))
    assert merged.new + rejected == 3033
    assert rejected <= 1


@pytest.mark.parametrize("kind", ["water_bodies", "ao_ho"])
def test_the_water(city: City, lent: Path, kind: str) -> None:
    options = {} if kind == "water_bodies" else {"new_layer": NEW}
    assert bring_twice(city, lent / "water" / "water_2018_window.geojson", kind, **options) == (
        Merged(new=196),
        0,
    )


def test_the_bus_stops_become_a_layer(city: City, lent: Path) -> None:
    path = lent / "places" / "hanoi_bus_stops_osm.geojson"
    assert bring_twice(city, path, "bus_stops", new_layer=NEW) == (Merged(new=3326), 0)


def test_every_sheet_of_places_becomes_a_layer(city: City, lent: Path) -> None:
    path = lent / "places" / "geofabrik_vn_2018_yenhoa_window.gpkg"
    sheets = {name: pyogrio.read_info(path, layer=name)["features"] for name, _ in pyogrio.list_layers(path)}
    assert len(sheets) == 11
    for name, features in sheets.items():
        merged, rejected = bring_twice(city, path, f"p_{name}", read=ReadOptions(sheet=name), new_layer=NEW)
        assert merged.new + rejected == features
        assert rejected == 0


def test_old_text_becomes_unicode(city: City, lent: Path) -> None:
    path = lent / "broken" / "BHHSystem_region.shp"
    report = city.load(path, "vung", new_layer=NEW)
    assert (report.merged, report.counts.repaired) == (Merged(new=4), 2)
    assert "TCVN3" in report.plan.encoding
    assert any(
        "TP. Hà Nội" in str(row) for row in city.rows("SELECT to_jsonb(v) - 'geom' FROM city_added.vung v")
    )


def test_a_torn_shapefile_gives_what_it_has(city: City, lent: Path) -> None:
    path = lent / "broken" / "hanoi_sustainability_indicators.shp"
    merged, rejected = bring_twice(city, path, "ward")
    assert (merged, rejected) == (Merged(new=113), 13)
    assert city.one("SELECT min(length(code)) FROM city.ward") == 5
    rows = read_csv(lent / "broken" / "hanoi_sustainability_indicators.rejects.csv")
    assert len(rows) == 13
    assert all(row["ma_xa"] and row["reason_vi"] for row in rows)


def test_the_torn_one_updates_the_wards(city: City, lent: Path) -> None:
    """Two files of the same wards: known again by their code, whatever zeros a file lost."""
    city.load(lent / "boundary" / "hanoi_wards_126.gpkg", "ward")
    merged = city.load(lent / "broken" / "hanoi_sustainability_indicators.shp", "ward").merged
    assert merged.changed > 0
    assert merged.gone == 0
    assert city.one("SELECT count(*) - count(DISTINCT code) FROM city.ward") == 0


@pytest.mark.parametrize(
    ("name", "layer", "said"),
    [
        ("broken/highway_line_singlepart.shp", "roads", r"\.dbf"),
        ("broken/BHHSystem_region.shp", "green_spaces", "required fields"),
        ("rain/bualoi_flood_points_82.csv", "flood_spots", "coordinates"),
        ("README.md", "roads", "coordinates"),
    ],
)
def test_what_cannot_be_read_stores_nothing(city: City, lent: Path, name: str, layer: str, said: str) -> None:
    before = city.state(layer)
    with pytest.raises((BadFileError, BadInputError), match=said):
        city.load(lent / name, layer)
    assert city.state(layer) == before
    assert list(lent.rglob("*.rejects*")) == []
