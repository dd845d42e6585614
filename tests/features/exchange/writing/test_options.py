"""Which features and columns an export takes, who may ask for it, and what is refused in words."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import Transformer

from twin.access import User, anonymous, machine_owner
from twin.errors import (
    BadInputError,
    ForbiddenError,
    NotFoundError,
    TwinError,
    UnauthenticatedError,
    UnavailableError,
)
from twin.features.exchange.exports import ExportOptions
from twin.features.exchange.writing import export_file
from twin.layers import built_in_layers

USER = machine_owner("tester")


def rows_of(city: str, path: Path, layer_id: str, options: ExportOptions) -> list[dict[str, Any]]:
    export_file(city, USER, layer_id, path, options)
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    return tmp_path / "out.parquet"


def test_a_box_takes_what_touches_it(city: str, parquet: Path) -> None:
    box = (105.7962, 21.0139, 105.7970, 21.0143)
    taken = rows_of(city, parquet, "flood_spots", ExportOptions(bbox=box))
    everything = rows_of(city, parquet, "flood_spots", ExportOptions())
    inside = [row for row in everything if shapely.from_wkb(row["geometry"]).intersects(shapely.box(*box))]
    assert taken == inside
    assert 0 < len(taken) < len(everything)


@pytest.mark.parametrize(
    ("day", "is_so"), [(date(2026, 2, 2), True), (date(2026, 2, 3), False), (date(2024, 12, 31), True)]
)
def test_a_day_takes_what_was_so_on_it(city: str, parquet: Path, day: date, *, is_so: bool) -> None:
    rows = rows_of(city, parquet, "flood_spots", ExportOptions(valid_at=day))
    assert any(row["valid_to"] == date(2026, 2, 3) for row in rows) is is_so
    assert all(row["valid_from"] is None or row["valid_from"] <= day for row in rows)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_a_moment_takes_the_layer_as_it_was_held(database: str, tmp_path: Path, suffix: str) -> None:
    place = "'SRID=4326;POINT(105.793 21.017)'"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"INSERT INTO city.flood_spots (name, geom) VALUES ('Trước', {place})".encode())
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None
        connection.execute("UPDATE city.flood_spots SET name = 'Sau'")
        connection.execute(f"INSERT INTO city.flood_spots (name, geom) VALUES ('Thêm', {place})".encode())
    for moment, rows, names in ((row[0], 1, {"Trước"}), (None, 2, {"Sau", "Thêm"})):
        path = tmp_path / f"spots{suffix}"
        report = export_file(database, USER, "flood_spots", path, ExportOptions(held_at=moment))
        assert report.rows == rows
        if suffix == ".geojson":
            written = json.loads(path.read_text(encoding="utf8"))
            assert {one["properties"]["name"] for one in written["features"]} == names
            assert ("as_of" in written["metadata"]) is (moment is not None)


@pytest.mark.parametrize("layer", ["alleys", "flood_spots"])
def test_a_table_may_do_without_geometry(city: str, tmp_path: Path, layer: str) -> None:
    headings = []
    for geometry in (True, False):
        path = tmp_path / "out.csv"
        export_file(city, USER, layer, path, ExportOptions(geometry=geometry))
        with path.open(encoding="utf-8-sig") as file:
            headings.append(next(csv.reader(file)))
    whole, bare = headings
    assert bare == whole[: len(bare)]
    assert whole[len(bare) :] == (["WKT"] if layer == "alleys" else ["lon", "lat"])


def test_chosen_fields_come_with_the_id_alone(city: str, parquet: Path) -> None:
    rows = rows_of(city, parquet, "alleys", ExportOptions(fields=("width_m", "source")))
    assert [list(row) for row in rows] == [["id", "external_id", "width_m", "source", "geometry"]] * len(rows)


def test_all_columns_stand_in_order(city: str, parquet: Path) -> None:
    first = rows_of(city, parquet, "alleys", ExportOptions())[0]
    own = [field.name for field in built_in_layers()["alleys"].all_fields]
    after = ["valid_from", "valid_to", "source", "updated_at", "geometry"]
    assert list(first) == ["id", "external_id", *own, *after]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_choices_go_out_as_words_when_asked(city: str, parquet: Path, language: Any) -> None:
    layer = built_in_layers()["fire_water"]
    stored = rows_of(city, parquet, "fire_water", ExportOptions())
    spoken = rows_of(city, parquet, "fire_water", ExportOptions(labels=language))
    words = {choice.value: choice.label.in_language(language) for choice in layer.by_name["kind"].choices}
    assert [row["kind"] for row in spoken] == [words[row["kind"]] for row in stored]


def test_what_is_unknown_stays_unknown(city: str, parquet: Path) -> None:
    with psycopg.connect(city) as connection:
        wanted = connection.execute("SELECT width_m FROM city.alleys ORDER BY id").fetchall()
    written = [row["width_m"] for row in rows_of(city, parquet, "alleys", ExportOptions())]
    assert written == [row[0] for row in wanted]
    assert None in written
    assert 0 not in written


@pytest.mark.parametrize("crs", [5897, 4756, 3405, 9209, 9210, 32648, 3857])
def test_coordinates_are_east_before_north_in_any_crs(city: str, parquet: Path, crs: int) -> None:
    rows = rows_of(city, parquet, "flood_spots", ExportOptions(crs=crs))
    back = Transformer.from_crs(crs, 4326, always_xy=True)
    points = [shapely.from_wkb(row["geometry"]) for row in rows]
    places = [back.transform(point.x, point.y) for point in points]
    plain = [
        shapely.from_wkb(row["geometry"]) for row in rows_of(city, parquet, "flood_spots", ExportOptions())
    ]
    # PROJ turns a Helmert shift round to 0.8 mm.
    assert places == [pytest.approx((point.x, point.y), abs=2e-8) for point in plain]


def test_the_check_point_of_hanoi_lands_where_it_should(database: str, parquet: Path) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO city.flood_spots (name, geom) VALUES ('A', 'SRID=4326;POINT(105.793 21.017)')"
        )
    (row,) = rows_of(database, parquet, "flood_spots", ExportOptions(crs=5897))
    point = shapely.from_wkb(row["geometry"])
    assert (point.x, point.y) == pytest.approx((582236.660, 2325039.287), abs=0.001)


def ask(city: str, path: Path, **asked: Any) -> Callable[[], object]:
    user = asked.pop("user", USER)
    layer_id = asked.pop("layer", "alleys")
    return lambda: export_file(city, user, layer_id, path, ExportOptions(**asked))


@pytest.mark.parametrize(
    ("file", "asked", "error", "word"),
    [
        ("a.docx", {}, BadInputError, ".gpkg"),
        ("a.shp", {}, BadInputError, ".zip"),
        ("a.gpkg", {"crs": 5727}, BadInputError, "EPSG:5727"),
        ("a.gpkg", {"crs": 1}, BadInputError, "EPSG:1"),
        ("a.gpkg", {"fields": ("width", "name")}, BadInputError, "width"),
        ("a.geojson", {"crs": 5897}, BadInputError, "--legacy-crs"),
        ("a.kml", {"crs": 5897}, BadInputError, "EPSG:5897"),
        ("a.kml", {"geometry": False}, BadInputError, "GeoParquet"),
        ("a.gpkg", {"layer": "no_such"}, NotFoundError, "no_such"),
        ("a.gpkg", {"user": anonymous(public_reading=False)}, UnauthenticatedError, "alleys"),
        ("a.gpkg", {"user": User("nobody", frozenset())}, ForbiddenError, "nobody"),
        ("no/such/folder/a.gpkg", {}, UnavailableError, "no/such/folder"),
    ],
)
def test_refusals_are_sentences_and_leave_nothing(  # noqa: PLR0913, PLR0917 - a table of cases
    city: str, tmp_path: Path, file: str, asked: dict[str, Any], error: type[TwinError], word: str
) -> None:
    with pytest.raises(error) as caught:
        ask(city, tmp_path / file, **asked)()
    assert word in caught.value.text.vi
    assert word in caught.value.text.en
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        export_file("postgresql://nobody@127.0.0.1:1/none", USER, "alleys", tmp_path / "a.gpkg")


def test_progress_is_told_up_to_the_last_row(city: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    report = export_file(
        city, USER, "alleys", tmp_path / "a.gpkg", progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (report.rows, report.rows)
    assert told == sorted(told)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_a_failure_half_way_leaves_what_was_there(city: str, tmp_path: Path, suffix: str) -> None:
    class PulledPlugError(Exception):
        pass

    def pull(done: int, _total: int) -> None:
        raise PulledPlugError(done)

    target = tmp_path / f"alleys{suffix}"
    target.write_bytes(b"what was there")
    with pytest.raises(PulledPlugError):
        export_file(city, USER, "alleys", target, progress=pull)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        (target.name, b"what was there")
    ]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_a_second_export_takes_the_place_of_the_first(city: str, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"alleys{suffix}"
    for _ in range(2):
        report = export_file(city, USER, "alleys", target)
    assert target.stat().st_size == report.bytes
    assert {path.name for path in tmp_path.iterdir()} <= {target.name, f"{target.name}-metadata.json"}


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_an_empty_layer_is_an_empty_file(database: str, tmp_path: Path, suffix: str) -> None:
    report = export_file(database, USER, "projects", tmp_path / f"projects{suffix}")
    assert report.rows == 0
    assert report.path.stat().st_size > 0
