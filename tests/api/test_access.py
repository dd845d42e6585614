"""Where reading is not public, every door asks who is there."""

from typing import Any

import httpx
import pytest

from tests.api.test_refusals import METHODS, TEMPLATES, filled

PATHS = [
    "/collections", "/collections/roads", "/collections/roads/items", "/collections/roads/items/1", "/styles/twin",
    "/collections/roads/items/1/history", "/collections/roads/queryables", "/collections/roads/schema", "/catalogue",
    "/collections/roads/tiles", "/collections/roads/tiles/WebMercatorQuad", "/collections/roads/style", "/events",
    "/collections/roads/tiles/WebMercatorQuad/16/28854/52026", "/collections/roads/legend", "/search?q=so",
]  # fmt: skip
OPEN = ["/", "/conformance", "/openapi.json", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_unnamed(closed_address: str, path: str) -> None:
    answer = httpx.get(f"{closed_address}/api{path}")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", [path for path in PATHS if path != "/events"])
def test_who_may_reads_and_no_shared_cache_keeps_it(closed_address: str, city: Any, path: str) -> None:
    headers = {"Authorization": f"Bearer {city.viewer}"}
    answer = httpx.get(f"{closed_address}/api{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"].startswith("private")
    assert "Authorization" in answer.headers["vary"]
    tag = answer.headers.get("etag")
    if tag:
        assert httpx.get(f"{closed_address}/api{path}", headers={"If-None-Match": tag}).status_code == 401
        known = httpx.get(f"{closed_address}/api{path}", headers={**headers, "If-None-Match": tag})
        assert (known.status_code, known.headers["cache-control"]) == (304, answer.headers["cache-control"])


@pytest.mark.parametrize("path", OPEN)
def test_what_the_service_is_anybody_may_know(closed_address: str, path: str) -> None:
    assert httpx.get(f"{closed_address}/api{path}").status_code == 200


NAMED = {"collectionId": "roads", "styleId": "roads", "recordId": "roads", "featureId": "1", "key": "III.8"}
"""Parts of addresses that name something of the city, and what there is of that name."""


def told(answer: httpx.Response, name: str) -> tuple[int, str, dict[str, str]]:
    """Return all that an answer tells, but for the name that was asked for."""
    headers = {
        key: value
        for key, value in answer.headers.items()
        if key not in {"date", "x-request-id", "content-length"}
    }
    return answer.status_code, answer.text.replace(f"«{name}»", "…").replace(f"“{name}”", "…"), headers


@pytest.mark.parametrize(
    ("template", "part"),
    [(one, part) for one in TEMPLATES for part in NAMED if f"{{{part}}}" in one],
)
def test_who_may_not_read_is_not_told_what_there_is(closed_address: str, template: str, part: str) -> None:
    for method in sorted(TEMPLATES[template] & set(METHODS)):
        names = (NAMED[part], "77777")
        paths = [f"{closed_address}{filled(template, **{part: name})}" for name in names]
        there, nowhere = (httpx.request(method, path) for path in paths)
        assert there.status_code == 401, there.text
        assert told(there, names[0]) == told(nowhere, names[1])


@pytest.mark.parametrize("names", ["roads", "nope", "roads,nope"])
def test_names_in_a_question_are_no_better(closed_address: str, names: str) -> None:
    tile = f"{closed_address}/api/tiles/WebMercatorQuad/16/28854/52026"
    assert httpx.get(tile, params={"collections": names}).status_code == 401
