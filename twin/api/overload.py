"""Keeps a process from taking on more than it can do: who comes when it is full is told to come again.

Event streams wait most of their time, so that they have a limit of their own; so have bodies that are still on their
way, of which the slow ones are few.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin.api.meters import Meters
from twin.api.problems import language_of, problem
from twin.api.replies import header_of
from twin.vocabulary import Text

STREAM = "/api/events"
ALWAYS = ("/health/", "/metrics")
"""Who looks after the service is answered also when it is full."""
BRING_BODIES = frozenset({"POST", "PUT", "PATCH"})
QUICK_SECONDS = 2.0
"""A body that has been waited for so long in all is slow."""

_FULL = Text(
    vi="Máy chủ đang quá tải. Hãy thử lại sau vài giây.",
    en="The server is overloaded. Please try again in a few seconds.",
)
_TOO_MANY_SLOW = Text(
    vi="Có quá nhiều nội dung đang được gửi lên chậm cùng lúc. Hãy thử lại sau vài giây.",
    en="Too many requests are being sent slowly at the same time. Please try again in a few seconds.",
)


async def _refuse(text: Text, scope: Scope, receive: Receive, send: Send) -> None:
    language = language_of(header_of(scope, b"accept-language").decode("latin-1"))
    reply = problem(503, "overloaded", text, language)
    if scope["method"] in BRING_BODIES:
        reply.raw_headers.append((b"connection", b"close"))  # what is still to come is not read
    await reply(scope, receive, send)


class SlowBodies:
    """The slow bodies of one process: at most so many, and at most a quarter of them by one sender."""

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._senders: Counter[bytes] = Counter()

    def take(self, sender: bytes) -> bool:
        """Take a place; tell whether there was one."""
        full = self._senders.total() >= self._most or self._senders[sender] >= max(1, self._most // 4)
        self._senders[sender] += not full
        return not full

    def free(self, sender: bytes) -> None:
        self._senders[sender] -= 1
        self._senders += Counter()  # forgets who has none left


def _sender_of(scope: Scope) -> bytes:
    """Return who sends: by the token that is shown, else by the address."""
    client = scope.get("client")
    return header_of(scope, b"authorization") or (client[0].encode() if client else b"")


class Incoming:
    """A request whose body may still be on its way: while it is waited for, its place is somebody else's."""

    def __init__(self, door: "Doorkeeper", scope: Scope, receive: Receive, send: Send) -> None:
        self._door, self._scope, self._receive, self._send = door, scope, receive, send
        self._sender = _sender_of(scope)
        self._seconds = 0.0
        self._whole = self._slow = self._answered = self._refused = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        message = await self._next()
        self._whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        self._answered = True
        if not self._refused:
            await self._send(message)

    def close(self) -> None:
        if self._slow:
            self._door.slow_bodies.free(self._sender)

    async def _next(self) -> Message:
        with self._door.waiting() as may_wait:
            if not may_wait:
                return await self._give_up(_FULL)
            if not self._slow:
                try:
                    return await self._soon()
                except TimeoutError:
                    self._slow = self._door.slow_bodies.take(self._sender)
            return await (self._receive() if self._slow else self._give_up(_TOO_MANY_SLOW))

    async def _soon(self) -> Message:
        """Return the next part of the body. Raises TimeoutError when the whole has taken too long for a quick one."""
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with asyncio.timeout(QUICK_SECONDS - self._seconds):
                return await self._receive()
        finally:
            self._seconds += clock() - started

    async def _give_up(self, text: Text) -> Message:
        """Answer in the application's stead, which hears that its client is gone."""
        if not self._answered:
            self._door.meters.shed.inc()
            await _refuse(text, self._scope, self._receive, self._send)
        self._refused = True
        return {"type": "http.disconnect"}


class Doorkeeper:
    """Wraps the application: at most so many requests, so many bodies on their way, and so many streams, at once."""

    def __init__(self, app: ASGIApp, meters: Meters, most_requests: int, most_streams: int) -> None:
        self._app = app
        self.meters = meters
        self.slow_bodies = SlowBodies(most_requests // 4)
        self._most = {False: most_requests, True: most_streams}
        self._open = {False: 0, True: 0}
        self._bodies = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ALWAYS):
            await self._app(scope, receive, send)
            return
        is_stream = scope["path"] == STREAM
        if self._open[is_stream] >= self._most[is_stream]:
            self.meters.shed.inc()
            await _refuse(_FULL, scope, receive, send)
            return
        with self._counted(is_stream=is_stream):
            if scope["method"] not in BRING_BODIES:
                await self._app(scope, receive, send)
                return
            incoming = Incoming(self, scope, receive, send)
            try:
                await self._app(scope, incoming.receive, incoming.send)
            finally:
                incoming.close()

    @contextmanager
    def waiting(self) -> Iterator[bool]:
        """Lend a request's place to others while its body is waited for; tells whether one more may wait."""
        may_wait = self._bodies < self._most[False]
        self._bodies += 1
        self._change(-1, is_stream=False)
        self.meters.bodies.set(self._bodies)
        try:
            yield may_wait
        finally:
            self._bodies -= 1
            self._change(1, is_stream=False)
            self.meters.bodies.set(self._bodies)

    def _change(self, by: int, *, is_stream: bool) -> None:
        gauge = self.meters.streams if is_stream else self.meters.open_requests
        self._open[is_stream] += by
        gauge.set(self._open[is_stream])

    @contextmanager
    def _counted(self, *, is_stream: bool) -> Iterator[None]:
        self._change(1, is_stream=is_stream)
        try:
            yield
        finally:
            self._change(-1, is_stream=is_stream)
