"""Syntax trees written out again, in both encodings: so that what is tried as text is tried as JSON too."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from twin.features.cql2.tree import (
    ARITHMETIC,
    COLLECTION,
    COMPARISONS,
    OPEN,
    Array,
    Box,
    Call,
    Geometry,
    Interval,
    Literal,
    Name,
    Node,
)


def instant(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
    return value.isoformat()


def to_json(node: Node) -> Any:
    """Return the CQL2 JSON of a tree."""
    return _JSON[type(node)](node)


def _json_literal(node: Literal) -> Any:
    if isinstance(node.value, date):
        return {"timestamp" if isinstance(node.value, datetime) else "date": instant(node.value)}
    return node.value


def geojson(node: Geometry) -> dict[str, Any]:
    if node.kind == COLLECTION:
        return {"type": COLLECTION, "geometries": [geojson(member) for member in node.coordinates]}
    return {"type": node.kind, "coordinates": node.coordinates}


def _json_end(node: Node | None) -> Any:
    if node is None:
        return OPEN
    found = to_json(node)
    return next(iter(found.values())) if isinstance(node, Literal) and isinstance(found, dict) else found


_JSON: dict[type[Node], Callable[[Any], Any]] = {
    Literal: _json_literal,
    Name: lambda node: {"property": node.name},
    Array: lambda node: [to_json(item) for item in node.items],
    Box: lambda node: {"bbox": node.sides},
    Geometry: geojson,
    Interval: lambda node: {"interval": [_json_end(node.start), _json_end(node.end)]},
    Call: lambda node: {"op": node.op, "args": [to_json(arg) for arg in node.args]},
}


def to_text(node: Node) -> str:
    """Return the CQL2 Text of a tree, with parentheses round every operation."""
    return _TEXT[type(node)](node)


def _literal(node: Literal) -> str:
    match node.value:
        case bool() as truth:
            return str(truth).upper()
        case str() as text:
            # After a backslash a doubled quote would be read as an escaped one and the end.
            return "'" + text.replace("'", "\\'" if "\\'" in text else "''") + "'"
        case datetime() as moment:
            return f"TIMESTAMP('{instant(moment)}')"
        case date() as day:
            return f"DATE('{instant(day)}')"
    return repr(node.value)


def _text_end(node: Node | None) -> str:
    if node is None:
        return f"'{OPEN}'"
    if isinstance(node, Literal) and isinstance(node.value, date):
        return f"'{instant(node.value)}'"
    return to_text(node)


def wkt(node: Geometry) -> str:
    if node.kind == COLLECTION:
        return f"{COLLECTION.upper()}({', '.join(wkt(member) for member in node.coordinates)})"
    inside = _positions(node.coordinates)
    return node.kind.upper() + (f"({inside})" if node.kind == "Point" else inside)


def _positions(coordinates: Any) -> str:
    if isinstance(coordinates[0], float):
        return " ".join(map(repr, coordinates))
    return "(" + ", ".join(map(_positions, coordinates)) + ")"


def _call(node: Call) -> str:
    args = [f"({to_text(arg)})" if _is_operation(arg) else to_text(arg) for arg in node.args]
    if node.op in {*COMPARISONS, *ARITHMETIC, "and", "or", "like", "in"}:
        return f" {node.op.upper()} ".join(args)
    written: dict[str, Callable[[], str]] = {
        "not": lambda: f"NOT {args[0]}",
        "between": lambda: f"{args[0]} BETWEEN {args[1]} AND {args[2]}",
        "isNull": lambda: f"{args[0]} IS NULL",
    }
    return written.get(node.op, lambda: f"{node.op}({', '.join(map(to_text, node.args))})")()


def _is_operation(node: Node) -> bool:
    operators = {*COMPARISONS, *ARITHMETIC, "and", "or", "not", "like", "in", "between", "isNull"}
    return isinstance(node, Call) and node.op in operators


_TEXT: dict[type[Node], Callable[[Any], str]] = {
    Literal: _literal,
    Name: lambda node: '"' + node.name.replace('"', '""') + '"',
    Array: lambda node: "(" + ", ".join(map(to_text, node.items)) + ")",
    Box: lambda node: f"BBOX({', '.join(map(repr, node.sides))})",
    Geometry: wkt,
    Interval: lambda node: f"INTERVAL({_text_end(node.start)}, {_text_end(node.end)})",
    Call: _call,
}
