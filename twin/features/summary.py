"""What a layer holds as a whole: how many features, where, since when."""

import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, func, literal_column, select

from twin.access import LayerThing, User, require
from twin.features.query import Box
from twin.features.statement import Statement
from twin.features.watch import Watch
from twin.store.database import Pool
from twin.store.tables import feature_table
from twin.vocabulary import Layer


@dataclass(frozen=True)
class Summary:
    """`box` is None for a layer without features; a `since` or `until` of None is open."""

    count: int
    box: Box | None
    since: date | None
    until: date | None


@lru_cache(maxsize=1024)
def _summary_statement(layer: Layer) -> Statement:
    """Take the box from the spatial index, which costs nothing, and the rest in one pass over the layer."""
    table = feature_table(layer)
    parts = (table.schema, table.name, "geom")
    names: list[ColumnElement[str]] = [literal_column(f"'{part}'") for part in parts]
    whole = (
        select(
            func.count().label("count"),
            # One row without a beginning makes the beginning of all of them unknown, and so with the end.
            func.min(table.c.valid_from).label("since"),
            func.bool_or(table.c.valid_from.is_(None)).label("always_was"),
            func.max(table.c.valid_to).label("until"),
            func.bool_or(table.c.valid_to.is_(None)).label("still_is"),
        )
        .select_from(table)
        .subquery("whole")
    )
    box = select(func.ST_EstimatedExtent(*names).label("box")).subquery("extent")
    sides = (getattr(func, name)(box.c.box) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax"))
    return Statement.of(select(*whole.c, *sides).select_from(whole.join(box, literal_column("true"))))


async def read_summary(pool: Pool, user: User, layer: Layer) -> Summary:
    """Return what the layer holds; raises UnauthenticatedError, ForbiddenError and UnavailableError."""
    require(user, "read", LayerThing(layer.id))
    row = await _summary_statement(layer).row(pool)
    if row is None or row[0] == 0:
        return Summary(0, None, None, None)
    count, since, always_was, until, still_is, *sides = row
    box = None if sides[0] is None else Box(*sides)
    return Summary(count, box, None if always_was else since, None if still_is else until)


LARGE = 100_000
"""From so many features on, a summary takes long enough (50 ms and more) to be worth keeping a while."""

LARGE_KEPT_SECONDS = 60.0


_LARGE_TABLES = Statement(
    b"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    b"WHERE n.nspname IN ('city', 'city_added') AND c.relkind = 'r' AND c.reltuples > %(count)s",
    {},
)


@dataclass(frozen=True)
class _Kept:
    layer: Layer
    version: int
    read_at: float
    summary: Summary


class Summaries:
    """Keeps each layer's summary until the layer changes; a large layer's for a minute even then."""

    def __init__(self, pool: Pool, watch: Watch) -> None:
        self.pool = pool
        self.watch = watch
        self._kept: dict[str, _Kept] = {}

    async def of(self, user: User, layer: Layer) -> Summary:
        """Return the layer's summary; raises what `read_summary` raises."""
        require(user, "read", LayerThing(layer.id))
        kept = self._kept.get(layer.id)
        if kept is not None and kept.layer is layer and self._still_holds(kept):
            return kept.summary
        version = self.watch.version_of(layer)
        summary = await read_summary(self.pool, user, layer)
        self._kept[layer.id] = _Kept(layer, version, time.monotonic(), summary)
        return summary

    async def large_layers(self, least: int) -> list[Layer]:
        """Return the layers of more features than so many, as the database guesses. Raises UnavailableError."""
        rows = await _LARGE_TABLES.rows(self.pool, count=least)
        return [layer for row in rows if (layer := self.watch.layers.get(row[0])) is not None]

    def exact_count(self, layer: Layer) -> int | None:
        """Return how many features the layer has now, where that is known without asking."""
        kept = self._kept.get(layer.id)
        current = kept is not None and self.watch.fresh and kept.version == self.watch.version_of(layer)
        return kept.summary.count if kept is not None and current else None

    def _still_holds(self, kept: _Kept) -> bool:
        if self.watch.fresh and kept.version == self.watch.version_of(kept.layer):
            return True
        return kept.summary.count > LARGE and time.monotonic() - kept.read_at < LARGE_KEPT_SECONDS
