"""A syntax tree held against a layer: names known, types that fit, literals taken out as values.

Only what stands in a table of this package can be called: a name that is on none of them is refused here, before
any SQL is written.
"""

import difflib
from collections.abc import Callable, Sequence
from datetime import datetime

from twin.features.cql2 import arithmetic, geometry
from twin.features.cql2.faults import FilterError, shorten
from twin.features.cql2.filters import Column, Filter, Open, Operation, Part, Shape, Slot, Value
from twin.features.cql2.functions import FUNCTIONS
from twin.features.cql2.queryables import Kind, queryables_of
from twin.features.cql2.tree import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    MOST_NODES,
    SPATIAL,
    TEMPORAL,
    WORDS,
    Array,
    Box,
    Call,
    Geometry,
    Interval,
    Literal,
    Name,
    Node,
)
from twin.features.crs import Crs
from twin.vocabulary import Layer, Text

TEXTS: tuple[Kind, ...] = ("text",)
NUMBERS: tuple[Kind, ...] = ("integer", "number")
TRUTHS: tuple[Kind, ...] = ("boolean",)
INSTANTS: tuple[Kind, ...] = ("date", "moment")
PERIODS: tuple[Kind, ...] = ("interval",)
TIMES = (*INSTANTS, *PERIODS)
SHAPES: tuple[Kind, ...] = ("geometry", "box")
SETS: tuple[Kind, ...] = ("array",)
_SCALARS = (TEXTS, NUMBERS, TRUTHS, INSTANTS)
ANYTHING = (*TEXTS, *NUMBERS, *TRUTHS, *TIMES, *SHAPES, *SETS)
_INSTANT_RELATIONS = frozenset({"t_after", "t_before", "t_disjoint", "t_equals", "t_intersects"})
"""The others relate two intervals only: with an instant they are a client's error, says the standard."""

_TOLD: dict[Kind, Text] = {
    "text": Text(vi="văn bản", en="text"),
    "integer": Text(vi="số", en="a number"),
    "number": Text(vi="số", en="a number"),
    "boolean": Text(vi="đúng hoặc sai", en="true or false"),
    "date": Text(vi="ngày", en="a day"),
    "moment": Text(vi="thời điểm", en="a moment"),
    "interval": Text(vi="khoảng thời gian", en="an interval"),
    "geometry": Text(vi="hình học", en="a geometry"),
    "box": Text(vi="hình học", en="a geometry"),
    "array": Text(vi="mảng", en="an array"),
}

MOST_MEASURES = 8
MOST_MEASURED_VERTICES = 200
"""Calls of functions in one filter, and positions of the geometries that they are given. They are worked out on the
ellipsoid for each row that no index leaves out: a line of 600 vertices took 5 s over the buildings of one ward."""


def check(tree: Node, layer: Layer, crs: Crs) -> Filter:
    """Return the filter that a tree is for this layer, whose geometry literals are in `crs`. Raises FilterError."""
    checker = _Checker(layer, crs)
    tree = arithmetic.fold(tree)
    root = checker.part(tree)
    _require(tree, root, TRUTHS)
    return Filter(Shape(root, checker.size), tuple(checker.values), checker.extent)


def _told(kinds: Sequence[Kind]) -> tuple[str, str]:
    texts = list(dict.fromkeys(_TOLD[kind] for kind in kinds))
    return " hoặc ".join(one.vi for one in texts), " or ".join(one.en for one in texts)


def _require(node: Node, part: Part, kinds: Sequence[Kind]) -> None:
    if part.kind in kinds:
        return
    wanted_vi, wanted_en = _told(kinds)
    found = _TOLD[part.kind]
    raise FilterError(
        node.place, f"cần {wanted_vi}, không phải {found.vi}", f"takes {wanted_en}, not {found.en}"
    )


