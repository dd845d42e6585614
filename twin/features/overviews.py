"""The overviews of large layers: their cells for every low zoom, worked out in the background and kept in a table.

A small layer's cells are worked out with each tile, and are as new as the layer. A large layer's are kept; a tile
that finds them older than the layer is drawn from them all the same and has them made anew, so that no edit ever
waits, and no tile but the first.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import NullType

from twin.access import User
from twin.errors import TwinError
from twin.features.catalogue import digest_of
from twin.features.cells import cells_of, gathered, spots_of
from twin.features.query import overlaps
from twin.features.statement import Statement
from twin.features.summary import Summaries
from twin.store.database import Pool
from twin.store.tables import STORE, feature_table
from twin.vocabulary import Layer

LARGE = 10_000
"""A layer of more features than these has its overview kept."""

CROWDED = 5_000
"""More features than these in one tile are too many to draw each of them."""

FIRST_ZOOM, END_ZOOM = 8, 14
"""Cells are kept for these zooms, the end not included: whatever lies deeper is read from the features."""

REST = 4.0
"""An overview that took a second to make is left alone for so many, however often its layer changes."""

ASK_SECONDS = 1.0
"""How often it is looked up whether another process has made a newer one."""

_LOG = logging.getLogger(__name__)
_Connection = psycopg.AsyncConnection[TupleRow]
_LARGE_TABLES = Statement(
    b"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    b"WHERE n.nspname IN ('city', 'city_added') AND c.relkind = 'r' AND c.reltuples > %(count)s",
    {},
)
_METADATA = MetaData()
"""A cache, made by 040_overviews.sql: no migration knows of it."""

_OVERVIEWS = Table(
    "overviews",
    _METADATA,
    Column("layer", Text),
    Column("state", Text),
    Column("detail_zoom", Integer),
    schema=STORE,
)
overview_cells = Table(
    "overview_cells",
    _METADATA,
    Column("layer", Text),
    Column("zoom", Integer),
    Column("features", BigInteger),
    Column("feature_id", BigInteger),
    Column("reaching", Boolean),
    Column("properties", JSONB),
    Column("geom", NullType()),
    schema=STORE,
)
"""What `twin.features.cells.cells_of` gives, for every large layer and every zoom below its detail."""

_SPOTS = Table(
    "twin_spots",
    _METADATA,
    *(Column(name, BigInteger) for name in ("id", "dimension", "features")),
    *(Column(name, Double) for name in ("u", "v", "size")),
    Column("class", Integer),
)
_MAKE_SPOTS = b"CREATE TEMP TABLE twin_spots ON COMMIT DROP AS "
"""Unlike INSERT, this reads with several processes."""

_LAYER = bindparam("layer", type_=Text())
_FIND = Statement.of(select(_OVERVIEWS.c.state, _OVERVIEWS.c.detail_zoom).where(_OVERVIEWS.c.layer == _LAYER))
_LOCK = b"SELECT pg_try_advisory_xact_lock(hashtext('twin overview'), hashtext(%(layer)s))"
_KEEP = (
    b"INSERT INTO city_store.overviews (layer, state, detail_zoom) VALUES (%(layer)s, %(state)s, %(detail_zoom)s)"
    b" ON CONFLICT (layer) DO UPDATE SET state = EXCLUDED.state, detail_zoom = EXCLUDED.detail_zoom, built_at = now()"
)


@dataclass(frozen=True)
class Overview:
    """One layer's kept cells. `state` names the layer's version and declaration and the day that they show."""

    state: str
    detail_zoom: int
    """From this zoom of WebMercatorQuad on, no tile is crowded."""


@lru_cache(maxsize=256)
def _spots_statement(layer: Layer) -> Statement:
    """Gather a layer's spots at the deepest zoom, from which those of all others are gathered."""
    table, day = feature_table(layer), bindparam("day", type_=Date())
    spots = spots_of(layer, table).where(overlaps(table, day, day)).subquery("spots")
    made = Statement.of(gathered(spots, END_ZOOM - 1))
    return Statement(_MAKE_SPOTS + made.text, made.constants)


@lru_cache(maxsize=2048)
def _cells_statement(layer: Layer, zoom: int) -> Statement:
    cells = cells_of(layer, feature_table(layer), _SPOTS, zoom).subquery("cells")
    named = select(literal(layer.id, Text), literal_column(str(zoom), Integer), *cells.c)
    return Statement.of(
        insert(overview_cells).from_select([column.name for column in overview_cells.c], named)
    )


def _crowds_statement() -> Statement:
    side = literal_column(str(1 << (END_ZOOM - 1)), Double)
    column, row = (cast(func.floor(_SPOTS.c[name] * side), Integer).label(name) for name in ("u", "v"))
    return Statement.of(
        select(column, row, cast(func.sum(_SPOTS.c.features), BigInteger)).group_by(column, row)
    )


