"""Finding features by name, over all layers at once.

Case, marks and the two ways of placing a tone are folded by the database (`city_store.fold`), with which its
trigram indexes are built too: `Hoà`, `Hòa` and `hoa` are one. Every word asked for must stand in the name, in
any order, as `twin.features.words` says.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int8
from pydantic import JsonValue
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from twin.access import LayerThing, User, may
from twin.features.crs import DEGREE_DIGITS
from twin.features.statement import Statement
from twin.features.words import is_short, once, pattern_of, stands_in, starts, starts_word, words_of
from twin.store.database import Pool
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer

MOST_RESULTS = 50
MOST_CANDIDATES = 2_000
"""Of one layer; so many are ranked. Only a name that is nearly everybody's has more."""

Shape = tuple[bool, ...]
"""For each word, whether it is a short one."""


@dataclass(frozen=True)
class Match:
    """A feature that was found: where to fly to, and its box, in WGS 84 degrees."""

    layer: Layer
    id: int
    title: str
    longitude: float
    latitude: float
    box: tuple[float, float, float, float]

    def as_feature(self) -> dict[str, JsonValue]:
        """Return the match as GeoJSON."""
        kind = self.layer.title
        return {
            "type": "Feature",
            "id": f"{self.layer.id}.{self.id}",
            "geometry": {"type": "Point", "coordinates": [self.longitude, self.latitude]},
            "bbox": list(self.box),
            "properties": {
                "layer": self.layer.id,
                "feature_id": self.id,
                "title": self.title,
                "subtitle": {"vi": kind.vi, "en": kind.en},
            },
        }


def _asked(words: int) -> CTE:
    """Fold what is asked once, and not for each row: a plan that is kept knows no constants."""
    names = ["asked", *(f"word_{place}" for place in range(words))]
    folded = [func.city_store.fold(bindparam(name, type_=Text())) for name in names]
    patterns = [pattern_of(text).label(name) for name, text in zip(names, folded, strict=True)]
    return select(folded[0].label("folded"), *patterns).cte("question").prefix_with("MATERIALIZED")


def _rank(title: ColumnElement[str], question: CTE) -> ColumnElement[float]:
    """Whole name, then its beginning, then the beginning of a word, then anywhere; and the likest first."""
    pattern = question.c.asked
    whole = title == once(question.c.folded)
    place = case((whole, 4), (starts(title, pattern), 3), (starts_word(title, pattern), 2), else_=0)
    return place + func.similarity(title, once(question.c.folded))


def _candidates(layer: Layer, title_field: str, question: CTE, shape: Shape) -> Subquery:
    table = feature_table(layer)
    title = table.c[column_name(title_field)]
    folded = func.city_store.fold(title)
    chosen = select(table.c.id, title.label("title"), folded.label("folded"), table.c.geom)
    for place, short in enumerate(shape):
        chosen = chosen.where(stands_in(folded, question.c[f"word_{place}"], short=short))
    chosen = chosen.where(or_(table.c.valid_to.is_(None), table.c.valid_to > func.current_date()))
    return chosen.limit(MOST_CANDIDATES).subquery("candidate")


def _branch(layer: Layer, number: int, question: CTE, shape: Shape) -> Select[Any]:
    candidate = _candidates(layer, layer.title_field or "", question, shape)
    rank = _rank(candidate.c.folded, question).label("rank")
    likest = (
        select(candidate.c.id, candidate.c.title, rank, candidate.c.geom)
        .order_by(rank.desc(), func.length(candidate.c.title), candidate.c.id)
        .limit(bindparam("limit", type_=BigInteger()))
        .subquery(f"likest_{number}")
    )
    return select(literal_column(str(number)).label("layer"), *likest.c)


@lru_cache(maxsize=256)
def _search_statement(layers: tuple[Layer, ...], shape: Shape) -> Statement:
    question = _asked(len(shape))
    found = union_all(
        *(_branch(layer, number, question, shape) for number, layer in enumerate(layers))
    ).subquery("found")
    order = (found.c.rank.desc(), func.length(found.c.title), found.c.layer, found.c.id)
    best = select(found).order_by(*order).limit(bindparam("limit", type_=BigInteger())).subquery("best")
    point = func.ST_PointOnSurface(best.c.geom)
    sides = (getattr(func, name)(best.c.geom) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax"))
    shown = select(best.c.layer, best.c.id, best.c.title, func.ST_X(point), func.ST_Y(point), *sides)
    return Statement.of(
        shown.order_by(best.c.rank.desc(), func.length(best.c.title), best.c.layer, best.c.id)
    )


async def search(pool: Pool, user: User, layers: tuple[Layer, ...], asked: str, limit: int) -> list[Match]:
    """Return the features whose title holds every word of `asked`, likest first, of layers the user may read.

    What is derived only names again what stands in another layer.
    """
    words = words_of(asked)
    named = (layer for layer in layers if layer.title_field is not None and not layer.derived)
    readable = tuple(layer for layer in named if may(user, "read", LayerThing(layer.id)))
    if not words or not readable:
        return []
    statement = _search_statement(readable, tuple(is_short(word) for word in words))
    given: dict[str, Any] = {f"word_{place}": word for place, word in enumerate(words)}
    rows = await statement.rows(pool, asked=" ".join(words), limit=Int8(limit), **given)
    return [_match(readable[row[0]], *row[1:]) for row in rows]


def _match(
    layer: Layer, identifier: int, title: str, longitude: float, latitude: float, *box: float
) -> Match:
    west, south, east, north = (round(degrees, DEGREE_DIGITS) for degrees in box)
    x, y = round(longitude, DEGREE_DIGITS), round(latitude, DEGREE_DIGITS)
    return Match(layer, identifier, title, x, y, (west, south, east, north))
