"""A filter's shape as a condition in SQL. Values stay open: `Filter.bound` fills them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
    Numeric,
    Text,
    and_,
    bindparam,
    case,
    cast,
    collate,
    false,
    func,
    literal_column,
    not_,
    or_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import TypeEngine, UserDefinedType

from twin.features.cql2.filters import Column, Open, Operation, Part, Shape, Slot, slot_name
from twin.features.cql2.functions import FUNCTIONS
from twin.features.cql2.queryables import Kind, queryables_of
from twin.features.submission import LOCAL_TIME
from twin.vocabulary import Layer

Clause = ColumnElement[Any]


class _Geometry(UserDefinedType[str]):
    """Given as text, which PostGIS reads once for the whole statement: a function would be called for each row."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "geometry"


_TYPES: dict[Kind, TypeEngine[Any]] = {
    "text": Text(),
    "integer": BigInteger(),
    "number": Double(),
    "boolean": Boolean(),
    "date": Date(),
    "moment": DateTime(timezone=True),
    "geometry": _Geometry(),
    "box": _Geometry(),
}


def condition(shape: Shape, layer: Layer, rows: FromClause) -> ColumnElement[bool]:
    """Return the condition on `rows`, which have the columns of the layer's table.

    Three-valued, as SQL is: what is compared with an unknown value is neither so nor not so.
    """
    return _Writer(layer, rows).clause(shape.root)


class _Writer:
    def __init__(self, layer: Layer, rows: FromClause) -> None:
        self._names = queryables_of(layer)
        self._rows = rows

    def clause(self, part: Part) -> Clause:
        match part:
            case Column():
                return self._rows.c[self._names[part.name].column]
            case Slot():
                kind = _TYPES[part.kind]
                wanted = ARRAY(kind) if part.many else kind
                return cast(bindparam(slot_name(part.number), type_=wanted), wanted)
            case Operation() if part.op in _WRITTEN:
                return _WRITTEN[part.op](self, part.args)
            case Operation() if part.op in FUNCTIONS:
                return FUNCTIONS[part.op].written(*self.each(part.args))
        raise AssertionError(part)

    def each(self, parts: Sequence[Part]) -> list[Clause]:
        return [self.clause(part) for part in parts]


_Written = Callable[[_Writer, Sequence[Part]], Clause]


def _is_day(part: Part) -> bool:
    return part.kind == "date"


def _day_of(part: Part, clause: Clause) -> Clause:
    """Return the day in the city on which a moment falls."""
    if _is_day(part):
        return clause
    ahead = int((LOCAL_TIME.utcoffset(None)).total_seconds())
    return cast(func.timezone(literal_column(f"interval '{ahead} seconds'"), clause), Date)


def _side(writer: _Writer, part: Part, other: Part, *, ordered: bool) -> Clause:
    """Return one side of a comparison: texts in order of code points; a moment beside a day as its day."""
    clause = writer.clause(part)
    if part.kind == "text" and ordered:
        return collate(clause, "C")
    return _day_of(part, clause) if part.kind == "moment" and _is_day(other) else clause


def _compared(sign: str) -> _Written:
    ordered = sign not in {"=", "<>"}

    def written(writer: _Writer, parts: Sequence[Part]) -> Clause:
        left, right = parts
        return _side(writer, left, right, ordered=ordered).op(sign, is_comparison=True)(
            _side(writer, right, left, ordered=ordered)
        )

    return written


_EQUAL, _AT_LEAST, _AT_MOST = _compared("="), _compared(">="), _compared("<=")


def _between(writer: _Writer, parts: Sequence[Part]) -> Clause:
    value, low, high = parts
    return and_(_AT_LEAST(writer, (value, low)), _AT_MOST(writer, (value, high)))


def _listed(writer: _Writer, parts: Sequence[Part]) -> Clause:
    value, *listed = parts
    if len(listed) == 1 and isinstance(listed[0], Slot) and listed[0].many:
        # Python may turn `==` round; ANY stands only on the right.
        return writer.clause(value).op("=", is_comparison=True)(func.any(writer.clause(listed[0])))
    return or_(false(), *(_EQUAL(writer, (value, one)) for one in listed))


def _folded(writer: _Writer, parts: Sequence[Part], *, case_too: bool, marks_too: bool) -> Clause:
    """Return a text without case, marks, or both; one fold that stands in another is taken into it."""
    (part,) = parts
    while isinstance(part, Operation) and part.op in {"casei", "accenti"}:
        case_too, marks_too = case_too or part.op == "casei", marks_too or part.op == "accenti"
        (part,) = part.args
    content = writer.clause(part)
    if case_too and marks_too:
        # What the search indexes stand on.
        return func.city_store.fold(content)
    if marks_too:
        composed = func.normalize(content, literal_column("NFC"))
        return func.public.unaccent(literal_column("'public.unaccent'::regdictionary"), composed)
    # To capitals and back: ß is SS in capitals, and the two forms of the Greek sigma have one capital.
    return collate(func.lower(func.upper(collate(content, "und-x-icu"))), "C")


