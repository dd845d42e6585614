"""Every route against what no client should send: a sentence in both languages, and never a fault of ours."""

import json
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from twin.api.app import create_app
from twin.settings import Settings

VALUES = {
    "collectionId": "roads", "featureId": "1", "moment": "1", "tileMatrixSetId": "WebMercatorQuad", "tileMatrix": "16",
    "tileRow": "28854", "tileCol": "52026", "styleId": "twin", "register": "tasks", "reported": "updates", "key": "III.8", "evidenceId": "1", "sheetId": "1",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
STREAMS = {"/api/events"}


def templates() -> dict[str, set[str]]:
    """Return each address template of the API with the methods that it takes."""
    found: dict[str, set[str]] = {}
    for route in create_app(Settings(database_url=None)).router.routes:
        if isinstance(route, Route | APIRoute) and route.path.startswith("/api"):
            found.setdefault(route.path_format, set()).update(route.methods or ())
    return found


TEMPLATES = templates()


def filled(template: str, **instead: str) -> str:
    known = {name: VALUES.get(name, "x") for name in VALUES}
    path = template
    for name, value in {**known, **instead}.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")


def is_refused(answer: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert answer.status_code in statuses, (answer.request.url, answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(answer.content)
    assert told["type"].startswith("urn:twin:")
    assert told["detail_vi"] != told["detail_en"]
    assert told["status"] == answer.status_code
    assert "Traceback" not in answer.text
    return told


def ask(address: str, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{address}{path}", timeout=20, **more)


@pytest.mark.parametrize("template", [template for template in TEMPLATES if "GET" in TEMPLATES[template]])
def test_a_parameter_that_is_not_known_is_named(address: str, template: str) -> None:
    told = is_refused(ask(address, "GET", f"{filled(template)}?nonsense=1"), 400, 404)
    if told["status"] == 400:
        assert told["parameter"] == "nonsense"


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    "query",
    ["limit=%00", "f=%00", "bbox=" + "9" * 10_000, "%00=1", "f=" + "x" * 10_000, "limit=" + "9" * 10_000, "%ff=%fe", "f=1&f=2"],
    ids=lambda query: query[:10],
)  # fmt: skip
def test_no_query_is_a_fault_of_ours(address: str, template: str, query: str) -> None:
    for method in sorted(TEMPLATES[template] & set(METHODS)):
        answer = ask(address, method, f"{filled(template)}?{query}")
        assert 400 <= answer.status_code < 500, (answer.request.url, answer.status_code)


@pytest.mark.parametrize("template", [one for one in TEMPLATES if "{" in one])
@pytest.mark.parametrize(
    "value", ["%00", "x" * 4_000, "%ff", "..%2F..%2Fetc", "1%27%20OR%201=1--", "-1", "9" * 30]
)
def test_no_address_is_a_fault_of_ours(address: str, template: str, value: str) -> None:
    for name in VALUES:
        if f"{{{name}}}" in template:
            for method in sorted(TEMPLATES[template] & set(METHODS)):
                answer = ask(address, method, filled(template, **{name: value}))
                assert answer.status_code < 500, (answer.request.url, answer.status_code, answer.text[:300])


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_method_that_is_not_taken_is_refused_with_those_that_are(address: str, template: str) -> None:
    taken = TEMPLATES[template] | ({"HEAD"} if "GET" in TEMPLATES[template] else set())
    for method in set(METHODS) - taken - {"HEAD"}:
        answer = ask(address, method, filled(template))
        if "layer-records" in template and is_refused(answer, 404, 405)["status"] == 404:
            continue  # a layer might have that name, as far as writing goes
        is_refused(answer, 405)
        assert TEMPLATES[template] - {"HEAD"} <= set(answer.headers["allow"].split(", "))
