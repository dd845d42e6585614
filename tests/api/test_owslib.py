"""A real client reads the service: OWSLib."""

import json
from typing import Any

import pytest
from owslib.ogcapi.features import Features

from tests.api.conftest import City
from tests.api.test_routes import LAYERS, SERVED

Document = dict[str, Any]


@pytest.fixture(scope="module")
def client(address: str) -> Features:
    return Features(f"{address}/api/")


def test_it_finds_what_is_served(client: Features) -> None:
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    assert set(client.feature_collections()) == set(SERVED)


@pytest.mark.parametrize("layer", LAYERS)
def test_it_reads_every_layer(client: Features, layer: str) -> None:
    collection: Document = client.collection(layer)
    assert collection["id"] == layer
    assert client.collection_queryables(layer)["$id"].endswith(f"/{layer}/queryables")
    assert client.collection_schema(layer)["$id"].endswith(f"/{layer}/schema")
    page: Document = client.collection_items(layer, limit=2)
    assert (page["numberMatched"], page["numberReturned"]) == (5, 2)
    first = page["features"][0]
    assert client.collection_item(layer, str(first["id"]))["properties"] == first["properties"]


def test_it_asks_for_a_box(client: Features) -> None:
    page: Document = client.collection_items("roads", bbox=[105.789, 21.009, 105.7901, 21.01005])
    assert len(page["features"]) == 1


def test_it_writes_and_takes_back(
    changing_address: str, changing: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The library keeps headers for all of its clients.
    monkeypatch.setattr("owslib.ogcapi.REQUEST_HEADERS", {})
    headers = {
        "Authorization": f"Bearer {changing.editor}",
        "Content-Type": "application/geo+json",
        "If-Match": "*",
    }
    writer = Features(f"{changing_address}/api/", headers=headers)
    feature: Document = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [105.79, 21.01]},
        "properties": {"name": "Trụ OWSLib", "kind": "hydrant"},
    }
    assert writer.collection_item_create("fire_water", json.dumps(feature))
    identifier = writer.response_headers["Location"].rpartition("/")[2]
    feature["properties"]["flow_ls"] = 10
    assert writer.collection_item_update("fire_water", identifier, json.dumps(feature))
    assert writer.collection_item("fire_water", identifier)["properties"]["flow_ls"] == 10
    assert writer.collection_item_delete("fire_water", identifier)
    with pytest.raises(RuntimeError, match="404"):
        writer.collection_item("fire_water", identifier)


def test_it_filters_sorts_and_searches(client: Features) -> None:
    found: Document = client.collection_items("roads", filter="name LIKE '%số 3'")
    assert [feature["properties"]["name"] for feature in found["features"]] == ["Mẫu roads số 3"]
    ordered: Document = client.collection_items("roads", sortby=("name", "desc"), limit=2)
    assert [feature["properties"]["name"][-1] for feature in ordered["features"]] == ["4", "3"]
    assert len(client.collection_items("roads", q="mau ROADS")["features"]) == 5
