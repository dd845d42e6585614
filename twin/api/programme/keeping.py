"""What was worked out before, kept as long as what it stands on has not changed; and the few hands that work it out."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from twin.errors import UnavailableError

T = TypeVar("T")
MOST_WAITING = 16


class Kept:
    """Values by name, each with the stamp of what it stands on. One that many ask for at once is made once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[str, Any]] = OrderedDict()
        self._being_made: dict[tuple[Hashable, str], asyncio.Task[Any]] = {}

    async def of(self, name: Hashable, stamp: str | None, make: Callable[[], Awaitable[T]]) -> T:
        """Return the value if it still holds, or make it; without a stamp it is made and not kept."""
        if stamp is None:
            return await make()
        kept = self._kept.get(name)
        if kept is not None and kept[0] == stamp:
            self._kept.move_to_end(name)
            found: T = kept[1]
            return found
        named = (name, stamp)
        task: asyncio.Task[T] | None = self._being_made.get(named)
        if task is None:
            task = asyncio.create_task(self._make(name, stamp, make))
            self._being_made[named] = task
            task.add_done_callback(lambda _done: self._being_made.pop(named, None))
        # One who asked may leave; the others still want it.
        return await asyncio.shield(task)

    async def _make(self, name: Hashable, stamp: str, make: Callable[[], Awaitable[T]]) -> T:
        made = await make()
        self._kept.pop(name, None)
        self._kept[name] = (stamp, made)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return made


class Hands:
    """Threads for what takes the processor long; who comes when too many wait is asked to come again."""

    def __init__(self, at_once: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(at_once, name)
        self._at_once = at_once
        self._under_way = 0

    async def do(self, work: Callable[[], T]) -> T:
        """Run in a thread. Raises UnavailableError where too much is under way already."""
        if self._under_way >= self._at_once + MOST_WAITING:
            raise UnavailableError(
                vi="Máy chủ đang tính nhiều chỉ tiêu cùng lúc. Hãy thử lại sau vài giây.",
                en="Many indicators are being worked out already. Please try again in a few seconds.",
            )
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._under_way -= 1
