"""A job as it is asked for, seen, listed and dismissed: who may, and what stands in its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from pydantic import JsonValue

from twin.access import Everything, JobThing, User, may, require
from twin.city.running import find_report, read_inputs
from twin.errors import NoSuchJobError, TooManyError
from twin.store.database import Connection
from twin.vocabulary import Text

State = Literal["accepted", "running", "successful", "failed", "dismissed"]
STATES: tuple[State, ...] = ("accepted", "running", "successful", "failed", "dismissed")
STATE_WORDS: dict[State, Text] = {
    "accepted": Text(vi="Đang chờ đến lượt", en="Waiting for its turn"),
    "running": Text(vi="Đang tính", en="Running"),
    "successful": Text(vi="Đã xong", en="Done"),
    "failed": Text(vi="Không tính được", en="Failed"),
    "dismissed": Text(vi="Đã dừng theo yêu cầu", en="Stopped on request"),
}
MOST_OPEN = 20
"""Jobs of one user that wait or run."""
MOST_OPEN_OF_NOBODY = 4
"""The same of all who are not signed in together."""


@dataclass(frozen=True)
class Job:
    """One row. `who` None: somebody who was not signed in."""

    id: UUID
    kind: str
    what: str
    inputs: dict[str, Any]
    asked: dict[str, Any]
    who: str | None
    state: State
    progress: int | None
    doing: dict[str, str] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    updated_at: datetime
    error: dict[str, Any] | None
    result: UUID | None
    attempts: int
    schedule: int | None

    @property
    def is_open(self) -> bool:
        return self.state in {"accepted", "running"}

    @property
    def words(self) -> Text:
        """What is to be said of it now: why it failed, what is being done, or only its state."""
        told = self.error or self.doing
        return Text(vi=told["vi"], en=told["en"]) if told else STATE_WORDS[self.state]


COLUMNS = ", ".join(Job.__dataclass_fields__)


def no_such_job(job_id: str) -> NoSuchJobError:
    """Say that there is none, or none for the eyes of whoever asks."""
    return NoSuchJobError(vi=f"Không có việc «{job_id[:60]}».", en=f"There is no job “{job_id[:60]}”.")


def read_id(job_id: str) -> UUID:
    """Return the id. Raises NoSuchJobError for what is none."""
    try:
        return UUID(job_id)
    except ValueError:
        raise no_such_job(job_id) from None


def submit(
    connection: Connection,
    user: User,
    what: str,
    inputs: Mapping[str, JsonValue],
    asked: Mapping[str, JsonValue],
) -> Job:
    """Queue a report; `asked` is how its answer is wanted.

    Raises NoSuchJobError, BadInputError, TooManyError, UnauthenticatedError, ForbiddenError.
    """
    require(user, "run", Everything())
    read_inputs(find_report(what), inputs)
    most = MOST_OPEN if user.signed_in else MOST_OPEN_OF_NOBODY
    with connection.transaction():
        # Two that come at once must not both take the last place.
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7418))", (user.owner or "",))
        row = connection.execute(
            "SELECT count(*) FROM city_store.jobs WHERE who IS NOT DISTINCT FROM %s AND schedule IS NULL"
            " AND state IN ('accepted', 'running')",
            (user.owner,),
        ).fetchone()
        if row is None or row[0] >= most:
            raise TooManyError(
                vi=f"Đã có {most} việc đang chờ hoặc đang chạy. Hãy chờ chúng xong, hoặc dừng bớt.",
                en=f"{most} jobs are waiting or running already. Wait for them, or dismiss some.",
            )
        given = (what, Jsonb(dict(inputs)), Jsonb(dict(asked)), user.owner, Jsonb(sorted(user.roles)))
        added = connection.execute(
            "INSERT INTO city_store.jobs (what, inputs, asked, who, roles) VALUES (%s, %s, %s, %s, %s) RETURNING id",
            given,
        ).fetchone()
    assert added is not None  # noqa: S101 - what was inserted has an id
    return find(connection, user, added[0])


def find(connection: Connection, user: User, job_id: UUID) -> Job:
    """Return a job. Raises NoSuchJobError for somebody else's too: who may not see it is not told that it is there."""
    require(user, "run", Everything())
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        statement = f"SELECT {COLUMNS} FROM city_store.jobs WHERE id = %s"  # noqa: S608 - ours
        found = cursor.execute(statement.encode(), (job_id,)).fetchone()
    if found is None or not may(user, "run", JobThing(found.who)):
        raise no_such_job(str(job_id))
    return found


def dismiss(connection: Connection, user: User, job_id: UUID) -> Job:
    """Stop a job that waits or runs, or let go of the result of one that is done. Raises NoSuchJobError."""
    find(connection, user, job_id)
    connection.execute("SELECT city_store.dismiss_job(%s)", (job_id,))
    return find(connection, user, job_id)


@dataclass(frozen=True)
class Chosen:
    """Which jobs are asked for; None: whichever. Durations in seconds, of what has begun."""

    states: tuple[State, ...] | None = None
    reports: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    shortest: int | None = None
    longest: int | None = None


_LISTED = f"""
SELECT {COLUMNS} FROM city_store.jobs
WHERE (%(all)s OR who IS NOT DISTINCT FROM %(who)s)
    AND (%(states)s::text[] IS NULL OR state = ANY (%(states)s))
    AND (%(reports)s::text[] IS NULL OR what = ANY (%(reports)s))
    AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR created_at <= %(until)s)
    AND (%(shortest)s::float8 IS NULL
        OR extract(epoch FROM coalesce(finished_at, now()) - started_at) >= %(shortest)s)
    AND (%(longest)s::float8 IS NULL
        OR extract(epoch FROM coalesce(finished_at, now()) - started_at) <= %(longest)s)
ORDER BY created_at DESC, id LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - ours


def list_jobs(connection: Connection, user: User, chosen: Chosen, limit: int, offset: int = 0) -> list[Job]:
    """Return the user's own jobs (an admin's: all), the newest first."""
    require(user, "run", Everything())
    given = {
        "all": may(user, "define", Everything()),
        "who": user.owner,
        "states": None if chosen.states is None else list(chosen.states),
        "reports": None if chosen.reports is None else list(chosen.reports),
        **{name: getattr(chosen, name) for name in ("since", "until", "shortest", "longest")},
    }
    with connection.cursor(row_factory=class_row(Job)) as cursor:
        return cursor.execute(_LISTED.encode(), {**given, "limit": limit, "offset": offset}).fetchall()
