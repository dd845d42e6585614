"""When something that is done again and again is due next, on the city's clock."""

from datetime import datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from twin.features.submission import LOCAL_TIME
from twin.vocabulary import Frozen, Text

Every = Literal["day", "week", "month", "quarter"]
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3}
_LONGEST: dict[Every, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92}
_WORDS: dict[Every, Text] = {
    "day": Text(vi="hằng ngày", en="every day"),
    "week": Text(vi="hằng tuần, ngày thứ {}", en="every week, on day {}"),
    "month": Text(vi="hằng tháng, ngày {}", en="every month, on day {}"),
    "quarter": Text(vi="hằng quý, ngày thứ {}", en="every quarter, on day {}"),
}


class Timetable(Frozen):
    """Every day, week, month or quarter at an hour; `day` counts from 1 within it (Monday is 1).

    In a month or quarter that is shorter it is the last day.
    """

    every: Every
    day: Annotated[int, Field(ge=1, le=92)] = 1
    hour: Annotated[int, Field(ge=0, le=23)] = 6
    minute: Annotated[int, Field(ge=0, le=59)] = 0

    @model_validator(mode="after")
    def _has_such_a_day(self) -> Self:
        if self.day > _LONGEST[self.every]:
            raise ValueError(f"a {self.every} has no day {self.day}")
        return self

    @property
    def words(self) -> Text:
        said, at = _WORDS[self.every], f"{self.hour:02}:{self.minute:02}"
        return Text(vi=f"{said.vi.format(self.day)}, lúc {at}", en=f"{said.en.format(self.day)}, at {at}")

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time that is later than the moment."""
        local = moment.astimezone(LOCAL_TIME)
        begins = self._begin(local)
        while (due := self._in(begins)) <= local:
            begins = self._following(begins)
        return due

    def _begin(self, moment: datetime) -> datetime:
        """Return the midnight with which the day, week, month or quarter of a moment begins."""
        day = datetime.combine(moment.date(), time(), LOCAL_TIME)
        if self.every == "week":
            return day - timedelta(days=day.weekday())
        if self.every in _MONTHS:
            months = _MONTHS[self.every]
            return day.replace(day=1, month=(day.month - 1) // months * months + 1)
        return day

    def _following(self, begins: datetime) -> datetime:
        if self.every not in _MONTHS:
            return begins + timedelta(days=_LONGEST[self.every])
        months = begins.month - 1 + _MONTHS[self.every]
        return begins.replace(year=begins.year + months // 12, month=months % 12 + 1)

    def _in(self, begins: datetime) -> datetime:
        last = self._following(begins) - timedelta(days=1)
        return min(begins + timedelta(days=self.day - 1), last) + timedelta(
            hours=self.hour, minutes=self.minute
        )
