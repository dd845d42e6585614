"""Reading a layer's features: the database makes the GeoJSON, and it is handed on as it is.

A statement is built in SQLAlchemy Core once for each layer and shape of question (how many boxes, with a time
or without), then run with bound values. Pages are taken by id, so that a page that is already read does not
shift while the city changes.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int8
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Date,
    Double,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql.schema import Table

from twin.access import LayerThing, User, require
from twin.errors import NotFoundError
from twin.features.properties import Property, properties_of
from twin.features.statement import Statement
from twin.store.database import Pool
from twin.store.tables import feature_table
from twin.vocabulary import Layer

MOST_ITEMS = 10_000
WIDE_BOX = 1e-4
"""Square degrees (about 1 km2). A plan kept for any box expects to find little in it, and sorts all that it
finds; over a wide box it is three times faster to walk along the ids, which a plan made for that box knows."""

SIDES = ("west", "south", "east", "north")
COORDINATE_DIGITS = 7
"""A centimetre, in degrees: what a page of features is rounded to."""

EXACT_DIGITS = 15
"""A single feature is told as it is held, so that sending it back unchanged changes nothing."""


@dataclass(frozen=True)
class Box:
    """A box in WGS 84 degrees. `west` is over `east` where it crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def halves(self) -> tuple["Box", ...]:
        """Return the box, or its two parts on either side of the 180th meridian."""
        if self.west <= self.east:
            return (self,)
        return (Box(self.west, self.south, 180.0, self.north), Box(-180.0, self.south, self.east, self.north))

    @property
    def area(self) -> float:
        """Square degrees."""
        return sum((part.east - part.west) * (part.north - part.south) for part in self.halves())


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class Question:
    """Which features of a layer, in order of id: after the id `after`, or after so many of them."""

    limit: int
    box: Box | None = None
    span: Span | None = None
    after: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Page:
    """GeoJSON features joined by commas, in UTF-8; `next_after` where more follow."""

    features: bytes
    count: int
    next_after: int | None


def tag_of(updated_at: datetime) -> str:
    """Return the ETag of a feature that was last written then: no two of its states share a moment."""
    return f'"{int(updated_at.timestamp()) * 1_000_000 + updated_at.microsecond}"'


@dataclass(frozen=True)
class Item:
    """One GeoJSON feature in UTF-8, and when it was last written."""

    feature: bytes
    updated_at: datetime

    @property
    def tag(self) -> str:
        """The ETag of this state of the feature."""
        return tag_of(self.updated_at)


@dataclass(frozen=True)
class _Shape:
    boxes: int = 0
    timed: bool = False
    after: bool = False


def overlaps(table: FromClause, start: ColumnElement[date], end: ColumnElement[date]) -> ColumnElement[bool]:
    """Tell the rows that are so in the city on some day from `start` to `end`; `valid_to` is exclusive."""
    begins = or_(table.c.valid_from.is_(None), table.c.valid_from <= end)
    return and_(begins, or_(table.c.valid_to.is_(None), table.c.valid_to > start))


def _within(table: Table, number: int) -> ColumnElement[bool]:
    sides: list[BindParameter[float]] = [bindparam(f"{side}_{number}", type_=Double()) for side in SIDES]
    box = func.ST_MakeEnvelope(*sides, literal_column("4326"))
    geom = table.c.geom
    # What lies inside the box by its own box needs no exact test: a quarter faster than ST_Intersects alone.
    exact = or_(geom.op("@", is_comparison=True)(box), func.ST_Intersects(geom, box))
    return and_(geom.op("&&", is_comparison=True)(box), exact)


def _words(constant: str) -> ColumnElement[str]:
    """Write a constant of ours into the statement, so that it is not sent with every run."""
    return literal_column(f"'{constant}'", Text)


def _written_out(rows: FromClause, known: tuple[Property, ...]) -> ColumnElement[str]:
    """Write a row's properties one by one: slower by a tenth, but a name may be of any length."""
    members = [
        func.concat(
            literal(json.dumps(one.name) + ":", Text),
            func.coalesce(cast(func.to_json(rows.c[one.column]), Text), "null"),
        )
        for one in known
    ]
    inside = members[0]
    for member in members[1:]:
        inside = func.concat(inside, _words(","), member)
    return func.concat(_words("{"), inside, _words("}"))


