"""Questions that may take the database long: a few at a time, on connections of their own, while somebody waits.

However many are asked, the connections of the short ones (one feature, a plain page, a tile) stay free.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from twin.errors import UnavailableError
from twin.store.database import Pool

T = TypeVar("T")

MOST_AT_ONCE = 4
LONGEST_SECONDS = 10
WAITING_SECONDS = 3.0
"""How long a question waits for its turn."""


class BusyError(UnavailableError):
    """Others ask as much as can be answered at once."""


def _busy() -> BusyError:
    return BusyError(
        vi="Đang có quá nhiều câu hỏi nặng (lọc, sắp xếp, đếm). Hãy thử lại sau vài giây.",
        en="Too many long questions (filters, orders, counts) are being answered. Please try again in a few seconds.",
    )


async def unless_left(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """Return what is worked out; when the client leaves, the work is cancelled. Raises ClientDisconnect then."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_leaving(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait((working, leaving))


class LongReads:
    """Takes the long questions of one process, on a pool of at least `MOST_AT_ONCE` connections."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def answer(self, receive: Receive, ask: Callable[[Pool], Awaitable[T]]) -> T:
        """Return what is asked; when the client leaves, the database stops.

        Raises BusyError and ClientDisconnect beside what `ask` raises.
        """
        return await unless_left(receive, self.in_turn(ask))

    async def in_turn(self, ask: Callable[[Pool], Awaitable[T]]) -> T:
        """Return what is asked, whoever waits for it. Raises BusyError beside what `ask` raises."""
        async with self._place():
            return await ask(self.pool)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAITING_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            raise _busy() from None
        try:
            yield
        finally:
            self._places.release()


async def _leaving(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
