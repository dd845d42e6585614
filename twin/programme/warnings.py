"""Early warning: what is due soon, overdue, silent for a quarter, or behind the calendar.

Only what is surely so is said. A percentage belongs to the span of the period in which it was reported: last year's
says nothing of this year's part of a yearly task. An unknown percentage is unknown, and so never behind; a task that
is said to be not started has done nothing. The bounds are ours.
"""

from datetime import date, timedelta
from typing import Literal

from twin.programme.periods import Period, Span
from twin.programme.written import show_day
from twin.vocabulary import Frozen, Text

WarningKind = Literal["due", "overdue", "no_update", "behind"]
Level = Literal["notice", "warning", "urgent"]
DUE_WITHIN: tuple[tuple[Literal[30, 60, 90], Level], ...] = ((30, "urgent"), (60, "warning"), (90, "notice"))
"""Days before the due date, and how pressing that is."""
QUARTER = timedelta(days=90)
BEHIND_FROM, FAR_BEHIND_FROM = 10, 25
"""Percentage points behind the calendar: from here a warning, from there urgent."""
CLOSED = frozenset({"done", "cancelled"})
ALL_DONE = 100


class Standing(Frozen):
    """What is known of a task on a day."""

    period: Period | None
    status: str | None = None
    percent: float | None = None
    updated_on: date | None = None


class EarlyWarning(Frozen):
    """One thing that calls for attention, and by how much."""

    kind: WarningKind
    level: Level
    text: Text
    due_on: date | None = None
    days: int | None = None
    """Days until it is due, since it was due, or without an update."""
    within: Literal[30, 60, 90] | None = None
    """For what is due: the least of these numbers of days in which it is."""
    points: float | None = None
    """Percentage points behind the calendar."""


def find_warnings(standing: Standing, today: date) -> tuple[EarlyWarning, ...]:
    """Return what a task warns of, the most pressing first; nothing for one that is done or cancelled."""
    if standing.status in CLOSED:
        return ()
    checks = (_overdue, _due, _behind, _no_update)
    found = (check(standing, today) for check in checks)
    order = ("urgent", "warning", "notice")
    return tuple(sorted((one for one in found if one), key=lambda one: order.index(one.level)))


def _overdue(standing: Standing, today: date) -> EarlyWarning | None:
    period = standing.period
    past = [span for span in period.spans if span.over(today)] if period else []
    if period is None or not past or past[-1].ends_on is None or _is_settled(standing, period, past[-1]):
        return None
    due = past[-1].ends_on
    days = (today - due).days
    return EarlyWarning(
        kind="overdue",
        level="urgent",
        due_on=due,
        days=days,
        text=Text(
            vi=f"Quá hạn {days} ngày (hạn {show_day(due)}), chưa ghi nhận hoàn thành.",
            en=f"Overdue by {_days(days)} (due on {show_day(due, 'en')}), not recorded as done.",
        ),
    )


def _is_settled(standing: Standing, period: Period, past: Span) -> bool:
    """Tell whether nothing can be held against a span that is over: it is done, or nobody can say."""
    if len(period.spans) == 1:
        return standing.percent == ALL_DONE
    reported_in = _span_reported(standing)
    if reported_in is None or period.spans.index(reported_in) > period.spans.index(past):
        return True
    return reported_in == past and standing.percent in {None, ALL_DONE}


def _span_reported(standing: Standing) -> Span | None:
    """Return the span that the last update speaks of: the last one that had begun."""
    if standing.period is None or standing.updated_on is None:
        return None
    begun = [span for span in standing.period.spans if span.begun(standing.updated_on)]
    return begun[-1] if begun else standing.period.spans[0]


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _percent_of(standing: Standing, span: Span) -> float | None:
    """Return how much of a span is known to be done; None where nobody can say."""
    if standing.status == "not_started":
        return standing.percent or 0
    several = standing.period is not None and len(standing.period.spans) > 1
    return None if several and _span_reported(standing) != span else standing.percent


def _due(standing: Standing, today: date) -> EarlyWarning | None:
    period = standing.period
    due = period.next_due(today) if period else None
    if period is None or due is None or _percent_of(standing, period.span_on(today)) == ALL_DONE:
        return None
    days = (due - today).days
    within, level = next((step for step in DUE_WITHIN if days <= step[0]), (None, None))
    if within is None or level is None:
        return None
    return EarlyWarning(
        kind="due",
        level=level,
        due_on=due,
        days=days,
        within=within,
        text=Text(
            vi=f"Còn {days} ngày đến hạn {show_day(due)}." if days else f"Đến hạn hôm nay, {show_day(due)}.",
            en=f"Due in {_days(days)}, on {show_day(due, 'en')}."
            if days
            else f"Due today, {show_day(due, 'en')}.",
        ),
    )


def _behind(standing: Standing, today: date) -> EarlyWarning | None:
    period = standing.period
    if period is None or period.continuous:
        return None
    span = period.span_on(today)
    percent, gone = _percent_of(standing, span), span.share_gone(today)
    if percent is None or gone is None or span.over(today):
        return None
    points = gone * 100 - percent
    if points < BEHIND_FROM:
        return None
    shown = f"{points:.1f}"
    return EarlyWarning(
        kind="behind",
        level="urgent" if points >= FAR_BEHIND_FROM else "warning",
        points=round(points, 1),
        text=Text(
            vi=f"Chậm {shown.replace('.', ',')} điểm % so với thời gian: xong {percent:.0f}%, thời gian đã qua {gone:.0%}.",
            en=f"{shown} percentage points behind the calendar: {percent:.0f}% done, {gone:.0%} of the time gone.",
        ),
    )


def _no_update(standing: Standing, today: date) -> EarlyWarning | None:
    """Nothing was heard for a quarter of a span's time: since the last update, or since work was to begin."""
    period = standing.period
    if period is not None and not period.span_on(today).begun(today):
        return None
    since = standing.updated_on or (period.span_on(today).starts_on if period else None)
    if since is None or today - since < QUARTER:
        return None
    days = (today - since).days
    told = standing.updated_on is not None
    return EarlyWarning(
        kind="no_update",
        level="warning",
        days=days,
        text=Text(
            vi=f"{days} ngày chưa cập nhật (lần cuối {show_day(since)})."
            if told
            else f"Chưa có cập nhật nào từ khi bắt đầu, {show_day(since)}.",
            en=f"No update for {days} days (the last on {show_day(since, 'en')})."
            if told
            else f"No update since the start on {show_day(since, 'en')}.",
        ),
    )
