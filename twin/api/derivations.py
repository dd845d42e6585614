"""Keeps what is derived from other layers as new as they are, from the first time that somebody asks for it."""

import asyncio
import contextlib
import logging

import psycopg

from twin.errors import UnavailableError
from twin.features.watch import Change, News, Resync, Watch
from twin.overlays import overlays
from twin.programme.moments import today
from twin.programme.overlay import Stamp, refresh
from twin.store.database import connect
from twin.vocabulary import Layer

TOGETHER_SECONDS = 0.3
"""Changes that come within so long are followed together."""
_LOG = logging.getLogger(__name__)


def _stale() -> UnavailableError:
    return UnavailableError(
        vi="Lớp này đang được tính lại từ các lớp gốc. Hãy thử lại sau vài giây.",
        en="This layer is being worked out anew from the layers under it. Please try again in a few seconds.",
    )


class Derivations:
    """The overlays in the eyes of one process."""

    def __init__(self, url: str, watch: Watch) -> None:
        self._url, self._watch = url, watch
        self._stamp: Stamp | None = None
        self._making: asyncio.Task[Stamp] | None = None
        self._later: asyncio.TimerHandle | None = None

    def _is_current(self) -> bool:
        return self._stamp is not None and self._stamp.holds(self._watch.versions, today())

    async def current(self, *layers: Layer) -> None:
        """Return when those of the layers that are derived show what is known now.

        Raises UnavailableError where they cannot be brought to that.
        """
        if not any(layer.derived for layer in layers):
            return
        for _ in range(2):
            # One that was under way may have begun before the newest change.
            if self._is_current():
                return
            await asyncio.shield(self._refresh())

    def hear(self, news: News) -> None:
        """Follow a change soon, where somebody has asked for what stands on it."""
        if not isinstance(news, Change | Resync) or self._stamp is None or self._later is not None:
            return
        if not isinstance(news, Change) or news.layer in self._stamp.sources:
            self._later = asyncio.get_running_loop().call_later(TOGETHER_SECONDS, self._follow)

    def _follow(self) -> None:
        self._later = None
        if not self._is_current():
            self._refresh().add_done_callback(_note)

    def _refresh(self) -> asyncio.Task[Stamp]:
        if self._making is None:
            self._making = asyncio.create_task(self._make(), name="twin-derivations")
            self._making.add_done_callback(self._made)
        return self._making

    def _made(self, _task: asyncio.Task[Stamp]) -> None:
        self._making = None

    async def _make(self) -> Stamp:
        try:
            stamp, versions = await asyncio.to_thread(self._run)
        except psycopg.Error as error:
            _LOG.warning("the overlays could not be brought up to date: %s", error)
            raise _stale() from error
        for layer, version in versions.items():
            self._watch.raise_version(layer, version)
        self._stamp = stamp
        return stamp

    def _run(self) -> tuple[Stamp, dict[str, int]]:
        """Refresh, and return the overlays' versions after it: their news is still on its way."""
        with connect(self._url, autocommit=True) as connection:
            stamp = refresh(connection)
            wanted = "SELECT layer, version FROM city_store.layer_versions WHERE layer = ANY (%s)"
            return stamp, dict(connection.execute(wanted, (list(overlays()),)).fetchall())

    async def close(self) -> None:
        """Wait for what is under way: a thread cannot be stopped."""
        if self._later is not None:
            self._later.cancel()
        if self._making is not None:
            with contextlib.suppress(UnavailableError):
                await self._making


def _note(task: asyncio.Task[Stamp]) -> None:
    """Take note of a failure that nobody waited for; it has been logged."""
    if not task.cancelled():
        task.exception()
