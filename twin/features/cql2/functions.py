"""The functions that a filter may call beside the standard's own. What is not here cannot be called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, cast, func
from sqlalchemy.types import UserDefinedType

from twin.features.cql2.queryables import Kind
from twin.vocabulary import Text


class Geography(UserDefinedType[str]):
    """PostGIS's type whose measures are metres on the ellipsoid."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "geography"


@dataclass(frozen=True)
class Argument:
    """One argument of a function."""

    title: Text
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Function:
    """A function: its arguments, what it yields, and how it is asked of the database."""

    name: str
    description: Text
    args: tuple[Argument, ...]
    returns: Kind
    written: Callable[..., ColumnElement[Any]]


_GEOMETRY = Argument(Text(vi="Hình", en="Geometry"), ("geometry", "box"))
_OTHER = Argument(Text(vi="Hình kia", en="Other geometry"), ("geometry", "box"))


def _on_earth(geometry: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(geometry, Geography())


def _area(geometry: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.ST_Area(_on_earth(geometry))


def _length(geometry: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.ST_Length(_on_earth(geometry))


def _distance(left: ColumnElement[Any], right: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.ST_Distance(_on_earth(left), _on_earth(right))


FUNCTIONS: dict[str, Function] = {
    known.name: known
    for known in (
        Function(
            "area", Text(vi="Diện tích, mét vuông", en="Area in square metres"), (_GEOMETRY,), "number", _area
        ),
        Function("length", Text(vi="Chiều dài, mét", en="Length in metres"), (_GEOMETRY,), "number", _length),
        Function(
            "distance",
            Text(vi="Khoảng cách ngắn nhất, mét", en="Shortest distance in metres"),
            (_GEOMETRY, _OTHER),
            "number",
            _distance,
        ),
    )
}
