"""The catalogue of the layers: what is told of each, how it is searched, and how much is known, run-time layers too."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from owslib.ogcapi.records import Records

from tests.api.conftest import LAYERS as DECLARED
from tests.api.conftest import City, Running
from tests.api.test_pages import words_of
from tests.api.test_routes import LAYERS, SERVED
from twin.access import machine_owner
from twin.features import completeness
from twin.features.summary import Summaries
from twin.features.watch import Watch
from twin.store.database import connect, open_pool
from twin.store.locks import wait_until

ITEMS = "/collections/layer-records/items"
Document = dict[str, Any]


def ids(reader: httpx.Client, **asked: Any) -> list[str]:
    answer = reader.get(ITEMS, params=asked)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    found = [record["id"] for record in document["features"]]
    assert (document["numberMatched"], document["numberReturned"]) == (len(found), len(found))
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_is_a_record_that_leads_to_its_parts(reader: httpx.Client, layer: str) -> None:
    record = reader.get(f"{ITEMS}/{layer}").raise_for_status().json()
    assert (record["id"], record["type"], record["properties"]["type"]) == (layer, "Feature", "dataset")
    assert record["conformsTo"] == ["http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"]
    assert record["properties"]["title"] == DECLARED[layer].title.vi
    assert record["geometry"]["type"] == "Polygon"
    for link in record["links"]:
        followed = reader.get(link["href"])
        assert followed.status_code == 200, link
        assert followed.headers["content-type"].removesuffix("; charset=utf-8") == link["type"]
    (template,) = record["linkTemplates"]
    tile = template["uriTemplate"].format(tileMatrix=16, tileRow=28854, tileCol=52026)
    assert reader.get(tile).status_code == 200


@pytest.mark.parametrize("layer", LAYERS)
def test_completeness_is_what_the_features_hold(reader: httpx.Client, layer: str) -> None:
    said = reader.get(f"{ITEMS}/{layer}").json()["properties"]["completeness"]
    features = reader.get(f"/collections/{layer}/items").json()["features"]
    declared = DECLARED[layer]
    known = {
        field.name: sum(one["properties"][field.name] not in {None, "unknown"} for one in features)
        if any(choice.value == "unknown" for choice in field.choices)
        else sum(one["properties"][field.name] is not None for one in features)
        for field in declared.all_fields
    }
    assert said["features"] == len(features) == 5
    assert {field["name"]: field["known"] for field in said["fields"]} == known
    assert all(field["share"] == pytest.approx(field["known"] / 5) for field in said["fields"])
    assert said["share"] == pytest.approx(sum(known.values()) / len(known) / 5, abs=1e-4)


def test_the_catalogue_is_one_of_the_collections(reader: httpx.Client) -> None:
    listed = reader.get("/collections").json()["collections"]
    (found,) = [one for one in listed if one["itemType"] == "record"]
    assert reader.get("/collections/layer-records").json()["id"] == found["id"] == "layer-records"
    rels = {link["rel"]: link["href"] for link in reader.get("/").json()["links"]}
    assert ids(reader) == SERVED
    assert reader.get(rels["http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog"]).json()["numberMatched"] > 0


def test_it_is_searched_by_words_without_marks_in_either_language(reader: httpx.Client) -> None:
    assert ids(reader, q="NGO, NGACH") == ids(reader, q="ngõ,ngách")
    assert "alleys" in ids(reader, q="Alleys")
    assert ids(reader, q="layer that is not,FLOODING   hotspots,ten cay") == ["flood_spots", "cay_xanh"]
    assert ids(reader, q="xanh cay") == []
    assert ids(reader, q="no such thing") == []


def test_it_is_searched_by_place_time_kind_and_id(reader: httpx.Client) -> None:
    here = ids(reader, bbox="105.78,21.0,105.82,21.03")
    # What is derived has nothing here, unless somebody has asked for it.
    assert [one for one in here if one in LAYERS] == [one for one in SERVED if one in LAYERS]
    assert ids(reader, bbox="10,10,11,11") == []
    assert ids(reader, datetime="2026-01-01") == SERVED
    assert ids(reader, type="dataset,service") == SERVED
    assert ids(reader, type="service") == []
    assert ids(reader, ids="roads,cay_xanh,nope") == ["roads", "cay_xanh"]
    assert ids(reader, externalIds="x") == []


def test_it_is_paged(reader: httpx.Client) -> None:
    found, path = [], f"{ITEMS}?limit=10"
    while path:
        page = reader.get(path).json()
        found += [record["id"] for record in page["features"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert found == SERVED


@pytest.mark.parametrize(
    ("name", "value"),
    [("bbox", "1,2,3"), ("datetime", "x"), ("limit", "0"), ("q", " , "), ("crs", "EPSG:4326"),
     ("bbox-crs", "http://www.opengis.net/def/crs/EPSG/0/4326"), ("offset", "-1"), ("nonsense", "1")],
)  # fmt: skip
def test_what_it_does_not_take_is_refused_by_name(reader: httpx.Client, name: str, value: str) -> None:
    refused = reader.get(ITEMS, params={name: value})
    assert (refused.status_code, refused.json()["parameter"]) == (400, name)


def test_a_record_that_is_not_there(reader: httpx.Client) -> None:
    assert reader.get(f"{ITEMS}/nope").status_code == 404


def test_people_read_it_as_pages(reader: httpx.Client) -> None:
    seen = words_of(reader.get(ITEMS, params={"f": "html", "q": "<i>không có</i>"}).text)
    assert "Không có bản ghi nào." in seen
    seen = words_of(reader.get(ITEMS, headers={"Accept": "text/html"}).text)
    assert all(declared.title.vi in seen for declared in DECLARED.values())
    seen = words_of(reader.get(f"{ITEMS}/cay_xanh", params={"f": "html"}).text)
    assert "Cây xanh" in seen
    assert "chưa rõ" in seen


def test_unknown_licence_stays_unknown_and_a_source_is_told(reader: httpx.Client) -> None:
    told = reader.get(f"{ITEMS}/roads").json()["properties"]
    assert "license" not in told
    assert told["licences"] == []


def test_who_may_not_read_finds_nothing(closed_address: str, city: City) -> None:
    url = f"{closed_address}/api{ITEMS}"
    assert httpx.get(url).status_code == 401
    seen = httpx.get(url, headers={"Authorization": f"Bearer {city.viewer}"})
    assert seen.json()["numberMatched"] == len(SERVED)
    assert seen.headers["cache-control"].startswith("private")


def test_owslib_searches_it(address: str) -> None:
    client = Records(f"{address}/api/")
    assert client.records() == ["layer-records"]
    found: Document = client.collection_items("layer-records", q="cây xanh")
    assert "cay_xanh" in [record["id"] for record in found["features"]]
    assert client.collection_item("layer-records", "cay_xanh")["id"] == "cay_xanh"


def test_what_is_counted_follows_the_features(writer: httpx.Client) -> None:
    def known() -> tuple[int, int]:
        said = writer.get(f"{ITEMS}/alleys").json()["properties"]["completeness"]
        width = next(field for field in said["fields"] if field["name"] == "width_m")
        return said["features"], width["known"]

    features, widths = known()
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[105.79, 21.01], [105.791, 21.01]]},
        "properties": {"name": "Ngõ mới", "level": "ngo"},
    }
    writer.post("/collections/alleys/items", json=feature).raise_for_status()
    assert known() == (features + 1, widths)


def counted(client: httpx.Client, layer: str) -> Document:
    found: Document = client.get(f"{ITEMS}/{layer}").raise_for_status().json()["properties"]
    return found


@pytest.fixture
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completeness, "LARGE", 2)


@pytest.mark.usefixtures("all_are_large")
def test_nobody_waits_for_a_large_layer_to_be_counted(
    changing: City, run_server: Callable[..., AbstractContextManager[Running]]
) -> None:
    with (
        run_server(changing.url) as run,
        httpx.Client(base_url=f"{run.address}/api", timeout=20) as client,
        connect(changing.url) as lock,
    ):
        lock.execute("LOCK city_store.imports IN ACCESS EXCLUSIVE MODE")  # where its sources are looked up
        unknown = client.get(f"{ITEMS}/drains")
        told = unknown.json()["properties"]["completeness"]
        assert told["features"] == 5
        assert told["share"] is None
        assert {(field["known"], field["share"]) for field in told["fields"]} == {(None, None)}
        assert {"sources", "licences", "license", "updated"}.isdisjoint(unknown.json()["properties"])
        assert "chưa rõ" in words_of(client.get(f"{ITEMS}/drains", params={"f": "html"}).text)
        lock.rollback()
        assert wait_until(lambda: counted(client, "drains")["completeness"]["share"] is not None, 20)
        assert counted(client, "drains")["completeness"]["fields"][0]["known"] == 5
        known = client.get(f"{ITEMS}/drains", headers={"If-None-Match": unknown.headers["etag"]})
        assert known.status_code == 200


@pytest.mark.usefixtures("all_are_large")
def test_large_layers_are_counted_before_somebody_asks(changing: City) -> None:
    with connect(changing.url, autocommit=True) as connection:
        connection.execute("ANALYZE city.schools")

    async def scene() -> None:
        pool, watch, user = await open_pool(changing.url, 2), Watch(changing.url), machine_owner("x")
        async with pool, watch.watching():
            counting = completeness.Counting(Summaries(pool, watch))
            await counting.prepare(user)
            found = await counting.of(user, watch.layers["schools"])
            assert found is not None
            assert found.features == 5

    asyncio.run(scene())
