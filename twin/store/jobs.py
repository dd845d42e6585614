"""What is done outside requests, and what is to be done again and again: the tables."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from twin.store.tables import METADATA, STORE


def _moment(name: str, **more: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **more)


def _json(name: str, **more: Any) -> Column[Any]:
    return Column(name, JSONB(none_as_null=True), **more)


_NOW = text("now()")
_NOTHING = text("'{}'")

jobs = Table(
    "jobs",
    METADATA,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("kind", Text, nullable=False, server_default=text("'report'")),
    Column("what", Text, nullable=False),
    _json("inputs", nullable=False, server_default=_NOTHING),
    _json("asked", nullable=False, server_default=_NOTHING),
    Column("who", Text),
    _json("roles", nullable=False, server_default=text("'[]'")),
    Column("state", Text, nullable=False, server_default=text("'accepted'")),
    Column("progress", Integer),
    _json("doing"),
    _moment("created_at", nullable=False, server_default=_NOW),
    _moment("started_at"),
    _moment("finished_at"),
    _moment("updated_at", nullable=False, server_default=_NOW),
    _moment("heartbeat"),
    _json("error"),
    Column("result", Uuid),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("queue_id", BigInteger),
    Column("schedule", BigInteger),
    Index("ix_jobs_created_at", "created_at", "id"),
    Index("ix_jobs_open", "who", postgresql_where=text("state IN ('accepted', 'running')")),
    schema=STORE,
)
"""What was asked to be worked out, and how far it is. `070_jobs.sql` keeps the queue in step with it.

`inputs` are as they were sent, `asked` is how the answer is wanted. `who` is empty for somebody who was not signed in;
`roles` are those that the asker had. `doing` is what is being done and `error` why it failed, in both languages.
"""

schedules = Table(
    "schedules",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=text("'report'")),
    Column("what", Text, nullable=False),
    _json("inputs", nullable=False, server_default=_NOTHING),
    Column("every", Text, nullable=False),
    Column("day", Integer),
    Column("hour", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("who", Text, nullable=False),
    _json("roles", nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    _moment("next_run", nullable=False),
    Column("last_job", Uuid),
    _moment("created_at", nullable=False, server_default=_NOW),
    _moment("updated_at", nullable=False, server_default=_NOW),
    schema=STORE,
)
"""What is run every day, week, month or quarter, on the city's clock; `day` counts from 1 within each."""
