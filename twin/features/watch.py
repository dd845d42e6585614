"""What a process knows of the city without asking: which layers there are, and the version of each.

One connection of its own listens to the database. It is asked now and then whether it still lives, for a
connection through a network can die without a word; after every new start all is read anew, since what
happened in between was not heard. While it is away (`Watch.fresh` is false) nothing that stands on versions
may be trusted: no ETag, no cache.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from pydantic import ValidationError

from twin.features.statement import Statement
from twin.overlays import served_layers
from twin.store.database import Pool, libpq_url
from twin.store.registry import CHANNEL as LAYERS_CHANNEL
from twin.store.registry import READ_ADDED
from twin.vocabulary import Layer

CHANGES_CHANNEL = "twin_changes"
REDRAWN_CHANNEL = "twin_redrawn"
JOBS_CHANNEL = "twin_jobs"
HEARTBEAT_SECONDS = 10.0
ANSWER_SECONDS = 5.0
SHORTEST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0

READ_VERSIONS = "SELECT version, layer FROM city_store.layer_versions"
READ_FACTS = "SELECT key, value FROM city_store.facts"

_LOOK_UP = Statement(READ_VERSIONS.encode() + b" WHERE layer = %(layer)s", {})
_LOG = logging.getLogger(__name__)
Connection = psycopg.AsyncConnection[TupleRow]


@dataclass(frozen=True)
class Change:
    """A layer changed: `payload` is what the database said, `version` the layer's version after it."""

    layer: str
    version: int
    payload: str


@dataclass(frozen=True)
class Redrawn:
    """What a large layer looks like from afar was worked out anew: `payload` names it, and the version it shows."""

    layer: str
    payload: str


@dataclass(frozen=True)
class JobNews:
    """A job was asked for, went on, or is at its end: `payload` is what the database said, `owner` whose it is."""

    owner: str | None
    payload: str


@dataclass(frozen=True)
class Resync:
    """Something may have happened that was not heard: whoever keeps a copy reads it anew."""


@dataclass(frozen=True)
class Lost:
    """The database went away: until a `Resync`, nothing is heard."""


News = Change | Redrawn | JobNews | Resync | Lost
Listener = Callable[[News], None]


def _read_layer(declaration: object) -> Layer | None:
    """Read a run-time layer; one that a newer version of the twin wrote is left out rather than stop all."""
    try:
        return Layer.model_validate(declaration)
    except ValidationError:
        _LOG.exception("a run-time layer cannot be read")
        return None


class Watch:
    """Keeps `layers` and `versions` in step with the database for as long as `watching()` is open."""

    def __init__(self, url: str) -> None:
        self._url = libpq_url(url)
        self._listeners: set[Listener] = set()
        self.layers: Mapping[str, Layer] = {}
        self.versions: dict[str, int] = {}
        self.facts: Mapping[str, object] = {}
        self.fresh = False

    @property
    def listeners(self) -> int:
        """How many are told."""
        return len(self._listeners)

    def version_of(self, layer: Layer) -> int:
        return self.versions.get(layer.id, 0)

    def raise_version(self, layer_id: str, version: int) -> None:
        """Take note of a version that became known before its news came."""
        self.versions[layer_id] = max(version, self.versions.get(layer_id, 0))

    async def look_up(self, pool: Pool, layer: Layer) -> None:
        """Read a layer's version, for somebody who has heard of a newer one before we did."""
        row = await _LOOK_UP.row(pool, layer=layer.id)
        self.raise_version(layer.id, row[0] if row else 0)

    @contextlib.contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Tell the listener whatever is heard; it must not wait for anything."""
        self._listeners.add(listener)
        try:
            yield
        finally:
            self._listeners.discard(listener)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Read all once, then listen in the background.

        Raises psycopg.OperationalError when the database does not answer at first.
        """
        connection = await self._open()
        task = asyncio.create_task(self._keep_hearing(connection), name="twin-watch")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            # A task that is cancelled before its first step has not taken the connection over.
            await connection.close()
            self.fresh = False

    async def _keep_hearing(self, connection: Connection) -> None:
        while True:
            try:
                async with connection:
                    await self._hear(connection)
            except (psycopg.Error, TimeoutError) as error:
                _LOG.warning("the connection that listens was lost: %s", error)
            finally:
                self.fresh = False
            self._tell(Lost())
            connection = await self._reopen()

    async def _reopen(self) -> Connection:
        wait = SHORTEST_WAIT_SECONDS
        while True:
            try:
                return await self._open()
            except (psycopg.Error, TimeoutError):
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _open(self) -> Connection:
        connection: Connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=int(ANSWER_SECONDS)
        )
        try:
            await self._listen(connection)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _listen(self, connection: Connection) -> None:
        """Listen first and read then, so that nothing falls between the two."""
        for channel in (CHANGES_CHANNEL, REDRAWN_CHANNEL, JOBS_CHANNEL, LAYERS_CHANNEL):
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        await self._read(connection)
        self.fresh = True
        self._tell(Resync())

    async def _read(self, connection: Connection) -> None:
        added = await (await connection.execute(READ_ADDED)).fetchall()
        self._take_layers([layer for row in added if (layer := _read_layer(row[0]))])
        self.versions = await self._read_versions(connection)
        self.facts = dict(await (await connection.execute(READ_FACTS)).fetchall())

    @staticmethod
    async def _read_versions(connection: Connection) -> dict[str, int]:
        rows = await (await connection.execute(READ_VERSIONS)).fetchall()
        return {layer: version for version, layer in rows}

    def _take_layers(self, added: list[Layer]) -> None:
        """Keep the object of a layer that stayed as it was: statements are compiled once for each."""
        old = self.layers
        found = [*served_layers().values(), *added]
        self.layers = {layer.id: old[layer.id] if old.get(layer.id) == layer else layer for layer in found}

    async def _hear(self, connection: Connection) -> None:
        while True:
            heard = [news async for news in connection.notifies(timeout=HEARTBEAT_SECONDS, stop_after=1)]
            if not heard:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await connection.execute("SELECT 1")
            for news in heard:
                await self._take(connection, news)

    async def _take(self, connection: Connection, news: psycopg.Notify) -> None:
        if news.channel == LAYERS_CHANNEL:
            await self._read(connection)
            self._tell(Resync())
            return
        told = json.loads(news.payload)
        if news.channel == REDRAWN_CHANNEL:
            self._tell(Redrawn(told["layer"], news.payload))
            return
        if news.channel == JOBS_CHANNEL:
            self._tell(JobNews(told["who"], news.payload))
            return
        self.raise_version(told["layer"], told["version"])
        self._tell(Change(told["layer"], told["version"], news.payload))

    def _tell(self, news: News) -> None:
        for listener in tuple(self._listeners):
            listener(news)
