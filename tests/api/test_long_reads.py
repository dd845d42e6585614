"""However many long questions are asked, short ones are answered; and nobody works for a client that has left."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from twin.api import long_reads
from twin.errors import UnavailableError
from twin.features.statement import Statement
from twin.store.database import Connection, connect, open_pool

LONG = (
    "resultType=hits",
    "filter=id>0",
    "sortby=name",
    "q=a",
    "as-of=2025-01-01T00:00:00Z",
    "datetime=2025-01-01/..",
    "offset=1",
)
"""What is not answered along an index."""


@pytest.fixture
def held(changing: Any) -> Iterator[Connection]:
    """Roads that nobody can read before this is rolled back."""
    with connect(changing.url) as connection:
        connection.execute("LOCK TABLE city.roads IN ACCESS EXCLUSIVE MODE")
        yield connection
        connection.rollback()


def waiting(url: str) -> int:
    with connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'city.roads'::regclass"
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_for(number: int, url: str, seconds: float = 3.0) -> int:
    """Wait until so many questions wait for the roads, and return how many do."""
    last = time.monotonic() + seconds
    while (found := waiting(url)) != number and time.monotonic() < last:
        time.sleep(0.02)
    return found


def test_long_questions_leave_connections_to_the_others(
    changing: Any, changing_address: str, held: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_reads, "WAITING_SECONDS", 0.2)
    api = f"{changing_address}/api/collections"
    with ThreadPoolExecutor(14) as askers:
        asked = [LONG[number % len(LONG)] for number in range(14)]
        told = [askers.submit(httpx.get, f"{api}/roads/items?{one}", timeout=20) for one in asked]
        assert wait_for(long_reads.MOST_AT_ONCE, changing.url) == long_reads.MOST_AT_ONCE
        assert httpx.get(f"{api}/buildings/items?limit=1", timeout=2).status_code == 200
        busy = [one.result() for one in islice(as_completed(told), len(told) - long_reads.MOST_AT_ONCE)]
        held.rollback()
    assert {(answer.status_code, answer.json()["type"]) for answer in busy} == {(503, "urn:twin:busy")}
    assert all(int(answer.headers["retry-after"]) and answer.json()["detail_vi"] for answer in busy)
    assert (
        sorted(one.result().status_code for one in told) == [200] * 4 + [503] * 10
    )  # the four that were held went on


def test_the_database_stops_when_the_client_leaves(
    changing: Any, changing_address: str, held: Connection
) -> None:
    del held
    where = urlsplit(changing_address)
    with socket.create_connection((where.hostname or "", where.port or 0)) as client:
        client.sendall(b"GET /api/collections/roads/items?filter=id%3E0 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wait_for(1, changing.url) == 1
    assert wait_for(0, changing.url) == 0


def test_a_long_question_has_its_time(changing: Any) -> None:
    async def ask() -> None:
        pool = await open_pool(changing.url, 1, least=0, longest_seconds=1)
        try:
            await Statement(b"SELECT pg_sleep(5)", {}).row(pool)
        finally:
            await pool.close()

    with pytest.raises(UnavailableError, match="took too long"):
        asyncio.run(ask())


def test_the_service_gives_long_questions_less_time(run_server: Callable[..., Any], city: Any) -> None:
    with run_server(city.url) as run:
        pool = run.app.state.service.long_reads.pool
        assert f"statement_timeout={long_reads.LONGEST_SECONDS}s" in pool.kwargs["options"]
