"""The days on which something is measured. A day is one of Hà Nội's and is measured at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

import numpy as np

from twin.analysis.moments import Ticks
from twin.errors import BadInputError
from twin.features.submission import LOCAL_TIME

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def today() -> date:
    return datetime.now(LOCAL_TIME).date()


def end_of(day: date) -> datetime:
    """Return the last microsecond of a day."""
    return datetime.combine(day, time.max, LOCAL_TIME)


def month_ends(until: date, count: int) -> list[date]:
    """Return the last days of the latest `count` months that are over by the end of a day, oldest first."""
    first = (until + timedelta(days=1)).replace(day=1)
    found: list[date] = []
    while len(found) < count:
        found.append(first - timedelta(days=1))
        first = found[-1].replace(day=1)
    return found[::-1]


@dataclass(frozen=True)
class Moments:
    """Days in the order in which they were asked for, and what the database counts by."""

    days: tuple[date, ...]

    @classmethod
    def of(cls, days: Sequence[date]) -> "Moments":
        """Raise BadInputError for no day at all, and for one whose end nobody can have seen."""
        if not days:
            raise BadInputError(vi="Chưa nói đo ở ngày nào.", en="No day is named to measure at.")
        if (last := max(days)) > today():
            raise BadInputError(
                vi=f"Ngày {last:%d/%m/%Y} chưa đến: chỉ đo được đến hôm nay.",
                en=f"The day {last.isoformat()} is still to come: measuring goes as far as today.",
            )
        return cls(tuple(days))

    @property
    def first(self) -> datetime:
        return end_of(min(self.days))

    @property
    def last(self) -> datetime:
        return end_of(max(self.days))

    @cached_property
    def ticks(self) -> Ticks:
        """Microseconds since 1970."""
        return np.array([(end_of(day) - _EPOCH) // _TICK for day in self.days], dtype=np.int64)

    @cached_property
    def ordinals(self) -> Ticks:
        return np.array([day.toordinal() for day in self.days], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.days)


def tick_of(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return (moment - _EPOCH) // _TICK
