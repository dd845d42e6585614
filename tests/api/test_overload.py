"""Bodies that trickle in: their sender has few places, and nobody else waits for them."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from tests.api.conftest import LAYERS, City, Running, sample
from twin.access.tokens import create_token
from twin.api import overload
from twin.store.database import connect
from twin.store.locks import wait_until

ROADS = "/api/collections/roads/items"
MOST = 16
FEATURE = json.dumps(sample(LAYERS["roads"], 1)).encode()


def half_sent(address: str, token: str, stack: ExitStack) -> socket.socket:
    """Send all but the last letter of a request."""
    url = httpx.URL(address)
    head = (
        f"POST {ROADS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/geo+json\r\nContent-Length: {len(FEATURE)}\r\n\r\n"
    )
    connection = stack.enter_context(socket.create_connection((url.host, url.port), timeout=20))
    connection.sendall(head.encode() + FEATURE[:-1])
    return connection


def gauge(address: str, name: str) -> float:
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


@contextmanager
def besieged(run: Running, token: str) -> Iterator[list[socket.socket]]:
    """A server to which somebody has half sent as many requests as it takes, and not one more."""
    with ExitStack() as stack:
        held = [half_sent(run.address, token, stack) for _ in range(MOST)]
        assert wait_until(lambda: gauge(run.address, "twin_bodies_awaited") == MOST, 10)
        yield held


Run = Callable[..., AbstractContextManager[Running]]


def test_half_sent_bodies_keep_the_door_open_for_others(changing: City, run_server: Run) -> None:
    with connect(changing.url) as connection:
        other = create_token(connection, "người khác", ("editor",))
    writer: dict[str, Any] = {"headers": {"Authorization": f"Bearer {other}"}, "timeout": 20}
    with run_server(changing.url, most_requests=MOST) as run, besieged(run, changing.editor) as held:
        assert gauge(run.address, "twin_open_requests") == 0
        for _ in range(MOST):
            assert httpx.get(f"{run.address}{ROADS}?limit=1", timeout=20).status_code == 200
        # Most of them are sent away as soon as they are slow; then there is room for who sends at once.
        left = overload.SlowBodies(MOST // 4)
        few = sum(left.take(b"x") for _ in range(MOST))
        assert wait_until(lambda: gauge(run.address, "twin_bodies_awaited") == few, 10)
        url = f"{run.address}{ROADS}"
        assert httpx.post(url, json=json.loads(FEATURE), **writer).status_code == 201
        told = [connection.recv(65536) for connection in held if not is_open(connection)]
        assert len(told) == MOST - few
        assert all(answer.startswith(b"HTTP/1.1 503") and b"detail_vi" in answer for answer in told)


def is_open(connection: socket.socket) -> bool:
    """Tell whether nothing has been answered yet."""
    connection.setblocking(False)
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    finally:
        connection.setblocking(True)
    return False


def test_who_was_slow_and_ends_well_is_answered(
    changing: City, run_server: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overload, "QUICK_SECONDS", 0.05)
    with run_server(changing.url, most_requests=MOST) as run, ExitStack() as stack:
        for _ in range(3):  # one place for the slow: it is free again each time
            connection = half_sent(run.address, changing.editor, stack)
            assert wait_until(lambda: gauge(run.address, "twin_bodies_awaited") == 1, 10)
            refused = half_sent(run.address, changing.editor, stack)
            assert refused.recv(65536).startswith(b"HTTP/1.1 503")
            connection.sendall(FEATURE[-1:])
            assert connection.recv(65536).startswith(b"HTTP/1.1 201")
