"""One moment of the database, read by COPY and as Arrow: what is counted is what is written."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import adbc_driver_postgresql
import psycopg
import pyarrow as pa
from adbc_driver_manager import AdbcConnection, AdbcStatement, Error

from twin.features.statement import Statement
from twin.store.database import Connection, connect, libpq_url, unavailable

# ADBC reads by binary COPY; a batch is this many bytes of it, which is about 80,000 buildings.
_BATCH_BYTES = 8 * 1024 * 1024
# Texts that the database makes for us are the same on every server.
_SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL extra_float_digits = 1",
)
# CSV whose quote and delimiter stand in no line, since JSON and XML texts have no control characters:
# COPY then changes nothing, while its text format would double every backslash.
_UNTOUCHED = r"COPY ({statement}) TO STDOUT WITH (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')"


@dataclass(frozen=True)
class Snapshot:
    """A read-only transaction that sees one moment, and the name under which others join it."""

    url: str
    connection: Connection
    name: str

    def quoted(self, statement: Statement) -> str:
        """Return a statement with its values quoted in it by the driver, to stand within another."""
        cursor = psycopg.ClientCursor(self.connection)
        return cursor.mogrify(statement.text, statement.constants)

    @contextmanager
    def copied(self, statement: str) -> Iterator[Iterable[bytes | bytearray | memoryview]]:
        """Stream the bytes of a statement's only column as the database made them, a line (with its end) a row.

        The column must be text without control characters.
        """
        query = _UNTOUCHED.format(statement=statement)
        with self.connection.cursor() as cursor, cursor.copy(query.encode()) as lines:
            yield lines

    @contextmanager
    def batches(self, statement: str) -> Iterator[pa.RecordBatchReader]:
        """Stream the rows of a statement as Arrow. Raises UnavailableError where the database fails."""
        # Not by ADBC's `dbapi`, which imports pandas: 30 MB and a second that only moving bytes does not need.
        try:
            with (
                adbc_driver_postgresql.connect(libpq_url(self.url)) as database,
                AdbcConnection(database, **{"adbc.connection.autocommit": "false"}) as connection,
            ):
                for setting in (_SETTINGS[0], f"SET TRANSACTION SNAPSHOT '{self.name}'"):
                    with AdbcStatement(connection) as setter:
                        setter.set_sql_query(setting)
                        setter.execute_update()
                with AdbcStatement(connection) as reading:
                    reading.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(_BATCH_BYTES)})
                    reading.set_sql_query(statement)
                    stream, _ = reading.execute_query()
                    yield pa.RecordBatchReader.from_stream(stream)
        except Error as error:
            raise unavailable(self.url, error) from error


@contextmanager
def take_snapshot(url: str) -> Iterator[Snapshot]:
    """Hold one moment of the database for as long as the block lasts."""
    with connect(url) as connection:
        for setting in _SETTINGS:
            connection.execute(setting.encode())
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Snapshot(url, connection, str(row[0]) if row else "")
