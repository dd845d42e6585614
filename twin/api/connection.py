"""uvicorn's HTTP connection, which does not wait for ever: for a head that trickles in, or a body that never ends.

uvicorn itself ends only connections that are idle between two requests.
"""

import json
from asyncio import BaseTransport, TimerHandle
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
BODY_SECONDS = 120.0
"""Ten megabytes over a poor phone line take about so long."""
TAKE_SECONDS = 60.0
"""A client that takes nothing of an answer for so long is gone: its place, and its database connection, are freed."""
MOST_HEAD_BYTES = 64 * 1024


def _refusal(status: HTTPStatus, kind: str, vi: str, en: str) -> bytes:
    """Return a whole answer: nothing of the application is asked for a request that never came to be."""
    told = {"type": f"urn:twin:{kind}", "title": status.phrase, "status": status.value}
    body = json.dumps({**told, "detail": vi, "detail_vi": vi, "detail_en": en}, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\n"
    return (
        f"{head}content-type: application/problem+json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
    )


_LATE = _refusal(
    HTTPStatus.REQUEST_TIMEOUT, "too-slow", "Yêu cầu gửi quá chậm.", "The request was sent too slowly."
)
_LARGE = _refusal(
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "too-large",
    "Địa chỉ và các tiêu đề dài quá 64 KB.",
    "The address and the headers are longer than 64 KB.",
)


class Connection(HttpToolsProtocol):
    """Ends with 408 what is not sent in time, and with 431 a head that has no end."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    take_seconds = TAKE_SECONDS
    _patience: TimerHandle | None = None
    _taking: TimerHandle | None = None
    _head_bytes = 0
    _in_head = True

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_taking()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES:
            self._end(_LARGE)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._wait(self.head_seconds)

    def on_headers_complete(self) -> None:
        self._in_head, self._head_bytes = False, 0
        self._wait(self.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._stop_waiting()
        self._in_head = True
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taking = self.loop.call_later(self.take_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_taking()
        super().resume_writing()

    def _stop_taking(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(seconds, self._end, _LATE)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _end(self, words: bytes) -> None:
        transport: Any = self.transport
        if transport.is_closing():
            return
        if self._in_head or not (self.cycle and self.cycle.response_started):
            transport.write(words)
        transport.close()
