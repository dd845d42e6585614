"""Processes that work things out for an asyncio program: a few at a time, each stopped and replaced where it must be.

A process that runs Python, a long statement or a compiled computation cannot be stopped by a thread. These are asked to
end (SIGTERM), which gives up what they do and what the database does for them; after a few seconds they are ended.
"""

import asyncio
import contextlib
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from twin.jobs.orders import Order, Outcome, pack_order, read_outcome

STOP_SECONDS = 3.0
"""How long a process may take to give up what it does."""
IDLE_SECONDS = 300.0
"""A process that has had nothing to do for so long is let go."""
DATABASE_AWAY = 75
"""The exit code of a process that has lost the database (EX_TEMPFAIL)."""


class CrewBusyError(Exception):
    """No process was free in time."""


class ProcessEndedError(Exception):
    """A process ended in the middle of an order; `code` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(f"a job process ended with {code}")
        self.code = code

    @property
    def was_killed(self) -> bool:
        """Whether somebody or the system ended it, and not a mistake of ours."""
        return self.code < 0


@dataclass(eq=False)
class _Hand:
    """One process, and the socket over which it is told what to do."""

    process: "subprocess.Popen[bytes]"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    leaving: asyncio.TimerHandle | None = None

    @classmethod
    async def hire(cls, nice: int) -> "_Hand":
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "twin.jobs.process", str(theirs.fileno()), str(nice)]
            process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL)  # noqa: S603, ASYNC220 - our own; it waits for nothing
        reader, writer = await asyncio.open_connection(sock=ours)
        return cls(process, reader, writer)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    async def ask(self, order: Order) -> Outcome:
        try:
            self.writer.write(pack_order(order))
            await self.writer.drain()
            return await read_outcome(self.reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ProcessEndedError(await self._ended()) from None

    async def stop(self) -> None:
        """Have the process give up, and end it where it does not."""
        self.process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.reader.read()
        except (TimeoutError, ConnectionError):
            pass
        finally:
            self.end()
        await self._ended()

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.writer.close()

    async def _ended(self) -> int:
        return await asyncio.to_thread(self.process.wait)


class Crew:
    """At most `size` processes, started when there is something to do."""

    def __init__(self, size: int, *, nice: int = 0) -> None:
        self._places = asyncio.Semaphore(size)
        self._nice = nice
        self._idle: list[_Hand] = []
        self._hands: set[_Hand] = set()
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def pids(self) -> list[int]:
        """The processes that live."""
        return [hand.process.pid for hand in self._hands if hand.is_alive]

    async def run(self, order: Order, patience: float | None = None) -> Outcome:
        """Give an order when a process is free, and return its outcome. Cancelled, the process gives up.

        Raises ProcessEndedError; CrewBusyError where none was free for `patience` seconds.
        """
        async with self._place(patience):
            hand = await self._find()
            try:
                outcome = await hand.ask(order)
            except ProcessEndedError:
                self._let_go(hand)
                raise
            except asyncio.CancelledError:
                await self._stop(hand)
                raise
            self._rest(hand)
            return outcome

    @contextlib.asynccontextmanager
    async def _place(self, patience: float | None) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(patience):
                await self._places.acquire()
        except TimeoutError:
            raise CrewBusyError from None
        try:
            yield
        finally:
            self._places.release()

    async def _find(self) -> _Hand:
        while self._idle:
            hand = self._idle.pop()
            if hand.leaving is not None:
                hand.leaving.cancel()
            if hand.is_alive:
                return hand
            self._let_go(hand)
        hand = await _Hand.hire(self._nice)
        self._hands.add(hand)
        return hand

    def _rest(self, hand: _Hand) -> None:
        self._idle.append(hand)
        hand.leaving = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._dismiss, hand)

    def _dismiss(self, hand: _Hand) -> None:
        if hand in self._idle:
            self._idle.remove(hand)
            leaving = asyncio.create_task(self._stop(hand))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def _stop(self, hand: _Hand) -> None:
        try:
            await hand.stop()
        finally:
            self._let_go(hand)

    def _let_go(self, hand: _Hand) -> None:
        hand.end()
        self._hands.discard(hand)

    async def close(self) -> None:
        """End every process at once: whoever ran in one has been answered or has gone."""
        for hand in self._hands:
            if hand.leaving is not None:
                hand.leaving.cancel()
            hand.end()
        for hand in self._hands:
            await asyncio.to_thread(hand.process.wait)
        await asyncio.gather(*self._leaving)
        self._hands.clear()
        self._idle.clear()
