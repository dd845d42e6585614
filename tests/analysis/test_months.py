"""Calendar months."""

from datetime import date

import pytest

from twin.analysis.months import month_begins, month_ends


def test_begins_from_the_month_of_the_first_day_to_that_of_the_last() -> None:
    assert month_begins(date(2025, 11, 30), date(2026, 2, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


@pytest.mark.parametrize(
    ("last", "ends"),
    [
        (date(2026, 3, 15), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15)]),
        (date(2024, 3, 31), [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]),
        (date(2026, 1, 1), [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 1)]),
    ],
)
def test_ends_of_the_months_before_and_the_day_itself(last: date, ends: list[date]) -> None:
    assert month_ends(last, 2) == ends
    assert month_ends(last, 0) == ends[-1:]
