"""One layer, every form: by `f` and by Accept."""

import csv
import html
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from tests.api.conftest import LAYERS
from twin.api.forms import DOWNLOAD_FORMS, FILES, ITEM_FORMS, PAGE_FORMS
from twin.features.crs import CRS84
from twin.features.properties import properties_of

MARKUP = "<script>alert('x')</script>&amp; \"q\""
FORMULA = '=HYPERLINK("http://x";"y")'
PROJECTED = "[EPSG:5897]"
WRITTEN = sorted(FILES & DOWNLOAD_FORMS.keys())


def rows_of(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), strict=True))


@pytest.mark.parametrize("form", PAGE_FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_told_in_every_form(reader: httpx.Client, layer: str, form: Any) -> None:
    items = f"/collections/{layer}/items"
    named = reader.get(items, params={"f": form.name})
    assert (named.status_code, named.headers["content-type"]) == (200, form.media_type), named.text
    assert {"Accept", "Accept-Encoding"} <= set(named.headers["vary"].split(", "))
    assert named.headers["content-crs"] == f"<{CRS84.uri}>"
    assert ("content-disposition" in named.headers) == form.saved
    for media_type in (form.bare_type, *form.other_types):
        accepted = f"image/png;q=0.2, {media_type};q=0.9"
        assert reader.get(items, headers={"Accept": accepted}).headers["content-type"] == form.media_type
        break


@pytest.mark.parametrize("form", ITEM_FORMS.values(), ids=lambda form: form.name)
@pytest.mark.parametrize("layer", ["ward", "cay_xanh"])
def test_a_feature_is_told_in_every_form(reader: httpx.Client, layer: str, form: Any) -> None:
    answer = reader.get(f"/collections/{layer}/items/1", headers={"Accept": form.bare_type})
    assert (answer.status_code, answer.headers["content-type"]) == (200, form.media_type)
    assert f"/collections/{layer}/items/1" in answer.text or form.name == "csv"


@pytest.mark.parametrize("path", ["/items", "/items/1", "/download"])
def test_what_nobody_takes_is_refused(reader: httpx.Client, path: str) -> None:
    answer = reader.get(f"/collections/roads{path}", headers={"Accept": "image/png, text/plain"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert answer.json()["detail_vi"] != answer.json()["detail_en"]
    assert (
        reader.get(f"/collections/roads{path}", headers={"Accept": "image/*, */*;q=0.1"}).status_code == 200
    )


def test_etags_differ_by_form_and_system(reader: httpx.Client) -> None:
    for path in ("/collections/roads/items", "/collections/roads/items/1"):
        tags = [
            reader.get(path, params={"f": form, "crs": crs}).headers["etag"]
            for form in ITEM_FORMS
            for crs in ("[OGC:CRS84]", "[EPSG:4326]", PROJECTED)
        ]
        assert len(set(tags)) == len(tags)
        again = reader.get(path, params={"f": "csv"}, headers={"If-None-Match": ", ".join(tags)})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("layer", LAYERS)
def test_json_fg_says_what_when_and_where(reader: httpx.Client, layer: str) -> None:
    items = f"/collections/{layer}/items"
    plain = reader.get(items).json()["features"]
    page = reader.get(items, params={"f": "jsonfg"}).json()
    assert page["conformsTo"][0].endswith("/conf/core")
    assert (page["featureType"], page["coordRefSys"]) == (layer, CRS84.uri)
    for told, known in zip(page["features"], plain, strict=True):
        assert (told["geometry"], told["place"]) == (known["geometry"], None)
        assert told["properties"] == known["properties"]
    moved = reader.get(f"{items}/1", params={"f": "jsonfg", "crs": PROJECTED}).json()
    assert moved["geometry"] is None
    assert moved["place"]["type"] == plain[0]["geometry"]["type"]
    assert moved["coordRefSys"].endswith("/5897")
    assert moved["conformsTo"] == page["conformsTo"]


@pytest.mark.parametrize(
    ("life", "time"),
    [
        ({}, None),
        ({"valid_from": "2025-01-01"}, {"interval": ["2025-01-01", ".."]}),
        ({"valid_to": "2025-03-01"}, {"interval": ["..", "2025-02-28"]}),
        ({"valid_from": "2024-01-01", "valid_to": "2025-01-01"}, {"interval": ["2024-01-01", "2024-12-31"]}),
    ],
)
def test_json_fg_tells_the_valid_time(writer: httpx.Client, life: dict[str, str], time: object) -> None:
    identifier = add(writer, {"name": "x", **life})
    told = writer.get(f"/collections/cameras/items/{identifier}?f=jsonfg").json()
    assert told["time"] == time


def add(writer: httpx.Client, properties: dict[str, Any]) -> int:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [102, 12]},
        "properties": properties,
    }
    answer = writer.post("/collections/cameras/items", json=feature)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


@pytest.mark.parametrize("layer", LAYERS)
def test_csv_holds_what_geojson_holds(reader: httpx.Client, layer: str) -> None:
    items = f"/collections/{layer}/items"
    features = reader.get(items).json()["features"]
    rows = rows_of(reader.get(items, params={"f": "csv"}))
    known = properties_of(LAYERS[layer])
    names = list(rows[0])
    assert names[1:-1] == [one.name for one in known]
    for row, feature in zip(rows, features, strict=True):
        assert int(row[names[0]]) == feature["id"]
        assert shapely.from_wkt(row[names[-1]]).equals_exact(shape(feature["geometry"]), 1e-7)
        for one in known:
            value = feature["properties"][one.name]
            text = {True: "true", False: "false", None: ""}.get(value, str(value)) if not isinstance(value, int | float) or isinstance(value, bool) else None  # fmt: skip
            if text is None:
                assert float(row[one.name]) == value
            else:
                assert row[one.name] == text


@pytest.mark.parametrize(
    "text",
    [FORMULA, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''+1", 'a "quoted" word', "a,b;c", "a\nb\r\nc", "dòng"],
)  # fmt: skip
def test_csv_is_safe_against_formulas_and_loses_nothing(writer: httpx.Client, text: str) -> None:
    from twin.features.exchange.formulas import unshield

    identifier = add(writer, {"name": f"x{text}", "source": text})
    held = writer.get(f"/collections/cameras/items/{identifier}").json()["properties"]
    for url in (
        f"/items/{identifier}?f=csv",
        "/items?f=csv&bbox=101,11,103,13",
        "/download?f=csv&bbox=101,11,103,13",
    ):
        rows = rows_of(writer.get(f"/collections/cameras{url}"))
        told = next(row for row in rows if row["id"] == str(identifier))
        assert unshield(told["source"]) == held["source"]
        assert told["source"] == held["source"] or told["source"] == f"'{held['source']}"
        assert told["source"][0] not in "=+-@\t\r＝"
        assert told["name"] == held["name"]


def test_stored_markup_is_shown_and_never_run(writer: httpx.Client) -> None:
    identifier = add(writer, {"name": MARKUP, "source": "javascript:alert(1)"})
    items = "/collections/cameras/items"
    for url in (f"{items}?f=html&bbox=101,11,103,13&limit=1000", f"{items}/{identifier}?f=html"):
        answer = writer.get(url)
        assert "<script" not in answer.text
        assert html.escape(MARKUP) in answer.text
        assert 'href="javascript' not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("layer", LAYERS)
def test_pages_for_people_speak_both_languages(reader: httpx.Client, layer: str) -> None:
    declared = LAYERS[layer]
    for path in ("/items?limit=2", "/items/1?"):
        shown = {
            language: reader.get(f"/collections/{layer}{path}&f=html", headers={"Accept-Language": language})
            for language in ("vi", "en")
        }
        assert shown["vi"].headers["etag"] != shown["en"].headers["etag"]
        for language, answer in shown.items():
            assert answer.status_code == 200
            assert f'lang="{language}"' in answer.text
            for field in declared.fields:
                assert html.escape(field.label.vi) in answer.text
                assert html.escape(field.label.en) in answer.text
    following = reader.get(f"/collections/{layer}/items?limit=2&f=html").text
    assert 'rel="next"' in following
    assert "cursor=" in following


def test_an_empty_page_and_a_long_one_are_shown(reader: httpx.Client) -> None:
    empty = reader.get("/collections/roads/items?f=html&bbox=0,0,1,1")
    assert "Không có đối tượng nào" in empty.text
    assert rows_of(reader.get("/collections/roads/items?f=csv&bbox=0,0,1,1")) == []
    assert reader.get("/collections/roads/items?f=jsonfg&bbox=0,0,1,1").json()["features"] == []


def test_a_page_of_csv_leads_to_the_next(reader: httpx.Client) -> None:
    first = reader.get("/collections/roads/items?f=csv&limit=3")
    following = reader.get(str(first.links["next"]["url"]))
    assert [row["id"] for row in (*rows_of(first), *rows_of(following))] == ["1", "2", "3", "4", "5"]
    assert "next" not in following.links


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("layer", ["roads", "ward", "cay_xanh"])
def test_a_file_holds_the_features_of_its_page(
    reader: httpx.Client, tmp_path: Path, layer: str, form: str
) -> None:
    items = f"/collections/{layer}/items"
    asked = {"f": form, "limit": "2", "offset": "1", "sortby": "-id", "crs": PROJECTED}
    answer = reader.get(items, params=asked)
    path = tmp_path / f"x.{PAGE_FORMS[form].suffix}"
    path.write_bytes(answer.content)
    (third, first), (fourth, second) = read_back(path)
    assert (third, fourth) == (3, 4)
    known = reader.get(items, params={"crs": PROJECTED}).json()["features"]
    for found, one in zip((first, second), (known[2], known[3]), strict=True):
        assert shape(one["geometry"]).hausdorff_distance(shapely.from_wkb(found)) < 0.05


def read_back(path: Path) -> list[tuple[int, bytes]]:
    """Return id and WKB of what a file holds, in order of id."""
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        return sorted(zip(table.column(0).to_pylist(), table["geometry"].to_pylist(), strict=True))
    meta, _, shapes, fields = pyogrio.raw.read(path)
    assert {"id", "twin_id"} & set(meta["fields"])
    return sorted(zip(fields[0].tolist(), shapes, strict=True))


def test_what_a_file_cannot_say_is_refused(reader: httpx.Client) -> None:
    answer = reader.get("/collections/roads/items", params={"f": "gpkg", "resultType": "hits"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "resultType")


@pytest.mark.parametrize("form", WRITTEN)
@pytest.mark.parametrize("door", ["items", "download"])
def test_a_file_shows_the_layer_as_it_was_held(
    writer: httpx.Client, tmp_path: Path, door: str, form: str
) -> None:
    cameras = "/collections/cameras"
    kept, removed = (add(writer, {"name": f"x{number}"}) for number in range(2))
    before = writer.get(f"{cameras}/items/{removed}/history").json()["features"][0]["record"]["from"]
    moved = {"type": "Point", "coordinates": [103, 13]}
    assert writer.patch(f"{cameras}/items/{kept}", json={"geometry": moved}).status_code == 200
    removal = writer.delete(f"{cameras}/items/{removed}", headers={"If-Match": "*"})
    assert removal.status_code == 204
    for asked, wanted in (
        ({"as-of": before}, {kept: 102.0, removed: 102.0}),
        ({}, {kept: 103.0}),
        ({"as-of": before, "bbox": "102.5,11,104,14"}, {}),
        ({"as-of": "2001-01-01T00:00:00Z"}, {}),
    ):
        answer = writer.get(f"{cameras}/{door}", params={"f": form, **asked})
        assert answer.status_code == 200, answer.text
        path = tmp_path / f"x.{PAGE_FORMS[form].suffix}"
        path.write_bytes(answer.content)
        found = {
            key: shapely.get_x(shapely.from_wkb(place))
            for key, place in read_back(path)
            if key in {kept, removed}
        }
        assert found == wanted


@pytest.mark.parametrize("layer", ["roads", "ward", "cay_xanh"])
@pytest.mark.parametrize("form", WRITTEN)
def test_a_file_leaves_the_geometry_out(reader: httpx.Client, tmp_path: Path, layer: str, form: str) -> None:
    asked = {"f": form, "skip-geometry": "true", "limit": "3"}
    answer = reader.get(f"/collections/{layer}/items", params=asked)
    path = tmp_path / f"x.{PAGE_FORMS[form].suffix}"
    path.write_bytes(answer.content)
    if form == "parquet":
        table = pyarrow.parquet.read_table(path)
        assert b"geo" not in table.schema.metadata
        assert {"geometry", "twin_geometry"} & set(table.column_names) == set()
        ids = table.column(0).to_pylist()
    else:
        _, _, shapes, fields = pyogrio.raw.read(path)
        assert shapes is None or set(shapes) == {None}
        ids = fields[0].tolist()
    known = reader.get(f"/collections/{layer}/items", params={"limit": 3}).json()["features"]
    assert ids == [one["id"] for one in known]


def test_gdal_reads_json_fg(reader: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "roads.json"
    answer = reader.get("/collections/roads/items", params={"f": "jsonfg", "crs": PROJECTED})
    path.write_text(json.dumps(answer.json()))
    if "JSONFG" not in pyogrio.list_drivers():
        pytest.skip("this GDAL was built without JSON-FG")
    meta, _, shapes, _ = pyogrio.raw.read(path)
    assert len(shapes) == 5
    assert "5897" in meta["crs"]