def _casei(writer: _Writer, parts: Sequence[Part]) -> Clause:
    return _folded(writer, parts, case_too=True, marks_too=False)


def _accenti(writer: _Writer, parts: Sequence[Part]) -> Clause:
    return _folded(writer, parts, case_too=False, marks_too=True)


def _like(writer: _Writer, parts: Sequence[Part]) -> Clause:
    value, pattern = writer.each(parts)
    return value.like(pattern)


def _amount(writer: _Writer, part: Part, *, whole: bool) -> Clause:
    """Return an operand of arithmetic: whole numbers of any length, or doubles."""
    return cast(writer.clause(part), Numeric() if whole else Double())


def _arithmetic(do: Callable[[Clause, Clause, bool], Clause], *, can_be_whole: bool = True) -> _Written:
    def written(writer: _Writer, parts: Sequence[Part]) -> Clause:
        whole = can_be_whole and all(part.kind == "integer" for part in parts)
        left, right = (_amount(writer, part, whole=whole) for part in parts)
        return do(left, right, whole)

    return written


def _not_zero(divisor: Clause) -> Clause:
    """Make what is divided by zero unknown, as what is not known: an error would hide every other feature."""
    return func.nullif(divisor, literal_column("0"))


def _divided(left: Clause, right: Clause) -> Clause:
    # By its sign: SQLAlchemy's own division would take a divisor of unknown type for a whole number.
    return left.op("/")(_not_zero(right))


def _remainder(left: Clause, right: Clause, whole: bool) -> Clause:
    if whole:
        return func.mod(left, _not_zero(right))
    return left - right * func.trunc(_divided(left, right))


def _whole_part(left: Clause, right: Clause, whole: bool) -> Clause:
    return func.div(left, _not_zero(right)) if whole else func.trunc(_divided(left, right))


def _power(left: Clause, right: Clause, whole: bool) -> Clause:
    del whole
    zero: Clause = literal_column("0")
    undefined = or_(and_(left == zero, right < zero), and_(left < zero, right != func.trunc(right)))
    return case((undefined, None), else_=func.power(left, right))


def _related(name: str) -> _Written:
    """Return a spatial predicate that looks at bounding boxes, and so at the index, first."""
    exact = getattr(func, name)

    def written(writer: _Writer, parts: Sequence[Part]) -> Clause:
        left, right = writer.each(parts)
        return and_(left.op("&&", is_comparison=True)(right), exact(left, right))

    return written


_TOUCHED = _related("ST_Intersects")


def _intersects(writer: _Writer, parts: Sequence[Part]) -> Clause:
    boxes = [part for part in parts if part.kind == "box"]
    others = [part for part in parts if part.kind != "box"]
    if len(boxes) != 1:
        return _TOUCHED(writer, parts)
    geometry, box = writer.clause(others[0]), writer.clause(boxes[0])
    # What lies inside a box by its own box needs no exact test: a quarter faster than ST_Intersects alone.
    exact = or_(geometry.op("@", is_comparison=True)(box), func.ST_Intersects(geometry, box))
    return and_(geometry.op("&&", is_comparison=True)(box), exact)


def _disjoint(writer: _Writer, parts: Sequence[Part]) -> Clause:
    left, right = writer.each(parts)
    return not_(func.ST_Intersects(left, right))


class _Period(NamedTuple):
    """A stretch of time, both ends included; an instant's ends are one."""

    start: Clause
    end: Clause


def _ends(part: Part) -> tuple[Part, Part]:
    if isinstance(part, Operation) and part.op == "interval":
        start, end = part.args
        return start, end
    return part, part


def _timed(relation: Callable[[_Period, _Period], Clause]) -> _Written:
    """Return a relation of two stretches of time; where one end is a day, all are days."""

    def written(writer: _Writer, parts: Sequence[Part]) -> Clause:
        pairs = [_ends(part) for part in parts]
        days = any(_is_day(end) for pair in pairs for end in pair)
        left, right = (
            _Period(_end(writer, start, last=False, days=days), _end(writer, end, last=True, days=days))
            for start, end in pairs
        )
        return relation(left, right)

    return written


def _end(writer: _Writer, part: Part, *, last: bool, days: bool) -> Clause:
    if isinstance(part, Open):
        infinite = "infinity" if last else "-infinity"
        return literal_column(f"'{infinite}'::{'date' if days else 'timestamptz'}")
    clause = writer.clause(part)
    return _day_of(part, clause) if days else clause


