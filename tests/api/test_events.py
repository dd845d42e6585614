"""What changes reaches those who listen, and those who do not read are let go."""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from twin.access import anonymous
from twin.api.events import OPENING, RESYNC, Stream
from twin.features.watch import Change, Resync
from twin.store.database import connect

CAMERA = "INSERT INTO city.cameras (name, geom) VALUES (%s, 'SRID=4326;POINT(105.79 21.01)')"


@contextlib.contextmanager
def listening(address: str, **headers: str) -> Iterator[Iterator[str]]:
    """Open a stream; what is yielded gives the lines of it that are not empty."""
    with httpx.stream("GET", f"{address}/api/events", headers=headers, timeout=10) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/event-stream"
        lines = (line for line in answer.iter_lines() if line)
        assert [next(lines), next(lines)] == OPENING.decode().split("\n")[:2]
        yield lines


def add_camera(url: str, name: str) -> None:
    with connect(url) as connection:
        connection.execute(CAMERA, (name,))


def test_whoever_writes_is_heard(changing: Any, changing_address: str) -> None:
    with listening(changing_address) as lines, listening(changing_address) as others:
        add_camera(changing.url, "một")
        for heard in (lines, others):
            assert next(heard) == "event: change"
            told = json.loads(next(heard).removeprefix("data: "))
            assert (told["layer"], told["verb"], told["count"], len(told["ids"])) == (
                "cameras",
                "insert",
                1,
                1,
            )
            assert told["version"] >= 1


def test_a_new_set_of_layers_makes_everybody_read_anew(changing: Any, changing_address: str) -> None:
    with listening(changing_address) as lines:
        with connect(changing.url) as connection:
            connection.execute("UPDATE city_store.layers SET removed_at = now()")
            connection.execute("SELECT pg_notify('twin_layers', 'cay_xanh')")
        assert next(lines) == "event: resync"
        assert next(lines) == "data: {}"
        assert next(lines, None) is None
    assert httpx.get(f"{changing_address}/api/collections/cay_xanh").status_code == 404
    with listening(changing_address) as lines:
        with connect(changing.url) as connection:
            connection.execute("UPDATE city_store.layers SET removed_at = NULL")
            connection.execute("SELECT pg_notify('twin_layers', 'cay_xanh')")
        assert next(lines) == "event: resync"
    assert httpx.get(f"{changing_address}/api/collections/cay_xanh/items").json()["numberReturned"] == 5


def change(layer: str, version: int) -> Change:
    return Change(layer, version, json.dumps({"layer": layer, "version": version}))


async def drain(stream: Stream) -> bytes:
    async with asyncio.timeout(1):
        return await stream.take()


def test_a_slow_client_is_told_to_read_anew_and_let_go() -> None:
    async def scene() -> None:
        stream = Stream(anonymous(public_reading=True), most_waiting=3)
        for version in range(3):
            stream.hear(change("roads", version))
        assert not stream.ended
        stream.hear(change("roads", 3))
        assert stream.ended
        stream.hear(change("roads", 4))
        assert await drain(stream) == RESYNC

    asyncio.run(scene())


def test_news_come_in_order_and_together() -> None:
    async def scene() -> None:
        stream = Stream(anonymous(public_reading=True))
        for version in range(3):
            stream.hear(change("roads", version))
        told = (await drain(stream)).decode().split("\n\n")
        assert [json.loads(one.partition("data: ")[2])["version"] for one in told if one] == [0, 1, 2]

    asyncio.run(scene())


def test_nobody_hears_of_what_he_may_not_read() -> None:
    async def scene() -> None:
        stream = Stream(anonymous(public_reading=False))
        stream.hear(change("roads", 1))
        stream.hear(Resync())
        assert await drain(stream) == RESYNC

    asyncio.run(scene())


def test_a_client_that_leaves_is_forgotten(changing: Any, run_server: Any) -> None:
    with run_server(changing.url) as run:
        address, watch = run.address, run.app.state.service.watch
        before = watch.listeners
        with listening(address):
            assert watch.listeners == before + 1
        deadline = time.monotonic() + 5
        while watch.listeners > before and time.monotonic() < deadline:
            httpx.get(f"{address}/api/conformance")
        assert watch.listeners == before


def test_a_server_with_open_streams_still_stops(
    changing: Any, run_server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with run_server(changing.url) as run, listening(run.address) as lines:
        started = time.monotonic()
        run.server.should_exit = True
        assert next(lines, None) is None
        assert time.monotonic() - started < 5
    assert "Exception in ASGI application" not in caplog.text


@pytest.mark.parametrize("query", ["x=1", "limit=1"])
def test_the_door_takes_no_parameters(changing_address: str, query: str) -> None:
    assert httpx.get(f"{changing_address}/api/events?{query}").status_code == 400
