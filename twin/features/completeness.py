"""How much of a layer is known, and from whom: counted by the database, kept until the layer changes."""

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.schema import Table

from twin.access import LayerThing, User, require
from twin.errors import TwinError
from twin.features.properties import Property, properties_of
from twin.features.statement import Statement
from twin.features.summary import Summaries
from twin.store.database import Pool
from twin.store.tables import feature_table, imports
from twin.vocabulary import UNKNOWN, Layer

MOST_SOURCES = 20
LARGE = 100_000
"""Features from which counting takes too long (0.2 s and more for a wide layer) to be waited for, or done at each change."""

LARGE_KEPT_SECONDS = 600.0
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Completeness:
    """What is known of a layer. `known` counts by property; `updated_at` is None for a layer without features."""

    features: int
    known: Mapping[str, int]
    updated_at: datetime | None
    sources: tuple[str, ...]
    licences: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What changes with any of the figures."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]

    def share(self, name: str) -> float | None:
        """Return which part of the features has a value; None where there are none to have one."""
        return self.known[name] / self.features if self.features else None


def counted(layer: Layer) -> tuple[Property, ...]:
    """Return the properties whose values are counted: the layer's own."""
    return tuple(known for known in properties_of(layer) if not known.system)


def _is_known(table: Table, known: Property) -> ColumnElement[bool]:
    column = table.c[known.column]
    if any(choice.value == UNKNOWN.value for choice in known.field.choices):
        return and_(column.is_not(None), column != UNKNOWN.value)
    return column.is_not(None)


@lru_cache(maxsize=1024)
def _counts(layer: Layer) -> Statement:
    table = feature_table(layer)
    counts = [func.count().filter(_is_known(table, known)) for known in counted(layer)]
    listed = array(counts) if counts else func.array_fill(0, array([0]))
    return Statement.of(select(func.count(), func.max(table.c.updated_at), listed).select_from(table))


@lru_cache(maxsize=1024)
def _origins(layer: Layer) -> Statement:
    """Return sources and licences: what the features themselves say, and what their imports' records do."""
    table = feature_table(layer)
    told = select(table.c.source, table.c.import_id).distinct().subquery("told")
    record = imports.alias("record")
    joined = told.outerjoin(record, record.c.id == told.c.import_id)
    said = func.coalesce(told.c.source, record.c.source)
    return Statement.of(
        select(said, record.c.licence)
        .select_from(joined)
        .where(or_(said.is_not(None), record.c.licence.is_not(None)))
        .distinct()
        .order_by(said, record.c.licence)
        .limit(MOST_SOURCES)
    )


async def read_completeness(pool: Pool, user: User, layer: Layer) -> Completeness:
    """Count what is known. Raises UnauthenticatedError, ForbiddenError and UnavailableError."""
    require(user, "read", LayerThing(layer.id))
    row = await _counts(layer).row(pool)
    features, updated_at, counts = row or (0, None, [0] * len(counted(layer)))
    origins = await _origins(layer).rows(pool) if features else []
    return Completeness(
        features=features,
        known={known.name: count for known, count in zip(counted(layer), counts, strict=True)},
        updated_at=updated_at,
        sources=tuple(dict.fromkeys(source for source, _ in origins if source)),
        licences=tuple(dict.fromkeys(licence for _, licence in origins if licence)),
    )


@dataclass(frozen=True)
class _Kept:
    layer: Layer
    version: int
    completeness: Completeness
    read_at: float = field(default_factory=time.monotonic)


class Counting:
    """Keeps what was counted until the layer changes, and a large layer's for ten minutes even then.

    One layer is counted at a time, so that the connections stay with those who ask for features and tiles. Nobody
    waits for a large layer: it is unknown until it was counted in the background, and afterwards perhaps older.
    """

    def __init__(self, summaries: Summaries) -> None:
        self._summaries = summaries
        self._watch = summaries.watch
        self._kept: dict[str, _Kept] = {}
        self._counting: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def of(self, user: User, layer: Layer) -> Completeness | None:
        """Return the layer's completeness; None while a large layer's is not known.

        Raises what `read_completeness` raises.
        """
        summary = await self._summaries.of(user, layer)
        kept = self._kept.get(layer.id)
        known = kept.completeness if kept is not None and kept.layer is layer else None
        if kept is not None and known is not None and self._holds(kept):
            return known
        if summary.count > LARGE:
            self._count_meanwhile(user, layer)
            return known
        return await self._count(user, layer)

    async def prepare(self, user: User) -> None:
        """Count the large layers before somebody asks; what cannot be counted now is counted then."""
        with contextlib.suppress(TwinError):
            for layer in await self._summaries.large_layers(LARGE):
                await self._count(user, layer)

    def _count_meanwhile(self, user: User, layer: Layer) -> None:
        async def count() -> None:
            try:
                await self._count(user, layer)
            except TwinError as error:
                _LOG.warning("what is known of %s could not be counted: %s", layer.id, error)

        if layer.id not in self._counting:
            task = asyncio.create_task(count(), name=f"twin-counting-{layer.id}")
            self._counting[layer.id] = task
            task.add_done_callback(lambda _done: self._counting.pop(layer.id, None))

    async def _count(self, user: User, layer: Layer) -> Completeness:
        async with self._turn:
            kept = self._kept.get(layer.id)
            if kept is not None and kept.layer is layer and self._holds(kept):
                return kept.completeness
            version = self._watch.version_of(layer)
            counted_now = await read_completeness(self._summaries.pool, user, layer)
            self._kept[layer.id] = _Kept(layer, version, counted_now)
            return counted_now

    def _holds(self, kept: _Kept) -> bool:
        current = self._watch.fresh and kept.version == self._watch.version_of(kept.layer)
        young = time.monotonic() - kept.read_at < LARGE_KEPT_SECONDS
        return current or (kept.completeness.features > LARGE and young)

    async def close(self) -> None:
        """Stop what is being counted."""
        for task in list(self._counting.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
