"""What a filter may name in a layer: every property, the geometry and the id."""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from twin.features.properties import properties_of
from twin.vocabulary import FieldKind, Layer

Kind = Literal[
    "text", "integer", "number", "boolean", "date", "moment", "geometry", "box", "array", "interval"
]
"""What an expression yields. A box is a geometry that is its own bounding box."""

_KINDS: dict[FieldKind, Kind] = {
    "text": "text",
    "choice": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "moment",
}


@dataclass(frozen=True)
class Queryable:
    """One name: the column behind it, and what the column holds."""

    column: str
    kind: Kind


@lru_cache(maxsize=1024)
def queryables_of(layer: Layer) -> MappingProxyType[str, Queryable]:
    """Return what a filter may name, by name.

    Where a run-time layer has a field called `geom` or `id`, the name stays the file's, as with all properties,
    and ours is `twin_geom` or `twin_id`.
    """
    found = {known.name: Queryable(known.column, _KINDS[known.field.kind]) for known in properties_of(layer)}
    for ours in (Queryable("geom", "geometry"), Queryable("id", "integer")):
        found[f"twin_{ours.column}" if ours.column in found else ours.column] = ours
    return MappingProxyType(found)
