"""From a file to clean batches, whole."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely

from tests.features.exchange.reading.conftest import WELLS, Reads, make_frame, read, shaped
from twin.errors import BadInputError
from twin.features.exchange.batches import Identity, clean_schema
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import read_clean
from twin.vocabulary import Comparison, Layer, Rule, Text

HEADING = "code,name,kind,depth_m,users,open,dug_on,seen_at,sealed_on,lon,lat,ghi chú\n"
GOOD = '175,Giếng làng,Giếng đào,"12,5 m",74,có,05/03/2025,05/03/2025 14:30,,105.8,21.01,x\n'


def test_every_kind_of_field(read_text: Reads) -> None:
    outcome = read_text(HEADING + GOOD)
    (row,) = outcome.clean
    shape = shapely.from_wkb(row.pop("geom"))
    assert (shapely.get_srid(shape), shape) == (4326, shapely.Point(105.8, 21.01))
    assert row == {
        "row_number": 1,
        "external_id": "00175",
        "code": "00175",
        "name": "Giếng làng",
        "kind": "dug",
        "depth_m": 12.5,
        "users": 74,
        "open": True,
        "dug_on": date(2025, 3, 5),
        "seen_at": datetime(2025, 3, 5, 7, 30, tzinfo=UTC),
        "sealed_on": None,
    }


def test_the_plan_says_everything(read_text: Reads) -> None:
    plan = read_text(HEADING + GOOD).plan
    assert (plan.format, plan.sheet, plan.crs, plan.encoding) == ("CSV", "wells", 4326, "Unicode")
    assert plan.identity == Identity("key", ("code",))
    assert plan.unmapped == ("lon", "lat", "ghi chú")
    assert [column.how.en for column in plan.columns if column.field is None] == [
        "a column of coordinates",
        "a column of coordinates",
        "like no field",
    ]
    said = " ".join(statement.vi for statement in plan.statements)
    assert "“175” thành “00175”" in said
    assert "không ghi hệ tọa độ" in said


def test_only_the_fields_of_the_file_are_columns(read_text: Reads) -> None:
    outcome = read_text("name,lon,lat\nA,105.8,21\n")
    assert outcome.plan.fields == ("name",)
    assert outcome.schemas == {clean_schema(WELLS, ("name",))}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", "123456", "Well code (code): “123456” is not a code of 5 digits."),
        ("code", "A1", "Well code (code): “A1” is not a code of 5 digits."),
        ("name", "-", "Name (name): is required."),
        ("kind", "suối", "Kind (kind): “suối” is none of: Dug (dug), Drilled (drilled), Unknown (unknown)."),
        ("depth_m", "300", "Depth (depth_m): “300.0” is over 200 m."),
        ("depth_m", "0,1", "Depth (depth_m): “0.1” is under 0.5 m."),
        ("depth_m", "sâu", "Depth (depth_m): “sâu” is not a number."),
        ("depth_m", "3 kg", "Depth (depth_m): the unit of “3 kg” cannot be turned into m."),
        ("users", "2,5", "Users (users): “2,5” is not a whole number."),
        ("users", "-3", "Users (users): “-3” is under 0."),
        ("open", "có lẽ", "In use (open): “có lẽ” is neither yes nor no."),
        ("dug_on", "2025", "Dug on (dug_on): “2025” is a period, not a day."),
        ("sealed_on", "01/01/2020", "It is sealed after it is dug."),
        ("lon", "", "A coordinate is missing or cannot be read."),
        ("lat", "48.85", "Lands outside Vietnam (longitude 105.8, latitude 48.85)."),
    ],
)
def test_a_row_that_cannot_be_stored_goes_whole_with_its_reason(
    read_text: Reads, column: str, value: str, reason: str
) -> None:
    names = HEADING.strip().split(",")
    good = [
        "175",
        "Giếng làng",
        "Giếng đào",
        "12,5 m",
        "74",
        "có",
        "05/03/2025",
        "",
        "",
        "105.8",
        "21.01",
        "x",
    ]
    bad = [value if name == column else cell for name, cell in zip(names, good, strict=True)]
    lines = [";".join(names), ";".join(good), ";".join(bad)]
    outcome = read_text("\n".join(lines) + "\n")
    assert outcome.counts.clean == 1
    (reject,) = outcome.rejects
    assert reject.pop("reason_en") == reason
    assert reject.pop("reason_vi")
    assert reject == {"row_number": 2, **dict(zip(names, bad, strict=True))}


def test_every_reason_of_a_row_is_given(read_text: Reads) -> None:
    outcome = read_text("name,depth_m,users,lon,lat\n,sâu,ít,0,0\nA,3,4,105.8,21\n")
    assert outcome.rejects[0]["reason_en"] == (
        "Depth (depth_m): “sâu” is not a number. Users (users): “ít” is not a number. Name (name): is required. "
        "Lands outside Vietnam (longitude 0, latitude 0)."
    )


def test_unknown_words_are_unknown_and_never_zero(read_text: Reads) -> None:
    words = ["", "-", "...", "không rõ", "chưa có", "N/A"]
    rows = "".join(f"G{place},{word},{word},{word},{word},105.8,21\n" for place, word in enumerate(words))
    outcome = read_text(f"name,depth_m,users,dug_on,kind,lon,lat\n{rows}")
    assert outcome.rejects == []
    for name in ("depth_m", "users", "dug_on"):
        assert outcome.column(name) == [None] * len(words)
    assert set(outcome.column("kind")) == {None, "unknown"}


def test_choices_in_any_dress(read_text: Reads) -> None:
    words = ["drilled", "DRILLED", "Giếng khoan", "gieng khoan", "Drilled", "khoan"]
    outcome = read_text("name,kind,lon,lat\n" + "".join(f"G,{word},105.8,21\n" for word in words))
    assert outcome.column("kind") == ["drilled"] * len(words)


def test_a_key_that_misses_a_part_is_refused(read_text: Reads) -> None:
    outcome = read_text("name,users,lon,lat\nA,1,105.8,21\nB,,105.8,21\n", key=("name", "users"))
    assert outcome.column("external_id") == ["A|1"]
    assert outcome.reasons == {"A value of the key (name, users) is missing.": 1}


def test_ambiguous_numbers_stop_before_anything_is_read(read_text: Reads) -> None:
    with pytest.raises(BadInputError, match="--decimal"):
        read_text('name,users,lon,lat\nA,"12.000",105.8,21\n')
    assert read_text('name,users,lon,lat\nA,"12.000",105.8,21\n', decimal=",").column("users") == [12000]


def test_rows_after_the_sample_are_held_to_it(read_text: Reads) -> None:
    rows = [f'G{place},"{place},5",105.8,21' for place in range(1, 40)]
    rows += ['Z1,"3.500",105.8,21', 'Z2,"7.25",105.8,21']
    outcome = read_text("name,depth_m,lon,lat\n" + "\n".join(rows) + "\n", sample_rows=10, batch_rows=10)
    assert outcome.column("depth_m")[-1] == 7.25
    assert outcome.reasons == {"Depth (depth_m): “3500.0” is over 200 m.": 1}


def test_batches_are_small_and_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat\n" + "".join(f"G{place},105.8,21\n" for place in range(25)))
    with read_clean(path, WELLS, ReadOptions(batch_rows=10, sample_rows=5)) as source:
        first = [batch.table for batch in source]
        assert [table.num_rows for table in first] == [10, 10, 5]
        assert first == [batch.table for batch in source]
        assert source.checksum == hashlib.sha256(path.read_bytes()).hexdigest()


def test_rows_that_only_the_database_refuses_are_found_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat,màu\n" + "".join(f"G{place},105.8,21,đỏ\n" for place in range(25)))
    with read_clean(path, WELLS, ReadOptions(batch_rows=10)) as source:
        found = pa.Table.from_batches(list(source.find_rows([3, 24]))).to_pylist()
        assert found == [
            {"row_number": 3, "name": "G2", "lon": "105.8", "lat": "21", "màu": "đỏ"},
            {"row_number": 24, "name": "G23", "lon": "105.8", "lat": "21", "màu": "đỏ"},
        ]
        assert sum(batch.counts.clean for batch in source) == 25
        assert list(source.find_rows([])) == []


def test_mended_rejects_can_be_imported_again(tmp_path: Path) -> None:
    frame = make_frame([shapely.Point(105.8, 21), shapely.Point(105.81, 21)], name=["A", None])
    frame.to_file(tmp_path / "a.gpkg")
    (reject,) = read(tmp_path / "a.gpkg").rejects
    reject["name"] = "B"
    lines = [",".join(reject), ",".join(f'"{"" if value is None else value}"' for value in reject.values())]
    (tmp_path / "a.rejects.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = read(tmp_path / "a.rejects.csv")
    assert again.column("name") == ["B"]
    assert shapely.from_wkb(again.clean[0]["geom"]) == shapely.Point(105.81, 21)


def test_rules_with_a_side_that_the_file_lacks_are_left_to_the_database(read_text: Reads) -> None:
    assert read_text("name,sealed_on,lon,lat\nA,01/01/2020,105.8,21\n").counts.clean == 1


def with_rule(then: Comparison, when: Comparison | None = None) -> Layer:
    rule = Rule(id="r", message=Text(vi="luật", en="rule"), then=then, when=when)
    return WELLS.model_copy(update={"rules": (rule,)})


@pytest.mark.parametrize(
    ("then", "when", "broken"),
    [
        (Comparison(field="kind", operator="=", value="dug"), None, [2]),
        (Comparison(field="kind", operator="<>", value="dug"), None, [1]),
        (Comparison(field="kind", operator="in", value=("dug", "unknown")), None, [2]),
        (Comparison(field="kind", operator="known"), None, [3]),
        (Comparison(field="kind", operator="unknown"), None, [1, 2]),
        (
            Comparison(field="depth_m", operator="<", value=10),
            Comparison(field="kind", operator="=", value="drilled"),
            [2],
        ),
        (Comparison(field="dug_on", operator=">=", value="2025-01-01"), None, [2]),
        (
            Comparison(field="open", operator="=", value=True),
            Comparison(field="kind", operator="unknown"),
            [3],
        ),
        (Comparison(field="depth_m", operator="<=", other_field="users"), None, [2]),
    ],
)
def test_rules(read_text: Reads, then: Comparison, when: Comparison | None, broken: list[int]) -> None:
    text = (
        "name,kind,depth_m,users,open,dug_on,lon,lat\nA,dug,12,40,có,01/01/2025,105.8,21\n"
        "B,drilled,60,7,không,31/12/2024,105.8,21\nC,,,,không,,105.8,21\n"
    )
    outcome = read_text(text, with_rule(then, when))
    assert [row["row_number"] for row in outcome.rejects] == broken
    assert set(outcome.reasons) <= {"rule"}


def test_valid_time_runs_forward(read_text: Reads) -> None:
    text = "name,valid_from,valid_to,lon,lat\nA,01/01/2024,01/01/2025,105.8,21\nB,01/01/2025,01/01/2025,105.8,21\n"
    outcome = read_text(text)
    assert outcome.column("valid_to") == [date(2025, 1, 1)]
    assert outcome.rejects[0]["reason_en"].startswith("The day on which it ceases")


# Files that programs write.

PLACES = [shapely.Point(105.793, 21.017), shapely.Point(105.80, 21.01), shapely.Point(105.81, 21.0)]
FRAME = make_frame(PLACES, ten=["Giếng làng", "Giếng đình", None], sau=[3.5, None, 2.0], so_nguoi_d=[4, 5, 6])


@pytest.mark.parametrize("code", [4326, 4756, 5897, 3405, 9209, 32648, 3857])
@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson", ".fgb", ".parquet"])
def test_any_system_in_any_format(tmp_path: Path, suffix: str, code: int) -> None:
    path, frame = tmp_path / f"a{suffix}", FRAME.to_crs(code)
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, engine="pyogrio")
    outcome = read(path)
    assert outcome.plan.crs == code
    wanted = {"Giếng làng": (3.5, PLACES[0]), "Giếng đình": (None, PLACES[1])}
    assert len(outcome.clean) == len(wanted)
    for row in outcome.clean:
        depth, place = wanted[row["name"]]
        assert row["depth_m"] == depth
        assert shapely.from_wkb(row["geom"]).distance(place) < 1e-8
    assert outcome.reasons == {"Name (name): is required.": 1}
    assert shapely.from_wkt(outcome.rejects[0]["geometry"]).distance(frame.geometry.iloc[2]) < 1e-6


def test_lat_before_lon_in_a_whole_file(tmp_path: Path) -> None:
    turned = FRAME.assign(geometry=[shapely.Point(place.y, place.x) for place in PLACES])
    turned.to_file(tmp_path / "a.geojson")
    outcome = read(tmp_path / "a.geojson")
    assert shapely.from_wkb(outcome.clean[0]["geom"]) == shapely.Point(105.793, 21.017)
    assert "turned back" in outcome.said


def test_metres_that_say_they_are_degrees(tmp_path: Path) -> None:
    lying = FRAME.to_crs(5897).set_crs(4326, allow_override=True)
    lying.to_parquet(tmp_path / "a.parquet")
    outcome = read(tmp_path / "a.parquet", local_crs=5897, expected=(105.78, 20.99, 105.82, 21.03))
    assert outcome.plan.crs == 5897
    assert shapely.from_wkb(outcome.clean[0]["geom"]).distance(shapely.Point(105.793, 21.017)) < 1e-7


def test_old_letters_in_a_shapefile_without_a_code_page(tmp_path: Path) -> None:
    old = ["Gi\xd5ng l\xb5ng", "TP. H\xb5 N\xe9i", "H\xb6i D\xad\xacng"]
    make_frame(PLACES, ten=["ten1-placeholder", "ten2-placeholder", "ten3-placeholder"]).to_file(
        tmp_path / "a.shp"
    )
    table = (tmp_path / "a.dbf").read_bytes()
    for number, text in enumerate(old, start=1):
        table = table.replace(f"ten{number}-placeholder".encode(), text.encode("latin-1").ljust(16))
    (tmp_path / "a.dbf").write_bytes(table)
    (tmp_path / "a.cpg").unlink()
    outcome = read(tmp_path / "a.shp")
    assert outcome.column("name") == ["Giếng làng", "TP. Hà Nội", "Hải Dương"]
    assert outcome.plan.encoding == "TCVN3 (ABC)"


def test_names_and_texts_of_a_utf8_shapefile(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "a.shp", encoding="utf-8")
    table = (tmp_path / "a.dbf").read_bytes()
    (tmp_path / "a.dbf").write_bytes(table.replace(b"ten\0\0", "tên".encode() + b"\0", 1))
    outcome = read(tmp_path / "a.shp")
    assert outcome.plan.columns[0].column == "tên"
    assert outcome.column("name") == ["Giếng làng", "Giếng đình"]
    assert outcome.column("users") == [4, 5]


def test_a_file_of_several_layers_is_asked_about(tmp_path: Path) -> None:
    frame = FRAME
    for layer in ("một", "hai"):
        frame.to_file(tmp_path / "a.gpkg", layer=layer)
    with pytest.raises(BadInputError, match="“một”, “hai”"):
        read(tmp_path / "a.gpkg")
    outcome = read(tmp_path / "a.gpkg", sheet="hai")
    assert (outcome.plan.sheet, outcome.plan.sheets, outcome.rows) == ("hai", ("một", "hai"), 3)


def test_a_geopackages_row_numbers_identify_only_when_told(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "a.gpkg")
    assert read(tmp_path / "a.gpkg").plan.identity == Identity("none")
    assert read(tmp_path / "a.gpkg", external_id="fid").column("external_id") == ["1", "2"]


def geojson(*features: dict[str, Any]) -> str:
    return json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", **one} for one in features]}
    )


def test_geojson_ids_days_and_heights(read_text: Reads) -> None:
    point = {"type": "Point", "coordinates": [105.8, 21.01, 7]}
    text = geojson(
        {"id": 501, "properties": {"name": "A", "dug_on": "2025/03/04", "tags": {"a": 1}}, "geometry": point},
        {"id": 377, "properties": {"name": "B", "dug_on": "05/03/2025", "tags": ["x"]}, "geometry": None},
    )
    outcome = read_text(text, name="a.geojson")
    assert outcome.column("external_id") == ["501"]
    assert outcome.column("dug_on") == [date(2025, 3, 4)]
    assert outcome.counts.flattened == 1
    assert (outcome.rejects[0]["id"], outcome.rejects[0]["geometry"]) == ("377", None)


def test_several_kinds_of_shape_for_a_layer_of_lines(read_text: Reads) -> None:
    line = {"type": "LineString", "coordinates": [[105.8, 21.01], [105.81, 21.01]]}
    text = geojson(
        {"properties": {"name": "A"}, "geometry": line},
        {
            "properties": {"name": "B"},
            "geometry": {"type": "MultiLineString", "coordinates": [line["coordinates"]]},
        },
        {"properties": {"name": "C"}, "geometry": {"type": "Point", "coordinates": [105.8, 21]}},
    )
    outcome = read_text(text, shaped(WELLS, "LineString"), name="a.geojson")
    assert outcome.column("name") == ["A", "B"]
    assert outcome.reasons == {"The layer holds lines, and this row has points.": 1}


def test_rows_outside_the_ward_are_counted(read_text: Reads) -> None:
    outcome = read_text("name,lon,lat\nA,105.8,21.01\nB,106.9,20.8\n", expected=(105.78, 21.0, 105.82, 21.03))
    assert (outcome.counts.clean, outcome.counts.outside) == (2, 1)


def test_a_table_without_rows(read_text: Reads, tmp_path: Path) -> None:
    assert read_text("name,lon,lat\n").counts.read == 0
    FRAME.iloc[:0].to_file(tmp_path / "a.gpkg")
    assert read(tmp_path / "a.gpkg").counts.read == 0
