"""Server-sent events: what changes in the city, as it changes.

All streams of a process stand on the one connection of its watch. Each has a bounded queue: a client that reads
too slowly is told to read anew (`resync`) and let go, rather than grow without end or fall behind unnoticed.
"""

import asyncio
from collections import deque

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import Everything, JobThing, LayerThing, User, may, require
from twin.api.bare import Bare
from twin.api.parameters import read_query
from twin.api.replies import RawHeaders, header_of
from twin.api.service import service_of
from twin.features.watch import Change, JobNews, Lost, News, Redrawn, Resync

MOST_WAITING = 256
HEARTBEAT_SECONDS = 15.0
SEND_SECONDS = 20.0
"""A client that takes nothing for so long is gone."""

OPENING = b"retry: 2000\n: open\n\n"
HEARTBEAT = b": beat\n\n"
RESYNC = b"event: resync\ndata: {}\n\n"
_NAMES: dict[type[Change | Redrawn | JobNews], str] = {Change: "change", Redrawn: "redrawn", JobNews: "job"}
_HEADERS: RawHeaders = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """What one client has still to be told."""

    def __init__(self, user: User, most_waiting: int = MOST_WAITING) -> None:
        self._user = user
        self._waiting: deque[bytes] = deque()
        self._most_waiting = most_waiting
        self._wake = asyncio.Event()
        self.ended = False

    def hear(self, news: News) -> None:
        """Queue news of a layer or a job that the user may see; a full queue, or a gap in the news, ends the stream."""
        if self.ended or isinstance(news, Lost):
            return
        if not isinstance(news, Resync):
            if not self._is_theirs(news):
                return
            self._waiting.append(f"event: {_NAMES[type(news)]}\ndata: {news.payload}\n\n".encode())
        if isinstance(news, Resync) or len(self._waiting) > self._most_waiting:
            self._waiting.clear()
            self._waiting.append(RESYNC)
            self.ended = True
        self._wake.set()

    def _is_theirs(self, news: Change | Redrawn | JobNews) -> bool:
        if isinstance(news, JobNews):
            return may(self._user, "run", JobThing(news.owner))
        return may(self._user, "read", LayerThing(news.layer))

    def end(self) -> None:
        """Wake whoever waits, to leave."""
        self.ended = True
        self._wake.set()

    def rest(self) -> bytes:
        """Return all that is queued."""
        told = b"".join(self._waiting)
        self._waiting.clear()
        return told

    async def take(self) -> bytes:
        """Wait for news and return all that is queued; a heartbeat where there is none for a while."""
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return HEARTBEAT
        self._wake.clear()
        return self.rest()


async def _send(send: Send, body: bytes, *, more: bool) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": body, "more_body": more})


async def _end_with_client(receive: Receive, stream: Stream) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def serve_events(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/api/events` until the client leaves, falls behind, or the server stops."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    require(user, "read", Everything())
    read_query(scope["query_string"], frozenset())
    stream = Stream(user)
    leaving = asyncio.create_task(_end_with_client(receive, stream))
    try:
        with service.watch.listening(stream.hear):
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await _send(send, OPENING, more=True)
            while not stream.ended:
                await _send(send, await stream.take(), more=True)
            await _send(send, stream.rest(), more=False)
    except asyncio.CancelledError:
        # The server stops and has waited long enough: end the answer properly, so that it need not complain.
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    except TimeoutError:
        pass
    finally:
        leaving.cancel()


def register(app: FastAPI) -> None:
    """Add the door."""
    app.router.routes.insert(0, Route("/api/events", Bare(serve_events), methods=["GET"], name="events"))
