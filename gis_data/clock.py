"""The two years that the demonstration tells of. All times are Hà Nội's, +07:00."""

from datetime import date, datetime, time, timedelta, timezone

import numpy as np

HANOI = timezone(timedelta(hours=7))
START = datetime(2024, 10, 1, 8, tzinfo=HANOI)
"""The registers as they were first written down."""
TODAY = datetime(2026, 9, 30, 17, tzinfo=HANOI)
"""The last change."""
REFORM = date(2025, 7, 1)
"""The ward in its present boundary."""


def draw_moment(chance: np.random.Generator, first: date, last: date) -> datetime:
    """Return a moment of office hours on a weekday between two days (both may be drawn)."""
    day = first + timedelta(days=int(chance.integers((last - first).days + 1)))
    day -= timedelta(days=max(day.weekday() - 4, 0))
    minute = int(chance.integers(8 * 60, 17 * 60))
    return datetime.combine(max(day, first), time(minute // 60, minute % 60), HANOI)


def after(chance: np.random.Generator, moment: datetime, days: tuple[int, int]) -> datetime | None:
    """Return a moment of office hours so many days later, or None where that is past TODAY."""
    first = moment.date() + timedelta(days=days[0])
    last = min(moment.date() + timedelta(days=days[1]), TODAY.date() - timedelta(days=1))
    if first > last:
        return None
    return max(draw_moment(chance, first, last), moment + timedelta(hours=1))
