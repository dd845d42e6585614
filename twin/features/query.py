"""Reading a layer's features: the database writes the answer, and it is handed on as it is.

A statement is built in SQLAlchemy Core once for each layer, shape of question and way of telling, then run with
bound values. Pages are taken by the keys of their order, so that a page that is already read does not shift
while the city changes.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int8
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)

from twin.access import LayerThing, User, require
from twin.errors import NotFoundError
from twin.features.areas import SIDES, Box
from twin.features.cql2 import computed
from twin.features.crs import DEGREE_DIGITS as COORDINATE_DIGITS
from twin.features.question import EXACT, MOST_ITEMS, PLAIN, Place, Question, Span, Telling
from twin.features.rows import Shape, chosen, ordered, overlaps, place_of, shape_of, source_of, values_of
from twin.features.statement import Statement, constant
from twin.features.telling import row_text
from twin.store.database import Pool
from twin.vocabulary import Layer

__all__ = [
    "COORDINATE_DIGITS",
    "MOST_ITEMS",
    "SIDES",
    "Box",
    "Item",
    "Page",
    "Question",
    "Span",
    "count_items",
    "no_such_feature",
    "overlaps",
    "read_item",
    "read_page",
    "tag_of",
]

WIDE_BOX = 1e-4
"""Square degrees (about 1 km2). A plan kept for any box expects to find little in it, and sorts all that it
finds; over a wide box it is three times faster to walk along the ids, which a plan made for that box knows."""

COMMON_SIZE = 50
"""Parts of a filter that many would write; a statement for a longer one is not kept."""


@dataclass(frozen=True)
class Page:
    """Features in UTF-8 as the form joins them (GeoJSON: by commas); `next_place` where more follow."""

    features: bytes
    count: int
    next_place: Place | None


def tag_of(updated_at: datetime) -> str:
    """Return the ETag of a feature that was last written then: no two of its states share a moment."""
    return f'"{int(updated_at.timestamp()) * 1_000_000 + updated_at.microsecond}"'


@dataclass(frozen=True)
class Item:
    """One feature in UTF-8, and when it was last written."""

    feature: bytes
    updated_at: datetime

    @property
    def tag(self) -> str:
        """The ETag of this state of the feature."""
        return tag_of(self.updated_at)


def _bytes(text: ColumnElement[Any]) -> ColumnElement[bytes]:
    return func.convert_to(text, constant("UTF8"))


def _limit() -> ColumnElement[int]:
    return bindparam("limit", type_=BigInteger())


@lru_cache(maxsize=4096)
def _page_statement(layer: Layer, shape: Shape, telling: Telling) -> Statement:
    """One row more is taken than is shown: it tells whether a next page stands."""
    limit = _limit()
    taken = ordered(layer, shape).limit(limit + literal_column("1")).subquery("taken")
    numbered = select(taken, func.row_number().over().label("twin_place")).subquery("numbered")
    text, joined = row_text(layer, numbered, telling)
    place = numbered.c.twin_place
    shown, last = place <= limit, place == limit
    keys = (func.max(cast(numbered.c[key.column], Text)).filter(last) for key in shape.order)
    joint = constant("" if telling.form == "csv" else ",")
    return Statement.of(
        select(
            _bytes(func.string_agg(text, joint).filter(shown)),
            func.count().filter(shown),
            func.count(),
            func.max(numbered.c.id).filter(last),
            *keys,
        ).select_from(joined)
    )


def _is_rare(question: Question) -> bool:
    return question.filter is not None and question.filter.shape.size > COMMON_SIZE


def _needs_own_plan(question: Question) -> bool:
    """Tell a question that a plan for all of its kind would serve badly, or that nobody will ask again."""
    filtered = question.filter.extent if question.filter else 0.0
    return _is_rare(question) or sum(area.box.area for area in question.areas) + filtered > WIDE_BOX


async def read_page(
    pool: Pool, user: User, layer: Layer, question: Question, telling: Telling = PLAIN
) -> Page:
    """Return one page of a layer's features.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(layer.id))
    values = {**values_of(question), **place_of(question), "limit": Int8(question.limit)}
    make = _page_statement.__wrapped__ if _is_rare(question) else _page_statement
    statement = make(layer, shape_of(question), telling)
    with computed(question.filter):
        row = await statement.row(pool, plan_anew=_needs_own_plan(question), **values)
    features, shown, taken, last, *keys = row or (None, 0, 0, None)
    return Page(features or b"", shown, Place(tuple(keys), last) if taken > shown else None)


@lru_cache(maxsize=1024)
def _count_statement(layer: Layer, shape: Shape) -> Statement:
    found = chosen(layer, shape).subquery("found")
    return Statement.of(select(func.count()).select_from(found))


async def count_items(pool: Pool, user: User, layer: Layer, question: Question) -> int:
    """Return how many features match, whatever the page; raises what `read_page` does."""
    require(user, "read", LayerThing(layer.id))
    shape = Shape(**{**vars(shape_of(question)), "order": (), "after": None})
    make = _count_statement.__wrapped__ if _is_rare(question) else _count_statement
    statement, values = make(layer, shape), values_of(question)
    with computed(question.filter):
        row = await statement.row(pool, plan_anew=_needs_own_plan(question), **values)
    return int(row[0]) if row else 0


@lru_cache(maxsize=1024)
def _item_statement(layer: Layer, telling: Telling, *, past: bool) -> Statement:
    rows = source_of(layer, Shape(past=past))
    found = select(*rows.c).where(rows.c.id == bindparam("id", type_=BigInteger())).subquery("found")
    text, joined = row_text(layer, found, telling)
    return Statement.of(select(_bytes(text), found.c.updated_at).select_from(joined))


def no_such_feature(layer: Layer, identifier: object) -> NotFoundError:
    """Say that a layer has no feature with this id."""
    return NotFoundError(
        vi=f"Lớp «{layer.id}» không có đối tượng «{identifier}».",
        en=f"The layer “{layer.id}” has no feature “{identifier}”.",
    )


async def read_item(  # noqa: PLR0913, PLR0917 - who asks whom for what, and how it is told
    pool: Pool,
    user: User,
    layer: Layer,
    identifier: int,
    telling: Telling = EXACT,
    held_at: datetime | None = None,
) -> Item:
    """Return one feature, as it is or as it was held. Raises NotFoundError beside what `read_page` raises."""
    require(user, "read", LayerThing(layer.id))
    when: dict[str, Any] = {} if held_at is None else {"held_at": held_at}
    statement = _item_statement(layer, telling, past=held_at is not None)
    row = await statement.row(pool, id=Int8(identifier), **when)
    if row is None:
        raise no_such_feature(layer, identifier)
    return Item(*row)
