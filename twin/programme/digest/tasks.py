"""Tasks of a digest: where each stands, what it warns of, what it lacks, and how many there are of each kind."""

from collections.abc import Iterable, Sequence
from datetime import date

from twin.errors import BadInputError
from twin.programme.digest.records import News, Records, Row
from twin.programme.digest.value import NamedCounts, TaskCounts, TaskDigest
from twin.programme.gaps import find_gaps
from twin.programme.periods import Period, read_period
from twin.programme.warnings import Standing, find_warnings

NO_LEAD = "Chưa rõ cơ quan chủ trì"


def split_keys(written: str | None) -> tuple[str, ...]:
    """Return the keys of a list that is written with semicolons."""
    return tuple(part.strip() for part in (written or "").split(";") if part.strip())


def _period_of(row: Row) -> Period | None:
    """Return the period; None also for words that nobody can read, which doors refuse and files may still bring."""
    try:
        return read_period(row["period"], row["starts_on"], row["ends_on"])
    except BadInputError:
        return None


def _due_on(period: Period | None, day: date) -> date | None:
    if period is None:
        return None
    return period.next_due(day) or max(period.due_dates, default=None)


def _gone(period: Period | None, day: date) -> float | None:
    share = None if period is None or period.continuous else period.share_gone(day)
    return None if share is None else round(100 * share, 1)


def digest_task(row: Row, news: News, day: date, *, now: bool) -> TaskDigest:
    """Return a task as it stands on a day; `now` says that the record's own status is that day's."""
    status = (row["status"] if now else None) or news.status
    own = row["percent"] if now else None
    percent = news.percent if own is None else own
    period = _period_of(row)
    standing = Standing(period=period, status=status, percent=percent, updated_on=news.updated_on)
    same = (
        "group",
        "group_name",
        "no",
        "name",
        "lead",
        "coordinators",
        "officer",
        "responsibility",
        "authority",
    )
    return TaskDigest(
        key=row["key"],
        **{name: row[name] for name in (*same, "period", "product", "outcome")},
        due_on=_due_on(period, day),
        models=split_keys(row["models"]),
        status=status,
        percent=percent,
        gone=_gone(period, day),
        updated_on=news.updated_on,
        told=news.text,
        updates=news.updates,
        warnings=find_warnings(standing, day),
        gaps=tuple(gap.part.id for gap in find_gaps(row)),
    )


def digest_tasks(records: Records, day: date, *, now: bool) -> tuple[TaskDigest, ...]:
    """Return every task, by group and number."""
    found = (digest_task(row, records.news.get(row["key"], News()), day, now=now) for row in records.tasks)
    return tuple(sorted(found, key=lambda task: (_roman_order(task.group), task.no)))


def _roman_order(group: str) -> tuple[int, str]:
    figures = {"I": 1, "V": 5, "X": 10}
    values = [figures.get(figure, 0) for figure in group]
    return sum(
        -one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)
    ), group


def count_tasks(tasks: Iterable[TaskDigest]) -> TaskCounts:
    counted = list(tasks)

    def having(status: str | None) -> int:
        return sum(task.status == status for task in counted)

    def warning(kind: str) -> int:
        return sum(any(found.kind == kind for found in task.warnings) for task in counted)

    return TaskCounts(
        all=len(counted),
        done=having("done"),
        in_progress=having("in_progress"),
        not_started=having("not_started"),
        paused=having("paused"),
        cancelled=having("cancelled"),
        unknown=having(None),
        overdue=warning("overdue"),
        behind=warning("behind"),
        no_update=warning("no_update"),
        due=warning("due"),
        with_gaps=sum(bool(task.gaps) for task in counted),
    )


def count_groups(tasks: Sequence[TaskDigest]) -> tuple[NamedCounts, ...]:
    """Return the counts of each group, in the order of the programme."""
    names = {task.group: task.group_name for task in tasks}
    return tuple(
        NamedCounts(name=name, key=group, tasks=count_tasks(task for task in tasks if task.group == group))
        for group, name in names.items()
    )


def count_agencies(tasks: Sequence[TaskDigest], agencies: Iterable[Row]) -> tuple[NamedCounts, ...]:
    """Return the counts of each agency that leads, in the order in which the programme first names them."""
    slugs = {row["name"]: row["key"] for row in agencies}
    slugs |= {row["short_name"]: row["key"] for row in agencies if row["short_name"]}
    leads = dict.fromkeys(task.lead or NO_LEAD for task in tasks)
    return tuple(
        NamedCounts(
            name=lead,
            key=slugs.get(lead),
            tasks=count_tasks(task for task in tasks if (task.lead or NO_LEAD) == lead),
        )
        for lead in leads
    )
