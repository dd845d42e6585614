from pathlib import Path

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from tests.features.exchange.reading.conftest import make_frame, read
from twin.errors import BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import describe_new_layer
from twin.vocabulary import Layer

TEXT = (
    "Tên Cây,Mã xã,so_nha,Cao (m),Số cành,Ngày trồng,Lúc đo,Còn sống,osm_id,ghi chú,updated_by,lon,lat\n"
    'Xà cừ,00175,012,"12,5",30,05/03/2025,05/03/2025 10:00,Có,17,x,ai,105.8,21.01\n'
    'Sấu,00004,7,"3,25",-,06/03/2025,06/03/2025 11:00,Không,9,,ai,105.81,21.01\n'
)


def describe(path: Path, text: str | None = None, layer_id: str = "cay_xanh", **options: object) -> Layer:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    return describe_new_layer(path, layer_id, ReadOptions(**options))  # type: ignore[arg-type]


def test_names_are_kept_and_kinds_told_honestly(tmp_path: Path) -> None:
    layer = describe(tmp_path / "cay_xanh_2025.csv", TEXT)
    assert {field.name: field.kind for field in layer.fields} == {
        "Tên Cây": "text",
        "Mã xã": "text",
        "so_nha": "text",
        "Cao (m)": "number",
        "Số cành": "integer",
        "Ngày trồng": "date",
        "Lúc đo": "datetime",
        "Còn sống": "boolean",
        "osm_id": "text",
        "ghi chú": "text",
    }
    assert (layer.geometry, layer.run_time, layer.group) == ("Point", True, "added")
    assert layer.title.vi == "cay xanh 2025"
    assert (layer.title_field, layer.style.label_field) == ("Tên Cây", "Tên Cây")
    assert not any(field.required for field in layer.fields)


def test_what_is_described_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    layer = describe(path, TEXT)
    outcome = read(path, layer)
    assert outcome.counts.clean == 2
    assert outcome.column("Cao (m)") == [12.5, 3.25]
    assert outcome.column("Số cành") == [30, None]
    assert outcome.column("so_nha") == ["012", "7"]
    assert outcome.column("external_id") == ["17", "9"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2"], "integer"), (["01", "2"], "text"), (["0", "-5"], "integer"), (["1,5", "2"], "number"),
        (["74.516", "8"], "text"), (["74.516", "3,5"], "number"), (["12 m", "3 m"], "text"), (["có", "không"], "boolean"),
        (["true", "false"], "boolean"), (["x", "x"], "text"), (["05/03/2025", "-"], "date"), (["05/03/25", "x"], "text"),
        (["2025", "2024"], "integer"), (["Quý I/2025"], "text"), (["", "-"], "text"), (["0912345678"], "text"),
        (["12345678901234567890"], "text"), (["2025-03-05T10:00:00Z"], "datetime"), (["45721"], "integer"),
    ],
)  # fmt: skip
def test_a_kind_needs_every_value(tmp_path: Path, values: list[str], kind: str) -> None:
    rows = "".join(f"105.8;21.01;{value}\n" for value in values)
    layer = describe(tmp_path / "a.csv", f"lon;lat;giá trị\n{rows}")
    assert layer.by_name["giá trị"].kind == kind


LINE = shapely.LineString([(105.8, 21), (105.81, 21)])
POINT = shapely.Point(105.8, 21)


@pytest.mark.parametrize(
    ("shapes", "geometry"),
    [
        ([POINT, shapely.MultiPoint([POINT])], "Point"), ([LINE], "LineString"), ([POINT, LINE], "Geometry"),
        ([POINT.buffer(0.001)], "Polygon"), ([shapely.GeometryCollection([POINT, LINE])], "Geometry"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".geojson", ".parquet"])
def test_geometry_types(tmp_path: Path, shapes: list[BaseGeometry], geometry: str, suffix: str) -> None:
    frame = make_frame(shapes, a=range(len(shapes)))
    path = tmp_path / f"a{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    assert describe(path).geometry == geometry


def test_typed_columns(tmp_path: Path) -> None:
    frame = make_frame([POINT], ma_xa=[175], dan_so=[74516], Ty_Le=[0.5], mo=[True], anh=[b"\x00"])
    frame.to_parquet(tmp_path / "a.parquet")
    layer = describe(tmp_path / "a.parquet")
    assert {field.name: field.kind for field in layer.fields} == {
        "ma_xa": "text",
        "dan_so": "integer",
        "Ty_Le": "number",
        "mo": "boolean",
    }
    assert read(tmp_path / "a.parquet", layer).column("ma_xa") == ["175"]


def test_the_formats_own_columns_are_left_out(tmp_path: Path) -> None:
    frame = make_frame([POINT], ten=["A"], external_id=["x"], source=["s"])
    for suffix, driver in ((".gpkg", "GPKG"), (".kml", "LIBKML")):
        frame.to_file(tmp_path / f"a{suffix}", driver=driver)
        names = set(describe(tmp_path / f"a{suffix}").by_name)
        assert names >= {"ten", "source"}
        assert not names & {
            "fid",
            "external_id",
            "tessellate",
            "extrude",
            "visibility",
            "altitudeMode",
        }


def test_the_colour_hangs_on_the_id_alone(tmp_path: Path) -> None:
    one, again, other = (describe(tmp_path / "a.csv", TEXT, layer_id=layer) for layer in ("a", "a", "b"))
    assert one.style == again.style
    assert one.style.colour != other.style.colour


@pytest.mark.parametrize("layer_id", ["", "Cây", "1a", "a" * 41, "a-b", "a; DROP TABLE"])
def test_an_id_that_cannot_be_one(tmp_path: Path, layer_id: str) -> None:
    with pytest.raises(BadInputError, match="No layer"):
        describe(tmp_path / "a.csv", TEXT, layer_id=layer_id)


def test_a_table_without_coordinates(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no columns of coordinates"):
        describe(tmp_path / "a.csv", "a,b\nx,y\n")
