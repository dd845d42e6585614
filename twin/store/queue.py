"""The queue's own tables: procrastinate's schema, in a schema of the database for itself."""

from collections.abc import Iterator
from pathlib import Path

from procrastinate.schema import SchemaManager
from psycopg import sql

from twin.store.database import Connection

QUEUE = "city_queue"


def _revisions() -> list[Path]:
    """Return procrastinate's migrations, the oldest first: their names begin with the version."""
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def _applied(connection: Connection) -> str | None:
    """Return the newest migration that the queue has had; None where there is no queue."""
    row = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (QUEUE,)
    ).fetchone()
    return None if row is None else str(row[0])


def _due(applied: str | None) -> Iterator[str]:
    if applied is None:
        yield SchemaManager.get_schema()
        return
    for revision in _revisions():
        if revision.name > applied:
            yield revision.read_text(encoding="utf8")


def install_queue(connection: Connection) -> None:
    """Make the queue's tables, or bring those of an older procrastinate to the present. Safe to repeat."""
    name, applied, newest = sql.Identifier(QUEUE), _applied(connection), _revisions()[-1].name
    with connection.transaction():
        connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name))
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(name))
        for statements in _due(applied):
            connection.execute(statements.encode())
        connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(newest)))
    connection.execute("RESET search_path")
