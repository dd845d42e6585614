"""The programme as one value: what stands where, what is late, what agrees, and how many of each."""

from datetime import date
from typing import Any

import pytest

from tests.programme.digest.rows import measured, records
from twin.access import anonymous, machine_owner
from twin.errors import UnauthenticatedError
from twin.programme.digest import Digest, compose
from twin.programme.digest.indicators import shown
from twin.programme.digest.reading import read_digest
from twin.programme.digest.records import News, Records
from twin.programme.filing import read_filing
from twin.programme.moments import today
from twin.store.database import Connection

TODAY = date(2026, 11, 23)
QUARTER = read_filing("2026-Q4")


def composed(made: Records, filing: str = "2026-Q4", found: Any = None, now: date = TODAY) -> Digest:
    asked = read_filing(filing)
    return compose(made, asked, asked.as_of(now), found or {}, now=asked.as_of(now) == now)


def value(indicator: str, as_of: date, written: str) -> dict[str, Any]:
    return {"indicator": indicator, "as_of": as_of, "value": written, "agency": "UBND"}


def test_the_programme_as_it_was_decided_is_all_unknown() -> None:
    digest = composed(records())
    assert (len(digest.tasks), digest.annex.all, digest.text.all, len(digest.models)) == (49, 36, 6, 9)
    assert digest.task_counts.unknown == 49
    assert digest.annex.unknown == 36
    assert [group.tasks.all for group in digest.groups] == [9, 10, 20, 10]
    assert sum(agency.tasks.all for agency in digest.agencies) == 49
    assert {task.percent for task in digest.tasks} == {None}
    assert [task.key for task in digest.tasks[:10]] == [*(f"I.{number}" for number in range(1, 10)), "II.1"]
    assert digest.as_of == TODAY
    assert all(agency.key for agency in digest.agencies)


def test_counts_add_up_to_all() -> None:
    statuses = ["done", "in_progress", "not_started", "paused", "cancelled", None]
    changed = {f"III.{place + 1}": {"status": status} for place, status in enumerate(statuses)}
    digest = composed(records(tasks=changed))
    for counts in (digest.task_counts, *(one.tasks for one in (*digest.groups, *digest.agencies))):
        parts = (counts.done, counts.in_progress, counts.not_started, counts.paused, counts.cancelled)
        assert sum(parts) + counts.unknown == counts.all
    assert digest.task_counts.unknown == 44


def test_today_the_record_speaks_and_of_a_past_day_its_updates() -> None:
    made = records(
        tasks={"III.8": {"status": "done", "percent": 100.0}},
        news={"III.8": News(date(2026, 9, 20), "Đã khảo sát", "in_progress", 40.0, 3)},
    )
    now, past = composed(made), composed(made, "2026-Q3")
    task, before = (next(one for one in digest.tasks if one.key == "III.8") for digest in (now, past))
    assert (task.status, task.percent, task.warnings) == ("done", 100, ())
    assert (before.status, before.percent, before.updated_on) == ("in_progress", 40, date(2026, 9, 20))
    assert past.as_of == date(2026, 9, 30)
    assert (now.updates, now.updated_tasks) == (3, 1)


def test_a_task_warns_and_says_what_it_lacks() -> None:
    digest = composed(
        records(tasks={"I.1": {"ends_on": date(2026, 11, 13), "status": "in_progress", "percent": 30.0}})
    )
    task = digest.tasks[0]
    late = task.warns_of("overdue")
    assert late is not None
    assert late.days == 10
    assert task.due_on == date(2026, 11, 13)
    assert set(task.gaps) == {"person", "responsibility", "authority"}
    assert digest.task_counts.overdue == 1
    assert digest.task_counts.with_gaps == 49


@pytest.mark.parametrize(
    ("written", "found", "difference", "agreement"),
    [
        ("30%", (30, 50, 20), 0, "same"),
        ("45", (30, 50, 20), 15, "within_unknown"),
        ("50,0", (30, 50, 20), 20, "within_unknown"),
        ("50,5", (30, 50, 20), 20.5, "different"),
        ("29", (30, 50, 20), -1, "different"),
        ("Chưa đạt", (30, 50, 20), None, None),
        ("80", (0, 0, 0), None, None),
        ("80", (0, 0, 7), None, None),
    ],
)
def test_reported_and_measured_stand_side_by_side(
    written: str, found: tuple[int, int, int], difference: float | None, agreement: str | None
) -> None:
    made = records(values=[value("II.4.2", date(2026, 10, 31), written)])
    digest = composed(made, found={"II.4.2": measured("II.4.2", *found, TODAY)})
    one = next(one for one in digest.indicators if one.key == "II.4.2")
    assert one.reported is not None
    assert one.reported.written == written
    assert (one.difference, one.agreement) == (difference, agreement)
    assert digest.annex.different == (agreement == "different")


