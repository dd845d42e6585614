from datetime import date
from typing import Any

import pytest

from twin.programme.periods import read_period
from twin.programme.warnings import EarlyWarning, Standing, find_warnings

TODAY = date(2026, 11, 23)


def warn(
    period: str | None, today: date = TODAY, *, ends_on: date | None = None, **known: Any
) -> dict[str, EarlyWarning]:
    """Return the warnings of a task in progress that was updated today, unless said otherwise."""
    standing = Standing(
        **{
            "period": read_period(period, None, ends_on),
            "status": "in_progress",
            "updated_on": today,
            **known,
        }
    )
    return {warning.kind: warning for warning in find_warnings(standing, today)}


@pytest.mark.parametrize(
    ("ends_on", "days", "within", "level"),
    [
        (date(2026, 11, 23), 0, 30, "urgent"), (date(2026, 12, 23), 30, 30, "urgent"), (date(2026, 12, 24), 31, 60, "warning"),
        (date(2027, 1, 22), 60, 60, "warning"), (date(2027, 1, 23), 61, 90, "notice"), (date(2027, 2, 21), 90, 90, "notice"),
    ],
)  # fmt: skip
def test_what_is_due_within_30_60_and_90_days(ends_on: date, days: int, within: int, level: str) -> None:
    due = warn(None, ends_on=ends_on)["due"]
    assert (due.days, due.within, due.level, due.due_on) == (days, within, level, ends_on)
    assert f"{ends_on:%d/%m/%Y}" in due.text.vi
    assert f"{ends_on.day} {ends_on:%B %Y}" in due.text.en


@pytest.mark.parametrize("ends_on", [date(2027, 2, 22), date(2030, 12, 31)])
def test_what_is_due_later_is_left_alone(ends_on: date) -> None:
    assert warn(None, ends_on=ends_on) == {}


@pytest.mark.parametrize("status", ["in_progress", "not_started", "paused", None])
def test_what_is_past_its_end_and_not_recorded_as_done_is_overdue(status: str | None) -> None:
    overdue = warn("2025", status=status, percent=80)["overdue"]
    assert (overdue.days, overdue.level, overdue.due_on) == (327, "urgent", date(2025, 12, 31))
    assert "327" in overdue.text.vi
    assert "327" in overdue.text.en


@pytest.mark.parametrize("status", ["done", "cancelled"])
@pytest.mark.parametrize("period", ["2025", "2026", "Hàng năm", "Thường xuyên", None])
def test_nothing_is_asked_of_what_is_closed(status: str, period: str | None) -> None:
    assert warn(period, status=status, percent=5, updated_on=date(2025, 1, 1)) == {}


@pytest.mark.parametrize("period", ["2025", "2026"])
def test_all_done_is_neither_due_nor_overdue(period: str) -> None:
    assert warn(period, percent=100) == {}


@pytest.mark.parametrize(
    ("percent", "points", "level"), [(79.8, 10.1, "warning"), (65, 24.9, "warning"), (64, 25.9, "urgent"), (0, 89.9, "urgent")]
)  # fmt: skip
def test_behind_the_calendar_says_by_how_much(percent: float, points: float, level: str) -> None:
    behind = warn("2026", TODAY.replace(day=24), percent=percent)["behind"]
    assert (behind.points, behind.level) == (points, level)
    assert f"{points}".replace(".", ",") in behind.text.vi


@pytest.mark.parametrize("percent", [None, 79.9, 95])
def test_an_unknown_percentage_is_unknown_and_a_little_is_no_alarm(percent: float | None) -> None:
    assert "behind" not in warn("2026", TODAY.replace(day=24), percent=percent)


def test_what_is_said_to_be_not_started_has_done_nothing() -> None:
    assert warn("2026", status="not_started")["behind"].points == pytest.approx(89.6)


def test_work_that_goes_on_is_never_behind() -> None:
    assert warn("Thường xuyên", percent=0) == {}


@pytest.mark.parametrize(
    ("updated_on", "silent"),
    [(date(2026, 8, 25), True), (date(2026, 8, 26), False), (date(2026, 12, 1), False)],
)
def test_a_quarter_without_an_update(updated_on: date, silent: bool) -> None:
    found = warn("2026-2030", updated_on=updated_on)
    assert ("no_update" in found) is silent
    assert not silent or found["no_update"].days == 90


@pytest.mark.parametrize(
    ("period", "said"), [("2026-2030", True), ("Thường xuyên", True), ("2027", False), ("2028, 2030", False), (None, False)]
)  # fmt: skip
def test_never_updated_counts_from_the_start(period: str | None, said: bool) -> None:
    found = find_warnings(Standing(period=read_period(period)), TODAY)
    assert ("no_update" in {warning.kind for warning in found}) is said


@pytest.mark.parametrize(
    ("updated_on", "percent", "today", "kinds"),
    [
        (date(2026, 12, 20), 90, date(2027, 1, 4), {"overdue"}),
        (date(2026, 12, 20), 100, date(2027, 1, 4), set()),
        (date(2026, 12, 20), None, date(2027, 1, 4), set()),
        (date(2027, 1, 3), 5, date(2027, 1, 4), set()),
        (date(2025, 12, 20), 100, date(2027, 1, 4), {"overdue", "no_update"}),
        (date(2026, 12, 20), 50, date(2027, 3, 1), {"overdue"}),
        (date(2027, 6, 30), 10, date(2027, 7, 1), {"behind"}),
        (date(2027, 12, 1), 100, date(2027, 12, 20), set()),
        (date(2027, 12, 1), 95, date(2027, 12, 20), {"due"}),
    ],
)
def test_a_percentage_speaks_of_the_year_in_which_it_was_reported(
    updated_on: date, percent: float | None, today: date, kinds: set[str]
) -> None:
    assert set(warn("Hàng năm", today, percent=percent, updated_on=updated_on)) == kinds


def test_a_yearly_task_of_which_nobody_ever_told_is_silent_not_overdue() -> None:
    found = find_warnings(Standing(period=read_period("Hàng năm")), date(2026, 9, 1))
    assert [warning.kind for warning in found] == ["no_update"]


def test_the_most_pressing_comes_first() -> None:
    found = find_warnings(
        Standing(period=read_period("2026"), percent=85, updated_on=date(2026, 1, 1)), date(2026, 12, 20)
    )
    assert [(warning.kind, warning.level) for warning in found] == [
        ("due", "urgent"),
        ("behind", "warning"),
        ("no_update", "warning"),
    ]
