"""Filters in CQL2 (OGC 21-065r2), as text and as JSON: read, held against a layer, asked of PostGIS.

`read_text` and `read_json` return a `Filter`: its `shape`, for which `condition` writes SQL once, and its values,
which are always bound. Whatever is sent, only FilterError is raised.
"""

from collections.abc import Mapping
from functools import lru_cache

from twin.features.cql2 import document, equality, text
from twin.features.cql2.checking import check
from twin.features.cql2.conditions import condition
from twin.features.cql2.equality import named_in_address
from twin.features.cql2.faults import FilterError, computed
from twin.features.cql2.filters import Filter, Shape, both
from twin.features.cql2.functions import FUNCTIONS, Function
from twin.features.cql2.queryables import Kind
from twin.features.cql2.tree import LONGEST as LONGEST_FILTER
from twin.features.crs import CRS84, Crs
from twin.vocabulary import Layer

__all__ = [
    "FUNCTIONS",
    "LONGEST_FILTER",
    "Filter",
    "FilterError",
    "Function",
    "Kind",
    "Shape",
    "both",
    "computed",
    "condition",
    "named_in_address",
    "read_equal",
    "read_json",
    "read_text",
]

_REMEMBERED = 1_000
"""Characters: pages of one question ask with the same filter, and one this short is worth the memory."""


def read_text(content: str, layer: Layer, crs: Crs = CRS84) -> Filter:
    """Return the filter that a text in CQL2 Text is for a layer; its geometries are in `crs`."""
    if len(content) <= _REMEMBERED:
        return _remembered(content, layer, crs)
    return check(text.read_tree(content), layer, crs)


def read_json(content: str, layer: Layer, crs: Crs = CRS84) -> Filter:
    """Return the filter that a document in CQL2 JSON, as text, is for a layer; its geometries are in `crs`."""
    return check(document.read_tree(content), layer, crs)


@lru_cache(maxsize=512)
def _remembered(content: str, layer: Layer, crs: Crs) -> Filter:
    return check(text.read_tree(content), layer, crs)


def read_equal(wanted: Mapping[str, str], layer: Layer) -> Filter:
    """Return the filter on features whose properties have these values, as an address writes them."""
    return check(equality.read_tree(wanted, layer), layer, CRS84)