class _Checker:
    def __init__(self, layer: Layer, crs: Crs) -> None:
        self._names = queryables_of(layer)
        self._layer = layer
        self._crs = crs
        self.values: list[Value] = []
        self.size = 0
        self._measures = 0
        self._measured_vertices = 0
        self.extent = 0.0

    def part(self, node: Node) -> Part:
        self.size += 1
        if self.size > MOST_NODES:
            raise FilterError(
                node.place, f"có hơn {MOST_NODES} phần", f"the filter has more than {MOST_NODES} parts"
            )
        match node:
            case Literal() | Geometry() | Box():
                return self._literal(node)
            case Name():
                return self._column(node)
            case Interval():
                return self._interval(node)
            case Array():
                return Operation("array", tuple(self.part(item) for item in node.items), "array")
            case Call():
                return self._call(node)
        raise AssertionError(node)

    def _literal(self, node: Literal | Geometry | Box) -> Slot:
        if isinstance(node, Literal):
            return self._slot(node.value, _kind_of(node))
        if isinstance(node, Geometry):
            found = geometry.read_geometry(node, self._crs)
        else:
            found = geometry.read_box(node, self._crs)
        self.extent += found.extent
        return self._slot(found.encoded, "box" if found.plain_box else "geometry")

    def _slot(self, value: Value, kind: Kind) -> Slot:
        self.values.append(value)
        return Slot(len(self.values) - 1, kind, isinstance(value, tuple))

    def _column(self, node: Name) -> Column:
        known = self._names.get(node.name)
        if known is not None:
            return Column(node.name, known.kind)
        near = difflib.get_close_matches(node.name, self._names, n=3, cutoff=0.5)
        hint_vi = f"; gần giống: {', '.join(near)}" if near else ""
        hint_en = f"; close to it: {', '.join(near)}" if near else ""
        raise FilterError(
            node.place,
            f"lớp «{self._layer.id}» không có thuộc tính «{shorten(node.name)}»{hint_vi}",
            f"the layer “{self._layer.id}” has no property “{shorten(node.name)}”{hint_en}",
        )

    def _call(self, node: Call) -> Operation:
        known = _CHECKS.get(node.op)
        return known(self, node) if known else self._function(node)

    def _parts(self, node: Call, *kinds: Sequence[Kind]) -> tuple[Part, ...]:
        """Check as many operands as there are kinds."""
        if len(node.args) != len(kinds):
            raise _wrong_count(node, len(kinds))
        parts = tuple(self.part(arg) for arg in node.args)
        for arg, part, wanted in zip(node.args, parts, kinds, strict=True):
            _require(arg, part, wanted)
        return parts

    def _function(self, node: Call) -> Operation:
        known = FUNCTIONS.get(node.op.lower())
        if known is None:
            raise FilterError(
                node.place,
                f"không có hàm «{shorten(node.op)}»; có: {', '.join(FUNCTIONS)}",
                f"there is no function “{shorten(node.op)}”; there are: {', '.join(FUNCTIONS)}",
            )
        self._require_cheap(node)
        return Operation(known.name, self._parts(node, *(arg.kinds for arg in known.args)), known.returns)

    def _require_cheap(self, node: Call) -> None:
        self._measures += 1
        self._measured_vertices += sum(map(geometry.count_vertices, node.args))
        if self._measures > MOST_MEASURES:
            raise FilterError(
                node.place,
                f"gọi hàm ({', '.join(FUNCTIONS)}) hơn {MOST_MEASURES} lần",
                f"calls functions ({', '.join(FUNCTIONS)}) more than {MOST_MEASURES} times",
            )
        if self._measured_vertices > MOST_MEASURED_VERTICES:
            raise FilterError(
                node.place,
                f"các hình đưa vào hàm có hơn {MOST_MEASURED_VERTICES} điểm",
                f"the geometries given to functions have more than {MOST_MEASURED_VERTICES} positions",
            )

    def logical(self, node: Call) -> Operation:
        if node.op == "not":
            return Operation("not", self._parts(node, TRUTHS), "boolean")
        if len(node.args) < 2:  # noqa: PLR2004 - and, or join at least two
            raise _wrong_count(node, 2)
        return Operation(node.op, self._parts(node, *[TRUTHS] * len(node.args)), "boolean")

    def comparison(self, node: Call) -> Operation:
        left, right = self._parts(node, ANYTHING, ANYTHING)
        self._require_alike(node.args[0], left, node.args[1], right)
        return Operation(node.op, (left, right), "boolean")

    def _require_alike(self, left_node: Node, left: Part, right_node: Node, right: Part) -> None:
        """Hold two sides of a comparison to be of one family of scalars."""
        _require(left_node, left, [kind for family in _SCALARS for kind in family])
        family = next(family for family in _SCALARS if left.kind in family)
        _require(right_node, right, family)

    def between(self, node: Call) -> Operation:
        value, low, high = self._parts(node, ANYTHING, ANYTHING, ANYTHING)
        for end, part in ((node.args[1], low), (node.args[2], high)):
            self._require_alike(node.args[0], value, end, part)
        return Operation("between", (value, low, high), "boolean")

    def listed(self, node: Call) -> Operation:
        """Check `a IN (...)`: a list of plain values of one kind is one array, whatever its length."""
        if len(node.args) != 2 or not isinstance(node.args[1], Array):  # noqa: PLR2004 - a value and a list
            raise FilterError(
                node.place, "IN cần một giá trị và một danh sách", "IN takes a value and a list"
            )
        left_node, listed = node.args[0], node.args[1].items
        left = self.part(left_node)
        literals = [item for item in listed if isinstance(item, Literal)]
        kind = _shared_kind(literals) if len(literals) == len(listed) else None
        if kind is None or (kind in INSTANTS and kind != left.kind):
            return self._listed_one_by_one(left_node, left, listed)
        self._require_alike(
            left_node, left, listed[0], slot := self._slot(tuple(_values(literals, kind)), kind)
        )
        return Operation("in", (left, slot), "boolean")

    def _listed_one_by_one(self, left_node: Node, left: Part, listed: Sequence[Node]) -> Operation:
        parts = tuple(self.part(item) for item in listed)
        for item, part in zip(listed, parts, strict=True):
            self._require_alike(left_node, left, item, part)
        return Operation("in", (left, *parts), "boolean")

    def like(self, node: Call) -> Operation:
        parts = self._parts(node, TEXTS, TEXTS)
        pattern = node.args[1]
        while isinstance(pattern, Call) and pattern.op in WORDS:
            pattern = pattern.args[0]
        if not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            raise FilterError(
                pattern.place, "mẫu của LIKE phải là văn bản", "the pattern of LIKE must be a text"
            )
        slashes = len(pattern.value) - len(pattern.value.rstrip("\\"))
        if slashes % 2:
            raise FilterError(
                pattern.place,
                "mẫu của LIKE không được kết thúc bằng dấu \\ đơn",
                "the pattern of LIKE must not end in a lone \\",
            )
        return Operation("like", parts, "boolean")

    def null(self, node: Call) -> Operation:
        return Operation("isNull", self._parts(node, ANYTHING), "boolean")

    def wording(self, node: Call) -> Operation:
        return Operation(node.op, self._parts(node, TEXTS), "text")

    def arithmetic(self, node: Call) -> Operation:
        parts = self._parts(node, NUMBERS, NUMBERS)
        whole = node.op not in {"/", "^"} and all(part.kind == "integer" for part in parts)
        return Operation(node.op, parts, "integer" if whole else "number")

    def spatial(self, node: Call) -> Operation:
        return Operation(node.op, self._parts(node, SHAPES, SHAPES), "boolean")

    def temporal(self, node: Call) -> Operation:
        kinds = TIMES if node.op in _INSTANT_RELATIONS else PERIODS
        return Operation(node.op, self._parts(node, kinds, kinds), "boolean")

    def sets(self, node: Call) -> Operation:
        return Operation(node.op, self._parts(node, SETS, SETS), "boolean")

    def _interval(self, node: Interval) -> Operation:
        ends = [Open() if end is None else self.part(end) for end in (node.start, node.end)]
        for end, part in zip((node.start, node.end), ends, strict=True):
            _require(end or node, part, INSTANTS)
        first, last = ((end.value if isinstance(end, Literal) else None) for end in (node.start, node.end))
        if first is not None and last is not None and type(first) is type(last) and first > last:  # type: ignore[operator]
            raise FilterError(
                node.place,
                "khoảng thời gian kết thúc trước khi bắt đầu",
                "the interval ends before it starts",
            )
        return Operation("interval", tuple(ends), "interval")


