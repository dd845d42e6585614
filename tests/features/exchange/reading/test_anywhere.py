"""A file of the whole Earth, and the moments of a GeoPackage whose writer left their zone out."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyogrio
import pytest
import shapely

from twin.errors import BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import describe_new_layer, read_clean

CAPITALS = {"Suva": (178.44, -18.14), "Apia": (-171.77, -13.83), "Hà Nội": (105.85, 21.03)}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Capitals, one of them a rounding beyond the 180th meridian, and when they were seen."""
    shapes = [shapely.Point(place) for place in CAPITALS.values()]
    shapes[0] = shapely.Point(180 + 2e-14, -18)
    table = pa.table(
        {
            "name": list(CAPITALS),
            "seen": pa.array([datetime(2022, 4, 16, 10, 13, 19, tzinfo=UTC)] * 3, pa.timestamp("ms", "UTC")),
            "geom": pa.array(shapely.to_wkb(shapes)),
        }
    )
    path = tmp_path / "world.gpkg"
    pyogrio.write_arrow(table, path, geometry_name="geom", geometry_type="Point", crs="EPSG:4326")
    with sqlite3.connect(path) as file:
        for trigger in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f'DROP TRIGGER "{trigger[0]}"')
        file.execute("UPDATE world SET seen = replace(substr(seen, 1, 19), 'Z', '')")
    file.close()
    return path


def test_rows_from_anywhere_are_taken_where_the_file_is_said_to_be_of_the_earth(world: Path) -> None:
    options = ReadOptions(anywhere=True)
    with read_clean(world, describe_new_layer(world, "capitals", options), options) as source:
        batches = list(source)
    assert sum(batch.counts.clean for batch in batches) == 3
    shapes = [shapely.from_wkb(one) for batch in batches for one in batch.table["geom"].to_pylist()]
    assert [shape.x for shape in shapes] == [180.0, -171.77, 105.85]


def test_a_geopackages_moments_are_in_utc(world: Path) -> None:
    options = ReadOptions(anywhere=True)
    layer = describe_new_layer(world, "capitals", options)
    assert layer.by_name["seen"].kind == "datetime"
    with read_clean(world, layer, options) as source:
        moments = [one for batch in source for one in batch.table["seen"].to_pylist()]
    assert set(moments) == {datetime(2022, 4, 16, 10, 13, 19, tzinfo=UTC)}


def test_a_system_must_be_stated_for_rows_from_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("name,lon,lat\nSuva,178.44,-18.14\n", encoding="utf8")
    options = ReadOptions(anywhere=True)
    layer = describe_new_layer(path, "points", options)
    with pytest.raises(BadInputError, match="--crs"):
        read_clean(path, layer, options)
    with read_clean(path, layer, ReadOptions(anywhere=True, crs=4326)) as source:
        assert sum(batch.counts.clean for batch in source) == 1
