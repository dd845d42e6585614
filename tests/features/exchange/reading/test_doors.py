"""Files that are not what they say, damaged files, and files that were made to do harm."""

import random
import shutil
import sqlite3
import struct
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.features.exchange.reading.conftest import WELLS, Reads, read
from twin.errors import BadFileError, BadInputError, TwinError
from twin.features.exchange.options import Limits, ReadOptions
from twin.features.exchange.readers.gdal import restrict_drivers
from twin.features.exchange.reading import describe_new_layer, read_clean

SUFFIXES = (
    ".shp",
    ".gpkg",
    ".geojson",
    ".json",
    ".kml",
    ".kmz",
    ".fgb",
    ".parquet",
    ".csv",
    ".tsv",
    ".xlsx",
    ".zip",
    ".txt",
    "",
)
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Giếng</name>
<Point><coordinates>105.8,21.01,5</coordinates></Point></Placemark></Document></kml>"""


def write_wells(path: Path, driver: str, rows: int = 12) -> Path:
    """Write points with a driver of GDAL."""
    names = np.array([f"Giếng {row}" for row in range(rows)], dtype=object)
    points = shapely.to_wkb(shapely.points(np.linspace(105.79, 105.80, rows), np.full(rows, 21.01)))
    pyogrio.raw.write(
        path,
        geometry=points,
        field_data=[names, np.linspace(1, 9, rows)],
        fields=["name", "depth_m"],
        crs="EPSG:4326",
        geometry_type="Point",
        driver=driver,
        encoding="UTF-8" if driver == "ESRI Shapefile" else None,
    )
    return path


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """One sound file of every format, as the list of its parts with the main one first."""
    folder = tmp_path_factory.mktemp("originals")
    drivers = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".shp": "ESRI Shapefile"}
    made = {suffix: [write_wells(folder / f"wells{suffix}", driver)] for suffix, driver in drivers.items()}
    made[".shp"] = [folder / f"wells{suffix}" for suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")]
    (folder / "wells.kml").write_text(KML, encoding="utf-8")
    (folder / "wells.csv").write_text("name,lon,lat\nGiếng,105.8,21.01\n", encoding="utf-8")
    table = pa.table({"name": ["Giếng"], "lon": [105.8], "lat": [21.01]})
    pyarrow.parquet.write_table(table, folder / "wells.parquet")
    book = Workbook()
    for row in (["name", "lon", "lat"], ["Giếng", 105.8, 21.01]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(folder / "wells.xlsx")
    _pack(folder / "wells.zip", {part.name: part.read_bytes() for part in made[".shp"]})
    _pack(folder / "wells.kmz", {"doc.kml": KML.encode()})
    singles = (".kml", ".csv", ".parquet", ".xlsx", ".zip", ".kmz")
    return made | {suffix: [folder / f"wells{suffix}"] for suffix in singles}


def _pack(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def try_to_read(path: Path) -> None:
    """Read a file whole in both ways; only a refusal in words may come of it."""
    with suppress(TwinError):
        read(path, WELLS)
    with suppress(TwinError):
        layer = describe_new_layer(path, "found")
        read(path, layer)


def test_every_sound_file_is_read(originals: dict[str, list[Path]]) -> None:
    for suffix, (path, *_) in originals.items():
        outcome = read(path)
        assert outcome.counts.clean == outcome.counts.read > 0, suffix
        assert outcome.column("name")[0].startswith("Giếng")


def damage(content: bytes, random_: random.Random) -> bytes:
    """Return bytes that are cut, flipped, blanked, doubled or mixed with others."""
    spoiled, place = bytearray(content), random_.randrange(len(content))
    match random_.choice(("cut", "flip", "blank", "double", "insert")):
        case "cut":
            del spoiled[place:]
        case "flip":
            for _ in range(random_.choice((1, 4, 20))):
                spoiled[random_.randrange(len(spoiled))] = random_.randrange(256)
        case "blank":
            spoiled[place : place + 100] = bytes(len(spoiled[place : place + 100]))
        case "double":
            spoiled[place:place] = spoiled[place : place + 200]
        case _:
            spoiled[place:place] = random_.randbytes(20)
    return bytes(spoiled)


@pytest.mark.parametrize(
    "suffix", [".shp", ".gpkg", ".geojson", ".kml", ".kmz", ".fgb", ".parquet", ".csv", ".xlsx", ".zip"]
)
def test_damage_is_met_with_words(suffix: str, originals: dict[str, list[Path]], tmp_path: Path) -> None:
    random_ = random.Random(suffix)  # noqa: S311 - damage, not secrets
    for number in range(25):
        folder = tmp_path / str(number)
        folder.mkdir()
        victim = random_.choice(originals[suffix])
        for part in originals[suffix]:
            content = part.read_bytes()
            (folder / part.name).write_bytes(damage(content, random_) if part == victim else content)
        try_to_read(folder / originals[suffix][0].name)


@settings(deadline=None, max_examples=150)
@given(content=st.binary(min_size=1, max_size=300), suffix=st.sampled_from(SUFFIXES))
def test_random_bytes_under_any_name(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("random") / f"file{suffix}"
    path.write_bytes(content)
    try_to_read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"empty{suffix}"
    path.touch()
    with pytest.raises(BadFileError, match="is empty"):
        read(path)


@pytest.mark.parametrize(
    "path",
    [
        "/vsicurl/http://localhost/a.geojson",
        "/vsizip//etc/passwd",
        "/nowhere/a.shp",
        "/etc",
        "http://localhost/a.kml",
    ],
)
def test_what_is_no_file_here(path: str) -> None:
    with pytest.raises(BadFileError, match="There is no file"):
        read(Path(path))


@pytest.mark.parametrize(
    ("suffix", "name", "what"),
    [(".csv", "a.geojson", "is CSV"), (".geojson", "a.csv", "is GeoJSON"), (".gpkg", "a.kml", "is GeoPackage"),
     (".kml", "a.geojson", "is KML"), (".xlsx", "a.zip", "is XLSX"), (".parquet", "a.gpkg", "is GeoParquet"),
     (".zip", "a.xlsx", "is zip"), (".fgb", "a.shp", "is FlatGeobuf")],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says(
    originals: dict[str, list[Path]], tmp_path: Path, suffix: str, name: str, what: str
) -> None:
    path = tmp_path / name
    shutil.copy(originals[suffix][0], path)
    with pytest.raises(BadFileError, match=what):
        read(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"\xd0\xcf\x11\xe0old", "old Excel"), (b"%PDF-1.7", "PDF"), (b"Rar!\x1a", "RAR"), (b"\x1f\x8b\x08", "gzip"),
     (b"<!DOCTYPE html><html></html>", "web page"), (b"<svg></svg>", "XML, but not KML"), (b"<osm></osm>", "OpenStreetMap"),
     (b'{"type":"Topology"}', "not GeoJSON"), (b'{"type":"gdal_streamed_alg","command_line":"gdal info"}', "not GeoJSON"),
     (b"[1, 2, 3]", "not GeoJSON"), (b"SQLite format 3\x00" + bytes(200), "SQLite"), (b"abc\x00def", "no format")],
)  # fmt: skip
def test_files_of_other_kinds_are_named(read_text: Reads, content: bytes, what: str) -> None:
    with pytest.raises(BadFileError, match=what):
        read_text(content, name="file")


@pytest.mark.parametrize("missing", [".shx", ".dbf", ".shp"])
def test_a_shapefile_that_lacks_a_part(
    originals: dict[str, list[Path]], tmp_path: Path, missing: str
) -> None:
    kept = [shutil.copy(part, tmp_path) for part in originals[".shp"] if part.suffix != missing]
    with pytest.raises(BadFileError, match=rf"lacks its {missing}"):
        read(Path(kept[0]))


def test_parts_of_two_shapefiles(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    for part in originals[".shp"]:
        shutil.copy(part, tmp_path)
    write_wells(tmp_path / "other.shp", "ESRI Shapefile", rows=3)
    shutil.copy(tmp_path / "other.dbf", tmp_path / "wells.dbf")
    with pytest.raises(BadFileError, match=r"the \.shx has 12 shapes, the \.dbf 3 rows"):
        read(tmp_path / "wells.shp")


def test_a_shapefile_cut_short_says_so(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    for part in originals[".shp"]:
        shutil.copy(part, tmp_path)
    whole = (tmp_path / "wells.shp").read_bytes()
    (tmp_path / "wells.shp").write_bytes(whole[: 100 + 28 * 5 + 10])
    outcome = read(tmp_path / "wells.shp")
    assert outcome.counts.clean == 5
    assert outcome.reasons == {"There is no geometry.": 7}
    assert "cut short" in outcome.said


def test_the_case_of_suffixes_does_not_matter(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    for part in originals[".shp"]:
        shutil.copy(part, tmp_path / part.name.upper())
    assert read(tmp_path / "WELLS.SHP").counts.clean == 12
    assert read(tmp_path / "WELLS.DBF").counts.clean == 12


@pytest.mark.parametrize(
    "name", ["../escape.shp", "/etc/escape.shp", "a/../../escape.shp", "..\\escape.shp", "C:\\escape.shp"]
)
def test_a_zip_that_climbs_out(tmp_path: Path, name: str) -> None:
    path = _pack(tmp_path / "a.zip", {name: b"x"})
    with pytest.raises(BadFileError, match="climbs out"):
        read(path)
    assert not list(tmp_path.parent.glob("escape*"))


def test_a_zip_that_swells(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", {"a.csv": bytes(60_000_000)})
    with pytest.raises(BadFileError, match=r"unpacks \d+ times its size"):
        read(path)
    with pytest.raises(BadFileError, match="unpacks to 60000000 bytes"):
        read(path, limits=Limits(unpacked_bytes=1_000))
    many = _pack(tmp_path / "b.zip", {f"{number}.csv": b"x" for number in range(20)})
    with pytest.raises(BadFileError, match="holds 20 files"):
        read(many, limits=Limits(members=10))


def test_a_zip_that_lies_about_its_size(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", {"a.csv": b"name,lon,lat\n" + b"A,105.8,21\n" * 500})
    packed = path.read_bytes()
    size = struct.pack("<I", 13 + 11 * 500)
    path.write_bytes(packed.replace(size, struct.pack("<I", 20)))
    with pytest.raises(BadFileError, match="damaged"):
        read(path)


def test_a_zip_with_nothing_in_it(tmp_path: Path) -> None:
    for members in ({}, {"readme.md": b"x"}, {"inner.zip": b"PK\x03\x04"}):
        with pytest.raises(BadFileError, match="holds no data file"):
            read(_pack(tmp_path / "a.zip", members))


def test_a_zip_of_several_files_asks_which(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    rows = originals[".csv"][0].read_bytes()
    path = _pack(tmp_path / "a.zip", {"one.csv": rows, "__MACOSX/._one.csv": b"x", "sub/two.csv": rows})
    with pytest.raises(BadFileError, match=r"“one\.csv”, “sub/two\.csv”"):
        read(path)
    assert read(path, sheet="sub/two.csv").column("name") == ["Giếng"]


def test_a_zip_with_one_plain_file(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    for suffix in (".geojson", ".gpkg", ".fgb", ".csv", ".xlsx", ".kml"):
        path = _pack(tmp_path / "a.zip", {f"folder/Giếng làng{suffix}": originals[suffix][0].read_bytes()})
        assert read(path).counts.clean > 0


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE kml [<!ENTITY a "b">]>',
        '<!DOCTYPE kml SYSTEM "file:///etc/passwd">',
        "<!ENTITY x SYSTEM 'http://localhost/'>",
    ],
)
def test_kml_with_entities(read_text: Reads, declaration: str) -> None:
    for padding in ("", f"<!-- <kml> {'x' * 200_000} -->"):
        text = KML.replace("<kml ", f"{padding}{declaration}<kml ", 1)
        with pytest.raises(BadFileError, match="DOCTYPE"):
            read_text(text, name="a.kml")


def test_a_workbook_with_entities(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    with zipfile.ZipFile(originals[".xlsx"][0]) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + members["xl/workbook.xml"]
    with pytest.raises(BadFileError, match="DOCTYPE"):
        read(_pack(tmp_path / "a.xlsx", members))


def test_a_geopackage_that_runs_code(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    shutil.copy(originals[".gpkg"][0], path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA writable_schema=ON")
        database.execute(
            "INSERT INTO sqlite_master VALUES ('table', 'spy', 'spy', 0, "
            "'CREATE VIRTUAL TABLE spy USING VirtualOGR(\"/vsicurl/http://localhost/\")')"
        )
        database.commit()
    with pytest.raises(BadFileError, match="virtual table “spy”"):
        read(path)


def test_a_geopackage_that_is_open_elsewhere(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    shutil.copy(originals[".gpkg"][0], path)
    (tmp_path / "a.gpkg-wal").write_bytes(b"pending")
    with pytest.raises(BadFileError, match="open in another program"):
        read(path)


def test_only_drivers_of_plain_files_are_left() -> None:
    restrict_drivers()
    drivers = set(pyogrio.list_drivers())
    assert {"GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf", "LIBKML"} <= drivers
    assert not drivers & {
        "OGR_VRT",
        "HTTP",
        "WFS",
        "GDALG",
        "OAPIF",
        "Elasticsearch",
        "ADBC",
        "SQLite",
        "CSW",
    }


def test_nothing_but_the_named_parts_is_touched(originals: dict[str, list[Path]], tmp_path: Path) -> None:
    """Files beside the given one, that GDAL would read for more, stay unread and nothing is left behind."""
    for part in originals[".shp"]:
        shutil.copy(part, tmp_path)
    for suffix in (".sbn", ".qix", ".shp.xml", ".idm", ".vrt"):
        (tmp_path / f"wells{suffix}").write_bytes(b"\xff" * 64)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert read(tmp_path / "wells.shp").counts.clean == 12
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.fixture
def folder_of_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_of_work_is_removed(originals: dict[str, list[Path]], folder_of_work: Path) -> None:
    for parts in originals.values():
        read(parts[0])
    with pytest.raises(BadInputError, match="no column"):
        read_clean(originals[".gpkg"][0], WELLS, ReadOptions(external_id="nothing"))
    assert list(folder_of_work.iterdir()) == []


def test_a_table_past_the_limits(read_text: Reads) -> None:
    text = "name,lon,lat\n" + "A,105.8,21\n" * 100
    with pytest.raises(BadFileError, match="more than 50 rows"):
        read_text(text, limits=Limits(rows=50))
    with pytest.raises(BadFileError, match="bytes, past the limit of 100"):
        read_text(text, limits=Limits(file_bytes=100))


def test_geoparquet_that_lies(tmp_path: Path) -> None:
    def write(geo: bytes) -> Path:
        table = pa.table({"name": ["A"], "geometry": [b"x"]}).replace_schema_metadata({b"geo": geo})
        pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
        return tmp_path / "a.parquet"

    for geo in (b"nonsense", b"{}", b'{"primary_column":"g","columns":{}}', b"[]"):
        with pytest.raises(BadFileError, match="damaged"):
            read(write(geo))
    with pytest.raises(BadFileError, match="only WKB"):
        read(write(b'{"primary_column":"geometry","columns":{"geometry":{"encoding":"point"}}}'))
