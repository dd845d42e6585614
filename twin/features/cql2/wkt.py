"""Geometry literals of CQL2 Text: Well-Known Text, and BBOX. Whether they make sense is for `geometry`."""

from twin.features.cql2.faults import FilterError, Place
from twin.features.cql2.tokens import Cursor, Token
from twin.features.cql2.tree import COLLECTION, GEOMETRIES, NESTING, Box, Coordinates, Geometry


def read_geometry(cursor: Cursor, word: Token) -> Geometry:
    """Read on after the name of a geometry's type."""
    kind = GEOMETRIES[word.lowered]
    cursor.skip("z")
    if kind == COLLECTION:
        return Geometry(kind, _members(cursor), place=word.place)
    if kind == "Point":
        return Geometry(kind, _enclosed_position(cursor), place=word.place)
    return Geometry(kind, _positions(cursor, kind, NESTING[kind]), place=word.place)


def _members(cursor: Cursor) -> tuple[Geometry, ...]:
    cursor.require("(")
    members = [_member(cursor)]
    while cursor.skip(","):
        members.append(_member(cursor))
    cursor.require(")")
    return tuple(members)


def _member(cursor: Cursor) -> Geometry:
    if cursor.next.lowered not in NESTING_WORDS:
        cursor.refuse("một hình không phải tập hợp hình", "a geometry that is not itself a collection")
    return read_geometry(cursor, cursor.take())


NESTING_WORDS = frozenset(kind.lower() for kind in NESTING)


def _positions(cursor: Cursor, kind: str, nesting: int) -> Coordinates:
    if nesting == 0:
        pointed = kind == "MultiPoint" and cursor.next.lowered == "("
        return _enclosed_position(cursor) if pointed else _position(cursor)
    cursor.require("(")
    found = [_positions(cursor, kind, nesting - 1)]
    while cursor.skip(","):
        found.append(_positions(cursor, kind, nesting - 1))
    cursor.require(")")
    return tuple(found)


def _enclosed_position(cursor: Cursor) -> tuple[float, ...]:
    cursor.require("(")
    position = _position(cursor)
    cursor.require(")")
    return position


def _position(cursor: Cursor) -> tuple[float, ...]:
    numbers = [cursor.number(), cursor.number()]
    if cursor.next.kind == "number" or cursor.next.content in {"+", "-"}:
        numbers.append(cursor.number())
    return tuple(numbers)


def read_box(cursor: Cursor, place: Place) -> Box:
    """Read on after BBOX."""
    cursor.require("(")
    sides = [cursor.number()]
    while cursor.skip(","):
        sides.append(cursor.number())
    cursor.require(")")
    if len(sides) not in {4, 6}:
        raise FilterError(place, "BBOX cần 4 hoặc 6 số", "BBOX takes 4 or 6 numbers")
    return Box(tuple(sides), place=place)
