"""The overviews of large layers: their cells for every low zoom, worked out in the background and kept in a table.

A small layer's cells are worked out with each tile, and are as new as the layer. A large layer's are kept; a tile
that finds them older than the layer is drawn from them all the same and has them made anew, so that no edit ever
waits, and no tile but the first. What another time shows is mostly what the present shows; where it is not, its
overview is made too, one at a time, and who asks meanwhile is asked to come again.
"""

import asyncio
import contextlib
import logging
import time as clock
from datetime import date
from typing import Any

import psycopg

from twin.access import User
from twin.errors import TwinError, UnavailableError
from twin.features.catalogue import digest_of
from twin.features.gathering import Overview, Time, Wanted, differs_from_now, find, gather
from twin.features.query import Span
from twin.features.summary import Summaries
from twin.features.watch import News, Redrawn
from twin.store.database import Pool
from twin.vocabulary import Layer

LARGE = 10_000
"""A layer of more features than these has its overview kept."""

REST = 4.0
"""An overview that took a second to make is left alone for so many, however often its layer changes."""

ASK_SECONDS = 1.0
"""How often it is looked up whether another process has made a newer one."""

PATIENCE_SECONDS = 8.0
"""How long a tile waits for the overview of another time."""

MOST_WAITING = 4
"""Overviews of other times that may be asked for at once; one is made after the other."""

_MOST_NOTED = 1_000
_LOG = logging.getLogger(__name__)


class BeingGatheredError(UnavailableError):
    """What a large layer looked like from afar at another time is not known yet."""


def _being_gathered(layer: Layer) -> BeingGatheredError:
    return BeingGatheredError(
        vi=f"Lớp «{layer.title.vi}» nhìn từ xa vào thời điểm này đang được tính. Hãy thử lại sau ít giây.",
        en=f"What “{layer.title.en}” looked like from afar at this time is being worked out. "
        "Please try again in a few seconds.",
    )