def _element(writer: _Writer, part: Part) -> Clause:
    """Return an element of an array as a text that is the same for the same value, and no other kind's."""
    if isinstance(part, Operation) and part.op in {"array", "interval"}:
        inside = [_element(writer, one) for one in part.args]
        return func.concat(part.op[0], cast(func.to_jsonb(_set_of(inside)), Text))
    clause = _end(writer, part, last=False, days=False) if isinstance(part, Open) else writer.clause(part)
    if part.kind in {"integer", "number"}:
        # Zero has two signs as a double, and one as a number.
        clause = cast(clause, Double()) + literal_column("0")
    tag = {"integer": "n", "number": "n", "box": "geometry"}.get(part.kind, part.kind)
    return literal_column(f"'{tag}:'") + cast(clause, Text())


def _set_of(elements: Sequence[Clause]) -> Clause:
    return array(list(elements), type_=Text()) if elements else cast(array([]), ARRAY(Text()))


def _sets(sign: str) -> _Written:
    def written(writer: _Writer, parts: Sequence[Part]) -> Clause:
        left, right = (
            _set_of([_element(writer, one) for one in part.args])
            for part in parts
            if isinstance(part, Operation)
        )
        if sign == "=":
            return and_(left.op("@>")(right), left.op("<@")(right))
        return left.op(sign, is_comparison=True)(right)

    return written


def _joined(join: Callable[..., Clause]) -> _Written:
    return lambda writer, parts: join(*writer.each(parts))


def _is_null(writer: _Writer, parts: Sequence[Part]) -> Clause:
    (part,) = parts
    return writer.clause(part).is_(None)


_WRITTEN: dict[str, _Written] = {
    "and": _joined(and_),
    "or": _joined(or_),
    "not": _joined(not_),
    **{sign: _compared(sign) for sign in ("=", "<>", "<", ">", "<=", ">=")},
    "between": _between,
    "in": _listed,
    "like": _like,
    "isNull": _is_null,
    "casei": _casei,
    "accenti": _accenti,
    "+": _arithmetic(lambda left, right, _: left + right),
    "-": _arithmetic(lambda left, right, _: left - right),
    "*": _arithmetic(lambda left, right, _: left * right),
    "/": _arithmetic(lambda left, right, _: _divided(left, right), can_be_whole=False),
    "%": _arithmetic(_remainder),
    "div": _arithmetic(_whole_part),
    "^": _arithmetic(_power, can_be_whole=False),
    "s_intersects": _intersects,
    "s_disjoint": _disjoint,
    "s_equals": _related("ST_Equals"),
    "s_touches": _related("ST_Touches"),
    "s_within": _related("ST_Within"),
    "s_overlaps": _related("ST_Overlaps"),
    "s_crosses": _related("ST_Crosses"),
    "s_contains": _related("ST_Contains"),
    "t_after": _timed(lambda a, b: a.start > b.end),
    "t_before": _timed(lambda a, b: a.end < b.start),
    "t_disjoint": _timed(lambda a, b: or_(a.end < b.start, a.start > b.end)),
    "t_equals": _timed(lambda a, b: and_(a.start == b.start, a.end == b.end)),
    "t_intersects": _timed(lambda a, b: and_(a.start <= b.end, a.end >= b.start)),
    "t_contains": _timed(lambda a, b: and_(a.start < b.start, a.end > b.end)),
    "t_during": _timed(lambda a, b: and_(a.start > b.start, a.end < b.end)),
    "t_finishes": _timed(lambda a, b: and_(a.start > b.start, a.end == b.end)),
    "t_finishedBy": _timed(lambda a, b: and_(a.start < b.start, a.end == b.end)),
    "t_meets": _timed(lambda a, b: a.end == b.start),
    "t_metBy": _timed(lambda a, b: a.start == b.end),
    "t_overlaps": _timed(lambda a, b: and_(a.start < b.start, a.end > b.start, a.end < b.end)),
    "t_overlappedBy": _timed(lambda a, b: and_(a.start > b.start, a.start < b.end, a.end > b.end)),
    "t_startedBy": _timed(lambda a, b: and_(a.start == b.start, a.end > b.end)),
    "t_starts": _timed(lambda a, b: and_(a.start == b.start, a.end < b.end)),
    "a_equals": _sets("="),
    "a_contains": _sets("@>"),
    "a_containedBy": _sets("<@"),
    "a_overlaps": _sets("&&"),
}
"""How each operator is asked. The relations of time are those of OWL-Time, to which the standard refers."""
