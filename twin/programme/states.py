"""What the database held of a layer at several moments, read once.

A state counts on a day when the database held it at the day's end (record time) and when it says that the thing
was there on that day (valid time).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import BigInteger, ColumnElement, DateTime, bindparam, extract, select
from sqlalchemy import cast as as_type

from twin.access import LayerThing, User, require
from twin.analysis.moments import AFTER_ALL, BEFORE_ALL, Ticks, held_at
from twin.analysis.projection import METRIC_SRID, Shapes, to_metres
from twin.features.statement import Statement
from twin.programme.moments import Moments, tick_of
from twin.store.database import Connection
from twin.store.history import first_record, held_between
from twin.store.tables import column_name
from twin.vocabulary import SYSTEM_FIELDS, Layer

EVIDENCE = ("external_id", "source", "import_id", "updated_at", "updated_by")
"""Who said so, from which file, and when."""
_SYSTEM = frozenset(field.name for field in SYSTEM_FIELDS)


@dataclass(frozen=True)
class Wanted:
    """What is to be read of a layer: fields (its own and the system's), and whether shapes are needed."""

    layer: Layer
    fields: tuple[str, ...]
    shapes: bool


@dataclass(frozen=True)
class States:
    """States of one layer, a row each, in order of feature and time.

    `here` says for each row whether it is what the layer held on each day. `shapes` are the distinct shapes in
    metres and `shape_of` the number of each row's, -1 where it has none or none were read. `recorded` says for each
    day whether the layer had been written at all by then.
    """

    layer: Layer
    moments: Moments
    ids: NDArray[np.int64]
    values: Mapping[str, NDArray[np.object_]]
    here: NDArray[np.bool_]
    recorded: NDArray[np.bool_]
    shapes: Shapes
    shape_of: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """Metres of each row's shape; of points and areas 0."""
        lines = shapely.get_dimensions(self.shapes) == 1
        measured = np.append(np.where(lines, shapely.length(self.shapes), 0.0), 0.0)
        found: NDArray[np.float64] = measured[self.shape_of]
        return found


def read_states(
    connection: Connection, user: User, wanted: Wanted, moments: Moments, srid: int = METRIC_SRID
) -> States:
    """Read every state that the layer was in on any of the days.

    Raises UnauthenticatedError and ForbiddenError.
    """
    require(user, "read", LayerThing(wanted.layer.id))
    rows = _run(connection, _statement(wanted), first=moments.first, last=moments.last)
    columns = _columns(rows, 5 + wanted.shapes + len(wanted.fields))
    ids, begins, ends, *valid = columns[:5]
    here = held_at(_ticks(begins), _ticks(ends, AFTER_ALL), moments.ticks)
    here &= held_at(_ordinals(valid[0], BEFORE_ALL), _ordinals(valid[1], AFTER_ALL), moments.ordinals)
    shapes, shape_of = _distinct(columns[5] if wanted.shapes else np.full(len(rows), None))
    return States(
        layer=wanted.layer,
        moments=moments,
        ids=_ticks(ids),
        values=dict(zip(wanted.fields, columns[5 + wanted.shapes :], strict=True)),
        here=here,
        recorded=_recorded(connection, wanted.layer, moments, here),
        shapes=to_metres(shapes, srid),
        shape_of=shape_of,
    )


def _tick(column: ColumnElement[Any]) -> ColumnElement[int]:
    return as_type(extract("epoch", column) * 1_000_000, BigInteger)


@lru_cache(maxsize=1024)
def _statement(wanted: Wanted) -> Statement:
    moment = DateTime(timezone=True)
    held = held_between(wanted.layer, bindparam("first", type_=moment), bindparam("last", type_=moment))
    names = [name if name in _SYSTEM else column_name(name) for name in wanted.fields]
    shape = [held.c.geom] if wanted.shapes else []
    return Statement.of(
        select(
            held.c.id,
            _tick(held.c.updated_at),
            _tick(held.c.recorded_to),
            held.c.valid_from,
            held.c.valid_to,
            *shape,
            *(held.c[name] for name in names),
        ).order_by(held.c.id, held.c.updated_at, held.c.recorded_to)
    )


@lru_cache(maxsize=1024)
def _first_record(layer: Layer) -> Statement:
    return Statement.of(first_record(layer))


def _run(connection: Connection, statement: Statement, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor(binary=True) as cursor:
        return cursor.execute(statement.text, {**statement.constants, **values}).fetchall()


def _recorded(
    connection: Connection, layer: Layer, moments: Moments, here: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.asarray(here.any(axis=0))
    if found.all():
        return found
    ((first,),) = _run(connection, _first_record(layer))
    return found if first is None else np.asarray(moments.ticks >= tick_of(first))


def _columns(rows: list[tuple[Any, ...]], width: int) -> list[NDArray[np.object_]]:
    found = np.empty((width, len(rows)), dtype=np.object_)
    for number, values in enumerate(zip(*rows, strict=True)):
        found[number] = values
    return list(found)


def _ticks(values: Iterable[int | None], missing: int = 0) -> Ticks:
    return np.array([missing if value is None else value for value in values], dtype=np.int64)


def _ordinals(days: Iterable[date | None], missing: int) -> Ticks:
    return _ticks((day.toordinal() if day else None for day in days), missing)


def _distinct(written: NDArray[np.object_]) -> tuple[Shapes, NDArray[np.intp]]:
    """Return each shape once (a change of an attribute leaves it as it was), and the number of each row's."""
    numbers: dict[bytes, int] = {}
    shape_of = [-1 if known is None else numbers.setdefault(known, len(numbers)) for known in written]
    shapes = shapely.from_wkb(np.array([*numbers, None], dtype=np.object_))
    return shapes[:-1], np.array(shape_of, dtype=np.intp)
