"""What keeps the service up: health, counts, logs, and what is refused before it can do harm."""

import io
import json
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from twin.api.logs import configure_logs
from twin.settings import Settings

ROADS = "/api/collections/roads/items"


def test_it_says_that_it_lives_and_is_ready(address: str) -> None:
    for path in ("live", "ready"):
        answer = httpx.get(f"{address}/health/{path}")
        assert (answer.status_code, answer.json()) == (200, {"status": path})
        assert "no-store" in answer.headers["cache-control"]


def counted(address: str) -> dict[str, float]:
    answer = httpx.get(f"{address}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in lines}


def test_requests_are_counted_by_route_and_never_by_address(city: Any, run_server: Any) -> None:
    with run_server(city.url) as run:
        for path in (ROADS, f"{ROADS}/1", f"{ROADS}/2", f"{ROADS}/7777", "/api/nope", "/wp-login.php"):
            httpx.get(f"{run.address}{path}")
        httpx.request("BREW", f"{run.address}{ROADS}")
        told = counted(run.address)
    item = "/api/collections/{collectionId}/items/{featureId}"
    assert told[f'twin_requests_total{{method="GET",route="{item}",status="200"}}'] == 2
    assert told[f'twin_requests_total{{method="GET",route="{item}",status="404"}}'] == 1
    assert told[f'twin_request_seconds_count{{route="{item}"}}'] == 3
    assert told["twin_hears_database"] == 1
    assert not any("7777" in name or "roads" in name or "wp-login" in name or "BREW" in name for name in told)


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        ({}, {}, 200),
        ({}, {"X-Forwarded-For": "127.0.0.1"}, 200),
        ({}, {"X-Forwarded-For": "203.0.113.7"}, 403),
        ({}, {"X-Forwarded-For": "127.0.0.1, 203.0.113.7"}, 403),
        ({}, {"X-Forwarded-For": "::1"}, 200),
        ({}, {"X-Forwarded-For": "::ffff:203.0.113.7"}, 403),
        ({}, {"X-Forwarded-For": "nonsense"}, 403),
        ({"metrics_token": "s3cret"}, {}, 401),
        ({"metrics_token": "s3cret"}, {"Authorization": "Bearer s3cre"}, 401),
        ({"metrics_token": "s3cret"}, {"Authorization": "s3cret"}, 401),
        ({"metrics_token": "s3cret"}, {"Authorization": "Bearer s3cret", "X-Forwarded-For": "203.0.113.7"}, 200),
    ],
)  # fmt: skip
def test_counts_are_for_this_machine_or_whoever_has_the_token(
    city: Any, run_server: Any, settings: dict[str, str], headers: dict[str, str], status: int
) -> None:
    with run_server(city.url, **settings) as run:
        answer = httpx.get(f"{run.address}/metrics", headers=headers)
        assert httpx.get(f"{run.address}/health/ready").status_code == 200
    assert answer.status_code == status
    assert ("twin_open_requests" in answer.text) is (status == 200)
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail_vi"] != answer.json()["detail_en"]


@pytest.mark.parametrize(
    ("sent", "kept"), [("ward-17.a:b_c", True), ("x" * 65, False), ("a b", False), ("", False), ('"}', False)]
)
def test_a_request_has_an_id_that_goes_with_it(address: str, sent: str, kept: bool) -> None:
    answer = httpx.get(f"{address}{ROADS}/7777", headers={"X-Request-Id": sent})
    told = answer.headers["x-request-id"]
    assert (told == sent) is kept
    assert kept or re.fullmatch("[0-9a-f]{16}", told)


