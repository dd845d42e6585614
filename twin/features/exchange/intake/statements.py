"""SQLAlchemy's statements, run on the transaction of an import."""

from typing import Any

from sqlalchemy import ClauseElement, Table
from sqlalchemy.schema import CreateTable, DropTable

from twin.store.database import Connection, compile_sql


def compiled(statement: ClauseElement) -> tuple[bytes, dict[str, Any]]:
    """Return what psycopg executes."""
    text, parameters = compile_sql(statement)
    return text.encode(), parameters


def run(connection: Connection, statement: ClauseElement) -> int:
    """Execute a statement and return the number of rows that it touched."""
    return connection.execute(*compiled(statement)).rowcount


def count(connection: Connection, statement: ClauseElement) -> int:
    """Return the single number that a statement selects."""
    row = connection.execute(*compiled(statement)).fetchone()
    return int(row[0]) if row else 0


def make_temporary(connection: Connection, table: Table) -> None:
    """Make a temporary table, in the place of one that an earlier layer of the same transaction left."""
    run(connection, DropTable(table, if_exists=True))
    run(connection, CreateTable(table))