class Overviews:
    """What one process knows of the overviews, and what it does to keep them new."""

    def __init__(self, summaries: Summaries) -> None:
        self._pool: Pool = summaries.pool
        self._watch = summaries.watch
        self._summaries = summaries
        self._kept: dict[str, Overview] = {}
        self._as_now: dict[str, bool] = {}
        self._asked: dict[str, float] = {}
        self._rested: dict[str, float] = {}
        self._making: dict[str, asyncio.Task[None]] = {}
        self._later: dict[str, asyncio.TimerHandle] = {}
        self._one_then = asyncio.Lock()

    def _now(self, layer: Layer, day: date) -> Wanted:
        version = self._watch.version_of(layer)
        state = f"{version}-{digest_of(layer)}-{day:%Y%m%d}"
        return Wanted(layer, version, Time(Span(day, day)), layer.id, state)

    def _then(self, layer: Layer, time: Time) -> Wanted:
        version = self._watch.version_of(layer)
        state = f"{'settled' if time.is_settled else version}-{digest_of(layer)}-{time.name}"
        return Wanted(layer, version, time, f"{layer.id}@{time.name}", state)

    def is_newest(self, layer: Layer, overview: Overview, time: Time, day: date) -> bool:
        """Tell whether an overview shows all that is known of a layer, at a time that is asked for today."""
        wanted = self._now(layer, day) if overview.is_of_now else self._then(layer, time)
        return overview.state == wanted.state

    async def of(self, user: User, layer: Layer, day: date) -> Overview | None:
        """Return a large layer's overview, perhaps an older one; None where cells are to be worked out anew.

        Raises UnauthenticatedError, ForbiddenError and UnavailableError.
        """
        if (await self._summaries.of(user, layer)).count <= LARGE:
            return None
        wanted = self._now(layer, day)
        known = await self._newest(wanted)
        if known is not None and known.state == wanted.state:
            return known
        task = self._refresh(wanted, day)
        if known is None and task is not None:
            await asyncio.shield(task)
            known = self._kept.get(layer.id)
        return known

    async def at(self, user: User, layer: Layer, time: Time, day: date) -> Overview | None:
        """Return what a large layer looks like at another time than `day`; None where it is not large.

        Raises BeingGatheredError while that is worked out, beside what `of` raises.
        """
        if (await self._summaries.of(user, layer)).count <= LARGE:
            return None
        wanted, compared = self._then(layer, time), self._compared(layer, time, day)
        if self._as_now.get(compared):
            return await self.of(user, layer, day)
        known = await self._newest(wanted)
        if known is not None and known.state == wanted.state:
            return known
        task = self._refresh(wanted, day)
        if known is None and task is not None:
            await asyncio.wait((task,), timeout=PATIENCE_SECONDS)
            known = self._kept.get(wanted.name)
        if self._as_now.get(compared):
            return await self.of(user, layer, day)
        if known is None:
            raise _being_gathered(layer)
        return known

    def hear(self, news: News) -> None:
        """Look up at once what another process has made."""
        if isinstance(news, Redrawn):
            self._asked.pop(news.layer, None)

    def forget(self, overview: Overview) -> None:
        """Look an overview up anew: it had to make room for others."""
        self._kept.pop(overview.name, None)

    def _compared(self, layer: Layer, time: Time, day: date) -> str:
        """Name the comparison of another time with the present."""
        return f"{self._now(layer, day).state}-{self._then(layer, time).name}"

    async def _newest(self, wanted: Wanted) -> Overview | None:
        known = self._kept.get(wanted.name)
        if known is not None and known.state == wanted.state:
            return known
        now = clock.monotonic()
        if now >= self._asked.get(wanted.name, 0.0):
            self._note(self._asked, wanted.name, now + ASK_SECONDS)
            found = await find(self._pool, wanted.name)
            if found is not None:
                self._note(self._kept, wanted.name, found)
        return self._kept.get(wanted.name)

    @staticmethod
    def _note(notes: dict[str, Any], name: str, known: object) -> None:
        """Keep something; other times may be asked for without end, so that all of them are let go in the end."""
        if len(notes) >= _MOST_NOTED:
            for other in [kept for kept in notes if "@" in kept]:
                del notes[other]
        notes[name] = known

    async def prepare(self, user: User, day: date) -> None:
        """Make what large layers look like from afar before somebody asks; what cannot be made now is made then."""
        with contextlib.suppress(TwinError):
            for layer in await self._summaries.large_layers(LARGE):
                await self.of(user, layer, day)

    def _refresh(self, wanted: Wanted, day: date) -> asyncio.Task[None] | None:
        """Begin to make an overview anew, unless that is being done, was done a moment ago, or too many wait."""
        task, then = self._making.get(wanted.name), wanted.name != wanted.layer.id
        if task is not None or not self._watch.fresh:
            return task
        rest = self._rested.get(wanted.name, 0.0) - clock.monotonic()
        if rest > 0 and not then:
            self._refresh_later(wanted.layer.id, day, rest)
        if rest > 0 or (then and sum("@" in name for name in self._making) >= MOST_WAITING):
            return None
        work = self._remake_then(wanted, day) if then else self._remake(wanted)
        task = asyncio.create_task(work, name=f"twin-overview-{wanted.name}")
        self._making[wanted.name] = task
        task.add_done_callback(lambda _done: self._making.pop(wanted.name, None))
        return task

    def _refresh_later(self, name: str, day: date, seconds: float) -> None:
        """Come back to it, also if nobody asks again: open maps wait to be told."""

        def refresh() -> None:
            del self._later[name]
            layer, known = self._watch.layers.get(name), self._kept.get(name)
            if layer is not None and known is not None and known.state != self._now(layer, day).state:
                self._refresh(self._now(layer, day), day)

        if name not in self._later:
            self._later[name] = asyncio.get_running_loop().call_later(seconds, refresh)

    async def _remake_then(self, wanted: Wanted, day: date) -> None:
        """Make the overview of another time, unless that shows what the present shows."""
        compared = self._compared(wanted.layer, wanted.time, day)
        async with self._one_then:
            try:
                differs = await differs_from_now(self._pool, wanted.layer, wanted.time, day)
                found = await find(self._pool, wanted.name)
            except TwinError as error:
                _LOG.warning("another time of %s could not be compared: %s", wanted.name, error)
                return
            self._note(self._as_now, compared, not differs)
            if not differs:
                return
            if found is not None and found.state == wanted.state:  # by another process
                self._note(self._kept, wanted.name, found)
                return
            await self._remake(wanted)

    async def _remake(self, wanted: Wanted) -> None:
        begun = clock.monotonic()
        try:
            async with self._pool.connection() as connection, connection.transaction():
                made = await gather(connection, wanted)
        except psycopg.Error as error:
            _LOG.warning("the overview of %s could not be made: %s", wanted.name, error)
            made = None
        if made is not None:
            self._note(self._kept, wanted.name, made)
        ended = clock.monotonic()
        self._note(self._rested, wanted.name, ended + max(ASK_SECONDS, REST * (ended - begun)))

    async def close(self) -> None:
        """Stop what is being made."""
        for handle in self._later.values():
            handle.cancel()
        for task in list(self._making.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
