"""The API describes itself: in OpenAPI 3.0 as OGC's tests read it, in 3.1, and on a page."""

import json
import re
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from tests.api.test_pages import words_of
from tests.api.test_routes import LAYERS, PATHS
from twin.features.grids import GRIDS

Document = dict[str, Any]
OAS = "application/vnd.oai.openapi+json;version="


@pytest.fixture(scope="module")
def older(reader: httpx.Client) -> Document:
    document: Document = reader.get("/openapi.json").json()
    return document


@pytest.fixture(scope="module")
def newer(reader: httpx.Client) -> Document:
    document: Document = reader.get("/openapi31.json").json()
    return document


def operations(document: Document) -> list[tuple[str, str, Document]]:
    return [(path, method, one) for path, known in document["paths"].items() for method, one in known.items()]


def test_both_are_valid_and_say_the_same_doors(older: Document, newer: Document) -> None:
    assert (older["openapi"], newer["openapi"]) == ("3.0.3", "3.1.0")
    OpenAPIV30SpecValidator(older).validate()
    OpenAPIV31SpecValidator(newer).validate()
    doors = [[(path, method) for path, method, _ in operations(one)] for one in (older, newer)]
    assert doors[0] == doors[1]


@pytest.mark.parametrize(
    ("accept", "f", "version"),
    [
        ("*/*", None, "3.0"),
        ("application/json", None, "3.0"),
        (f"{OAS}3.0", None, "3.0"),
        (f"{OAS}3.1", None, "3.1"),
        ('application/vnd.oai.openapi+json; version="3.1"', None, None),
        ("*/*", "json", "3.0"),
        ("*/*", "openapi31", "3.1"),
    ],
)
def test_the_version_is_chosen_by_f_or_by_accept(
    reader: httpx.Client, accept: str, f: str | None, version: str | None
) -> None:
    answer = reader.get("/openapi", params={"f": f} if f else {}, headers={"Accept": accept})
    said = answer.json()["openapi"]
    assert answer.headers["content-type"] == f"{OAS}{said[:3]}"
    assert said.startswith(version or "3.")


def test_every_door_is_described(older: Document) -> None:
    described = {path.replace("{tileMatrixSetId}", "{}") for path in older["paths"]}
    for path in PATHS:
        bare = path.partition("?")[0]
        for layer in LAYERS:
            bare = bare.replace(f"/collections/{layer}", "/collections/{collectionId}")
        bare = bare.replace("/items/cay_xanh", "/items/{recordId}")
        bare = bare.replace("/items/1", "/items/{featureId}")
        bare = re.sub("^/styles/[a-z_]+", "/styles/{styleId}", bare)
        bare = bare.replace("/16/28854/52026", "/{tileMatrix}/{tileRow}/{tileCol}")
        for grid in GRIDS:
            bare = bare.replace(f"/{grid}", "/{}")
        assert bare in described or "/openapi" in bare, path


def test_the_words_that_ogcs_own_tests_look_for(older: Document) -> None:
    paths = older["paths"]
    assert older["servers"] == [{"url": "/api"}]
    assert {"/", "/conformance", "/collections", "/collections/{collectionId}"} <= paths.keys()
    known = {one["name"]: one for one in paths["/collections/{collectionId}/items"]["get"]["parameters"]}
    for name, kind in (("bbox", "array"), ("limit", "integer"), ("datetime", "string")):
        taken = known[name]
        assert (taken["in"], taken["required"], taken["style"], taken["explode"]) == (
            "query",
            False,
            "form",
            False,
        )
        assert taken["schema"]["type"] == kind
    assert known["bbox"]["schema"]["oneOf"] == [
        {"minItems": 4, "maxItems": 4},
        {"minItems": 6, "maxItems": 6},
    ]
    assert known["limit"]["schema"]["minimum"] == 1
    assert any(".getTile" in one["operationId"] for _, _, one in operations(older))
    told = json.dumps(older)
    assert '"null"' not in told
    assert '"const"' not in told


def test_every_operation_says_what_it_answers_and_how_it_refuses(older: Document) -> None:
    names = [one["operationId"] for _, _, one in operations(older)]
    assert len(names) == len(set(names))
    for path, method, operation in operations(older):
        answers = operation["responses"]
        assert list(answers["default"]["content"]) == ["application/problem+json"]
        good = [answers[status] for status in ("200", "201", "204") if status in answers]
        assert good, path
        if method in {"post", "put", "patch", "delete"}:
            assert operation["security"] == [{"bearer": []}]
            continue
        for content in good[0]["content"].values():
            assert content["schema"], path


def test_the_page_tells_every_door(reader: httpx.Client, older: Document) -> None:
    seen = words_of(reader.get("/openapi", params={"f": "html"}).text)
    for path, method, _ in operations(older):
        assert f"{method.upper()}   {path}" in seen or f"{method.upper()} {path}" in " ".join(seen.split())
