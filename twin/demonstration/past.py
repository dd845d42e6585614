"""The demonstration's recorded past, which nobody else may write: when each row was so, and by whose hand."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from psycopg import sql
from sqlalchemy import Table

from twin.store.database import Connection
from twin.store.tables import HISTORY, feature_table, history_table
from twin.vocabulary import Layer

_OWN = ("history_id", "id")
_ENDING = ("recorded_to", "changed_by", "change")
_ALLOW = "SELECT set_config('twin.writes_past', 'on', true)"


def allow_past(connection: Connection) -> None:
    """Let the transaction choose moments of record."""
    connection.execute(_ALLOW)


def write_past(connection: Connection, layer: Layer, history: Path, start: datetime, writer: str) -> None:
    """Give the layer's rows their moments of record, and its history the states that came before.

    The import has just written every row at one moment; that moment itself leaves no history behind. A column
    that the file lacks was always what it is now.
    """
    columns = stage(connection, layer, history)
    date_back(connection, layer, start, writer)
    _date_changed(connection, layer)
    forget_changes(connection, layer)
    _insert_states(connection, layer, columns)


def date_back(connection: Connection, layer: Layer, start: datetime, writer: str) -> None:
    """Say of every row that it was written at the start."""
    now = name_of(feature_table(layer))
    statement = sql.SQL("UPDATE {} SET updated_at = %s, updated_by = %s").format(now)
    connection.execute(statement, (start, writer))


def forget_changes(connection: Connection, layer: Layer) -> None:
    """Drop what loading itself left in the history."""
    connection.execute(sql.SQL("DELETE FROM {}").format(name_of(history_table(layer))))


def _date_changed(connection: Connection, layer: Layer) -> None:
    connection.execute(
        sql.SQL(
            "UPDATE {} f SET updated_at = p.updated_at, updated_by = p.updated_by FROM past p "
            "WHERE p.external_id = f.external_id AND p.recorded_to IS NULL"
        ).format(name_of(feature_table(layer)))
    )


def _insert_states(connection: Connection, layer: Layer, columns: list[str]) -> None:
    """Write every state that has ended; a row that was taken out gets the number that it would have had."""
    now, table = name_of(feature_table(layer)), history_table(layer)
    others = [column.name for column in table.columns if column.name not in (*_OWN, *columns)]
    known = sql.SQL(
        "SELECT coalesce(f.id, nextval(pg_get_serial_sequence({table}, 'id'))) AS id, e.external_id{others} "
        "FROM (SELECT DISTINCT external_id FROM past) e LEFT JOIN {now} f USING (external_id)"
    ).format(table=sql.Literal(now.as_string(connection)), now=now, others=_listed("f", others))
    connection.execute(
        sql.SQL(
            "WITH known AS ({known}) INSERT INTO {before} (id{names}{other_names}) SELECT known.id{told}{kept} "
            "FROM past JOIN known USING (external_id) WHERE past.recorded_to IS NOT NULL ORDER BY past.recorded_to"
        ).format(
            known=known,
            before=name_of(table),
            names=_listed(None, columns),
            other_names=_listed(None, others),
            told=_listed("past", columns),
            kept=_listed("known", others),
        )
    )


def _listed(table: str | None, names: list[str]) -> sql.Composable:
    """Return names for a list that has begun: a comma before each."""
    named = [sql.Identifier(name) if table is None else sql.Identifier(table, name) for name in names]
    return sql.SQL("").join(sql.SQL(", ") + name for name in named)


def stage(connection: Connection, layer: Layer, history: Path) -> list[str]:
    """Copy a file of states into a temporary table `past`; return the columns that it has."""
    told, table = pq.read_table(history), history_table(layer)
    states: list[dict[str, Any]] = told.to_pylist()
    held = {"geom", *told.column_names}
    names = [column.name for column in table.columns if column.name not in _OWN and column.name in held]
    connection.execute("DROP TABLE IF EXISTS past")
    connection.execute(
        sql.SQL("CREATE TEMP TABLE past ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(HISTORY, table.name)
        )
    )
    copying = sql.SQL("COPY past ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    with connection.cursor().copy(copying) as copy:
        for state in states:
            shape = state.pop("geometry", None)
            state["geom"] = None if shape is None else shape.hex()  # its SRID is the column's
            copy.write_row([state[name] for name in names])
    return names


def name_of(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "", table.name)
