"""Keeps a process from taking on more than it can do: who comes when it is full is told to come again.

Event streams wait most of their time, so that they have a limit of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from twin.api.meters import Meters
from twin.api.problems import language_of, problem
from twin.api.replies import header_of
from twin.vocabulary import Text

STREAM = "/api/events"
ALWAYS = ("/health/", "/metrics")
"""Who looks after the service is answered also when it is full."""

_FULL = Text(
    vi="Máy chủ đang quá tải. Hãy thử lại sau vài giây.",
    en="The server is overloaded. Please try again in a few seconds.",
)


class Doorkeeper:
    """Wraps the application: at most so many requests, and so many streams, at once."""

    def __init__(self, app: ASGIApp, meters: Meters, most_requests: int, most_streams: int) -> None:
        self._app = app
        self._meters = meters
        self._most = {False: most_requests, True: most_streams}
        self._open = {False: 0, True: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS):
            await self._app(scope, receive, send)
            return
        is_stream = scope["path"] == STREAM
        if self._open[is_stream] >= self._most[is_stream]:
            self._meters.shed.inc()
            language = language_of(header_of(scope, b"accept-language").decode("latin-1"))
            await problem(503, "overloaded", _FULL, language)(scope, receive, send)
            return
        with self._counted(is_stream=is_stream):
            await self._app(scope, receive, send)

    @contextmanager
    def _counted(self, *, is_stream: bool) -> Iterator[None]:
        gauge = self._meters.streams if is_stream else self._meters.open_requests
        self._open[is_stream] += 1
        gauge.set(self._open[is_stream])
        try:
            yield
        finally:
            self._open[is_stream] -= 1
            gauge.set(self._open[is_stream])
