"""Reads what a digest is made of: one statement a register, for whoever runs them and however."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from psycopg.rows import TupleRow
from sqlalchemy import ARRAY, ColumnElement, Date, bindparam, func, literal, select, type_coerce, union_all
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import aggregate_order_by

from twin.access import LayerThing, User, require
from twin.features.statement import Statement
from twin.layers import built_in_layers
from twin.programme.digest.composing import compose
from twin.programme.digest.records import News, Records, Row
from twin.programme.digest.value import Digest
from twin.programme.filing import Filing
from twin.programme.measures import measures
from twin.programme.measuring import measure_at
from twin.programme.moments import today
from twin.registers import registers
from twin.store.database import Connection
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

Rows = Sequence[TupleRow]
WHOLE = ("agencies", "tasks", "indicators", "models", "targets")
"""Registers that are read as they are."""
NEWS, VALUES, SOURCES = "updates", "values", "sources"
MOST_SOURCES = 5


def _register(name: str) -> Layer:
    return registers()[f"programme_{name}"]


def _fields(name: str) -> tuple[str, ...]:
    return ("key", "source", "updated_at", *(field.name for field in _register(name).all_fields))


def _select(name: str) -> Any:
    table = feature_table(_register(name))
    system = (table.c.external_id, table.c.source, table.c.updated_at)
    return select(*system, *(table.c[column_name(field.name)] for field in _register(name).all_fields))


def _day(name: str) -> ColumnElement[date]:
    return bindparam(name, type_=Date())


def _news() -> Any:
    table = feature_table(_register(NEWS))
    day, words = table.c.reported_on, table.c

    def last(column: ColumnElement[Any]) -> ColumnElement[Any]:
        known = func.array_agg(aggregate_order_by(column, day.desc(), table.c.id.desc()))
        return type_coerce(known.filter(column.is_not(None)), ARRAY(column.type))[1]

    within = func.count().filter(day >= _day("starts_on"))
    asked = (words.task, func.max(day), last(words.text), last(words.status), last(words.percent), within)
    return select(*asked).where(day <= _day("day")).group_by(words.task)


def _values() -> Any:
    table = feature_table(_register(VALUES))
    return _select(VALUES).where(table.c.as_of <= _day("day")).order_by(table.c.as_of, table.c.id)


def _sources() -> Any:
    """Ask which sources the features of each measured layer name, and what was reported."""
    layers = dict.fromkeys(measure.layer for measure in measures().values())
    tables = [(layer, feature_table(built_in_layers()[layer])) for layer in layers]
    tables += [(_register(name).id, feature_table(_register(name))) for name in (NEWS, VALUES)]
    return union_all(
        *(
            select(literal(layer, SqlText()), table.c.source).where(table.c.source.is_not(None)).distinct()
            for layer, table in tables
        )
    )


@cache
def questions() -> Mapping[str, Statement]:
    """Return the statements; they take `day` and `starts_on`, the last and the first of the period."""
    asked = {name: _select(name).order_by(feature_table(_register(name)).c.id) for name in WHOLE}
    asked |= {NEWS: _news(), VALUES: _values(), SOURCES: _sources()}
    return {name: Statement.of(clause) for name, clause in asked.items()}


def require_reading(user: User) -> None:
    """Raise UnauthenticatedError or ForbiddenError where the user may not read the programme."""
    for register in registers():
        require(user, "read", LayerThing(register))


def _as_rows(name: str, rows: Rows) -> list[Row]:
    return [dict(zip(_fields(name), row, strict=True)) for row in rows]


def gather(answers: Mapping[str, Rows]) -> Records:
    """Make records of what the statements of `questions` found."""
    sources: dict[str, list[str]] = {}
    for layer, source in answers[SOURCES]:
        sources.setdefault(layer, []).append(source)
    return Records(
        **{name: _as_rows(name, answers[name]) for name in WHOLE},
        values=_as_rows(VALUES, answers[VALUES]),
        news={task: News(*rest) for task, *rest in answers[NEWS]},
        layer_sources={layer: sorted(found)[:MOST_SOURCES] for layer, found in sources.items()},
    )


def parameters_of(filing: Filing, day: date) -> dict[str, date]:
    """Return what the statements take."""
    return {"day": day, "starts_on": filing.starts_on}


def read_digest(connection: Connection, user: User, filing: Filing, day: date | None = None) -> Digest:
    """Read, measure and compose the programme on a day: the last of the period, or today while that goes on.

    Raises BadInputError where it has not begun, UnauthenticatedError and ForbiddenError.
    """
    require_reading(user)
    day = day or filing.as_of(today())
    given = parameters_of(filing, day)
    answers: dict[str, Rows] = {}
    for name, asked in questions().items():
        answers[name] = connection.execute(asked.text, {**asked.constants, **given}).fetchall()
    measured = measure_at(connection, user, day)
    return compose(gather(answers), filing, day, measured, now=day == today())
