"""Saved what-ifs: every version that was ever written, so that nothing typed is lost and all can be undone."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from twin.store.database import Connection
from twin.store.tables import METADATA, STORE

saved_scenarios = Table(
    "saved_scenarios",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("note", Text),
    Column("steps", JSONB, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()")),
    Column("written_by", Text, nullable=False),
    schema=STORE,
)
"""Rows are only ever added: of each id the highest version is how it stands, and `removed` is a version too."""


@dataclass(frozen=True)
class ScenarioRow:
    """One version of a saved what-if; `steps` are as `twin.reporting.Step` has them."""

    id: UUID
    version: int
    name: str
    note: str | None
    steps: list[dict[str, Any]]
    removed: bool
    written_at: datetime
    written_by: str


_COLUMNS = sql.SQL(", ").join(sql.Identifier(one.name) for one in fields(ScenarioRow))
_LOCK = 7_418_205_191


def hold_scenarios(connection: Connection) -> None:
    """Let nobody else write a saved what-if until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def present_scenarios(connection: Connection) -> list[ScenarioRow]:
    """Return how each stands, by name; a removed one too."""
    statement = sql.SQL(
        "SELECT {columns} FROM (SELECT DISTINCT ON (id) {columns} FROM city_store.saved_scenarios"
        " ORDER BY id, version DESC) AS present ORDER BY name, id"
    )
    with connection.cursor(row_factory=class_row(ScenarioRow)) as cursor:
        return cursor.execute(statement.format(columns=_COLUMNS)).fetchall()


def scenario_versions(connection: Connection, scenario_id: UUID) -> list[ScenarioRow]:
    """Return every version of one, the newest first."""
    statement = sql.SQL(
        "SELECT {columns} FROM city_store.saved_scenarios WHERE id = %s ORDER BY version DESC"
    )
    with connection.cursor(row_factory=class_row(ScenarioRow)) as cursor:
        return cursor.execute(statement.format(columns=_COLUMNS), (scenario_id,)).fetchall()


def write_scenario(connection: Connection, row: ScenarioRow) -> None:
    """Add a version; its moment is the database's own."""
    connection.execute(
        "INSERT INTO city_store.saved_scenarios (id, version, name, note, steps, removed, written_by)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (row.id, row.version, row.name, row.note, Jsonb(row.steps), row.removed, row.written_by),
    )
