"""Makes a derived table hold what was worked out, by difference: what stays as it was is not written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

from psycopg import sql
from sqlalchemy import Table

from twin.registers import registers
from twin.store.database import Connection
from twin.store.registry import read_layers
from twin.store.tables import feature_table
from twin.vocabulary import Layer

_REMOVE = "DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM wanted w WHERE w.external_id = t.external_id)"
_CHANGE = """
UPDATE {table} t SET {set}, geom = w.geom{changing} FROM wanted w
WHERE w.external_id = t.external_id
  AND (({held}) IS DISTINCT FROM ({wanted}) OR NOT ST_OrderingEquals(t.geom, w.geom))
"""
_ADD = """
INSERT INTO {table} (external_id, {columns}, geom{new_columns})
SELECT w.external_id, {wanted}, w.geom{new_values} FROM wanted w
WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.external_id = w.external_id) ORDER BY w.external_id
"""


@dataclass(frozen=True)
class Wanted:
    """What a derived layer is to hold.

    A row begins with its key, the layer or register and the id of what it takes its shape from; then come `columns`.
    `changing` is set besides where a row changes (`t` is as it was, `w` as it will be); `arriving` are values of
    columns that a row gets when it is new.
    """

    layer: Layer
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    changing: sql.Composable = field(default_factory=lambda: sql.SQL(""))
    arriving: dict[str, Any] = field(default_factory=dict)


def _names(wanted: Wanted, table: Table) -> dict[str, sql.Composable]:
    def each(pattern: LiteralString, names: Sequence[str], joint: LiteralString = ", ") -> sql.Composable:
        return sql.SQL(joint).join(sql.SQL(pattern).format(sql.Identifier(name)) for name in names)

    return {
        "table": _table(table),
        "columns": each("{}", wanted.columns),
        "wanted": each("w.{}", wanted.columns),
        "held": each("t.{}", wanted.columns),
        "set": each("{0} = w.{0}", wanted.columns),
        "changing": wanted.changing,
        "new_columns": each(", {}", list(wanted.arriving), ""),
        "new_values": sql.SQL("").join(sql.SQL(", {}").format(value) for value in wanted.arriving.values()),
    }


def _table(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "", table.name)


def merge(connection: Connection, wanted: Wanted) -> None:
    """Make the layer's table hold the rows and no others, in the transaction that is open."""
    table = feature_table(wanted.layer)
    _stage(connection, table, wanted)
    names = _names(wanted, table)
    for step in (_REMOVE, _CHANGE, _ADD):
        connection.execute(sql.SQL(step).format(**names))


def _stage(connection: Connection, table: Table, wanted: Wanted) -> None:
    """Copy the rows into a temporary table `wanted`, and give each the shape of what it was made from."""
    connection.execute("DROP TABLE IF EXISTS wanted")
    kept = [sql.Identifier(name) for name in ("external_id", *wanted.columns, "geom")]
    connection.execute(
        sql.SQL(
            "CREATE TEMP TABLE wanted ON COMMIT DROP AS "
            "SELECT NULL::text AS origin, NULL::bigint AS origin_id, {} FROM {} WITH NO DATA"
        ).format(sql.SQL(", ").join(kept), _table(table))
    )
    named = sql.SQL(", ").join(map(sql.Identifier, ("external_id", "origin", "origin_id", *wanted.columns)))
    with connection.cursor().copy(sql.SQL("COPY wanted ({}) FROM STDIN").format(named)) as copy:
        for row in wanted.rows:
            copy.write_row(row)
    known = {**read_layers(connection), **registers()}
    for (origin,) in connection.execute("SELECT DISTINCT origin FROM wanted").fetchall():
        shapes = _table(feature_table(known[origin]))
        taking = "UPDATE wanted w SET geom = f.geom FROM {} f WHERE w.origin = %s AND f.id = w.origin_id"
        connection.execute(sql.SQL(taking).format(shapes), (origin,))
    connection.execute("CREATE INDEX ON wanted (external_id)")
    connection.execute("ANALYZE wanted")
