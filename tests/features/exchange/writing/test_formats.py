"""What each format says of itself, and what it cannot hold."""

import codecs
import csv
import io
import json
import sqlite3
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas
import psycopg
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from openpyxl import load_workbook

from twin.access import machine_owner
from twin.errors import BadInputError
from twin.features.exchange.exports import ExportOptions
from twin.features.exchange.provenance import DEMONSTRATION
from twin.features.exchange.writers import workbook
from twin.features.exchange.writers.delimited import sidecar_of
from twin.features.exchange.writing import export_file
from twin.layers import built_in_layers
from twin.store.database import connect
from twin.store.registry import add_layer
from twin.vocabulary import Field, Layer, Style, Text

USER = machine_owner("người thử")
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture
def marked(database: str) -> str:
    """A demonstration database with one imported tank."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO city_store.facts VALUES ('demonstration', 'true') ON CONFLICT DO NOTHING"
        )
        connection.execute(
            "INSERT INTO city_store.imports (layer, imported_by, file_name, source, licence) "
            "VALUES ('fire_water', 'x', 'be.xlsx', 'Công an phường', 'CC BY 4.0')"
        )
        connection.execute(
            "INSERT INTO city.fire_water (name, kind, import_id, source, geom) "
            "VALUES ('Bể A', 'tank', 1, 'Sổ tay 2025', 'SRID=4326;POINT(105.793 21.017)')"
        )
    return database


def told(path: Path) -> str:  # noqa: PLR0911 - a format, an answer
    """All that the file says of itself, as text."""
    match path.suffix:
        case ".gpkg":
            with sqlite3.connect(path) as connection:
                rows = connection.execute(
                    "SELECT metadata FROM gpkg_metadata UNION SELECT description FROM gpkg_contents"
                )
                return "\n".join(row[0] for row in rows)
        case ".parquet":
            return "\n".join(value.decode() for value in pq.read_schema(path).metadata.values())
        case ".csv":
            return sidecar_of(path).read_text(encoding="utf8")
        case ".zip":
            with zipfile.ZipFile(path) as archive:
                return archive.read("README.txt").decode("utf-8-sig")
        case ".xlsx":
            book = load_workbook(path)
            return "\n".join(
                str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
            )
        case ".fgb":
            return subprocess.run(
                ["ogrinfo", "-so", "-al", path], check=True, capture_output=True, text=True
            ).stdout + path.read_bytes().decode(errors="ignore")
    return path.read_text(encoding="utf8")


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_every_format_says_where_its_data_come_from(marked: str, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"be{suffix}"
    export_file(marked, USER, "fire_water", path)
    said = told(path)
    layer = built_in_layers()["fire_water"]
    for words in (
        *(layer.title.vi, layer.title.en, DEMONSTRATION.vi, DEMONSTRATION.en),
        *(
            "Công an phường",
            "Sổ tay 2025",
            "CC BY 4.0",
            "EPSG:4326",
            "người thử",
            datetime.now().astimezone().strftime("%Y"),
        ),
    ):
        assert words in said


def test_geojson_is_what_rfc_7946_says(city: str, tmp_path: Path) -> None:
    path = tmp_path / "nha.geojson"
    export_file(city, USER, "buildings", path)
    collection = json.loads(path.read_text(encoding="utf8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        shape = shapely.geometry.shape(feature["geometry"])
        for part in getattr(shape, "geoms", [shape]):
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)


def test_the_old_geojson_names_its_crs(city: str, tmp_path: Path) -> None:
    path = tmp_path / "nha.geojson"
    export_file(city, USER, "buildings", path, ExportOptions(crs=5897, legacy_crs=True))
    assert (
        json.loads(path.read_text(encoding="utf8"))["crs"]["properties"]["name"]
        == "urn:ogc:def:crs:EPSG::5897"
    )
    assert pyogrio.read_info(path)["crs"] == "EPSG:5897"


def test_digits_are_as_many_as_asked(city: str, tmp_path: Path) -> None:
    path = tmp_path / "ngo.geojson"
    export_file(city, USER, "flood_spots", path, ExportOptions(digits=3))
    features = json.loads(path.read_text(encoding="utf8"))["features"]
    assert features[0]["geometry"]["coordinates"] == [105.796, 21.014]


@pytest.mark.parametrize("crs", [4326, 5897])
def test_geoparquet_is_what_geopandas_reads(city: str, tmp_path: Path, crs: int) -> None:
    path = tmp_path / "nha.parquet"
    export_file(city, USER, "buildings", path, ExportOptions(crs=crs))
    geo = json.loads(pq.read_schema(path).metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    frame = geopandas.read_parquet(path)  # type: ignore[attr-defined,no-untyped-call]
    assert geo["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert set(column["geometry_types"]) == set(frame.geom_type)
    assert frame.crs.to_epsg() == crs
    west, south, east, north = column["bbox"]
    assert shapely.box(*frame.total_bounds).within(
        shapely.box(west - 1e-9, south - 1e-9, east + 1e-9, north + 1e-9)
    )


def test_geopackage_carries_titles_for_gis_programs(city: str, tmp_path: Path) -> None:
    path = tmp_path / "ngo.gpkg"
    export_file(city, USER, "alleys", path, ExportOptions(crs=5897))
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT column_name, name, title FROM gpkg_data_columns").fetchall()
    titles = {name: words for name, *words in rows}
    listing = subprocess.run(["ogrinfo", "-so", "-al", path], check=True, capture_output=True, text=True)
    assert "Bề rộng thông thủy (m)" in titles["width_m"]
    assert 'ID["EPSG",5897]' in listing.stdout
    assert listing.stderr == ""


def placemarks(path: Path) -> Iterator[ET.Element]:
    return ET.fromstring(path.read_bytes()).iter(f"{KML}Placemark")  # noqa: S314 - we wrote it


def test_kml_is_drawn_in_the_layers_colours(city: str, tmp_path: Path) -> None:
    path, layer = tmp_path / "ngo.kml", built_in_layers()["alleys"]
    export_file(city, USER, "alleys", path)
    tree = ET.fromstring(path.read_bytes())  # noqa: S314 - we wrote it
    colours = {
        style.get("id"): style.findtext(f"{KML}LineStyle/{KML}color") for style in tree.iter(f"{KML}Style")
    }
    for placemark in placemarks(path):
        data = {field.get("name"): field.text or "" for field in placemark.iter(f"{KML}SimpleData")}
        width = float(data["width_m"]) if data.get("width_m") else None
        known = next(
            (
                one
                for one in layer.style.classes
                if width is not None and (one.minimum or 0) <= width < (one.maximum or 1e9)
            ),
            None,
        )
        colour = known.colour if known else layer.style.colour
        style = str(placemark.findtext(f"{KML}styleUrl")).removeprefix("#")
        assert colours[style] == f"ff{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def test_a_kml_leaves_out_what_is_unknown(marked: str, tmp_path: Path) -> None:
    path = tmp_path / "be.kml"
    export_file(marked, USER, "fire_water", path)
    (placemark,) = placemarks(path)
    names = [field.get("name") for field in placemark.iter(f"{KML}SimpleData")]
    assert names == ["id", "external_id", "name", "kind", "source", "updated_at"]


def test_csv_opens_in_a_spreadsheet_with_its_marks(city: str, tmp_path: Path) -> None:
    path = tmp_path / "diem.csv"
    export_file(city, USER, "flood_spots", path)
    raw = path.read_bytes()
    assert raw.startswith(codecs.BOM_UTF8)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert float(rows[0]["lon"]) == pytest.approx(105.7962)
    assert "" in {row["depth_m"] for row in rows}
    assert all(cell[:1] not in set("=+@\t") for row in rows for cell in row.values())
    columns = json.loads(sidecar_of(path).read_text(encoding="utf8"))["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(rows[0])


def test_points_in_vn2000_stand_as_easting_and_northing(marked: str, tmp_path: Path) -> None:
    path = tmp_path / "be.csv"
    export_file(marked, USER, "fire_water", path, ExportOptions(crs=5897))
    (row,) = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")))
    assert (float(row["easting"]), float(row["northing"])) == pytest.approx(
        (582236.660, 2325039.287), abs=0.001
    )


def test_a_workbook_is_vietnamese_and_explains_itself(city: str, tmp_path: Path) -> None:
    path, layer = tmp_path / "ngo.xlsx", built_in_layers()["alleys"]
    export_file(city, USER, "alleys", path)
    book = load_workbook(path)
    assert book.sheetnames == ["Ngõ, ngách, hẻm", "Giải thích các cột", "Nguồn và lưu ý"]
    titles = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    assert "Bề rộng thông thủy (m)" in titles
    assert len(titles) == len(set(titles))
    explained = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=2)]
    assert [row[0] for row in explained] == titles
    assert {row[1] for row in explained} >= set(layer.by_name)
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_a_workbook_speaks_english_when_asked(city: str, tmp_path: Path) -> None:
    path = tmp_path / "alleys.xlsx"
    export_file(city, USER, "alleys", path, ExportOptions(labels="en"))
    book = load_workbook(path)
    assert book.sheetnames[0] == "Alleys"
    titles = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    assert "Clear width (m)" in titles


def test_more_rows_than_a_sheet_holds_are_refused_in_a_sentence(
    city: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    with pytest.raises(BadInputError) as caught:
        export_file(city, USER, "alleys", tmp_path / "a.xlsx")
    assert "CSV" in caught.value.text.vi
    assert list(tmp_path.iterdir()) == []


def insert(url: str, statement: str, *values: Any) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode(), values)


def test_a_shapefile_lists_what_it_cut(database: str, tmp_path: Path) -> None:
    text = "Đường nước sạch; " * 30
    insert(
        database,
        "INSERT INTO city.alleys (name, level, street, geom) "
        "VALUES ('Ngõ 1', 'ngo', %s, 'SRID=4326;LINESTRING(105.79 21.01, 105.80 21.02)')",
        text,
    )
    path = tmp_path / "ngo.zip"
    report = export_file(database, USER, "alleys", path)
    said = "\n".join(statement.vi for statement in report.statements)
    assert "width_m_source → width_src" in said
    assert "254" in said
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == [
            "README.txt",
            *(f"alleys.{part}" for part in ("cpg", "dbf", "prj", "shp", "shx")),
        ]
        assert archive.read("alleys.cpg").strip() == b"UTF-8"
        assert text in archive.read("README.txt").decode("utf-8-sig")
        assert "width_m_source → width_src" in archive.read("README.txt").decode("utf-8-sig")
    frame = pyogrio.read_dataframe(f"/vsizip/{path}/alleys.shp")
    (street,) = frame["street"]
    assert text.startswith(street)
    assert 250 <= len(street.encode()) <= 254


def test_a_shapefile_has_a_file_a_geometry_type(city: str, tmp_path: Path) -> None:
    path = tmp_path / "cong.zip"
    export_file(city, USER, "drains", path)
    with zipfile.ZipFile(path) as archive:
        stems = {name.removesuffix(".shp") for name in archive.namelist() if name.endswith(".shp")}
    assert stems == {"drains_points", "drains_multipoints", "drains_lines", "drains_polygons"}


def test_a_long_outline_in_a_workbook_is_told_and_kept(database: str, tmp_path: Path) -> None:
    insert(
        database,
        "INSERT INTO city.ward (code, name, geom) VALUES ('00175', 'Yên Hòa', "
        "ST_Multi(ST_Buffer('SRID=4326;POINT(105.79 21.01)'::geometry, 0.01, 400)))",
    )
    path = tmp_path / "phuong.xlsx"
    report = export_file(database, USER, "ward", path)
    assert "32767" in report.statements[0].vi
    notes = load_workbook(path).worksheets[2]
    pieces = [str(cell.value) for cell in list(notes.iter_rows())[-1][1:] if cell.value]
    assert shapely.from_wkt("".join(pieces)).geom_type == "MultiPolygon"


@pytest.mark.parametrize("suffix", [".kml", ".xlsx"])
def test_characters_that_xml_has_not_are_told(database: str, tmp_path: Path, suffix: str) -> None:
    insert(
        database,
        "INSERT INTO city.flood_spots (name, geom) VALUES (%s, 'SRID=4326;POINT(105.79 21.01)')",
        "Hoa\x01 Bằng",
    )
    report = export_file(database, USER, "flood_spots", tmp_path / f"a{suffix}")
    assert report.statements[0].vi.startswith("1 đối tượng")
    assert pyogrio.read_info(tmp_path / f"a{suffix}", layer=0)["features"] == 1


RUN_TIME = Layer(
    id="cay_xanh",
    title=Text(vi="Cây xanh", en="Street trees"),
    description=Text(vi="Cây xanh đường phố.", en="Trees of the streets."),
    group="added",
    geometry="Point",
    run_time=True,
    style=Style(colour="#2b8a3e"),
    fields=tuple(
        Field(name=name, label=Text(vi=name, en=name))
        for name in ("Loài cây", "ID", "source", "geom", "fid", "WKT", "ten", "TEN", "a.b", "x" * 90)
    ),
)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip", ".csv", ".xlsx", ".parquet", ".fgb", ".kml"])
def test_a_run_time_layer_keeps_its_files_own_names(database: str, tmp_path: Path, suffix: str) -> None:
    with connect(database) as connection:
        add_layer(connection, RUN_TIME)
        connection.execute(
            'INSERT INTO city_added.cay_xanh ("Loài cây", "ID", ten, "TEN", geom) '
            "VALUES ('Xà cừ', 'C-01', 'a', 'b', 'SRID=4326;POINT(105.79 21.01)')"
        )
    path = tmp_path / f"cay{suffix}"
    export_file(database, USER, "cay_xanh", path)
    if suffix in {".gpkg", ".fgb", ".geojson"}:
        frame = pyogrio.read_dataframe(path)
        assert (frame["Loài cây"][0], frame["ID"][0], frame["twin_id"][0], frame["ten"][0]) == (
            "Xà cừ",
            "C-01",
            1,
            "a",
        )
    elif suffix == ".csv":
        (row,) = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")))
        assert (row["ID"], row["ten"], row["TEN"], row["twin_id"], row["lon"]) == (
            "C-01",
            "a",
            "b",
            "1",
            "105.79",
        )
    elif suffix == ".parquet":
        (found,) = pq.read_table(path).to_pylist()
        assert (found["ID"], found["TEN"], found["x" * 90]) == ("C-01", "b", None)
    else:
        assert path.stat().st_size > 500
