"""Rows of a register: what is recorded of one thing, and what was recorded of it before."""

from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.clock import START
from gis_data.projection import Coordinates
from twin.vocabulary import Scalar

Value = Scalar | date | datetime | None
Fields = dict[str, Value]

NOWHERE = shapely.Point()
"""The shape of what stands on no map: reports, targets, figures."""
REGISTER = "minh-hoa"
"""Who wrote the registers down at the start; offices write as 'minh-hoa/<office>'. No person is named."""


@dataclass(frozen=True)
class Event:
    """New values recorded at a moment; without values the row was taken out."""

    when: datetime
    office: str
    fields: Fields | None


@dataclass(frozen=True)
class Entry:
    """What a register said from `since` until `until`; the current entry has no end."""

    since: datetime
    by: str
    fields: Fields
    until: datetime | None = None
    ended_by: str | None = None
    change: str | None = None
    """'update' or 'delete'."""


@dataclass
class Row:
    """A feature of a layer. The shape is in EPSG:5897 metres; a field that is not named is unknown."""

    shape: BaseGeometry
    fields: Fields
    """As first recorded, at `since`."""
    valid_from: date | None = None
    valid_to: date | None = None
    since: datetime = START
    events: list[Event] = field(default_factory=list)
    external_id: str = ""

    def note(self, when: datetime | None, office: str, fields: Fields) -> None:
        """Record new values from a moment on, in any order; no moment: it has not come to that."""
        if when is not None and when > self.since:
            self.events.append(Event(when, office, fields))

    def remove(self, when: datetime, office: str) -> None:
        """Take the row out of the register."""
        self.events.append(Event(when, office, None))

    def entries(self) -> list[Entry]:
        """Return all that was ever recorded, in order of time; the last entry stands unless it has an end."""
        told: list[Entry] = []
        since, by, fields = self.since, REGISTER, dict(self.fields)
        for event in sorted(self.events, key=lambda event: event.when):
            office = f"{REGISTER}/{event.office}"
            if event.fields is None:
                return [*told, Entry(since, by, fields, event.when, office, "delete")]
            after = {**fields, **event.fields}
            if after != fields:
                told.append(Entry(since, by, fields, event.when, office, "update"))
                since, by, fields = event.when, office, after
        return [*told, Entry(since, by, fields)]

    @property
    def current(self) -> Fields | None:
        """What the register says now; None where the row was taken out."""
        last = self.entries()[-1]
        return last.fields if last.until is None else None


def survey(name: str, value: Value, chance: np.random.Generator, shares: dict[str, float]) -> Fields:
    """Return a measurement with its source, or nothing: shares are those of each source, the rest unknown."""
    mark = float(chance.random())
    for source, share in shares.items():
        mark -= share
        if mark < 0:
            return {name: value, f"{name}_source": source}
    return {}


def middle_of(shape: BaseGeometry) -> Coordinates:
    """Return x, y of a point within a shape."""
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(shape))[0])
