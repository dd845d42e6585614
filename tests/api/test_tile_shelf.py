"""Tiles that are answered before anything is parsed: nobody can tell, but by the time it takes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from tests.api.test_tiles import tile_url

NEVER_SAME = {"date", "x-request-id"}
Runner = Callable[..., AbstractContextManager[Any]]


def told(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in NEVER_SAME}
    return answer.status_code, answer.content, headers


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize(
    "url", [tile_url("roads"), tile_url("roads", 3), tile_url(None), tile_url("roads", 16, (0, 0))]
)
def test_a_tile_is_answered_alike_again_and_again(
    city: Any, run_server: Runner, url: str, coding: str
) -> None:
    with run_server(city.url) as run, httpx.Client(base_url=f"{run.address}/api") as client:
        client.headers["Accept-Encoding"] = coding
        shelf = run.app.state.service.shelf
        first = client.get(url)
        assert len(shelf) == 1
        assert told(client.get(url)) == told(first)
        head = client.head(url)
        assert (head.status_code, head.content) == (first.status_code, b"")
        tag = first.headers["etag"]
        unchanged = [client.get(url, headers={"If-None-Match": given}) for given in (tag, f'"x", {tag}', "*")]
        assert {(one.status_code, one.content, one.headers["etag"]) for one in unchanged} == {(304, b"", tag)}
        run.app.state.service.shelf._answers.clear()  # noqa: SLF001 - to have the door itself answer
        plain = client.get(url, headers={"If-None-Match": tag})
        assert told(plain) == told(unchanged[0])


def test_every_answer_is_counted_under_its_door(city: Any, run_server: Runner) -> None:
    with run_server(city.url) as run, httpx.Client(base_url=run.address) as client:
        for _ in range(3):
            client.get(f"/api{tile_url('roads')}")
        counts = [
            line
            for line in client.get("/metrics").text.splitlines()
            if "{tileCol}" in line and "_total{" in line
        ]
        assert [line.rpartition(" ")[2] for line in counts] == ["3.0"]


def test_what_is_kept_for_nobody_is_not_given_to_somebody_else(city: Any, run_server: Runner) -> None:
    with run_server(city.url) as run, httpx.Client(base_url=f"{run.address}/api") as client:
        client.get(tile_url("roads"))
        refused = client.get(tile_url("roads"), headers={"Authorization": "Bearer nonsense"})
        assert refused.status_code == 401
    with (
        run_server(city.url, public_reading=False) as run,
        httpx.Client(base_url=f"{run.address}/api") as client,
    ):
        client.headers["Authorization"] = f"Bearer {city.viewer}"
        assert client.get(tile_url("roads")).status_code == 200
        assert len(run.app.state.service.shelf) == 0


def test_a_tile_that_memory_has_no_room_for_is_made_again(city: Any, run_server: Runner) -> None:
    with run_server(city.url) as run, httpx.Client(base_url=f"{run.address}/api") as client:
        service = run.app.state.service
        first = client.get(tile_url("roads"))
        service.tiles._kept.clear()  # noqa: SLF001
        assert told(client.get(tile_url("roads"))) == told(first)
        service.watch.fresh = False
        blind = client.get(tile_url("roads"))
        assert (blind.content, "etag" in blind.headers) == (first.content, False)
