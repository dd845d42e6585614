"""The syntax tree of CQL2 (OGC 21-065r2): what both encodings, text and JSON, say.

A node compares by what it says and not by where it stood. Operators are called as in CQL2 JSON (`isNull`,
`t_finishedBy`); `NOT LIKE`, `NOT BETWEEN`, `NOT IN` and `IS NOT NULL` are a `not` round the plain form, `-x` is
`-1 * x`, and a chain of `AND`s or `OR`s is one node.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from twin.features.cql2.faults import FilterError, Place

DEEPEST = 40
"""So many levels: far more than people write, and far less than Python's own limit of recursion."""
MOST_NODES = 2_000
LONGEST = 40_000
"""Characters of a filter: an address that the server takes holds no more."""

Coordinates = tuple[Any, ...]


@dataclass(frozen=True)
class Node:
    """One part of a filter. `depth` counts the levels below it."""

    place: Place = field(compare=False, kw_only=True)
    depth: int = field(default=1, compare=False, kw_only=True)


@dataclass(frozen=True)
class Literal(Node):
    """A text, a number, a truth value, a day or a moment (with its offset)."""

    value: str | int | float | bool | date | datetime

    def __eq__(self, other: object) -> bool:
        """Hold 1, 1.0 and True apart: for Python they are equal."""
        return isinstance(other, Literal) and (type(self.value), self.value) == (
            type(other.value),
            other.value,
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class Geometry(Node):
    """A geometry literal: its GeoJSON type and coordinates as written; a collection's are its geometries."""

    kind: str
    coordinates: Coordinates


@dataclass(frozen=True)
class Box(Node):
    """A bounding box of four or six numbers, as written."""

    sides: tuple[float, ...]


@dataclass(frozen=True)
class Name(Node):
    """A property."""

    name: str


@dataclass(frozen=True)
class Array(Node):
    """A list of values: of `IN`, or for the array functions."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Interval(Node):
    """From `start` to `end`, both included; None is open (`..`)."""

    start: Node | None
    end: Node | None


@dataclass(frozen=True)
class Call(Node):
    """An operator or a function with what it is applied to."""

    op: str
    args: tuple[Node, ...]


def depth_over(parts: Iterable[Node | None], place: Place) -> int:
    """Return the depth of a node over these parts. Raises FilterError where it is too deep to be worked on."""
    depth = 1 + max((part.depth for part in parts if part is not None), default=0)
    if depth > DEEPEST:
        raise too_deep(place)
    return depth


def too_deep(place: Place) -> FilterError:
    return FilterError(
        place,
        f"lồng nhau quá {DEEPEST} tầng",
        f"is nested more than {DEEPEST} levels deep",
    )


def call(op: str, *args: Node, place: Place) -> Call:
    """Make a node for an operator, unless that nests too deep."""
    return Call(op, args, place=place, depth=depth_over(args, place))


OPEN = ".."
"""The open end of an interval."""
COLLECTION = "GeometryCollection"
NESTING = {
    "Point": 0,
    "LineString": 1,
    "MultiPoint": 1,
    "Polygon": 2,
    "MultiLineString": 2,
    "MultiPolygon": 3,
}
"""How many lists stand round the positions of a geometry of this type."""
GEOMETRIES = {kind.lower(): kind for kind in (*NESTING, COLLECTION)}
"""The types of geometries by their names in lower case."""
COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
ARITHMETIC = ("+", "-", "*", "/", "%", "div", "^")
SPATIAL = (
    "s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses", "s_contains",
)  # fmt: skip
TEMPORAL = (
    "t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy", "t_finishes",
    "t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps", "t_startedBy", "t_starts",
)  # fmt: skip
ARRAYS = ("a_equals", "a_contains", "a_containedBy", "a_overlaps")
WORDS = ("casei", "accenti")
CALLED = {name.lower(): name for name in (*WORDS, *SPATIAL, *TEMPORAL, *ARRAYS)}
"""What is written like a function in text, by its name in lower case."""
OPERATORS = {
    name.lower(): name
    for name in ("and", "or", "not", "like", "between", "in", "isNull", *COMPARISONS, *ARITHMETIC)
} | CALLED
"""Every `op` of CQL2 JSON that is not a function of ours, by its name in lower case."""
KEYWORDS = frozenset({"and", "or", "not", "like", "between", "in", "is", "null", "true", "false", "div"})
"""What cannot be a property's name in text without double quotes."""
