"""Which rows of a layer a question is about, as SQLAlchemy: built once for each shape of question.

A shape is what a question is without its values, so that a statement is compiled, and planned by the database,
once for all questions that are alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.types.numeric import Int8
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from twin.features.areas import SIDES
from twin.features.cql2 import Shape as FilterShape
from twin.features.cql2 import condition
from twin.features.question import Order, Question
from twin.features.statement import constant
from twin.features.words import is_short, pattern_of, stands_in
from twin.store.history import held_at
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer


@dataclass(frozen=True)
class Shape:
    """A question without its values.

    `areas`: the system of each (None: WGS 84); `words`: which are short; `after`: which keys are unknown.
    """

    areas: tuple[int | None, ...] = ()
    timed: bool = False
    filter: FilterShape | None = None
    words: tuple[bool, ...] = ()
    past: bool = False
    order: tuple[Order, ...] = ()
    after: tuple[bool, ...] | None = None


def shape_of(question: Question) -> Shape:
    """Return what is left of a question when its values are taken away."""
    after = question.after
    return Shape(
        areas=tuple([area.srid for area in question.areas]),
        timed=question.span is not None,
        filter=None if question.filter is None else question.filter.shape,
        words=tuple([is_short(word) for word in question.words]),
        past=question.held_at is not None,
        order=question.order,
        after=None if after is None else tuple([key is None for key in after.keys]),
    )


def values_of(question: Question) -> dict[str, Any]:
    """Return the values that go with the question's shape."""
    values: dict[str, Any] = {}
    for number, area in enumerate(question.areas):
        box = area.box
        values |= {
            f"west_{number}": box.west,
            f"south_{number}": box.south,
            f"east_{number}": box.east,
            f"north_{number}": box.north,
        }
        if area.sides is not None:
            values |= {f"{side}_{number}_exact": value for side, value in zip(SIDES, area.sides, strict=True)}
    if question.span is not None:
        values |= {"start": question.span.start, "end": question.span.end}
    if question.filter is not None:
        values |= question.filter.bound()
    values |= {f"word_{number}": word for number, word in enumerate(question.words)}
    if question.held_at is not None:
        values["held_at"] = question.held_at
    return values


def place_of(question: Question) -> dict[str, Any]:
    """Return the values that say where the page begins."""
    if question.after is None:
        return {"offset": Int8(question.offset)}
    known = {f"after_{number}": key for number, key in enumerate(question.after.keys) if key is not None}
    return {"after": Int8(question.after.id), **known}


def source_of(layer: Layer, shape: Shape) -> FromClause:
    """Return the rows that stand to choice: the layer's, or those that were held at a moment."""
    if not shape.past:
        return feature_table(layer)
    return held_at(layer, bindparam("held_at", type_=DateTime(timezone=True)))


def overlaps(table: FromClause, start: ColumnElement[date], end: ColumnElement[date]) -> ColumnElement[bool]:
    """Tell the rows that are so in the city on some day from `start` to `end`; `valid_to` is exclusive."""
    begins = or_(table.c.valid_from.is_(None), table.c.valid_from <= end)
    return and_(begins, or_(table.c.valid_to.is_(None), table.c.valid_to > start))


def _envelope(number: int, srid: int, suffix: str = "") -> ColumnElement[Any]:
    sides: list[BindParameter[float]] = [
        bindparam(f"{side}_{number}{suffix}", type_=Double()) for side in SIDES
    ]
    box: ColumnElement[Any] = func.ST_MakeEnvelope(*sides, literal_column(str(srid)))
    return box


def _within(rows: FromClause, number: int, srid: int | None) -> ColumnElement[bool]:
    box, geom = _envelope(number, 4326), rows.c.geom
    touches = geom.op("&&", is_comparison=True)(box)
    if srid is not None:
        moved = func.ST_Transform(geom, literal_column(str(srid)))
        return and_(touches, func.ST_Intersects(moved, _envelope(number, srid, "_exact")))
    # What lies inside the box by its own box needs no exact test: a quarter faster than ST_Intersects alone.
    return and_(touches, or_(geom.op("@", is_comparison=True)(box), func.ST_Intersects(geom, box)))


def _searched(layer: Layer, rows: FromClause) -> ColumnElement[str]:
    """Return the folded text that `q` looks in: all texts of the layer's own.

    Where that is only the title, it is the very expression that the search index stands on.
    """
    columns = [rows.c[column_name(field.name)] for field in layer.all_fields if field.kind == "text"]
    if not columns:
        return constant("")
    joined = columns[0] if len(columns) == 1 else func.concat_ws(constant(" "), *columns)
    return func.city_store.fold(joined)


def _conditions(layer: Layer, shape: Shape, rows: FromClause) -> Iterator[ColumnElement[bool]]:
    if shape.areas:
        yield or_(*(_within(rows, number, srid) for number, srid in enumerate(shape.areas)))
    if shape.timed:
        yield overlaps(rows, bindparam("start", type_=Date()), bindparam("end", type_=Date()))
    if shape.filter is not None:
        yield condition(shape.filter, layer, rows)
    for number, short in enumerate(shape.words):
        word = func.city_store.fold(bindparam(f"word_{number}", type_=Text()))
        yield stands_in(_searched(layer, rows), pattern_of(word), short=short)


def chosen(layer: Layer, shape: Shape) -> Select[Any]:
    """Select every column of the rows that are asked for, in no order."""
    rows = source_of(layer, shape)
    return select(*rows.c).where(*_conditions(layer, shape, rows))


def _beyond(rows: FromClause, shape: Shape) -> ColumnElement[bool]:
    """Tell the rows that come after a place in the order."""
    further: ColumnElement[bool] = rows.c.id > bindparam("after", type_=BigInteger())
    unknowns = shape.after or ()
    for number, (key, unknown) in reversed(list(enumerate(zip(shape.order, unknowns, strict=True)))):
        column = rows.c[key.column]
        if unknown:
            further = and_(column.is_(None), further)
            continue
        last = cast(bindparam(f"after_{number}", type_=Text()), column.type)
        beyond = column < last if key.descending else column > last
        further = or_(beyond, column.is_(None), and_(column == last, further))
    return further


def _keys(rows: FromClause, order: tuple[Order, ...]) -> Iterator[ColumnElement[Any]]:
    for key in order:
        column = rows.c[key.column]
        yield (column.desc() if key.descending else column.asc()).nulls_last()
    yield rows.c.id


def ordered(layer: Layer, shape: Shape) -> Select[Any]:
    """Select the rows that are asked for, in order, from where the page begins."""
    rows = source_of(layer, shape)
    found = select(*rows.c).where(*_conditions(layer, shape, rows)).order_by(*_keys(rows, shape.order))
    if shape.after is not None:
        return found.where(_beyond(rows, shape))
    return found.offset(bindparam("offset", type_=BigInteger()))