def _detail_zoom(crowds: list[TupleRow]) -> int:
    """Return the first zoom at which no tile is crowded; `crowds` counts the features of the deepest tiles."""
    for zoom in range(FIRST_ZOOM, END_ZOOM):
        tiles: Counter[tuple[int, int]] = Counter()
        for column, row, count in crowds:
            shift = END_ZOOM - 1 - zoom
            tiles[column >> shift, row >> shift] += count
        if max(tiles.values(), default=0) <= CROWDED:
            return zoom
    return END_ZOOM


async def _make(connection: _Connection, layer: Layer, state: str, day: date) -> Overview | None:
    """Work a layer's cells out and keep them; None where another process is doing so."""
    cursor = connection.cursor()
    named = {"layer": layer.id}
    locked = await (await cursor.execute(_LOCK, named)).fetchone()
    if locked is None or not locked[0]:
        return None
    await cursor.execute(b"SET LOCAL statement_timeout = '15min'; SET LOCAL work_mem = '64MB'")
    spots = _spots_statement(layer)
    await cursor.execute(spots.text, {**spots.constants, "day": day}, prepare=False)
    await cursor.execute(b"ANALYZE twin_spots")
    crowds = _crowds_statement()
    counted = await (await cursor.execute(crowds.text, crowds.constants, prepare=False)).fetchall()
    overview = Overview(state, _detail_zoom(counted))
    await cursor.execute(b"DELETE FROM city_store.overview_cells WHERE layer = %(layer)s", named)
    for zoom in range(FIRST_ZOOM, min(END_ZOOM, max(layer.min_zoom, overview.detail_zoom, FIRST_ZOOM + 1))):
        cells = _cells_statement(layer, zoom)
        await cursor.execute(cells.text, cells.constants, prepare=False)
    await cursor.execute(b"SELECT city_store.analyze_overviews()")
    await cursor.execute(_KEEP, {**named, "state": state, "detail_zoom": overview.detail_zoom})
    return overview


class Overviews:
    """What one process knows of the overviews, and what it does to keep them new."""

    def __init__(self, summaries: Summaries) -> None:
        self._pool: Pool = summaries.pool
        self._watch = summaries.watch
        self._summaries = summaries
        self._kept: dict[str, Overview] = {}
        self._asked: dict[str, float] = {}
        self._rested: dict[str, float] = {}
        self._making: dict[str, asyncio.Task[None]] = {}

    def state_of(self, layer: Layer, day: date) -> str:
        """Name what an overview shows that is as new as the layer."""
        return f"{self._watch.version_of(layer)}-{digest_of(layer)}-{day:%Y%m%d}"

    async def of(self, user: User, layer: Layer, day: date) -> Overview | None:
        """Return a large layer's overview, perhaps an older one; None where cells are to be worked out anew.

        Raises UnauthenticatedError, ForbiddenError and UnavailableError.
        """
        if (await self._summaries.of(user, layer)).count <= LARGE:
            return None
        wanted = self.state_of(layer, day)
        known = self._kept.get(layer.id)
        if known is None or known.state != wanted:
            known = await self._look_up(layer)
        if known is not None and known.state == wanted:
            return known
        task = self._refresh(layer, wanted, day)
        if known is None and task is not None:
            await asyncio.shield(task)
            known = self._kept.get(layer.id)
        return known

    async def _look_up(self, layer: Layer) -> Overview | None:
        now = time.monotonic()
        if now >= self._asked.get(layer.id, 0.0):
            self._asked[layer.id] = now + ASK_SECONDS
            row = await _FIND.row(self._pool, layer=layer.id)
            if row is not None:
                self._kept[layer.id] = Overview(*row)
        return self._kept.get(layer.id)

    async def prepare(self, user: User, day: date) -> None:
        """Make what large layers look like from afar before somebody asks; what cannot be made now is made then."""
        with contextlib.suppress(TwinError):
            for row in await _LARGE_TABLES.rows(self._pool, count=LARGE):
                layer = self._watch.layers.get(row[0])
                if layer is not None:
                    await self.of(user, layer, day)

    def _refresh(self, layer: Layer, state: str, day: date) -> asyncio.Task[None] | None:
        """Begin to make the overview anew, unless that is being done or was done a moment ago."""
        task = self._making.get(layer.id)
        if task is None and self._watch.fresh and time.monotonic() >= self._rested.get(layer.id, 0.0):
            task = asyncio.create_task(self._remake(layer, state, day), name=f"twin-overview-{layer.id}")
            self._making[layer.id] = task
            task.add_done_callback(lambda _done: self._making.pop(layer.id, None))
        return task

    async def _remake(self, layer: Layer, state: str, day: date) -> None:
        begun = time.monotonic()
        try:
            async with self._pool.connection() as connection, connection.transaction():
                made = await _make(connection, layer, state, day)
        except psycopg.Error as error:
            _LOG.warning("the overview of %s could not be made: %s", layer.id, error)
            made = None
        if made is not None:
            self._kept[layer.id] = made
        ended = time.monotonic()
        self._rested[layer.id] = ended + max(ASK_SECONDS, REST * (ended - begun))

    async def close(self) -> None:
        """Stop what is being made."""
        for task in list(self._making.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
