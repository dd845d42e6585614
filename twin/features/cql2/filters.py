"""A filter that has been checked: its shape, which a statement is made for, and its values, which are bound."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from psycopg.types.numeric import Int8

from twin.features.cql2.queryables import Kind

Scalar = str | int | float | bool | date | datetime
Value = Scalar | tuple[Scalar, ...]
"""A geometry is a text: EWKB in hexadecimal digits."""


@dataclass(frozen=True)
class Column:
    """A property of the layer, by its name outside."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Slot:
    """The place of a value; with `many`, of a list of values of this kind."""

    number: int
    kind: Kind
    many: bool = False


@dataclass(frozen=True)
class Open:
    """The open end of an interval."""

    kind: Kind = "moment"


@dataclass(frozen=True)
class Operation:
    """An operator or function of this kind over its operands."""

    op: str
    args: tuple["Part", ...]
    kind: Kind


Part = Column | Slot | Open | Operation


@dataclass(frozen=True)
class Shape:
    """A filter without its values. Equal shapes share a statement; `size` counts their parts."""

    root: Part
    size: int
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Asked for with each request: a tree would be walked each time.
        object.__setattr__(self, "_hash", hash(self.root))

    def __hash__(self) -> int:
        return self._hash


def slot_name(number: int) -> str:
    """Return what a value is called among a statement's parameters."""
    return f"filter_{number}"


def _bound(value: Scalar) -> Any:
    # One type for all whole numbers: psycopg would choose by size, and PostgreSQL plan for each type.
    return Int8(value) if type(value) is int else value


@dataclass(frozen=True)
class Filter:
    """A condition on the features of one layer."""

    shape: Shape
    values: tuple[Value, ...]
    extent: float = field(default=0.0, compare=False)
    """Square degrees of the boxes round its geometry literals."""

    def bound(self) -> dict[str, Any]:
        """Return the parameters that `condition` leaves open, as psycopg takes them."""
        return {
            slot_name(number): [_bound(one) for one in value] if isinstance(value, tuple) else _bound(value)
            for number, value in enumerate(self.values)
        }


def _moved(part: Part, by: int) -> Part:
    """Return the part with its values standing so many places further on."""
    if isinstance(part, Slot):
        return replace(part, number=part.number + by)
    if isinstance(part, Operation):
        return replace(part, args=tuple(_moved(one, by) for one in part.args))
    return part


def both(first: Filter, second: Filter) -> Filter:
    """Return the filter that holds where both hold."""
    roots = (first.shape.root, _moved(second.shape.root, len(first.values)))
    shape = Shape(Operation("and", roots, "boolean"), first.shape.size + second.shape.size)
    return Filter(shape, first.values + second.values, first.extent + second.extent)
