"""The stream of a file's rows through an import: clean ones on, refused ones to their file, all of them counted."""

from collections.abc import Callable, Collection, Iterator
from typing import Protocol, TypeVar

import pyarrow as pa

from twin.features.exchange.batches import EXTERNAL_ID, CleanBatch, Counts, Plan
from twin.features.exchange.imports import Progress
from twin.features.exchange.intake.ahead import read_ahead
from twin.features.exchange.intake.rejects import RejectsFile
from twin.features.exchange.texts import clean_text
from twin.vocabulary import Text

READING = Text(vi="Đọc và kiểm tra", en="Reading and checking")


Made = TypeVar("Made")


class Source(Protocol):
    """A file opened and understood: `CleanSource`, or what stands in for it."""

    plan: Plan
    rows: int | None

    def __iter__(self) -> Iterator[CleanBatch]: ...

    def find_rows(self, numbers: Collection[int]) -> Iterator[pa.RecordBatch]: ...


class Flow:
    """One reading of a source."""

    def __init__(self, source: Source, rejects: RejectsFile, progress: Progress) -> None:
        self.source = source
        self.rejects = rejects
        self.progress = progress
        self.counts = Counts()
        self._unread: list[pa.Array] = []

    def rows(self, make: Callable[[pa.RecordBatch], Made]) -> Iterator[Made]:
        """Yield what `make` makes of the clean rows, batch by batch.

        Reading and making run ahead, in a thread of their own; who takes the batches only sends them.
        """
        with read_ahead((batch, make(batch.table)) for batch in self.source) as batches:
            for batch, made in batches:
                self.counts += batch.counts
                self._refuse(batch.rejects)
                self.progress(READING, self.counts.read, self.source.rows)
                yield made

    def _refuse(self, rows: pa.RecordBatch) -> None:
        self.rejects.write(rows)
        identity = self.source.plan.identity
        if identity.kind == "column" and rows.num_rows:
            self._unread.append(clean_text(rows.column(identity.columns[0])))

    @property
    def unread(self) -> Iterator[pa.RecordBatch]:
        """The external ids of refused rows, as far as they have any."""
        for ids in self._unread:
            yield pa.RecordBatch.from_arrays([ids], names=[EXTERNAL_ID])
