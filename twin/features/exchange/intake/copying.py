"""Arrow rows as the bytes of PostgreSQL's binary COPY, made a column at a time.

Binary, since a geometry as text is twice as long and is parsed again; joined by Arrow, since a loop over rows
in Python takes longer than the database needs to store them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from twin.features.exchange.intake.curve import curve_order
from twin.store.database import Connection

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
EPOCH_DAYS = 10_957
"""Days from 1970, where Arrow counts from, to 2000, where PostgreSQL does."""
EPOCH_MICROSECONDS = EPOCH_DAYS * 86_400_000_000
_LARGEST_SLICE = 64 * 2**20
_NULL = -1


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch's rows as COPY wants them, in pieces that are small enough to be held."""

    rows: int
    pieces: tuple[memoryview, ...]


def encode(batch: pa.RecordBatch) -> Encoded:
    """Return a batch for `copy_into`.

    Text, int64, float64, bool, date32, timestamp[us, UTC] and binary (EWKB for a geometry) go into text, bigint,
    double precision, boolean, date, timestamptz and geometry. Rows are in order of a curve through their
    places, so that neighbours on the map are neighbours on the disk.
    """
    return Encoded(batch.num_rows, tuple(encode_rows(part) for part in _slices(batch)))


def copy_into(
    connection: Connection, table: sql.Identifier, columns: Iterable[str], batches: Iterable[Encoded]
) -> int:
    """Write batches, whose columns are those named, in that order, by one COPY; return the number of rows."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(table, names)
    rows = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(HEADER)
        for batch in batches:
            for piece in batch.pieces:
                copy.write(piece)
            rows += batch.rows
        copy.write(TRAILER)
    return rows


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Cut a batch with huge geometries: Arrow's texts end at 2 GiB, and memory before that."""
    rows = max(1, batch.num_rows // max(1, batch.nbytes // _LARGEST_SLICE))
    for first in range(0, batch.num_rows, rows):
        yield batch.slice(first, rows)


def encode_rows(batch: pa.RecordBatch) -> memoryview:
    """Return the batch's rows as COPY wants them, in the order of their last column if that is a geometry."""
    rows = join_rows(batch.columns)
    if pa.types.is_binary(batch.columns[-1].type):
        rows = rows.take(pa.array(curve_order(batch.columns[-1])))
    return _bytes_of(rows)


def join_rows(columns: Sequence[pa.Array]) -> pa.BinaryArray:
    """Return each row's bytes: the number of its columns, then each column's length and value."""
    count = pa.scalar(len(columns).to_bytes(2, "big"), pa.binary())
    pieces = [piece for column in columns for piece in _encode(column)]
    return pc.binary_join_element_wise(count, *pieces, pa.scalar(b"", pa.binary()))


def _bytes_of(values: pa.Array) -> memoryview:
    ends = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    return memoryview(values.buffers()[2])[ends[0] : ends[-1]]


def _encode(column: pa.Array) -> Iterator[pa.Array]:
    """Yield a column's length words and its values, which joined make the column's part of each row."""
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        content = column.cast(pa.binary())
        yield _words(pc.fill_null(pc.binary_length(content), _NULL).to_numpy(zero_copy_only=False))
        yield pc.fill_null(content, b"")
    else:
        yield _fixed(column)


def _words(numbers: npt.NDArray[np.int32]) -> pa.Array:
    return _cells(numbers.astype(">i4").tobytes(), 4, len(numbers))


def _cells(content: bytes, width: int, count: int) -> pa.Array:
    ends = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), count, [None, pa.py_buffer(ends), pa.py_buffer(content)])


def _fixed(column: pa.Array) -> pa.Array:
    """Return numbers, days and moments as length and value; an unknown one is a length alone."""
    known = column.is_valid().to_numpy(zero_copy_only=False)
    values = _as_postgres(column)
    cells = np.empty(len(values), dtype=[("length", ">i4"), ("value", values.dtype)])
    cells["length"] = np.where(known, values.dtype.itemsize, _NULL)
    cells["value"] = values
    width = cells.dtype.itemsize
    if known.all():
        return _cells(cells.tobytes(), width, len(cells))
    ends = np.zeros(len(cells) + 1, dtype=np.int32)
    np.cumsum(np.where(known, width, 4), out=ends[1:])
    kept = np.ones((len(cells), width), dtype=np.bool_)
    kept[~known, 4:] = False
    content = cells.view(np.uint8).reshape(len(cells), width)[kept]
    return pa.Array.from_buffers(
        pa.binary(), len(cells), [None, pa.py_buffer(ends), pa.py_buffer(content.tobytes())]
    )


def _as_postgres(column: pa.Array) -> npt.NDArray[Any]:
    kind = column.type
    if pa.types.is_boolean(kind):
        return _numpy(column.cast(pa.int8())).astype("i1")
    if pa.types.is_floating(kind):
        return _numpy(column).astype(">f8")
    if pa.types.is_date32(kind):
        return (_numpy(column.cast(pa.int32())) - EPOCH_DAYS).astype(">i4")
    if pa.types.is_timestamp(kind):
        micros = column.cast(pa.timestamp("us", tz=kind.tz)).cast(pa.int64())
        return (_numpy(micros) - EPOCH_MICROSECONDS).astype(">i8")
    return _numpy(column.cast(pa.int64())).astype(">i8")


def _numpy(column: pa.Array) -> npt.NDArray[Any]:
    values: npt.NDArray[Any] = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
    return values
