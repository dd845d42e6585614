"""What an export writes, reading reads back as the same features."""

from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
import shapely

from twin.access import machine_owner
from twin.features.exchange.exports import ExportOptions
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import read_clean
from twin.features.exchange.writers.shapefile import FAMILIES
from twin.features.exchange.writing import export_file
from twin.layers import built_in_layers
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

USER = machine_owner("tester")
SUFFIXES = (".gpkg", ".geojson", ".csv", ".xlsx", ".kml", ".fgb", ".parquet", ".zip")
LAYERS = sorted(built_in_layers())
METRIC = [suffix for suffix in SUFFIXES if suffix != ".kml"]
ROUNDING = 2e-9
"""Degrees: nine places."""


def stored(url: str, layer: Layer) -> dict[str, dict[str, Any]]:
    """The layer as the database holds it: text of each geometry -> values."""
    # A feature without an external id goes out under a key by which it is known again.
    key = f"coalesce(external_id, city_store.own_key('{layer.id}', id))"
    names = [*layer.by_name, "source", "valid_from", "valid_to"]
    columns = ", ".join(f'"{column_name(name) if name in layer.by_name else name}"' for name in names)
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            f"SELECT ST_AsBinary(geom), {key}, {columns} FROM {feature_table(layer).fullname}".encode()
        )
        return {
            place(shapely.from_wkb(shape)): dict(zip(["external_id", *names], values, strict=True))
            for shape, *values in rows
        }


def place(shape: Any) -> str:
    """Tell a geometry by its points to a centimetre, wherever its rings begin and however they turn."""
    corners = sorted({(round(x, 7), round(y, 7)) for x, y in shapely.get_coordinates(shape)})
    return f"{shape.geom_type} {corners}"


def read_back(path: Path, layer: Layer, options: ReadOptions) -> tuple[dict[str, dict[str, Any]], int]:
    with read_clean(path, layer, options) as source:
        batches = list(source)
    table = pa.Table.from_batches([batch.table for batch in batches], source.schema)
    rejected = [row for batch in batches for row in batch.rejects.to_pylist()]
    assert rejected == []
    return {
        place(shapely.from_wkb(row.pop("geom"))): {
            name: value for name, value in row.items() if name != "row_number"
        }
        for row in table.to_pylist()
    }, source.plan.crs


def expect_same(found: dict[str, dict[str, Any]], wanted: dict[str, dict[str, Any]]) -> None:
    assert found.keys() == wanted.keys()
    for key, values in wanted.items():
        # A column that no feature fills may be missing from the file: then it says nothing, as it should.
        known = {name: value for name, value in values.items() if value is not None}
        read = {name: value for name, value in found[key].items() if value is not None}
        assert {
            name: round(value, 6) if isinstance(value, float) else value for name, value in read.items()
        } == known


@pytest.mark.parametrize("suffix", [suffix for suffix in SUFFIXES if suffix != ".zip"])
@pytest.mark.parametrize("layer_id", LAYERS)
def test_every_layer_comes_back_the_same(city: str, tmp_path: Path, layer_id: str, suffix: str) -> None:
    path, layer = tmp_path / f"{layer_id}{suffix}", built_in_layers()[layer_id]
    report = export_file(city, USER, layer_id, path)
    found, crs = read_back(path, layer, ReadOptions())
    assert (crs, report.rows) == (4326, len(found))
    expect_same(found, stored(city, layer))


@pytest.mark.parametrize(
    "layer_id", [name for name in LAYERS if built_in_layers()[name].geometry != "Geometry"]
)
def test_every_layer_comes_back_from_a_shapefile(city: str, tmp_path: Path, layer_id: str) -> None:
    path, layer = tmp_path / f"{layer_id}.zip", built_in_layers()[layer_id]
    export_file(city, USER, layer_id, path)
    found, _ = read_back(path, layer, ReadOptions())
    expect_same(found, stored(city, layer))


@pytest.mark.parametrize("layer_id", ["projects", "drains"])
def test_mixed_geometries_come_back_from_the_files_of_a_shapefile(
    city: str, tmp_path: Path, layer_id: str
) -> None:
    path, layer = tmp_path / f"{layer_id}.zip", built_in_layers()[layer_id]
    export_file(city, USER, layer_id, path)
    found: dict[str, dict[str, Any]] = {}
    for family in FAMILIES:
        part, _ = read_back(path, layer, ReadOptions(sheet=f"{layer_id}_{family.suffix}"))
        found |= part
    wanted = stored(city, layer)
    whole = {key: values for key, values in wanted.items() if not key.startswith("GeometryCollection")}
    expect_same({key: values for key, values in found.items() if key in whole}, whole)
    divided = len(wanted) - len(whole)
    assert divided
    assert len(found) == len(whole) + 2 * divided


@pytest.mark.parametrize("suffix", METRIC)
@pytest.mark.parametrize("layer_id", ["flood_spots", "alleys", "buildings"])
def test_vn2000_comes_back_to_its_place(city: str, tmp_path: Path, layer_id: str, suffix: str) -> None:
    path, layer = tmp_path / f"{layer_id}{suffix}", built_in_layers()[layer_id]
    export_file(city, USER, layer_id, path, ExportOptions(crs=5897, legacy_crs=True))
    told = ReadOptions(crs=5897) if suffix in {".csv", ".xlsx"} else ReadOptions()
    found, crs = read_back(path, layer, told)
    assert crs == 5897
    expect_same(found, stored(city, layer))
