"""Properties with a wanted value, as parameters of an address: `?level=ngo`."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from twin.features.cql2 import scalars
from twin.features.cql2.faults import FilterError, shorten
from twin.features.cql2.filters import Scalar
from twin.features.cql2.queryables import Kind, queryables_of
from twin.features.cql2.tree import Literal, Name, Node, call
from twin.vocabulary import Layer

_START = 1
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_tree(wanted: Mapping[str, str], layer: Layer) -> Node:
    """Return the tree that says so. Raises FilterError about the property whose value cannot be one."""
    parts = [_equal(name, text, queryables_of(layer)[name].kind) for name, text in wanted.items()]
    return parts[0] if len(parts) == 1 else call("and", *parts, place=_START)


def _equal(name: str, text: str, kind: Kind) -> Node:
    try:
        value = _READERS[kind](text)
    except FilterError as error:
        raise error.about(name) from None
    return call("=", Name(name, place=_START), Literal(value, place=_START), place=_START)


def _text(text: str) -> Scalar:
    return scalars.require_storable(text, _START)


def _number(text: str) -> Scalar:
    if not _NUMBER.fullmatch(text):
        raise FilterError(None, f"«{shorten(text)}» không phải số", f"“{shorten(text)}” is not a number")
    return scalars.read_number(text, _START)


def _truth(text: str) -> Scalar:
    if text not in {"true", "false"}:
        raise FilterError(None, "phải là true hoặc false", "must be true or false")
    return text == "true"


def _day(text: str) -> Scalar:
    return scalars.read_day(text, _START)


def _instant(text: str) -> Scalar:
    return scalars.read_instant(text, _START)


_READERS: dict[Kind, Callable[[str], Scalar]] = {
    "text": _text,
    "integer": _number,
    "number": _number,
    "boolean": _truth,
    "date": _day,
    "moment": _instant,
}
"""By what a property holds; a geometry has no value that an address could write."""


@lru_cache(maxsize=1024)
def named_in_address(layer: Layer) -> frozenset[str]:
    """Return the properties that can be asked for like this."""
    return frozenset(name for name, known in queryables_of(layer).items() if known.kind in _READERS)