@contextmanager
def logged(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> Iterator[io.StringIO]:
    written, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", written)
    configure_logs(Settings(**settings))
    try:
        yield written
    finally:
        root.handlers[:], root.level = before, level
        logging.getLogger("twin.requests").setLevel(logging.NOTSET)


def test_a_log_for_programs_has_a_line_a_request_and_no_secret(
    changing: Any, run_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {
        "X-Request-Id": "r-1",
        "Authorization": f"Bearer {changing.editor}",
        "Content-Type": "application/geo+json",
    }
    with (
        run_server(changing.url) as run,
        logged(monkeypatch, log_format="json", log_requests=True) as written,
    ):
        httpx.post(f"{run.address}{ROADS}?secret=hidden", headers=asked, content=b'{"password": "hidden"}')
        httpx.get(f"{run.address}/api/a%0A%22b", headers={"X-Request-Id": "r-2"})
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    told = {line["request_id"]: line for line in lines if line["logger"] == "twin.requests"}
    assert (told["r-1"]["status"], told["r-1"]["method"], told["r-1"]["path"]) == (400, "POST", ROADS)
    assert told["r-1"]["route"] == "/api/collections/{collectionId}/items"
    assert told["r-1"]["ms"] > 0
    assert told["r-2"]["path"] == '/api/a\n"b'
    assert changing.editor not in written.getvalue()
    assert "hidden" not in written.getvalue()


def test_a_log_for_people_is_one_line_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    with logged(monkeypatch) as written:
        logging.getLogger("twin.api").warning("một\nhai")
        logging.getLogger("twin.requests").info("not told")
    assert written.getvalue() == "WARNING: một\\nhai\n"


@pytest.mark.parametrize("path", ["/api/", f"{ROADS}?limit=1", f"{ROADS}/1", "/api/collections/roads/tiles"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1@evil.example", "a b", ""])
def test_links_are_never_built_on_a_name_that_is_only_claimed(address: str, path: str, host: str) -> None:
    answer = httpx.get(f"{address}{path}", headers={"Host": host})
    assert answer.status_code == 200
    assert "evil" not in answer.text
    assert f'"{address}/api' in answer.text


@pytest.mark.parametrize(
    ("settings", "host", "base"),
    [
        ({}, "localhost:7", "http://localhost:7"),
        ({"allowed_hosts": "ward.example other"}, "Ward.Example", "http://Ward.Example"),
        ({"allowed_hosts": "*"}, "any.example", "http://any.example"),
        ({"public_url": "https://twin.example/a/"}, "evil.example", "https://twin.example/a"),
    ],
)
def test_links_are_built_on_the_names_that_are_allowed(
    city: Any, run_server: Any, settings: dict[str, str], host: str, base: str
) -> None:
    with run_server(city.url, **settings) as run:
        links = httpx.get(f"{run.address}/api/conformance/../", headers={"Host": host}).json()["links"]
    assert all(link["href"].startswith(f"{base}/api") for link in links)


@pytest.mark.parametrize(
    "sent",
    [
        "Bearer", "bearer x y", "Basic YTpi", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", "\xff",
        "Bearer " + "x" * 10_000, "Bearer ' OR 1=1 --", "Bearer null", ",", 'Digest username="admin"',
    ],
)  # fmt: skip
def test_who_shows_something_else_than_a_token_of_ours_is_refused(address: str, sent: str) -> None:
    for method, path in (
        ("GET", ROADS),
        ("GET", "/api/collections"),
        ("POST", ROADS),
        ("GET", "/api/events"),
    ):
        answer = httpx.request(
            method, f"{address}{path}", headers=[(b"Authorization", sent.encode("latin-1"))]
        )
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["type"] == "urn:twin:unauthenticated"


def test_who_comes_when_it_is_full_is_told_to_come_again(city: Any, run_server: Any) -> None:
    with run_server(city.url, most_requests=2, most_streams=1) as run, ExitStack() as stack:
        stream = stack.enter_context(httpx.stream("GET", f"{run.address}/api/events", timeout=10))
        assert stream.status_code == 200
        full = httpx.get(f"{run.address}/api/events")
        assert (full.status_code, full.json()["type"]) == (503, "urn:twin:overloaded")
        with ThreadPoolExecutor(24) as pool:
            tile = f"{run.address}{ROADS}?limit=5"
            answers = list(pool.map(lambda _: httpx.get(tile, timeout=20), range(120)))
        assert {answer.status_code for answer in answers} == {200, 503}
        shed = [answer for answer in answers if answer.status_code == 503]
        assert all(answer.headers["retry-after"] and "detail_vi" in answer.json() for answer in shed)
        assert httpx.get(f"{run.address}/health/ready").status_code == 200
        assert counted(run.address)["twin_shed_requests_total"] == len(shed) + 1
        assert counted(run.address)["twin_streams"] == 1
        assert httpx.get(tile).status_code == 200
