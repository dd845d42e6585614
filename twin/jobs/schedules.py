"""Reports that are run again and again: kept, listed, paused, and started when they are due."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb
from pydantic import JsonValue, ValidationError

from twin.access import Everything, User, require
from twin.city.running import find_report, read_inputs
from twin.errors import BadInputError, NotFoundError
from twin.jobs.timetable import Every, Timetable
from twin.store.database import Connection

LONGEST_NAME = 200
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Schedule:
    """One of them; `next_run` says nothing while it is paused."""

    id: int
    name: str
    what: str
    inputs: dict[str, Any]
    every: Every
    day: int
    hour: int
    minute: int
    who: str
    active: bool
    next_run: datetime
    last_job: UUID | None

    @property
    def timetable(self) -> Timetable:
        return Timetable(every=self.every, day=self.day, hour=self.hour, minute=self.minute)


_COLUMNS = "id, name, what, inputs, every, day, hour, minute, who, active, next_run, last_job"


def read_timetable(given: Mapping[str, JsonValue]) -> Timetable:
    """Read when something is to be run. Raises BadInputError."""
    try:
        return Timetable.model_validate(given)
    except ValidationError as error:
        names = ", ".join(
            sorted({str(fault["loc"][0]) if fault["loc"] else "day" for fault in error.errors()})
        )
        raise BadInputError(
            vi=f"Lịch chạy không hợp lệ ({names}): every là day, week, month hoặc quarter; day từ 1 và không quá độ dài "
            "của kỳ; hour 0-23; minute 0-59.",
            en=f"The timetable makes no sense ({names}): every is day, week, month or quarter; day is from 1 and not "
            "beyond its length; hour 0-23; minute 0-59.",
        ) from None


@dataclass(frozen=True)
class Plan:
    """What is to be run, with which inputs, when, and what people call it."""

    name: str
    what: str
    inputs: Mapping[str, JsonValue]
    timetable: Timetable


def add_schedule(connection: Connection, user: User, plan: Plan) -> Schedule:
    """Have a report run from now on. Raises BadInputError, NotFoundError, UnauthenticatedError, ForbiddenError."""
    require(user, "write", Everything())
    read_inputs(find_report(plan.what), plan.inputs)
    name, timetable = plan.name, plan.timetable
    if not name.strip() or len(name) > LONGEST_NAME or "\x00" in name:
        raise BadInputError(
            vi=f"Tên lịch phải có từ 1 đến {LONGEST_NAME} ký tự.",
            en=f"A schedule's name has 1 to {LONGEST_NAME} letters.",
        )
    row = {
        "name": name.strip(),
        "what": plan.what,
        "inputs": Jsonb(dict(plan.inputs)),
        **timetable.model_dump(),
        "who": user.name,
        "roles": Jsonb(sorted(user.roles)),
        "next": timetable.next_after(datetime.now(UTC)),
    }
    added = connection.execute(
        "INSERT INTO city_store.schedules (name, what, inputs, every, day, hour, minute, who, roles, next_run)"
        " VALUES (%(name)s, %(what)s, %(inputs)s, %(every)s, %(day)s, %(hour)s, %(minute)s, %(who)s, %(roles)s, %(next)s)"
        " RETURNING id",
        row,
    ).fetchone()
    assert added is not None  # noqa: S101 - what was inserted has an id
    return find_schedule(connection, user, int(added[0]))


def list_schedules(connection: Connection, user: User) -> list[Schedule]:
    """Return all of them, whoever made them. Raises UnauthenticatedError, ForbiddenError."""
    require(user, "write", Everything())
    with connection.cursor(row_factory=class_row(Schedule)) as cursor:
        return cursor.execute(f"SELECT {_COLUMNS} FROM city_store.schedules ORDER BY id".encode()).fetchall()  # noqa: S608 - ours


def no_such_schedule(number: object) -> NotFoundError:
    """Say that there is none of that number."""
    shown = str(number)[:30]
    return NotFoundError(vi=f"Không có lịch chạy số {shown}.", en=f"There is no schedule {shown}.")


def find_schedule(connection: Connection, user: User, schedule_id: int) -> Schedule:
    """Return one. Raises NotFoundError, UnauthenticatedError, ForbiddenError."""
    require(user, "write", Everything())
    with connection.cursor(row_factory=class_row(Schedule)) as cursor:
        statement = f"SELECT {_COLUMNS} FROM city_store.schedules WHERE id = %s"  # noqa: S608 - ours
        found = cursor.execute(statement.encode(), (schedule_id,)).fetchone()
    if found is None:
        raise no_such_schedule(schedule_id)
    return found


def pause_schedule(connection: Connection, user: User, schedule_id: int, *, active: bool) -> Schedule:
    """Pause one, or let it go on: then it is due at its next time, and what it missed is not made up for."""
    found = find_schedule(connection, user, schedule_id)
    connection.execute(
        "UPDATE city_store.schedules SET active = %s, next_run = %s, updated_at = now() WHERE id = %s",
        (active, found.timetable.next_after(datetime.now(UTC)), schedule_id),
    )
    return find_schedule(connection, user, schedule_id)


def remove_schedule(connection: Connection, user: User, schedule_id: int) -> None:
    """Remove one; what it has run stays."""
    find_schedule(connection, user, schedule_id)
    connection.execute("DELETE FROM city_store.schedules WHERE id = %s", (schedule_id,))


_DUE = b"""
SELECT id, what, inputs, every, day, hour, minute, who, roles FROM city_store.schedules
WHERE active AND next_run <= now() ORDER BY next_run FOR UPDATE SKIP LOCKED
"""
_START = b"""
INSERT INTO city_store.jobs (what, inputs, who, roles, schedule)
VALUES (%(what)s, %(inputs)s, %(who)s, %(roles)s, %(id)s) RETURNING id
"""
_NEXT = b"""
UPDATE city_store.schedules SET last_job = %(job)s, next_run = %(next)s, updated_at = now() WHERE id = %(id)s
"""


async def start_due(connection: psycopg.AsyncConnection[TupleRow]) -> None:
    """Queue what is due, each once: however often it was missed, and however many workers look."""
    async with connection.transaction():
        for row in await (await connection.execute(_DUE)).fetchall():
            number, what, inputs, every, day, hour, minute, who, roles = row
            timetable = Timetable(every=every, day=day, hour=hour, minute=minute)
            told = {"id": number, "what": what, "inputs": Jsonb(inputs), "who": who, "roles": Jsonb(roles)}
            job = await (await connection.execute(_START, told)).fetchone()
            given = {"id": number, "job": job and job[0], "next": timetable.next_after(datetime.now(UTC))}
            await connection.execute(_NEXT, given)
            _LOG.info("schedule %d is due: job %s", number, given["job"])
