"""Every layer through every door, and every door by the same rules."""

import json
from typing import Any

import httpx
import pytest

from twin.api.collections import CONFORMANCE
from twin.layers import built_in_layers
from twin.overlays import overlays, served_layers

LAYERS = [*built_in_layers(), "cay_xanh"]
SERVED = [*served_layers(), "cay_xanh"]
OF_A_LAYER = {
    "": "application/json",
    "/items": "application/geo+json",
    "/items/1": "application/geo+json",
    "/items/1/history": "application/geo+json",
    "/queryables": "application/schema+json",
    "/schema": "application/schema+json",
    "/sortables": "application/schema+json",
    "/tiles": "application/json",
    "/tiles/WebMercatorQuad": "application/json",
    "/tiles/WorldCRS84Quad": "application/json",
    "/tiles/WebMercatorQuad/tilejson": "application/vnd.mapbox.tile+json",
    "/tiles/WebMercatorQuad/16/28854/52026": "application/vnd.mapbox-vector-tile",
    "/style": "application/vnd.mapbox.style+json",
    "/styles": "application/json",
    "/legend": "application/json",
}
OF_ALL = {
    "/": "application/json",
    "/conformance": "application/json",
    "/collections": "application/json",
    "/functions": "application/json",
    "/tileMatrixSets": "application/json",
    "/tileMatrixSets/WebMercatorQuad": "application/json",
    "/tileMatrixSets/WorldCRS84Quad": "application/json",
    "/tiles": "application/json",
    "/tiles/WebMercatorQuad": "application/json",
    "/tiles/WebMercatorQuad/tilejson": "application/vnd.mapbox.tile+json",
    "/tiles/WebMercatorQuad/16/28854/52026": "application/vnd.mapbox-vector-tile",
    "/styles": "application/json",
    "/styles/twin": "application/vnd.mapbox.style+json",
    "/styles/twin/metadata": "application/json",
    "/styles/cay_xanh": "application/vnd.mapbox.style+json",
    "/styles/roads/metadata": "application/json",
    "/catalogue": "application/json",
    "/collections/layer-records": "application/json",
    "/collections/layer-records/items": "application/geo+json",
    "/collections/layer-records/items/cay_xanh": "application/geo+json",
    "/search?q=so+1": "application/geo+json",
    "/openapi": "application/vnd.oai.openapi+json;version=3.0",
    "/openapi.json": "application/vnd.oai.openapi+json;version=3.0",
    "/openapi31.json": "application/vnd.oai.openapi+json;version=3.1",
}
PATHS = {
    **OF_ALL,
    **{f"/collections/{layer}{path}": kind for layer in LAYERS for path, kind in OF_A_LAYER.items()},
}
NOT_KEPT = {"/", "/search?q=so+1", "/collections/layer-records/items"}


def links_in(document: Any) -> list[dict[str, Any]]:
    found = list(document.get("links", [])) if isinstance(document, dict) else []
    parts = (
        document.values() if isinstance(document, dict) else document if isinstance(document, list) else []
    )
    return found + [link for part in parts if isinstance(part, dict | list) for link in links_in(part)]


@pytest.mark.parametrize("path", PATHS)
def test_every_door_answers_alike(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == PATHS[path]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("public")
    if "json" in PATHS[path]:
        json.loads(answer.content)
    head = reader.head(path)
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", PATHS[path])


@pytest.mark.parametrize("path", [path for path in PATHS if path not in NOT_KEPT])
def test_what_has_not_changed_is_not_sent_again(reader: httpx.Client, path: str) -> None:
    tag = reader.get(path).headers["etag"]
    again = reader.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert reader.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_parameter_is_refused_by_name(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path + ("&" if "?" in path else "?") + "nonsense=1")
    refused = answer.json()
    assert (answer.status_code, refused["status"], refused["parameter"]) == (400, 400, "nonsense")
    assert "nonsense" in refused["detail_vi"]
    assert "nonsense" in refused["detail_en"]


@pytest.mark.parametrize("path", [path for path in PATHS if "16/28854" not in path])
def test_every_link_leads_somewhere(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path)
    links = links_in(answer.json()) if "/openapi" not in path else []
    for link in links:
        if link.get("templated"):
            assert "{tileRow}" in link["href"]
            continue
        followed = reader.get(link["href"] + ("?q=x" if link["rel"] == "search" else ""))
        assert followed.status_code == 200, link
        assert followed.headers["content-type"].removesuffix("; charset=utf-8") == link["type"]


@pytest.mark.parametrize("path", ["/nope", "/collections/nope", "/collections/nope/items", "/collections/roads/items/0",
                                  "/collections/roads/items/x", "/collections/roads/items/99999999999999999999999", "/collections/roads/nope",
                                  "/collections/roads/tiles/Other", "/collections/roads/tiles/WebMercatorQuad/3/9/0",
                                  "/collections/roads/tiles/WebMercatorQuad/25/0/0", "/collections/nope/tiles/WebMercatorQuad/3/1/1",
                                  "/collections/roads/items/7000/history", "/collections/%00/items"])  # fmt: skip
def test_what_is_not_there_is_said_in_both_languages(reader: httpx.Client, path: str) -> None:
    answer = reader.get(path)
    refused = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert refused["detail"] == refused["detail_vi"] != refused["detail_en"]
    assert reader.get(path, headers={"Accept-Language": "en-GB"}).json()["detail"] == refused["detail_en"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/collections", "GET"),
        ("DELETE", "/collections/roads/items", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/collections/roads/items/1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("PUT", "/collections/roads/tiles/WebMercatorQuad/3/1/1", "GET, HEAD"),
    ],
)
def test_a_method_that_a_door_does_not_take_is_refused(
    reader: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = reader.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["status"] == 405


def test_a_method_at_an_address_where_nothing_is_finds_nothing(reader: httpx.Client) -> None:
    assert reader.post("/nope").status_code == 404


def test_conformance_is_what_the_tests_hold(reader: httpx.Client) -> None:
    assert reader.get("/conformance").json() == {"conformsTo": list(CONFORMANCE)}


def test_the_catalogue_has_every_layer_and_its_words(reader: httpx.Client) -> None:
    catalogue = reader.get("/catalogue").json()
    assert [layer["id"] for layer in catalogue["layers"]] == SERVED
    assert {layer["group"] for layer in catalogue["layers"]} <= {group["id"] for group in catalogue["groups"]}
    for layer in catalogue["layers"]:
        assert layer["count"] == 5 or layer["id"] in overlays()
        tile = layer["tiles"].format(z=16, y=28854, x=52026)
        answer = reader.get(f"{str(reader.base_url).removesuffix('/api/')}{tile}")
        assert "max-age" in answer.headers["cache-control"]
        for field in layer["fields"]:
            assert field["label"]["vi"]
            assert field["label"]["en"]


def test_the_language_of_titles_is_the_readers(reader: httpx.Client) -> None:
    here = reader.get("/collections/alleys")
    there = reader.get("/collections/alleys", headers={"Accept-Language": "en;q=0.9, vi;q=0.1"})
    assert (here.json()["title"], there.json()["title"]) == ("Ngõ, ngách, hẻm", "Alleys")
    assert here.headers["etag"] != there.headers["etag"]
    assert "Accept-Language" in here.headers["vary"]
