"""Reports that run again and again: due once, however late and however many workers look."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import JsonValue

from tests.jobs.conftest import AN, PATIENCE, Office, worker
from twin.access import User, anonymous
from twin.errors import BadInputError, ForbiddenError, NotFoundError, UnauthenticatedError
from twin.jobs.schedules import (
    Plan,
    Schedule,
    add_schedule,
    find_schedule,
    list_schedules,
    pause_schedule,
    read_timetable,
    remove_schedule,
)
from twin.store.locks import wait_until

WEEKLY: dict[str, JsonValue] = {"every": "week", "day": 1, "hour": 7, "minute": 30}


def plan(office: Office, report: str = "rain_activation", **inputs: object) -> Schedule:
    timetable = read_timetable(WEEKLY)
    return add_schedule(office.connection, AN, Plan("Ngập đầu tuần", report, inputs, timetable))  # type: ignore[arg-type]


def miss(office: Office, one: Schedule, weeks: int) -> None:
    """Let so many weeks pass in which nothing ran."""
    late = datetime.now(UTC) - timedelta(weeks=weeks)
    office.connection.execute("UPDATE city_store.schedules SET next_run = %s WHERE id = %s", (late, one.id))


def test_what_was_missed_runs_once_with_two_workers(office: Office, url: str) -> None:
    made = plan(office, intensity_mm_h=60)
    assert made.next_run > datetime.now(UTC)
    assert made.next_run.astimezone().weekday() in {6, 0}
    miss(office, made, weeks=3)
    counted = "SELECT count(*), min(state), min(what), min(who) FROM city_store.jobs WHERE schedule = %s"
    with worker(url), worker(url):

        def has_run() -> bool:
            row = office.connection.execute(counted, (made.id,)).fetchone()
            return row is not None and row[1] == "successful"

        assert wait_until(has_run, PATIENCE)
        told = office.connection.execute(counted, (made.id,)).fetchone()
    assert told == (1, "successful", "rain_activation", "an")
    after = find_schedule(office.connection, AN, made.id)
    assert after.next_run == made.next_run
    assert after.last_job is not None
    remove_schedule(office.connection, AN, made.id)
    with pytest.raises(NotFoundError):
        find_schedule(office.connection, AN, made.id)


def test_a_paused_one_is_not_due_and_goes_on_later(office: Office) -> None:
    made = plan(office)
    assert pause_schedule(office.connection, AN, made.id, active=False).active is False
    miss(office, made, weeks=1)
    assert pause_schedule(office.connection, AN, made.id, active=True).next_run == made.next_run
    assert made.id in {one.id for one in list_schedules(office.connection, AN)}


@pytest.mark.parametrize("user", [User("xem", frozenset({"viewer"})), anonymous(public_reading=True)])
def test_only_who_may_write_plans(office: Office, user: User) -> None:
    with pytest.raises((ForbiddenError, UnauthenticatedError)):
        list_schedules(office.connection, user)
    with pytest.raises((ForbiddenError, UnauthenticatedError)):
        add_schedule(
            office.connection, user, Plan("x", "rain_activation", {}, read_timetable({"every": "day"}))
        )


def test_nonsense_is_refused_in_both_languages(office: Office) -> None:
    with pytest.raises(BadInputError) as refused:
        read_timetable({"every": "fortnight"})
    assert refused.value.text.vi != refused.value.text.en
    for bad in (Plan(" ", "rain_activation", {}, read_timetable(WEEKLY)),):
        with pytest.raises(BadInputError):
            add_schedule(office.connection, AN, bad)
    with pytest.raises(NotFoundError):
        plan(office, "no_such")
    with pytest.raises(BadInputError):
        plan(office, intensity_mm_h=-5)
