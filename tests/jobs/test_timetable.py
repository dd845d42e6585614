"""When what is done again and again is due, on the city's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from twin.features.submission import LOCAL_TIME
from twin.jobs.timetable import Every, Timetable

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=LOCAL_TIME)  # a Tuesday


@pytest.mark.parametrize(
    ("every", "day", "hour", "due"),
    [
        ("day", 1, 9, "2026-11-25T09:00"),
        ("day", 1, 11, "2026-11-24T11:00"),
        ("day", 1, 10, "2026-11-25T10:00"),
        ("week", 1, 7, "2026-11-30T07:00"),
        ("week", 2, 11, "2026-11-24T11:00"),
        ("week", 7, 7, "2026-11-29T07:00"),
        ("month", 1, 7, "2026-12-01T07:00"),
        ("month", 31, 7, "2026-11-30T07:00"),
        ("quarter", 1, 7, "2027-01-01T07:00"),
        ("quarter", 92, 7, "2026-12-31T07:00"),
    ],
)
def test_the_next_time(every: Every, day: int, hour: int, due: str) -> None:
    told = Timetable(every=every, day=day, hour=hour).next_after(NOW.astimezone(UTC))
    assert told == datetime.fromisoformat(f"{due}+07:00")


LONGEST: dict[Every, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92}
timetables = st.sampled_from(list(LONGEST)).flatmap(
    lambda every: st.builds(
        Timetable,
        every=st.just(every),
        day=st.integers(1, LONGEST[every]),
        hour=st.integers(0, 23),
        minute=st.integers(0, 59),
    )
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(timetables, moments)
def test_it_is_always_later_at_that_hour_and_within_one_period(
    timetable: Timetable, moment: datetime
) -> None:
    due = timetable.next_after(moment)
    local = due.astimezone(LOCAL_TIME)
    assert (
        moment
        < due
        <= moment + timedelta(days=LONGEST[timetable.every] + 31 * (timetable.every == "quarter"))
    )
    assert (local.hour, local.minute) == (timetable.hour, timetable.minute)
    following = timetable.next_after(due)
    assert following > due


@pytest.mark.parametrize(
    ("every", "day"), [("day", 2), ("week", 8), ("month", 32), ("quarter", 93), ("week", 0)]
)
def test_a_day_that_there_is_not_is_refused(every: Every, day: int) -> None:
    with pytest.raises(ValidationError):
        Timetable(every=every, day=day)
