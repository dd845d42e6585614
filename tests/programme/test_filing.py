"""What can be reported on, and when."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from twin.errors import BadInputError
from twin.programme.filing import filing_on, list_filings, read_filing


@pytest.mark.parametrize(
    ("written", "title", "starts_on", "ends_on"),
    [
        ("2026-Q4", "quý IV năm 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-q1", "quý I năm 2028", date(2028, 1, 1), date(2028, 3, 31)),
        ("2027", "năm 2027", date(2027, 1, 1), date(2027, 12, 31)),
        (" 2028-review ", "sơ kết năm 2028", date(2025, 1, 1), date(2028, 12, 31)),
        ("2030-summary", "tổng kết năm 2030", date(2025, 1, 1), date(2030, 12, 31)),
    ],
)
def test_a_period_is_read(written: str, title: str, starts_on: date, ends_on: date) -> None:
    found = read_filing(written)
    assert (found.title.vi, found.starts_on, found.ends_on) == (title, starts_on, ends_on)


@pytest.mark.parametrize(
    "written", ["", "2024", "2031-Q1", "2026-Q5", "2027-review", "2026; DROP", "quý IV" * 99]
)
def test_what_is_no_period_is_refused_in_words(written: str) -> None:
    with pytest.raises(BadInputError, match="Write it like") as refused:
        read_filing(written)
    assert "Hãy viết như" in refused.value.text.vi


def test_each_can_be_read_by_its_name_and_quarters_leave_no_day_out() -> None:
    listed = list(list_filings())
    assert [read_filing(filing.id) for filing in listed] == listed
    assert len({filing.id for filing in listed}) == len(listed) == 6 * 5 + 2
    quarters = [filing for filing in listed if filing.kind == "quarter"]
    for before, after in pairwise(quarters):
        assert after.starts_on - before.ends_on == timedelta(days=1)
    assert filing_on(date(2026, 11, 23)) == read_filing("2026-Q4")
    assert filing_on(date(2031, 2, 1)) == read_filing("2030-Q4")
    assert filing_on(date(2024, 2, 1)) == read_filing("2025-Q1")


def test_facts_are_told_up_to_today_and_never_of_days_to_come() -> None:
    quarter = read_filing("2026-Q4")
    assert quarter.as_of(date(2026, 11, 23)) == date(2026, 11, 23)
    assert quarter.as_of(date(2027, 5, 1)) == date(2026, 12, 31)
    with pytest.raises(BadInputError, match="has not begun"):
        quarter.as_of(date(2026, 9, 30))
