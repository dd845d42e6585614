"""Answers as bytes: validators, caching and content coding said once, for bare doors and for FastAPI's alike."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from twin.api.coding import SMALLEST, choose_coding, encode

JSON = "application/json"
GEOJSON = "application/geo+json"
SCHEMA_JSON = "application/schema+json"
TILE = "application/vnd.mapbox-vector-tile"

REVALIDATE = "no-cache"
"""Keep it, but ask each time whether it still holds: a 304 costs no query."""

RawHeaders = list[tuple[bytes, bytes]]


def header_of(scope: Scope, name: bytes) -> bytes:
    """Return a request header (named in lower case), or nothing where it was not sent."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return b""


def is_known(scope: Scope, tag: str | None) -> bool:
    """Tell whether the client already holds what bears this ETag."""
    if tag is None:
        return False
    sent = header_of(scope, b"if-none-match")
    if not sent:
        return False
    bare = tag.removeprefix("W/").encode()
    return sent.strip() == b"*" or any(part.strip().removeprefix(b"W/") == bare for part in sent.split(b","))


class Reply(Response):
    """An answer whose body is ready. It is its own ASGI application, so a bare door may run it."""

    def __init__(  # noqa: PLR0913 - an answer has so many sides, and all but two may be left out
        self,
        body: bytes,
        media_type: str,
        *,
        status: int = 200,
        tag: str | None = None,
        keep: str = REVALIDATE,
        public: bool = True,
        headers: Mapping[str, str] | None = None,
        varies: Iterable[str] = (),
    ) -> None:
        self.body = body
        self.status_code = status
        self.background = None
        self.tag = tag
        vary = ", ".join(["Accept-Encoding", *([] if public else ["Authorization"]), *varies])
        kept = f"{'public' if public else 'private'}, {keep}"
        self.raw_headers: RawHeaders = [(b"content-type", media_type.encode())]
        self.raw_headers += [(b"cache-control", kept.encode()), (b"vary", vary.encode())]
        if tag is not None:
            self.raw_headers.append((b"etag", tag.encode()))
        if headers:
            told = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
            replaced = {name for name, _ in told}
            self.raw_headers = [one for one in self.raw_headers if one[0] not in replaced] + told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if self.status_code == 200 and is_known(scope, self.tag):  # noqa: PLR2004
            await send_bytes(
                send, 304, [header for header in self.raw_headers if header[0] != b"content-type"], b""
            )
            return
        body = bytes(self.body)
        coding = choose_coding(header_of(scope, b"accept-encoding")) if len(body) >= SMALLEST else "identity"
        if coding == "identity":
            await send_bytes(send, self.status_code, self.raw_headers, body)
            return
        packed = await encode(body, coding)
        await send_bytes(
            send, self.status_code, [*self.raw_headers, (b"content-encoding", coding.encode())], packed
        )


async def send_bytes(send: Send, status: int, headers: RawHeaders, body: bytes) -> None:
    """Send a whole answer; 204 and 304 carry neither body nor length."""
    if status not in {204, 304}:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def to_json(document: Any) -> bytes:
    """Write JSON in UTF-8 without spaces."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
