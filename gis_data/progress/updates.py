"""Two years of updates of the tasks: weekly for those on the map, monthly for the others; each is recorded when told.

What an update says of status and percent also stands in the task from that moment on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from gis_data.chance import happens, open_stream
from gis_data.clock import HANOI, START, TODAY
from gis_data.programme import read_tasks
from gis_data.progress.plan import TaskPlan, read_progress
from gis_data.progress.standings import TASKS, Registers
from gis_data.rows import NOWHERE, Fields, Row

FRIDAY = 4
GIVEN_ON = date(2026, 1, 12)
"""When the functions of officers and authorities were filled in, or a few weeks later."""
FORGOTTEN = 0.02
"""Reports whose percent was added a day later."""
HOLIDAYS = ((date(2025, 1, 25), date(2025, 2, 2)), (date(2026, 2, 14), date(2026, 2, 22)))
"""Tết: nobody reports."""
NOTHING_YET = "Chưa phát sinh trong kỳ."
ROUND = 5
Promised = Mapping[str, str]
"""A task as the programme has it."""
LATE, MIDDLE, WHOLE = 80, 30, 100


@dataclass(frozen=True)
class Told:
    """What one update says."""

    status: str
    percent: int | None
    text: str


def report_tasks(registers: Registers) -> tuple[list[Row], list[Row]]:
    """Return the tasks with what was filled in of them, and all updates in the order in which they were recorded."""
    tasks, updates = [], []
    for promised in read_tasks():
        key = promised["key"]
        plan = read_progress().tasks[key]
        chance = open_stream(f"progress {key}")
        task = Row(NOWHERE, {}, external_id=key)
        _give(task, plan, promised, chance)
        for day in _report_days(plan, chance):
            told = _tell(plan, promised, day, registers, chance)
            update = _record(task, told, promised, day, chance)
            if update is not None:
                updates.append(update)
        tasks.append(task)
    return tasks, sorted(updates, key=lambda row: (row.since, str(row.fields["task"])))


def _give(task: Row, plan: TaskPlan, promised: Promised, chance: np.random.Generator) -> None:
    given: Fields = {
        name: value
        for name in ("officer", "authority", "responsibility")
        if (value := getattr(plan, name)) is not None
    }
    day = GIVEN_ON + timedelta(days=7 * int(chance.integers(0, 8)))
    if given:
        task.note(datetime.combine(day, time(9, 30), HANOI), _office(promised), given)


def _office(promised: Promised) -> str:
    return {"HĐND": "hdnd", "UBND": "ubnd", "MTTQ": "mttq"}.get(promised["lead"], "dang-uy")


def _report_days(plan: TaskPlan, chance: np.random.Generator) -> Iterator[date]:
    """Give the Fridays on which a task is reported: every one, or the last of each month."""
    day = START.date() + timedelta(days=(FRIDAY - START.weekday()) % 7)
    while day < TODAY.date():
        last_of_month = (day + timedelta(days=7)).month != day.month
        skipped = happens(chance, 0.03) or any(first <= day <= last for first, last in HOLIDAYS)
        ended = plan.stops is not None and day > plan.stops
        if (plan.map is not None or last_of_month) and not skipped and not ended:
            yield day
        day += timedelta(days=7)


def _tell(
    plan: TaskPlan, promised: Promised, day: date, registers: Registers, chance: np.random.Generator
) -> Told:
    moment = datetime.combine(day, time(14), HANOI)
    if plan.map is not None:
        standing = TASKS[plan.map](registers, moment)
        if not standing.all:
            return Told("not_started", None, NOTHING_YET)
        begun = standing.done or standing.under_way
        status = "done" if standing.percent == WHOLE and not plan.annual else "in_progress"
        return Told(status if begun else "not_started", standing.percent, standing.text)
    if plan.paused is not None and day >= plan.paused:
        return Told("paused", None, _choose("paused", promised, None, chance))
    percent = _follow(plan, day)
    phase = _phase(percent)
    status = {"not_started": "not_started", "done": "done"}.get(phase, "in_progress")
    return Told(status, percent, _choose(phase, promised, percent, chance))


def _follow(plan: TaskPlan, day: date) -> int | None:
    """Return the percent on the path of a task; None where none is counted."""
    if plan.annual is not None:
        share = (day - date(day.year, 1, 1)).days / 358
        return min(int(plan.annual * share * WHOLE / ROUND) * ROUND, WHOLE)
    if not plan.path:
        return None
    days = [one.toordinal() for one, _ in plan.path]
    if day.toordinal() < days[0]:
        return 0
    reached = float(np.interp(day.toordinal(), days, [percent for _, percent in plan.path]))
    return int(reached / ROUND) * ROUND


def _phase(percent: int | None) -> str:
    if percent is None:
        return "running"
    if percent == 0:
        return "not_started"
    if percent >= WHOLE:
        return "done"
    return "begun" if percent < MIDDLE else "middle" if percent < LATE else "late"


def _choose(phase: str, promised: Promised, percent: int | None, chance: np.random.Generator) -> str:
    texts = read_progress().texts[phase]
    return texts[int(chance.integers(len(texts)))].format(product=promised["product"], percent=percent)


def _record(task: Row, told: Told, promised: Promised, day: date, chance: np.random.Generator) -> Row | None:
    """Write an update down, most on the same afternoon; None where that is past TODAY."""
    days = 0 if happens(chance, 0.85) else int(chance.integers(3, 6))
    minute = int(chance.integers(14 * 60, 17 * 60))
    moment = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), HANOI)
    if moment >= TODAY:
        return None
    said: Fields = {"status": told.status, "percent": told.percent}
    row = Row(NOWHERE, {"task": promised["key"], "reported_on": day, "text": told.text, **said}, since=moment)
    row.fields |= {"reporter": f"Chuyên viên tổng hợp {promised['lead']}", "agency": promised["lead"]}
    known = moment
    if told.percent is not None and happens(chance, FORGOTTEN):
        row.fields["percent"] = None
        known = min(moment + timedelta(hours=18), TODAY)
        row.note(known, _office(promised), {"percent": told.percent})
    # What a report leaves open stays in the task as it was.
    task.note(known, _office(promised), {name: value for name, value in said.items() if value is not None})
    return row