def test_an_indicator_is_held_against_its_target_and_that_of_the_year() -> None:
    made = records(
        values=[value("II.2.1", date(2025, 12, 31), "70"), value("II.2.1", date(2026, 9, 30), "80%")],
        targets=[{"indicator": "II.2.1", "year": 2026, "target": "78"}],
    )
    one = next(one for one in composed(made).indicators if one.key == "II.2.1")
    assert one.target == "85"
    assert one.assessment.verdict == "not_met"
    assert one.year is not None
    assert (one.year.written, one.year.assessment.verdict) == ("78", "met")


def test_a_yearly_fall_is_read_from_the_value_of_a_year_before() -> None:
    made = records(
        values=[value("II.2.4", date(2025, 9, 30), "5,2"), value("II.2.4", date(2026, 9, 30), "5,05")]
    )
    one = next(one for one in composed(made).indicators if one.key == "II.2.4")
    assert one.assessment.verdict == "met"


def test_what_nobody_can_read_is_unknown_and_still_shown() -> None:
    made = records(
        tasks={"I.1": {"period": "lúc nào đó"}},
        values=[value("II.2.1", date(2026, 9, 30), "nhiều lắm")],
        targets=[{"indicator": "II.2.1", "year": 2026, "target": "???"}],
    )
    digest = composed(made)
    one = next(one for one in digest.indicators if one.key == "II.2.1")
    assert one.reported is not None
    assert (one.reported.written, one.reported.number) == ("nhiều lắm", None)
    assert one.assessment.verdict == "unknown"
    assert one.year is not None
    assert one.year.assessment.verdict == "unknown"
    assert digest.tasks[0].period == "lúc nào đó"
    assert digest.tasks[0].due_on is None


@pytest.mark.parametrize(
    ("per_cent", "seen"), [(None, None), (0, 0), (0.01, 0.1), (33.333, 33.3), (99.99, 99.9), (100, 100)]
)
def test_all_but_one_is_never_shown_as_all(per_cent: float | None, seen: float | None) -> None:
    assert shown(per_cent) == seen


def test_models_know_what_serves_them() -> None:
    digest = composed(records())
    seventh = next(model for model in digest.models if model.key == "M.7")
    assert seventh.indicators
    assert all("7" in one.models for one in digest.indicators if one.key in seventh.indicators)


def test_sources_say_up_to_when() -> None:
    digest = composed(records(), found={"II.4.2": measured("II.4.2", 1, 1, 0, TODAY)})
    told = {source.name.vi: source for source in digest.sources}
    alleys = told["Lớp bản đồ «Ngõ, ngách, hẻm»"]
    assert alleys.as_of == TODAY
    assert alleys.note is not None
    assert alleys.note.vi == "Dữ liệu minh họa"
    assert told["Cập nhật tiến độ"].as_of is None


def test_it_can_be_sent_and_read_again() -> None:
    digest = composed(records(), found={"II.4.2": measured("II.4.2", 1, 1, 0, TODAY)})
    assert Digest.model_validate_json(digest.model_dump_json()) == digest


def test_it_is_read_from_the_registers(scratch: Connection) -> None:
    scratch.execute(
        "INSERT INTO city.programme_updates (task, reported_on, text, status, percent) VALUES"
        " ('III.8', '2026-02-01', 'một', 'in_progress', 10), ('III.8', '2026-02-08', 'hai', NULL, 25),"
        " ('III.8', '2025-11-01', NULL, 'not_started', NULL), ('III.8', '2026-03-01', 'sau', 'done', 100)"
    )
    scratch.execute(
        "INSERT INTO city.programme_values (indicator, as_of, value) VALUES"
        " ('II.4.2', '2026-01-31', '12%'), ('II.4.2', '2026-02-20', '50%')"
    )
    day = date(2026, 2, 10)
    digest = read_digest(scratch, machine_owner("thử"), read_filing("2026-Q1"), day)
    task = next(one for one in digest.tasks if one.key == "III.8")
    assert (task.status, task.percent, task.told, task.updated_on) == (
        "in_progress",
        25,
        "hai",
        date(2026, 2, 8),
    )
    assert task.updates == 2
    one = next(one for one in digest.indicators if one.key == "II.4.2")
    assert one.reported is not None
    assert one.reported.written == "12%"
    assert one.measured is not None
    assert one.measured.silence is not None
    assert (len(digest.tasks), digest.annex.all, digest.text.all) == (49, 36, 6)


def test_who_may_not_read_is_told_so(scratch: Connection) -> None:
    with pytest.raises(UnauthenticatedError):
        read_digest(scratch, anonymous(public_reading=False), read_filing(str(today().year)))
