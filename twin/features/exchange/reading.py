"""From any file to clean Arrow batches: the reading half of an import. Nothing here writes or connects."""

from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from twin.features.exchange.batches import CleanBatch, Plan, clean_schema
from twin.features.exchange.options import ReadOptions
from twin.vocabulary import Layer


class CleanSource:
    """A file opened and understood: `plan` says how, iterating gives `CleanBatch`es in the file's order.

    Iterating again reads the file again. Duplicate external ids are not looked for here: the staging
    table sees all rows at once. Use as a context manager: unpacked copies are removed at the end.
    """

    plan: Plan
    rows: int | None
    """Rows in the file, where the format knows without reading them."""
    checksum: str
    """SHA-256 of the file as given (of all its parts, for an unzipped Shapefile), in hex."""

    @property
    def schema(self) -> pa.Schema:
        """The schema of every `CleanBatch.table`."""
        return clean_schema(self.plan.layer, self.plan.fields)

    def __iter__(self) -> Iterator[CleanBatch]:
        raise NotImplementedError

    def find_rows(self, numbers: Collection[int]) -> Iterator[pa.RecordBatch]:
        """Read the file again for the original rows of these `row_number`s, whole.

        Columns as in `CleanBatch.rejects` without the reasons: for rows that only the database refuses.
        """
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError


def read_clean(path: Path, layer: Layer, options: ReadOptions | None = None) -> CleanSource:
    """Open a file, decide from a sample how to understand it, and say so.

    Raises `BadFileError` where the file cannot be read, and `BadInputError` where the file leaves a
    question that only a person can answer (the sentence names the option that answers it).
    """
    raise NotImplementedError


def describe_new_layer(path: Path, layer_id: str, options: ReadOptions | None = None) -> Layer:
    """Return a run-time layer for what a file holds: its names and case, and kinds told honestly."""
    raise NotImplementedError
