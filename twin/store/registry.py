"""Which layers there are: the files of `twin/layers`, and those that staff added, kept as JSON."""

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy.schema import CreateIndex, CreateTable

from twin.errors import ConflictError, NotFoundError
from twin.overlays import served_layers
from twin.store.database import Connection, compile_sql
from twin.store.guards import guard
from twin.store.tables import feature_table, history_table
from twin.vocabulary import Layer

CHANNEL = "twin_layers"
"""NOTIFY here tells every server that the set of run-time layers has changed."""

READ_ADDED = "SELECT declaration FROM city_store.layers WHERE removed_at IS NULL ORDER BY id"


def read_layers(connection: Connection) -> dict[str, Layer]:
    """Return all layers by id, built-in ones first."""
    added = (Layer.model_validate(row[0]) for row in connection.execute(READ_ADDED))
    return {**served_layers(), **{layer.id: layer for layer in added}}


def read_removed_layers(connection: Connection) -> dict[str, Layer]:
    """Return the run-time layers that were removed and can be restored."""
    rows = connection.execute(
        "SELECT declaration FROM city_store.layers WHERE removed_at IS NOT NULL ORDER BY id"
    )
    return {layer.id: layer for layer in (Layer.model_validate(row[0]) for row in rows)}


def find_layer(connection: Connection, layer_id: str) -> Layer:
    """Return one layer; raises NotFoundError."""
    layer = read_layers(connection).get(layer_id)
    if layer is None:
        raise unknown_layer(layer_id)
    return layer


def unknown_layer(layer_id: str) -> NotFoundError:
    return NotFoundError(vi=f"Không có lớp «{layer_id}».", en=f"There is no layer “{layer_id}”.")


def add_layer(connection: Connection, layer: Layer) -> None:
    """Make the table, history and guards of a run-time layer.

    Raises ConflictError where the id is taken, also by a removed layer, whose data still stand.
    """
    if not layer.run_time:
        raise ValueError(f"{layer.id} is a built-in layer")
    if layer.id in served_layers():
        raise _taken(layer.id)
    try:
        connection.execute(
            "INSERT INTO city_store.layers (id, declaration) VALUES (%s, %s)",
            (layer.id, Jsonb(layer.model_dump(mode="json"))),
        )
    except psycopg.errors.UniqueViolation as error:
        raise _taken(layer.id) from error
    for table in (feature_table(layer), history_table(layer)):
        connection.execute(compile_sql(CreateTable(table))[0].encode(), {})
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(compile_sql(CreateIndex(index))[0].encode(), {})
    guard(connection, layer)
    _announce(connection, layer.id)


def remove_layer(connection: Connection, layer_id: str) -> None:
    """Take a run-time layer off the map. Its features and history stay, for `restore_layer`."""
    if layer_id in served_layers():
        raise ConflictError(
            vi=f"Lớp «{layer_id}» là lớp có sẵn, không xóa được.",
            en=f"The layer “{layer_id}” is built in and cannot be removed.",
        )
    _mark(
        connection,
        layer_id,
        "SET removed_at = now(), removed_by = city_store.asking_user() WHERE removed_at IS NULL",
    )


def restore_layer(connection: Connection, layer_id: str) -> None:
    """Put a removed run-time layer back with all that it held."""
    _mark(connection, layer_id, "SET removed_at = NULL, removed_by = NULL WHERE removed_at IS NOT NULL")


def _mark(connection: Connection, layer_id: str, change: str) -> None:
    statement = sql.SQL("UPDATE city_store.layers {} AND id = %s").format(sql.SQL(change))
    if connection.execute(statement, (layer_id,)).rowcount == 0:
        raise unknown_layer(layer_id)
    _announce(connection, layer_id)


def _announce(connection: Connection, layer_id: str) -> None:
    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, layer_id))


def _taken(layer_id: str) -> ConflictError:
    return ConflictError(
        vi=f"Đã có lớp «{layer_id}» (có thể đã xóa nhưng còn dữ liệu): hãy chọn mã khác hoặc khôi phục lớp đó.",
        en=f"A layer “{layer_id}” stands already (or was removed and can be restored): choose another id.",
    )
