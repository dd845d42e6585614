"""uvicorn's HTTP connection, which does not wait for ever: for a head that trickles in, or a body that never ends.

uvicorn itself ends only connections that are idle between two requests. What cannot be read as HTTP at all is refused
here too, in the form of every refusal.
"""

import json
import sys
from asyncio import BaseTransport, TimerHandle
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
BODY_SECONDS = 120.0
"""Ten megabytes over a poor phone line take about so long."""
STALL_SECONDS, LEAST_BYTES = 15.0, 1_500
"""A body of which less comes in this time is not coming: the poorest line that is any use carries ten times as much."""
TAKE_SECONDS = 60.0
"""A client that takes nothing of an answer for so long is gone: its place, and its database connection, are freed."""
LINGER_SECONDS = 2.0
"""How long what a refused client still sends is thrown away: a connection closed at once would take the answer along."""
MOST_HEAD_BYTES = 64 * 1024


def _refusal(status: HTTPStatus, kind: str, vi: str, en: str) -> bytes:
    """Return a whole answer: nothing of the application is asked for a request that never came to be."""
    told = {"type": f"urn:twin:{kind}", "title": status.phrase, "status": status.value}
    body = json.dumps({**told, "detail": vi, "detail_vi": vi, "detail_en": en}, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nconnection: close\r\ncache-control: no-store\r\n"
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


def _unreadable(vi: str, en: str) -> bytes:
    return _refusal(HTTPStatus.BAD_REQUEST, "unreadable-request", vi, en)


_BAD_METHOD = _unreadable("Không có cách gọi (method) nào tên như vậy.", "There is no method of that name.")
_BAD_ADDRESS = _unreadable(
    "Địa chỉ không đúng chuẩn: ký tự ngoài ASCII và ký tự điều khiển phải viết thành %XX.",
    "The address is not well formed: letters outside of ASCII and control characters are written as %XX.",
)
_BAD_HEAD = _unreadable(
    "Dòng đầu hoặc các tiêu đề của yêu cầu không đúng chuẩn HTTP.",
    "The first line or the headers of the request are not as HTTP has them.",
)
_BAD_BODY = _unreadable(
    "Nội dung gửi lên không chia thành các phần đúng như chuẩn HTTP.",
    "The body of the request is not in chunks as HTTP has them.",
)


class Connection(HttpToolsProtocol):
    """Ends with 408 what is not sent in time, with 431 a head that has no end, with 400 what is no HTTP."""

    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS
    stall_seconds = STALL_SECONDS
    take_seconds = TAKE_SECONDS
    _patience: TimerHandle | None = None
    _taking: TimerHandle | None = None
    _head_bytes = 0
    _body_bytes = 0
    _body_ends = 0.0
    _in_head = True
    _ended = False

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait(self.head_seconds, self._end_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_taking()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._ended:
            return
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > MOST_HEAD_BYTES:
            self._end(_LARGE)

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with what came; uvicorn calls this while it handles the parser's error."""
        del msg
        match sys.exception():
            case httptools.HttpParserInvalidMethodError():
                self._end(_BAD_METHOD)
            case httptools.HttpParserInvalidURLError() | httptools.HttpParserCallbackError():
                self._end(_BAD_ADDRESS)
            case _:
                self._end(_BAD_HEAD if self._in_head else _BAD_BODY)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._wait(self.head_seconds, self._end_late)

    def on_headers_complete(self) -> None:
        # Before this is told: what is wrong with the head is found out here.
        super().on_headers_complete()
        self._in_head, self._head_bytes, self._body_bytes = False, 0, 0
        self._body_ends = self.loop.time() + self.body_seconds
        self._wait(self.stall_seconds, self._look_at_body)

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

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

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(seconds, then)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _look_at_body(self) -> None:
        """Go on waiting for a body that comes, or whose sender waits for us."""
        cycle: Any = self.cycle
        ours = self.flow.read_paused or cycle.waiting_for_100_continue
        comes = ours or self._body_bytes >= LEAST_BYTES
        left = self._body_ends - self.loop.time()
        if not comes or left <= 0:
            self._end_late()
            return
        self._body_bytes = 0
        self._wait(min(left, self.stall_seconds), self._look_at_body)

    def _end_late(self) -> None:
        self._end(_LATE)

    def _end(self, words: bytes) -> None:
        """Read no more; say why, unless that would stand within another answer or before one."""
        if self._ended or self.transport.is_closing():
            return
        self._ended = True
        self._stop_waiting()
        before: Any = self.cycle
        if self._in_head and before is not None and not before.response_complete:
            before.keep_alive = False  # what was asked before is answered, and that is the end
            return
        answered = not self._in_head and (before.response_started or self.pipeline)
        if before is not None:
            before.disconnected = True
            before.message_event.set()
        if answered:
            self.transport.close()
        else:
            self._say_last(words)

    def _say_last(self, words: bytes) -> None:
        self.transport.write(words)
        if not self.transport.can_write_eof():
            self.transport.close()
            return
        self.transport.write_eof()
        self.flow.resume_reading()
        self._wait(LINGER_SECONDS, self.transport.close)
