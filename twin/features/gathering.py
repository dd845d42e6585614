"""How the cells of a large layer are gathered and kept: the tables of them, and the statements that fill these.

Those of the present stand in a table of their own, so that what is looked at every minute never has to be picked
out from among what somebody once looked at.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
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
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import NullType

from twin.features.cells import cells_of, gathered, spots_of
from twin.features.query import Span, overlaps
from twin.features.statement import Statement
from twin.features.submission import LOCAL_TIME
from twin.features.watch import REDRAWN_CHANNEL
from twin.store.database import Pool
from twin.store.history import held_at
from twin.store.tables import STORE, column_name, feature_table, history_table
from twin.vocabulary import Layer

CROWDED = 5_000
"""More features than these in one tile are too many to draw each of them."""

FIRST_ZOOM, END_ZOOM = 8, 14
"""Cells are kept for these zooms, the end not included: whatever lies deeper is read from the features."""

MOST_THEN = 8
"""Overviews of other times that are kept; the oldest make room."""

SETTLED = timedelta(days=1)
"""So long ago, no transaction that is still open can have begun: what was held then is known for good."""

_Connection = psycopg.AsyncConnection[TupleRow]
_METADATA = MetaData()
"""A cache, made by 040_overviews.sql: no migration knows of it."""

overviews = Table(
    "overviews",
    _METADATA,
    Column("layer", Text),
    Column("state", Text),
    Column("detail_zoom", Integer),
    schema=STORE,
)
"""What is kept, by `Overview.name`."""


def _cells_table(name: str) -> Table:
    """Return a table for what `twin.features.cells.cells_of` gives, for every zoom below the layer's detail."""
    return Table(
        name,
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


_CELLS_NOW, _CELLS_THEN = _cells_table("overview_cells"), _cells_table("overview_cells_then")
_SPOTS = Table(
    "twin_spots",
    _METADATA,
    *(Column(name, BigInteger) for name in ("id", "dimension", "features")),
    *(Column(name, Double) for name in ("u", "v", "size")),
    Column("class", Integer),
)
_MAKE_SPOTS = b"CREATE TEMP TABLE twin_spots ON COMMIT DROP AS "
"""Unlike INSERT, this reads with several processes."""
_MAKE_ROWS = b"CREATE TEMP TABLE twin_rows ON COMMIT DROP AS "

_NAME = bindparam("name", type_=Text())
_FIND = Statement.of(select(overviews.c.state, overviews.c.detail_zoom).where(overviews.c.layer == _NAME))
_LOCK = b"SELECT pg_try_advisory_xact_lock(hashtext('twin overview'), hashtext(%(lock)s))"
_KEEP = (
    b"INSERT INTO city_store.overviews (layer, state, detail_zoom) VALUES (%(name)s, %(state)s, %(detail_zoom)s)"
    b" ON CONFLICT (layer) DO UPDATE SET state = EXCLUDED.state, detail_zoom = EXCLUDED.detail_zoom, built_at = now()"
)
_MAKE_ROOM = (
    b"WITH gone AS (DELETE FROM city_store.overviews WHERE layer IN (SELECT layer FROM city_store.overviews"
    b" WHERE layer LIKE '%%@%%' ORDER BY built_at DESC, layer OFFSET %(most)s) RETURNING layer)"
    b" DELETE FROM city_store.overview_cells_then WHERE layer IN (SELECT layer FROM gone)"
)
_TELL = b"SELECT pg_notify(%(channel)s, json_build_object('layer', %(layer)s::text, 'version', %(version)s::bigint)::text)"


@dataclass(frozen=True)
class Time:
    """Which city is shown: what was so on some day of `span`, as the database held it at `as_of` (None: now)."""

    span: Span
    as_of: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether what is shown can no longer change."""
        return self.as_of is not None and self.as_of < datetime.now(LOCAL_TIME) - SETTLED

    @property
    def name(self) -> str:
        held = "" if self.as_of is None else f"-{self.as_of.timestamp():.6f}"
        return f"{self.span.start:%Y%m%d}-{self.span.end:%Y%m%d}{held}"

    def values(self) -> dict[str, Any]:
        held = {} if self.as_of is None else {"as_of": self.as_of}
        return {"start": self.span.start, "end": self.span.end, **held}


@dataclass(frozen=True)
class Overview:
    """A layer's kept cells."""

    name: str
    """The layer's id, with the time where that is not now."""
    state: str
    """The layer's version and declaration, and the time, that the cells show."""
    detail_zoom: int
    """From this zoom of WebMercatorQuad on, no tile is crowded."""

    @property
    def is_of_now(self) -> bool:
        return "@" not in self.name

    @property
    def cells(self) -> Table:
        return _CELLS_NOW if self.is_of_now else _CELLS_THEN


@dataclass(frozen=True)
class Wanted:
    """An overview as it should be: of which layer (at which version), showing which time."""

    layer: Layer
    version: int
    time: Time
    name: str
    state: str


def held_rows(layer: Layer, *, past: bool) -> FromClause:
    """Return the features that stand to choice: the present ones, or those that were held at the moment `as_of`."""
    moment: BindParameter[datetime] = bindparam("as_of", type_=DateTime(timezone=True))
    return held_at(layer, moment) if past else feature_table(layer)


def lasting(rows: FromClause) -> ColumnElement[bool]:
    """Tell the rows that are so on some day from `start` to `end`."""
    return overlaps(rows, bindparam("start", type_=Date()), bindparam("end", type_=Date()))


async def find(pool: Pool, name: str) -> Overview | None:
    """Return what is kept under a name. Raises UnavailableError."""
    row = await _FIND.row(pool, name=name)
    return None if row is None else Overview(name, *row)


@lru_cache(maxsize=256)
def _difference_statement(layer: Layer, *, past: bool) -> Statement:
    now, before = feature_table(layer), history_table(layer)
    today: BindParameter[date] = bindparam("today", type_=Date())
    differs = [select(now.c.id).where(lasting(now) != overlaps(now, today, today)).exists()]
    if past:
        moment: BindParameter[datetime] = bindparam("as_of", type_=DateTime(timezone=True))
        ended = (before.c.updated_at <= moment) & (before.c.recorded_to > moment)
        differs += [
            select(now.c.id).where(now.c.updated_at > moment).exists(),
            select(before.c.id).where(ended).exists(),
        ]
    return Statement.of(select(or_(*differs)))


async def differs_from_now(pool: Pool, layer: Layer, time: Time, today: date) -> bool:
    """Tell whether another time shows anything else of a layer than the present does. Raises UnavailableError."""
    statement = _difference_statement(layer, past=time.as_of is not None)
    row = await statement.row(pool, plan_anew=True, **time.values(), today=today)
    return row is None or bool(row[0])


@lru_cache(maxsize=256)
def _spots_statement(layer: Layer, *, past: bool) -> Statement:
    """Gather a layer's spots at the deepest zoom, from which those of all others are gathered."""
    rows = held_rows(layer, past=past)
    spots = spots_of(layer, rows).where(lasting(rows)).subquery("spots")
    made = Statement.of(gathered(spots, END_ZOOM - 1))
    return Statement(_MAKE_SPOTS + made.text, made.constants)


@lru_cache(maxsize=256)
def _rows_statement(layer: Layer) -> Statement:
    """Pick out the past states that cells are drawn from, which no index finds."""
    held = held_rows(layer, past=True)
    spots = select(_SPOTS.c.id)
    made = Statement.of(select(*(held.c[name] for name in _drawn_columns(layer))).where(held.c.id.in_(spots)))
    return Statement(_MAKE_ROWS + made.text, made.constants)


def _drawn_columns(layer: Layer) -> list[str]:
    by = layer.style.by
    return ["id", "geom", *([] if by is None else [column_name(by)])]


@lru_cache(maxsize=2048)
def _cells_statement(layer: Layer, zoom: int, *, past: bool, then: bool) -> Statement:
    rows: FromClause = feature_table(layer)
    if past:
        known = {column.name: column.type for column in rows.c}
        columns = [
            Column(name, NullType() if name == "geom" else known[name]) for name in _drawn_columns(layer)
        ]
        rows = Table("twin_rows", MetaData(), *columns)
    table = _CELLS_THEN if then else _CELLS_NOW
    cells = cells_of(layer, rows, _SPOTS, zoom).subquery("cells")
    name = cast(_NAME, Text)
    named = select(name, literal(zoom, Integer), *cells.c)
    return Statement.of(insert(table).from_select([column.name for column in table.c], named))


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


async def gather(connection: _Connection, wanted: Wanted) -> Overview | None:
    """Work an overview's cells out and keep them; None where another process is doing so.

    Of other times than now the whole database works out one at a time.
    """
    cursor = connection.cursor()
    layer, then = wanted.layer, wanted.name != wanted.layer.id
    past, named = wanted.time.as_of is not None, {"name": wanted.name}
    locked = await (await cursor.execute(_LOCK, {"lock": "@" if then else layer.id})).fetchone()
    if locked is None or not locked[0]:
        return None
    await cursor.execute(b"SET LOCAL statement_timeout = '15min'; SET LOCAL work_mem = '64MB'")
    overview = Overview(wanted.name, wanted.state, await _gather_spots(cursor, layer, wanted.time))
    if past:
        rows = _rows_statement(layer)
        await cursor.execute(rows.text, {**rows.constants, **wanted.time.values()}, prepare=False)
        await cursor.execute(b"ANALYZE twin_rows")
    delete = Statement.of(overview.cells.delete().where(overview.cells.c.layer == _NAME))
    await cursor.execute(delete.text, named)
    last = min(END_ZOOM, max(layer.min_zoom, overview.detail_zoom, FIRST_ZOOM + 1))
    for zoom in range(FIRST_ZOOM, last):
        cells = _cells_statement(layer, zoom, past=past, then=then)
        await cursor.execute(cells.text, {**cells.constants, **named}, prepare=False)
    await cursor.execute(b"SELECT city_store.analyze_overviews()")
    await cursor.execute(_KEEP, {**named, "state": wanted.state, "detail_zoom": overview.detail_zoom})
    if then:
        await cursor.execute(_MAKE_ROOM, {"most": MOST_THEN})
    else:
        told = {"channel": REDRAWN_CHANNEL, "layer": layer.id, "version": wanted.version}
        await cursor.execute(_TELL, told)
    return overview


async def _gather_spots(cursor: psycopg.AsyncCursor[TupleRow], layer: Layer, time: Time) -> int:
    """Gather the deepest spots; return the zoom from which no tile is crowded."""
    spots = _spots_statement(layer, past=time.as_of is not None)
    await cursor.execute(spots.text, {**spots.constants, **time.values()}, prepare=False)
    await cursor.execute(b"ANALYZE twin_spots")
    crowds = _crowds_statement()
    counted = await (await cursor.execute(crowds.text, crowds.constants, prepare=False)).fetchall()
    return _detail_zoom(counted)
