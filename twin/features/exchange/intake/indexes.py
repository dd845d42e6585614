"""Indexes set aside while many rows go in: built once at the end, they cost a fifth of being kept row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from twin.store.database import Connection
from twin.store.tables import feature_table
from twin.vocabulary import Layer

MANY_ROWS = 50_000
"""Fewer new rows are not worth locking readers out."""
_PATIENCE = "3s"
_MEMORY = "256MB"
_INDEXES = b"""
SELECT i.indexrelid::regclass::text, quote_ident(c.conname),
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid) ELSE pg_get_constraintdef(c.oid) END
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
WHERE i.indrelid = %s::regclass
ORDER BY pg_relation_size(i.indexrelid)
"""


def table_name(layer: Layer) -> sql.Identifier:
    """Return a layer's table, fit to be put into SQL."""
    table = feature_table(layer)
    return sql.Identifier(table.schema or "public", table.name)


def lock_alone(connection: Connection, layer: Layer) -> bool:
    """Lock the layer's table against everybody, readers too; tell whether it came free soon enough."""
    try:
        with connection.transaction():
            connection.execute("SELECT set_config('lock_timeout', %s, true)", (_PATIENCE,))
            connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(table_name(layer)))
            connection.execute("SET LOCAL lock_timeout = DEFAULT")
    except psycopg.errors.LockNotAvailable:
        return False
    return True


def is_worth_it(connection: Connection, layer: Layer, incoming: int) -> bool:
    """Tell whether so many new rows that the indexes had better be built anew, and lock the table if so."""
    if incoming < MANY_ROWS:
        return False
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table_name(layer))).fetchone()
    return row is not None and incoming > row[0] and lock_alone(connection, layer)


@contextmanager
def indexes_set_aside(connection: Connection, layer: Layer) -> Iterator[None]:
    """Drop the layer's indexes, and build them again as they were when the block ends.

    The table must be locked. Raises psycopg's UniqueViolation where the new rows break a unique index.
    """
    table = table_name(layer).as_string(connection)
    dropped = connection.execute(_INDEXES, (table,)).fetchall()
    for index, constraint, _ in dropped:
        drop = (
            f"DROP INDEX {index}"
            if constraint is None
            else f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"
        )
        connection.execute(drop.encode())
    yield
    connection.execute("SELECT set_config('maintenance_work_mem', %s, true)", (_MEMORY,))
    for _, constraint, definition in dropped:
        add = (
            definition
            if constraint is None
            else f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}"
        )
        connection.execute(add.encode())
    # The next map tile is planned at once, long before autovacuum comes by.
    connection.execute(f"ANALYZE {table}".encode())
