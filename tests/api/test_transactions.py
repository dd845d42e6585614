"""OGC API - Features Part 4 beyond the plain cases: forms, systems, preferences, and what clients really send."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyproj
import pytest

from twin.api.bodies import FEATURE_TYPES, JSON_FG, MERGE_PATCH, PATCH_TYPES
from twin.features.crs import EVERY_CRS, Crs
from twin.store.database import connect
from twin.store.registry import add_layer
from twin.vocabulary import Choice, Field, Layer, Style, Text

ALLEYS = "/collections/alleys/items"
CAMERAS = "/collections/cameras/items"
GEOJSON = {"Content-Type": "application/geo+json"}
PLACE = (105.79, 21.01)


def camera(name: str = "Máy thử", at: tuple[float, float] = PLACE) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": list(at)}
    return {"type": "Feature", "geometry": point, "properties": {"name": name}}


def test_what_may_be_done_is_told_to_whoever_may(writer: httpx.Client, changing_address: str) -> None:
    items, item = writer.options(CAMERAS), writer.options(f"{CAMERAS}/unknown_id")
    assert (items.status_code, items.headers["allow"]) == (200, "GET, HEAD, OPTIONS, POST")
    assert items.headers["accept-post"] == ", ".join(FEATURE_TYPES)
    assert (item.status_code, item.headers["allow"]) == (200, "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
    assert item.headers["accept-patch"] == ", ".join(PATCH_TYPES)
    nobody = httpx.options(f"{changing_address}/api{CAMERAS}")
    assert (nobody.status_code, nobody.headers["allow"]) == (200, "GET, HEAD, OPTIONS")
    assert writer.options("/collections/nope/items").status_code == 404
    other = writer.options("/collections")
    assert (other.status_code, other.headers["allow"]) == (200, "GET, OPTIONS")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_the_form_of_what_is_sent_must_be_said(writer: httpx.Client, method: str) -> None:
    path, body = CAMERAS if method == "POST" else f"{CAMERAS}/1", json.dumps(camera()).encode()
    guard = {"If-Match": "*"}
    unsaid = writer.request(method, path, content=body, headers=guard)
    assert (unsaid.status_code, unsaid.json()["parameter"]) == (400, "Content-Type")
    for wrong in ("text/plain", "application/gml+xml", "application/geo+json; charset=latin-1"):
        refused = writer.request(method, path, content=body, headers={**guard, "Content-Type": wrong})
        assert (refused.status_code, refused.json()["type"]) == (415, "urn:twin:unsupported-media")
        assert "application/geo+json" in refused.json()["detail_en"]
    taken = {**guard, "Content-Type": 'application/geo+json; charset="UTF-8"'}
    assert writer.request(method, path, content=body, headers=taken).is_success


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_replacing_and_deleting_name_the_version_that_is_meant(
    changing: Any, writer: httpx.Client, run_server: Any, method: str
) -> None:
    url = writer.post(CAMERAS, json=camera()).headers["location"]
    refused = writer.request(method, url, json=camera())
    assert (refused.status_code, refused.json()["type"]) == (428, "urn:twin:precondition-required")
    assert "If-Match" in refused.json()["detail_vi"]
    with run_server(changing.url, require_if_match=False) as free:
        own = f"{free.address}/api{httpx.URL(url).path.removeprefix('/api')}"
        headers = {"Authorization": f"Bearer {changing.editor}"}
        assert httpx.request(method, own, json=camera(), headers=headers).is_success


def in_system(crs: Crs) -> tuple[float, float]:
    moved = pyproj.Transformer.from_crs(4326, crs.srid, always_xy=True).transform(*PLACE)
    return (moved[1], moved[0]) if crs.latitude_first else moved


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
@pytest.mark.parametrize("written", ["{}", "<{}>"])
def test_coordinates_are_taken_in_every_system_that_is_told(
    writer: httpx.Client, changing: Any, crs: Crs, written: str
) -> None:
    headers = {"Content-Crs": written.format(crs.uri)}
    made = writer.post(CAMERAS, json=camera(at=in_system(crs)), headers=headers)
    assert made.status_code == 201, made.text
    assert made.json()["geometry"]["coordinates"] == pytest.approx(PLACE, abs=2e-8)
    moved = writer.patch(
        made.headers["location"], json={"geometry": camera(at=in_system(crs))["geometry"]}, headers=headers
    )
    assert moved.json()["geometry"]["coordinates"] == pytest.approx(PLACE, abs=2e-8)
    with connect(changing.url) as connection:
        far = connection.execute(
            "SELECT ST_Distance(ST_Transform(geom, %s), ST_SetSRID(ST_MakePoint(%s, %s), %s)) FROM city.cameras"
            " WHERE id = %s",
            (crs.srid, *(reversed(in_system(crs)) if crs.latitude_first else in_system(crs)), crs.srid,
             made.json()["id"]),
        ).fetchone()  # fmt: skip
    assert far is not None
    assert far[0] < (1e-7 if crs.geographic else 0.01)


@pytest.mark.parametrize(
    "named", ["", "http://www.opengis.net/def/crs/EPSG/0/25832", "EPSG:4326", "x" * 9000]
)
def test_a_system_that_is_not_told_is_not_taken(writer: httpx.Client, named: str) -> None:
    refused = writer.post(CAMERAS, json=camera(), headers={"Content-Crs": named})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "Content-Crs")
    assert EVERY_CRS[3].uri in refused.json()["detail_en"]


@pytest.mark.parametrize(("x", "y"), [(1e30, 1e30), (1e9, -1e9), (0, 0)])
def test_a_place_outside_its_system_is_refused(writer: httpx.Client, x: float, y: float) -> None:
    refused = writer.post(CAMERAS, json=camera(at=(x, y)), headers={"Content-Crs": EVERY_CRS[3].uri})
    assert refused.status_code in {400, 201}
    if refused.status_code == 400:
        assert refused.json()["parameter"] == "geometry"


def test_json_fg_is_taken_and_its_place_goes_first(writer: httpx.Client) -> None:
    place = {"type": "Point", "coordinates": list(in_system(EVERY_CRS[3])), "coordRefSys": EVERY_CRS[3].uri}
    sent = {**camera(), "geometry": None, "place": place}
    made = writer.post(CAMERAS, content=json.dumps(sent), headers={"Content-Type": JSON_FG})
    assert made.json()["geometry"]["coordinates"] == pytest.approx(PLACE, abs=2e-8)
    for wrong in (
        "http://www.opengis.net/def/crs/EPSG/0/1",
        "x",
        7,
        "http://www.opengis.net/def/crs/EPSG/0/5711",
    ):
        refused = writer.post(CAMERAS, json={**sent, "place": {**place, "coordRefSys": wrong}})
        assert (refused.status_code, refused.json()["parameter"]) == (400, "geometry"), wrong


def test_a_merge_patch_changes_what_it_names(writer: httpx.Client) -> None:
    made = writer.post(ALLEYS, json={
        "type": "Feature", "properties": {"name": "Ngõ vá", "level": "ngo", "width_m": 3, "lighting": "yes"},
        "geometry": {"type": "LineString", "coordinates": [[105.79, 21.01], [105.791, 21.011]]},
    })  # fmt: skip
    url, merge = made.headers["location"], {"Content-Type": MERGE_PATCH}
    changed = writer.patch(
        url, content=b'{"properties":{"width_m":null,"name":"Ng\xc3\xb5 2"}}', headers=merge
    )
    told = changed.json()["properties"]
    assert (told["width_m"], told["name"], told["lighting"]) == (None, "Ngõ 2", "yes")
    emptied = writer.patch(url, content=b'{"properties":null}', headers=merge)
    assert {fault["name"] for fault in emptied.json()["faults"]} == {"name", "level"}
    for other in (b'{"id":"7"}', b'{"geometry":null}'):
        assert writer.patch(url, content=other, headers=merge).status_code == 400
    for nothing in (b"{}", b"[]", b'{"nonsense":1}', b'{"type":"Point","properties":{}}'):
        assert writer.patch(url, content=nothing, headers=merge).status_code == 400


def test_a_body_that_names_another_feature_is_refused(writer: httpx.Client) -> None:
    made = writer.post(CAMERAS, json={**camera(), "id": "mine"})
    assert (made.status_code, made.json()["id"]) == (201, int(made.headers["location"].rpartition("/")[2]))
    guard = {"If-Match": made.headers["etag"]}
    refused = writer.put(made.headers["location"], json={**camera(), "id": 0}, headers=guard)
    assert (refused.status_code, refused.json()["parameter"]) == (400, "id")
    own = writer.put(made.headers["location"], json={**camera(), "id": str(made.json()["id"])}, headers=guard)
    assert own.status_code == 200


def test_who_prefers_no_answer_gets_none(writer: httpx.Client) -> None:
    minimal = {"Prefer": "return=minimal"}
    made = writer.post(CAMERAS, json=camera(), headers=minimal)
    assert (made.status_code, made.content, made.headers["preference-applied"]) == (
        201,
        b"",
        "return=minimal",
    )
    changed = writer.patch(made.headers["location"], json={"properties": {"name": "Khác"}}, headers=minimal)
    assert (changed.status_code, changed.content) == (204, b"")
    assert writer.get(made.headers["location"]).headers["etag"] == changed.headers["etag"]


def test_a_request_that_comes_twice_adds_one_feature(writer: httpx.Client, changing: Any) -> None:
    headers = {"Idempotency-Key": "khóa 1".encode().hex()}
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: writer.post(CAMERAS, json=camera("Một lần"), headers=headers), range(16))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert (
        len({(answer.headers["location"], answer.content, answer.headers["etag"]) for answer in answers}) == 1
    )
    with connect(changing.url) as connection:
        count = connection.execute("SELECT count(*) FROM city.cameras WHERE name = 'Một lần'").fetchone()
    assert count == (1,)
    other = writer.post(CAMERAS, json=camera("Khác"), headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:twin:key-reused")
    elsewhere = writer.post("/collections/fire_water/items", json=camera("Một lần"), headers=headers)
    assert elsewhere.status_code in {400, 422}


def test_a_refused_request_does_not_use_its_key_up_and_an_old_key_is_free(
    writer: httpx.Client, changing: Any
) -> None:
    headers = {"Idempotency-Key": "k2"}
    assert writer.post(CAMERAS, json=camera(""), headers=headers).status_code == 400
    first = writer.post(CAMERAS, json=camera(), headers=headers)
    assert first.status_code == 201
    with connect(changing.url) as connection:
        connection.execute("UPDATE city_store.answers SET created_at = now() - interval '25 hours'")
    again = writer.post(CAMERAS, json=camera("Mới"), headers=headers)
    assert again.status_code == 201
    assert again.headers["location"] != first.headers["location"]
    with connect(changing.url) as connection:
        assert connection.execute("SELECT count(*) FROM city_store.answers").fetchone() == (1,)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(writer: httpx.Client, key: str) -> None:
    refused = writer.post(CAMERAS, json=camera(), headers={"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "Idempotency-Key")


def test_a_page_of_an_allowed_origin_may_write(changing: Any, run_server: Any) -> None:
    with run_server(changing.url, cors_origins="https://ward.example") as run:
        asked = {
            "Origin": "https://ward.example",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "if-match, content-type, authorization",
        }
        preflight = httpx.options(f"{run.address}/api{CAMERAS}/1", headers=asked)
        assert preflight.status_code == 200
        assert "PATCH" in preflight.headers["access-control-allow-methods"]
        answer = httpx.get(f"{run.address}/api{CAMERAS}/1", headers={"Origin": "https://ward.example"})
        assert answer.headers["access-control-allow-origin"] == "https://ward.example"
        assert "ETag" in answer.headers["access-control-expose-headers"]
        other = httpx.get(f"{run.address}/api{CAMERAS}/1", headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_the_requests_of_qgis(writer: httpx.Client) -> None:
    """As its OAPIF provider (3.30 and newer) sends them when a layer in EPSG:3857 is edited."""
    crs = EVERY_CRS[2]
    assert "POST" in writer.options(CAMERAS).headers["allow"]
    first = writer.get(f"{CAMERAS}?limit=1").json()["features"][0]["id"]
    assert {"PUT", "PATCH", "DELETE"} <= set(
        writer.options(f"{CAMERAS}/{first}").headers["allow"].split(", ")
    )
    known = dict.fromkeys(writer.get(f"{CAMERAS}/{first}").json()["properties"])
    sent = {**camera(at=in_system(crs)), "properties": {**known, "name": "Từ QGIS"}}
    made = writer.post(CAMERAS, json=sent, headers={**GEOJSON, "Content-Crs": crs.uri})
    assert (made.status_code, made.json()["geometry"]["coordinates"]) == (201, pytest.approx(PLACE, abs=2e-8))
    url = made.headers["location"]
    assert writer.get(url).json()["properties"]["name"] == "Từ QGIS"
    merge = {"Content-Type": MERGE_PATCH}
    moved = {"geometry": camera(at=in_system(crs))["geometry"]}
    assert writer.patch(url, json=moved, headers={**merge, "Content-Crs": crs.uri}).status_code == 200
    named = writer.patch(url, json={"properties": {"name": "Đổi", "bearing_deg": 90}}, headers=merge)
    assert (named.json()["properties"]["name"], named.json()["properties"]["bearing_deg"]) == ("Đổi", 90)
    whole = writer.get(url).json()
    put = {
        "type": "Feature",
        "id": str(whole["id"]),
        "geometry": sent["geometry"],
        "properties": whole["properties"],
    }
    asks = {**GEOJSON, "Content-Crs": crs.uri}
    assert writer.put(url, json=put, headers=asks).status_code == 428
    assert writer.put(url, json=put, headers={**asks, "If-Match": named.headers["etag"]}).status_code == 200
    assert writer.delete(url).status_code == 428


def text(words: str) -> Text:
    return Text(vi=words, en=words)


BUILDINGS = Layer(
    id="part4_buildings",
    title=text("Buildings"),
    description=text("The standard's examples"),
    group="added",
    geometry="Polygon",
    run_time=True,
    fields=(
        Field(name="name", label=text("name")),
        Field(
            name="function",
            label=text("function"),
            kind="choice",
            required=True,
            choices=tuple(
                Choice(value=value, label=text(value))
                for value in ("residential", "commercial", "public", "other")
            ),
        ),
        Field(name="height", label=text("height"), kind="number", unit="m"),
        Field(name="owner", label=text("owner")),
        Field(name="updated", label=text("updated"), kind="datetime"),
    ),
    style=Style(colour="#999999"),
)


@pytest.fixture
def examples() -> Path:
    found = os.environ.get("TWIN_SAMPLE_DATA")
    if not found:
        pytest.skip("TWIN_SAMPLE_DATA is not set: the standard's examples are not here")
    return Path(found) / "ogc/part4"


def test_the_examples_of_the_standard(changing: Any, run_server: Any, examples: Path) -> None:
    read = {path.stem: json.loads(path.read_text(encoding="utf8")) for path in examples.glob("*.json")}
    with connect(changing.url) as connection:
        add_layer(connection, BUILDINGS)
    headers = {**GEOJSON, "Authorization": f"Bearer {changing.editor}"}
    with (
        run_server(changing.url) as run,
        httpx.Client(base_url=f"{run.address}/api/collections", headers=headers) as client,
    ):
        items = f"{BUILDINGS.id}/items"
        made = [client.post(items, json=feature) for feature in read["buildings"]["features"]]
        assert [answer.status_code for answer in made] == [201] * 3
        added = client.post(items, json=read["create-building"])
        assert added.json()["geometry"] == read["create-building"]["geometry"]
        assert added.json()["properties"].items() >= read["create-building"]["properties"].items()
        invalid = client.post(items, json=read["create-building-invalid"])
        assert (invalid.status_code, invalid.json()["parameter"]) == (400, "function")
        fg = client.post(items, json=read["create-building-jsonfg"], headers={"Content-Type": JSON_FG})
        back = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)
        there = [back.transform(*point) for point in fg.json()["geometry"]["coordinates"][0]]
        assert there == [
            pytest.approx(point, abs=1e-3)
            for point in read["create-building-jsonfg"]["place"]["coordinates"][0]
        ]
        second, third = made[1], made[2]
        replaced = client.put(
            second.headers["location"],
            json=read["replace-building"],
            headers={"If-Match": second.headers["etag"]},
        )
        assert replaced.json()["properties"]["name"] == "Old Mill Museum"
        assert replaced.json()["properties"]["updated"] is None
        updated = client.patch(
            third.headers["location"], json=read["update-building"], headers={"Content-Type": MERGE_PATCH}
        )
        told = updated.json()["properties"]
        assert (told["height"], told["owner"], told["name"], told["function"]) == (
            7.8,
            "Jane Doe",
            None,
            "residential",
        )
        assert updated.json()["geometry"] == read["update-building"]["geometry"]