def _wrong_count(node: Call, wanted: int) -> FilterError:
    name, given = shorten(node.op.upper()), len(node.args)
    return FilterError(
        node.place,
        f"{name} cần {wanted} đối số, không phải {given}",
        f"{name} takes {wanted} arguments, not {given}",
    )


def _kind_of(literal: Literal) -> Kind:
    value = literal.value
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    if isinstance(value, str):
        return "text"
    return "moment" if isinstance(value, datetime) else "date"


def _shared_kind(literals: Sequence[Literal]) -> Kind | None:
    """Return the kind that all these values have, if they share one."""
    kinds = {_kind_of(one) for one in literals}
    if kinds == set(NUMBERS):
        return "number"
    return kinds.pop() if len(kinds) == 1 else None


def _values(literals: Sequence[Literal], kind: Kind) -> list[str | int | float | bool]:
    return [float(one.value) if kind == "number" else one.value for one in literals]  # type: ignore[misc, arg-type]


_Check = Callable[[_Checker, Call], Operation]
_CHECKS: dict[str, _Check] = {
    **dict.fromkeys(("and", "or", "not"), _Checker.logical),
    **dict.fromkeys(COMPARISONS, _Checker.comparison),
    "between": _Checker.between,
    "in": _Checker.listed,
    "like": _Checker.like,
    "isNull": _Checker.null,
    **dict.fromkeys(WORDS, _Checker.wording),
    **dict.fromkeys(ARITHMETIC, _Checker.arithmetic),
    **dict.fromkeys(SPATIAL, _Checker.spatial),
    **dict.fromkeys(TEMPORAL, _Checker.temporal),
    **dict.fromkeys(ARRAYS, _Checker.sets),
}