def _properties(layer: Layer, rows: FromClause) -> tuple[ColumnElement[str], FromClause]:
    """Return a row's properties as the text of a JSON object, and the rows joined with what that needs."""
    known = properties_of(layer)
    if any(one.cut_as_alias for one in known):
        return _written_out(rows, known), rows
    columns = (rows.c[one.column].label(one.name) for one in known)
    carried = select(*columns).correlate(rows).lateral("carried")
    return cast(func.row_to_json(literal_column("carried")), Text), rows.join(carried, literal_column("true"))


def feature_text(layer: Layer, rows: FromClause, digits: int) -> tuple[ColumnElement[str], FromClause]:
    """Return the GeoJSON text of a row, and the rows joined with what it needs."""
    properties, joined = _properties(layer, rows)
    geometry = func.ST_AsGeoJSON(rows.c.geom, literal_column(str(digits)))
    text = func.concat(
        _words('{"type":"Feature","id":'),
        rows.c.id,
        _words(',"geometry":'),
        geometry,
        _words(',"properties":'),
        properties,
        _words("}"),
    )
    return text, joined


def _bytes(text: ColumnElement[Any]) -> ColumnElement[bytes]:
    return func.convert_to(text, _words("UTF8"))


def _chosen(layer: Layer, shape: _Shape) -> Select[Any]:
    table = feature_table(layer)
    chosen = select(table).order_by(table.c.id)
    if shape.boxes:
        chosen = chosen.where(or_(*(_within(table, number) for number in range(shape.boxes))))
    if shape.timed:
        chosen = chosen.where(
            overlaps(table, bindparam("start", type_=Date()), bindparam("end", type_=Date()))
        )
    if shape.after:
        return chosen.where(table.c.id > bindparam("after", type_=BigInteger()))
    return chosen.offset(bindparam("offset", type_=BigInteger()))


@lru_cache(maxsize=4096)
def _page_statement(layer: Layer, shape: _Shape) -> Statement:
    """One row more is taken than is shown: it tells whether a next page stands."""
    limit = bindparam("limit", type_=BigInteger())
    chosen = _chosen(layer, shape).limit(limit + literal_column("1")).subquery("chosen")
    place = func.row_number().over(order_by=chosen.c.id)
    numbered = select(chosen, place.label("twin_place")).subquery("numbered")
    text, joined = feature_text(layer, numbered, COORDINATE_DIGITS)
    shown = numbered.c.twin_place <= limit
    return Statement.of(
        select(
            _bytes(func.string_agg(text, _words(",")).filter(shown)),
            func.count().filter(shown),
            func.count(),
            func.max(numbered.c.id).filter(shown),
        ).select_from(joined)
    )


async def read_page(pool: Pool, user: User, layer: Layer, question: Question) -> Page:
    """Return one page of a layer's features.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(layer.id))
    boxes = question.box.halves() if question.box else ()
    shape = _Shape(len(boxes), question.span is not None, question.after is not None)
    values: dict[str, Any] = {"limit": Int8(question.limit)}
    for number, box in enumerate(boxes):
        values |= {f"{side}_{number}": getattr(box, side) for side in SIDES}
    if question.span is not None:
        values |= {"start": question.span.start, "end": question.span.end}
    values |= {"offset": Int8(question.offset)} if question.after is None else {"after": Int8(question.after)}
    wide = question.box is not None and question.box.area > WIDE_BOX
    row = await _page_statement(layer, shape).row(pool, plan_anew=wide, **values)
    features, shown, taken, last = row or (None, 0, 0, None)
    return Page(features or b"", shown, last if taken > shown else None)


@lru_cache(maxsize=1024)
def _item_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    chosen = select(table).where(table.c.id == bindparam("id", type_=BigInteger())).subquery("chosen")
    text, joined = feature_text(layer, chosen, EXACT_DIGITS)
    return Statement.of(select(_bytes(text), chosen.c.updated_at).select_from(joined))


def no_such_feature(layer: Layer, identifier: object) -> NotFoundError:
    """Say that a layer has no feature with this id."""
    return NotFoundError(
        vi=f"Lớp «{layer.id}» không có đối tượng «{identifier}».",
        en=f"The layer “{layer.id}” has no feature “{identifier}”.",
    )


async def read_item(pool: Pool, user: User, layer: Layer, identifier: int) -> Item:
    """Return one feature. Raises NotFoundError beside what `read_page` raises."""
    require(user, "read", LayerThing(layer.id))
    row = await _item_statement(layer).row(pool, id=Int8(identifier))
    if row is None:
        raise no_such_feature(layer, identifier)
    return Item(*row)
