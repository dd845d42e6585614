"""The words in which a section of the dashboard is declared."""

from dataclasses import dataclass
from typing import Literal

from twin.vocabulary import Scalar, Text

Better = Literal["up", "down"]


@dataclass(frozen=True)
class LayerFigure:
    """A number that a layer gives: its features, those whose `field` has one of `values`, or the sum of `total`.

    `better` says whether a rise is good; None: neither.
    """

    id: str
    title: Text
    layer: str
    field: str | None = None
    values: tuple[Scalar, ...] = ()
    total: str | None = None
    better: Better | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The fields that it reads."""
        return tuple(dict.fromkeys(name for name in (self.field, self.total) if name))


@dataclass(frozen=True)
class Section:
    """One of the four parts of the dashboard. `indicators` are keys of the programme's register."""

    id: str
    order: int
    title: Text
    indicators: tuple[str, ...]
    figures: tuple[LayerFigure, ...]
