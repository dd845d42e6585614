"""Many rows into an empty layer: straight into its table, since there is nothing to compare them with."""

import pyarrow as pa
from psycopg import sql

from twin.features.exchange.batches import EXTERNAL_ID, GEOMETRY
from twin.features.exchange.intake.copying import copy_into, encode
from twin.features.exchange.intake.flow import Flow
from twin.features.exchange.intake.indexes import MANY_ROWS, lock_alone, table_name
from twin.features.exchange.intake.records import FileFacts, Record
from twin.features.exchange.intake.staging import Incoming
from twin.store.database import Connection

_SMALLEST_ROW = 150
"""Bytes: what a row takes in a file at the least, where the format does not know its number of rows."""


def fits_directly(connection: Connection, incoming: Incoming, file: FileFacts, rows: int | None) -> bool:
    """Tell whether rows may go straight into the table, and lock it if so: many rows, and nothing there yet."""
    expected = file.size // _SMALLEST_ROW if rows is None else rows
    if expected < MANY_ROWS or not _is_empty(connection, incoming):
        return False
    return lock_alone(connection, incoming.layer) and _is_empty(connection, incoming)


def _is_empty(connection: Connection, incoming: Incoming) -> bool:
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(table_name(incoming.layer))
    row = connection.execute(statement).fetchone()
    return row is not None and not row[0]


def copy_directly(connection: Connection, incoming: Incoming, record: Record, flow: Flow) -> int:
    """Write the rows into the locked table and return their number.

    Raises psycopg's UniqueViolation where an external id stands twice (once its index is there), and
    CheckViolation where a row breaks a rule that reading does not know: staging then says which row it is.
    """
    columns = [EXTERNAL_ID, *incoming.columns.values(), "import_id", *_constant_source(incoming), GEOMETRY]
    batches = flow.rows(lambda batch: encode(_complete(incoming, record, batch)))
    return copy_into(connection, table_name(incoming.layer), columns, batches)


def _constant_source(incoming: Incoming) -> tuple[str, ...]:
    return () if "source" in incoming.columns.values() else ("source",)


def _complete(incoming: Incoming, record: Record, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give each row its key, its import and its source."""
    constants = [pa.scalar(record.id, pa.int64())]
    if _constant_source(incoming):
        constants.append(pa.scalar(record.source, pa.string()))
    _, *said, geometry = incoming.identify(batch).columns
    added = [pa.repeat(constant, batch.num_rows) for constant in constants]
    arrays = [*said, *added, geometry]
    return pa.RecordBatch.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
