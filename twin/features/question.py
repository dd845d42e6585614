"""What may be asked of a layer's features, as values: where, when, which, in what order, told how."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from twin.features.areas import Area
from twin.features.cql2 import Filter
from twin.features.crs import CRS84, Crs

MOST_ITEMS = 10_000

RowForm = Literal["json", "jsonfg", "csv"]
"""How a row is written by the database: GeoJSON, JSON-FG, or a line of CSV."""


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class Order:
    """One key of an order, by its column. What is unknown comes last, whichever way the rest goes."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page ended: the last feature's keys, as the database writes them, and its id."""

    keys: tuple[str | None, ...]
    id: int


@dataclass(frozen=True)
class Question:
    """Which features of a layer, in which order (last by id): after a place, or after so many of them.

    `held_at` is record time: as the database held them at that moment; None: as they are now.
    """

    limit: int
    areas: tuple[Area, ...] = ()
    span: Span | None = None
    filter: Filter | None = None
    words: tuple[str, ...] = ()
    held_at: datetime | None = None
    order: tuple[Order, ...] = ()
    after: Place | None = None
    offset: int = 0

    @property
    def chooses(self) -> bool:
        """Whether it leaves features of the layer out."""
        return bool(self.areas or self.span or self.filter or self.words or self.held_at)

    @property
    def is_long(self) -> bool:
        """Whether a page of it may have to look through the whole layer, and not just along an index."""
        return bool(self.filter or self.words or self.held_at or self.order or self.span or self.offset)


@dataclass(frozen=True)
class Telling:
    """How a feature is told: in which form and system, with which columns (None: all), with its geometry.

    `exact`: to the last digit that is held, for one feature that may be sent back.
    """

    form: RowForm = "json"
    crs: Crs = CRS84
    columns: frozenset[str] | None = None
    geometry: bool = True
    exact: bool = False


PLAIN = Telling()
EXACT = Telling(exact=True)
