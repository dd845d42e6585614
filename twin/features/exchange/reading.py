"""From any file to clean Arrow batches: the reading half of an import. Nothing here writes or connects."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadFileError
from twin.features.exchange.batches import (
    EXTERNAL_ID,
    CleanBatch,
    Counts,
    Plan,
    clean_schema,
)
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.checks import check
from twin.features.exchange.readers.describing import describe_layer
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.geometry import Cleaned
from twin.features.exchange.readers.identity import read_identity
from twin.features.exchange.readers.opening import Opened, open_source
from twin.features.exchange.readers.originals import original_rows, reject_rows
from twin.features.exchange.readers.planning import Prepared, Stream, prepare, take_sample
from twin.features.exchange.readers.sources import SourceBatch, Workspace
from twin.features.exchange.readers.wkb import parse_wkb
from twin.vocabulary import Layer


@dataclass
class CleanSource:
    """A file opened and understood: `plan` says how, iterating gives `CleanBatch`es in the file's order.

    Iterating again reads the file again. Duplicate external ids are not looked for here: the staging
    table sees all rows at once. Use as a context manager: unpacked copies are removed at the end.
    """

    plan: Plan
    rows: int | None
    """Rows in the file, where the format knows without reading them."""
    _opened: Opened
    _stream: Stream
    _prepared: Prepared
    _workspace: Workspace

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the file as given (of all its parts, for an unzipped Shapefile), in hex."""
        return self._opened.checksum()

    @property
    def schema(self) -> pa.Schema:
        """The schema of every `CleanBatch.table`."""
        return clean_schema(self.plan.layer, self.plan.fields)

    def __iter__(self) -> Iterator[CleanBatch]:
        read = 0
        for batch in self._stream.batches():
            clean = _clean(batch, self._prepared)
            read += clean.counts.read
            _require_rows(read, self._stream.options)
            if clean.counts.read:
                yield clean

    def find_rows(self, numbers: Collection[int]) -> Iterator[pa.RecordBatch]:
        """Read the file again for the original rows of these `row_number`s, whole.

        Columns as in `CleanBatch.rejects` without the reasons: for rows that only the database refuses.
        """
        wanted = pa.array(sorted(numbers), pa.int64())
        for batch in self._stream.batches():
            mask = pc.is_in(batch.numbers, wanted)
            if pc.any(mask, min_count=0).as_py():
                yield original_rows(batch, self._prepared.decode(batch.table), np.flatnonzero(mask))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workspace.close()


def read_clean(path: Path, layer: Layer, options: ReadOptions | None = None) -> CleanSource:
    """Open a file, decide from a sample how to understand it, and say so.

    Raises `BadFileError` where the file cannot be read, and `BadInputError` where the file leaves a
    question that only a person can answer (the sentence names the option that answers it).
    """
    said, workspace = options or ReadOptions(), Workspace()
    try:
        opened = open_source(path, said, workspace)
        stream = Stream(opened.source, said)
        prepared = prepare(take_sample(stream, said), layer, said)
    except BaseException:
        workspace.close()
        raise
    return CleanSource(prepared.plan, opened.source.header.rows, opened, stream, prepared, workspace)


def describe_new_layer(path: Path, layer_id: str, options: ReadOptions | None = None) -> Layer:
    """Return a run-time layer for what a file holds: its names and case, and kinds told honestly."""
    said, workspace = options or ReadOptions(), Workspace()
    try:
        stream = Stream(open_source(path, said, workspace).source, said)
        return describe_layer(take_sample(stream, said), path, layer_id, said)
    finally:
        workspace.close()


def _require_rows(read: int, options: ReadOptions) -> None:
    if read > options.limits.rows:
        raise BadFileError(
            vi=f"Tệp có hơn {options.limits.rows} dòng, quá giới hạn.",
            en=f"The file has more than {options.limits.rows} rows, past the limit.",
        )


def _clean(batch: SourceBatch, prepared: Prepared) -> CleanBatch:
    """Take one batch through every step; rows with a fault go to the rejects whole."""
    faults, table = Faults(), prepared.decode(batch.table)
    prepared.refuse_unreadable(batch.table, faults)
    fields = _read_fields(table, prepared, faults)
    shapes = _read_shapes(batch, table, prepared, faults)
    faults.about = EXTERNAL_ID
    identity = read_identity(prepared.plan.identity, table, fields, len(batch.numbers), faults)
    keep = faults.keep_mask(len(batch.numbers))
    columns = [batch.numbers, identity, *(fields[name] for name in prepared.plan.fields), shapes.ewkb]
    whole = pa.RecordBatch.from_arrays(
        columns, schema=clean_schema(prepared.plan.layer, prepared.plan.fields)
    )
    rejected = len(faults) + len(batch.broken)
    counts = Counts(
        read=len(batch.numbers) + len(batch.broken),
        clean=int(keep.sum()),
        rejected=rejected,
        repaired=int((shapes.repaired & keep).sum()),
        flattened=int((shapes.flattened & keep).sum()),
        outside=int((shapes.outside & keep).sum()),
    )
    clean = whole if not len(faults) else whole.filter(pa.array(keep))
    return CleanBatch(clean, reject_rows(batch, table, faults, prepared.decoder), counts)


def _read_fields(table: Mapping[str, pa.Array], prepared: Prepared, faults: Faults) -> dict[str, pa.Array]:
    """Read every mapped column and hold the result against the layer's conditions."""
    fields = {}
    for column, reader in prepared.readers.items():
        faults.about = reader.field.name
        if reader.field.name != EXTERNAL_ID:
            fields[reader.field.name] = reader.read(table[column], faults)
    check(prepared.plan.layer, fields, faults)
    return fields


def _read_shapes(
    batch: SourceBatch, table: Mapping[str, pa.Array], prepared: Prepared, faults: Faults
) -> Cleaned:
    if prepared.shapes is not None:
        return prepared.cleaner.clean(prepared.shapes.read_shapes(table), faults)
    wkb = batch.wkb if batch.wkb is not None else pa.nulls(len(batch.numbers), pa.binary())
    return prepared.cleaner.clean(parse_wkb(wkb), faults)
