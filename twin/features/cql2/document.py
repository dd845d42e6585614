"""CQL2 JSON read into the syntax tree."""

import json
from collections.abc import Callable
from typing import Any, NoReturn

from pydantic import JsonValue

from twin.features.cql2 import scalars
from twin.features.cql2.faults import FilterError, shorten
from twin.features.cql2.tree import (
    COLLECTION,
    DEEPEST,
    LONGEST,
    NESTING,
    OPEN,
    OPERATORS,
    Array,
    Box,
    Coordinates,
    Geometry,
    Interval,
    Literal,
    Name,
    Node,
    call,
    depth_over,
    too_deep,
)

ROOT = "$"
_Object = dict[str, JsonValue]


def read_tree(text: str) -> Node:
    """Return the tree of a filter in CQL2 JSON. Raises FilterError, whatever the text."""
    return _read(_parse(text), ROOT)


def _refuse(place: str, vi: str, en: str) -> NoReturn:
    raise FilterError(place, vi, en)


def _number(text: str) -> int | float:
    return scalars.read_number(text, ROOT)


def _no_constant(name: str) -> NoReturn:
    _refuse(ROOT, f"JSON không có số «{name}»", f"JSON has no number “{name}”")


def _parse(text: str) -> Any:
    if len(text) > LONGEST:
        _refuse(ROOT, f"dài quá {LONGEST} ký tự", f"is longer than {LONGEST} characters")
    try:
        return json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FilterError(
            error.pos + 1, "không phải JSON đúng", f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        ) from None
    except RecursionError:
        raise too_deep(ROOT) from None


def _read(value: JsonValue, place: str, level: int = 1) -> Node:
    if level > DEEPEST:
        raise too_deep(place)
    match value:
        case None:
            _refuse(place, "null không phải một giá trị; dùng isNull", "null is not a value; use isNull")
        case str():
            return Literal(scalars.require_storable(value, place), place=place)
        case bool() | int() | float():
            return Literal(value, place=place)
        case list():
            return _array(value, place, level)
    return _object(value, place, level)


def _object(value: _Object, place: str, level: int) -> Node:
    for member, read in _READERS.items():
        if member in value:
            return read(value, place, level)
    return _refuse(
        place,
        "phải có một trong các khóa: " + ", ".join(_READERS),
        "must have one of the members: " + ", ".join(_READERS),
    )


def _array(items: list[JsonValue], place: str, level: int) -> Array:
    found = _each(items, place, level)
    return Array(found, place=place, depth=depth_over(found, place))


def _each(items: list[JsonValue], place: str, level: int) -> tuple[Node, ...]:
    return tuple(_read(item, f"{place}[{number}]", level + 1) for number, item in enumerate(items))


def _operation(value: _Object, place: str, level: int) -> Node:
    op, args = value["op"], value.get("args")
    if not isinstance(op, str):
        _refuse(f"{place}.op", "phải là văn bản", "must be a text")
    if not isinstance(args, list):
        _refuse(f"{place}.args", "phải là mảng", "must be an array")
    name = OPERATORS.get(op.lower(), op)
    return call(name, *_each(args, f"{place}.args", level), place=place)


def _property(value: _Object, place: str, level: int) -> Name:
    del level
    name = value["property"]
    if not isinstance(name, str) or not name:
        _refuse(f"{place}.property", "phải là tên thuộc tính", "must be the name of a property")
    return Name(scalars.require_storable(name, place), place=place)


def _instant(member: str, read: Callable[[str, str], Any]) -> Callable[[_Object, str, int], Node]:
    def reader(value: _Object, place: str, level: int) -> Literal:
        del level
        written, inside = value[member], f"{place}.{member}"
        if not isinstance(written, str):
            _refuse(inside, "phải là văn bản", "must be a text")
        return Literal(read(written, inside), place=place)

    return reader


def _interval(value: _Object, place: str, level: int) -> Interval:
    ends, inside = value["interval"], f"{place}.interval"
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - an interval has two ends
        _refuse(inside, "phải có hai đầu", "must have two ends")
    start, end = (_end(end, f"{inside}[{number}]", level) for number, end in enumerate(ends))
    return Interval(start, end, place=place, depth=depth_over((start, end), place))


def _end(value: JsonValue, place: str, level: int) -> Node | None:
    if value == OPEN:
        return None
    if isinstance(value, str):
        return Literal(scalars.read_instant(value, place), place=place)
    return _read(value, place, level + 1)


def _box(value: _Object, place: str, level: int) -> Box:
    del level
    sides = _position(value["bbox"], f"{place}.bbox", (4, 6))
    return Box(sides, place=place)


def _geometry(value: _Object, place: str, level: int) -> Geometry:
    kind = value["type"]
    if kind == COLLECTION and level >= 0:
        members, inside = value.get("geometries"), f"{place}.geometries"
        if not isinstance(members, list) or not members:
            _refuse(inside, "phải là mảng có hình", "must be an array of geometries")
        return Geometry(
            COLLECTION, tuple(_member(m, f"{inside}[{n}]") for n, m in enumerate(members)), place=place
        )
    if not isinstance(kind, str) or kind not in NESTING:
        _refuse(
            f"{place}.type",
            f"«{shorten(str(kind))}» không phải loại hình dùng được ở đây",
            f"“{shorten(str(kind))}” is not a type of geometry that can stand here",
        )
    inside = f"{place}.coordinates"
    return Geometry(kind, _coordinates(value.get("coordinates"), inside, NESTING[kind]), place=place)


def _member(value: JsonValue, place: str) -> Geometry:
    if not isinstance(value, dict) or "type" not in value:
        _refuse(place, "phải là một hình GeoJSON", "must be a GeoJSON geometry")
    return _geometry(value, place, -1)


def _coordinates(value: JsonValue, place: str, nesting: int) -> Coordinates:
    if nesting == 0:
        return _position(value, place, (2, 3))
    if not isinstance(value, list) or not value:
        _refuse(place, "phải là mảng có tọa độ", "must be an array of coordinates")
    return tuple(_coordinates(part, f"{place}[{number}]", nesting - 1) for number, part in enumerate(value))


def _position(value: JsonValue, place: str, sizes: tuple[int, int]) -> tuple[float, ...]:
    if (
        not isinstance(value, list)
        or len(value) not in sizes
        or not all(type(number) in {int, float} for number in value)
    ):
        _refuse(place, f"phải là {sizes[0]} hoặc {sizes[1]} số", f"must be {sizes[0]} or {sizes[1]} numbers")
    return tuple(float(number) for number in value)  # type: ignore[arg-type]


_READERS: dict[str, Callable[[_Object, str, int], Node]] = {
    "op": _operation,
    "property": _property,
    "date": _instant("date", scalars.read_day),
    "timestamp": _instant("timestamp", scalars.read_moment),
    "interval": _interval,
    "type": _geometry,
    "bbox": _box,
}
"""By the member that tells what an object is. A geometry may have a `bbox` of its own: its type decides."""
