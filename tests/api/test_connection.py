"""What is no HTTP, or comes too slowly, on the wire itself: refused as everything is, wherever an answer fits."""

import json
import socket
import time
from typing import Any

import httpx
import pytest

from twin.api.connection import MOST_HEAD_BYTES, Connection

ROADS = "/api/collections/roads/items"


def talk(address: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send parts one after the other, then read until the server ends the connection."""
    url = httpx.URL(address)
    with socket.create_connection((url.host, url.port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def refused(told: bytes) -> dict[str, Any]:
    """Read the only answer that came, which must be a refusal in both languages."""
    head, _, body = told.partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    assert {"content-type: application/problem+json", f"content-length: {len(body)}"} <= set(headers)
    problem: dict[str, Any] = json.loads(body)
    assert int(status.split()[1]) == problem["status"]
    assert problem["detail_vi"] != problem["detail_en"]
    return problem


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "head_seconds", 0.3)
    monkeypatch.setattr(Connection, "body_seconds", 0.3)
    monkeypatch.setattr(Connection, "stall_seconds", 0.3)


@pytest.mark.parametrize("head", [b"", b"GET /api/ HTTP/1.1\r\nHost: x\r\nX-Slow: "])
@pytest.mark.usefixtures("impatient")
def test_a_head_that_trickles_in_is_not_waited_for(address: str, head: bytes) -> None:
    started = time.monotonic()
    assert refused(talk(address, head))["status"] == 408
    assert time.monotonic() - started < 5


@pytest.mark.usefixtures("impatient")
def test_a_body_that_never_comes_is_not_waited_for(changing: Any, changing_address: str) -> None:
    head = (
        f"POST {ROADS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {changing.editor}\r\n"
        "Content-Type: application/geo+json\r\nContent-Length: 100\r\n\r\n{"
    )
    assert refused(talk(changing_address, head.encode()))["status"] == 408
    assert httpx.get(f"{changing_address}/health/live").status_code == 200


def test_a_head_without_end_is_cut_off(address: str) -> None:
    head = b"GET /api/ HTTP/1.1\r\nHost: x\r\nX-Long: "
    # More than is read: what is left unread by a server that closes would take its answer along.
    assert refused(talk(address, head, b"x" * 20 * MOST_HEAD_BYTES))["status"] == 431


BODY = b"POST /api/collections/roads/items HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (b"BREW /api/ HTTP/1.1\r\n\r\n", "method"),
        (b"get /api/ HTTP/1.1\r\n\r\n", "method"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01", "method"),
        (b"GET /api/\x01 HTTP/1.1\r\n\r\n", "address"),
        (b"GET /api/\x00 HTTP/1.1\r\n\r\n", "address"),
        ("GET /api/ngõ HTTP/1.1\r\n\r\n".encode(), "address"),
        (b"GET nowhere HTTP/1.1\r\n\r\n", "address"),
        (b"GET http://[ HTTP/1.1\r\n\r\n", "address"),
        (b"CONNECT other.example:80 HTTP/1.1\r\n\r\n", "address"),
        (b"GET /api/ HTTP/9.9\r\n\r\n", "headers"),
        (b"GET /api/ HTTP/1.1\r\nA b: c\r\n\r\n", "headers"),
        (b"GET /api/ HTTP/1.1\r\nA: \x01\r\n\r\n", "headers"),
        (BODY + b"Content-Length: -1\r\n\r\n", "headers"),
        (BODY + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "headers"),
        (BODY + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "headers"),
    ],
)
def test_what_is_no_http_is_refused_in_both_languages(address: str, sent: bytes, word: str) -> None:
    told = refused(talk(address, sent))
    assert (told["status"], told["type"]) == (400, "urn:twin:unreadable-request")
    assert word in told["detail_en"]


def test_a_body_in_bad_chunks_is_refused(changing: Any, changing_address: str) -> None:
    head = (
        f"POST {ROADS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {changing.editor}\r\n"
        "Content-Type: application/geo+json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    told = refused(talk(changing_address, head.encode(), b"1\r\n{\r\nzz\r\n", pause=0.1))
    assert (told["status"], "chunks" in told["detail_en"]) == (400, True)


def test_what_was_asked_before_is_still_answered(address: str) -> None:
    """A body longer than it says of itself: the rest is nonsense, but the request came whole."""
    sent = BODY + b"Content-Type: application/geo+json\r\nContent-Length: 1\r\n\r\n{}}"
    told = talk(address, sent)
    assert told.startswith(b"HTTP/1.1 401")
    assert told.count(b"HTTP/1.1") == 1


def test_a_slow_body_that_comes_is_waited_for(
    changing: Any, changing_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "stall_seconds", 0.2)
    body = json.dumps({"type": "Feature", "geometry": None, "properties": {"name": "x" * 20_000}}).encode()
    head = (
        f"POST {ROADS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {changing.editor}\r\n"
        f"Content-Type: application/geo+json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    parts = [body[place : place + 2_500] for place in range(0, len(body), 2_500)]
    assert refused_late(talk(changing_address, head.encode(), *parts, pause=0.1)) is False


def refused_late(told: bytes) -> bool:
    assert told.startswith(b"HTTP/1.1 4")
    return told.startswith(b"HTTP/1.1 408")
