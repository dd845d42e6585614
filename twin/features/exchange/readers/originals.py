"""Rows as they stood in their file: what goes to the rejects, whole and with its reasons."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import shapely

from twin.features.exchange.batches import REASON_EN, REASON_VI, ROW
from twin.features.exchange.readers.encodings import Decoder
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.sources import BrokenRow, SourceBatch
from twin.features.exchange.readers.wkb import parse_wkb
from twin.features.exchange.texts import as_text

GEOMETRY_TEXT = "geometry"
"""The column of rejects that holds WKT, under a name that reading knows again."""
_OVERFLOW = " | "


def reject_rows(
    batch: SourceBatch, table: Mapping[str, pa.Array], faults: Faults, decoder: Decoder
) -> pa.RecordBatch:
    """Return the refused rows with their reasons, the broken ones last."""
    originals = original_rows(batch, table, np.array(faults.rows(), np.int64))
    vi, en = faults.sentences()
    refused = _add_reasons(originals, vi, en)
    if not batch.broken:
        return refused
    broken = pa.RecordBatch.from_pylist(
        [_spread(row, refused.schema, decoder) for row in batch.broken], schema=refused.schema
    )
    return pa.Table.from_batches([refused, broken]).combine_chunks().to_batches()[0]


def _add_reasons(originals: pa.RecordBatch, vi: pa.Array, en: pa.Array) -> pa.RecordBatch:
    schema = originals.schema.append(pa.field(REASON_VI, pa.string())).append(
        pa.field(REASON_EN, pa.string())
    )
    return pa.RecordBatch.from_arrays([*originals.columns, vi, en], schema=schema)


def original_rows(
    batch: SourceBatch, table: Mapping[str, pa.Array], rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pa.RecordBatch:
    """Return rows whole as text, with their geometry as WKT in the file's own coordinates."""
    names = [name for name in table if name not in {ROW, REASON_VI, REASON_EN}]
    columns = [batch.numbers.take(rows), *(as_text(table[name].take(rows)) for name in names)]
    if batch.wkb is not None:
        shapes = parse_wkb(batch.wkb.take(rows)).shapes
        columns.append(pa.array(shapely.to_wkt(shapes, rounding_precision=-1), pa.string()))
        names.append(GEOMETRY_TEXT if GEOMETRY_TEXT not in names else f"{GEOMETRY_TEXT}_wkt")
    schema = pa.schema([(ROW, pa.int64()), *((name, pa.string()) for name in names)])
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _spread(row: BrokenRow, schema: pa.Schema, decoder: Decoder) -> dict[str, object]:
    """Spread a broken row's cells over the columns; what is left over joins the last."""
    names = [name for name in schema.names if name not in {ROW, REASON_VI, REASON_EN}]
    texts = [decoder.read_text(cell) for cell in row.cells]
    cells = dict(zip(names, texts, strict=False))
    if len(texts) > len(names) and names:
        cells[names[-1]] = _OVERFLOW.join(texts[len(names) - 1 :])
    return {**cells, ROW: row.number, REASON_VI: row.reason.vi, REASON_EN: row.reason.en}
