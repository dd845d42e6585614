"""The file of refused rows: each whole, as it stood, with its number and its reasons in both languages."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from twin.errors import UnavailableError
from twin.features.exchange.batches import REASON_EN, REASON_VI, ROW
from twin.features.exchange.formulas import shield
from twin.features.exchange.texts import as_text
from twin.vocabulary import Text

_NUMBER = r"^[+-]?[0-9][0-9.,]*$"
_BYTE_ORDER_MARK = "\ufeff".encode()
"""Without it Excel reads UTF-8 as something else."""


class RejectsFile:
    """A CSV file that is made with the first refused row and never in the place of another.

    A text that a spreadsheet would run as a formula is made harmless (see `formulas`). Leaving the block
    with an error takes the file away again, unless `keep` was called.
    """

    def __init__(self, wanted: Path) -> None:
        self._wanted = wanted
        self._file: IO[bytes] | None = None
        self._kept = False
        self.path: Path | None = None
        self.rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add refused rows. Raises UnavailableError where the file cannot be written."""
        if not batch.num_rows:
            return
        with _in_words(self._wanted):
            is_first = self._file is None
            file = self._file or self._open()
            file.write(_as_csv(batch, header=is_first))
            file.flush()
        self.rows += batch.num_rows

    def keep(self) -> None:
        """Leave the file where it is, however the block ends."""
        self._kept = True

    def _open(self) -> IO[bytes]:
        for path in _free_names(self._wanted):
            try:
                self._file = path.open("xb")
            except FileExistsError:
                continue
            self.path = path
            self._file.write(_BYTE_ORDER_MARK)
            return self._file
        raise AssertionError  # there is no last number

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        self._file.close()
        if kind is not None and not self._kept and self.path is not None:
            self.path.unlink(missing_ok=True)


def with_reasons(rows: pa.RecordBatch, reason_of: Callable[[int], Text]) -> pa.RecordBatch:
    """Add to original rows, by their numbers, why they are refused."""
    said = [reason_of(number) for number in rows.column(ROW).to_pylist()]
    reasons = [pa.array([one.vi for one in said]), pa.array([one.en for one in said])]
    names = [*rows.schema.names, REASON_VI, REASON_EN]
    return pa.RecordBatch.from_arrays([*rows.columns, *reasons], names=names)


def beside(path: Path) -> Path:
    """Return where the refused rows of a file go unless somebody says otherwise."""
    return path.with_name(f"{path.stem}.rejects.csv")


def _free_names(wanted: Path) -> Iterator[Path]:
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")


def _as_csv(batch: pa.RecordBatch, *, header: bool) -> bytes:
    columns = [_harmless(as_text(column)) for column in batch.columns]
    names = shield(pa.array(batch.schema.names, pa.string())).to_pylist()
    written = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=header)
    pyarrow.csv.write_csv(pa.RecordBatch.from_arrays(columns, names=names), written, options)
    return written.getvalue()


def _harmless(texts: pa.Array) -> pa.Array:
    """Shield texts from being run as formulas; a number with its sign is none."""
    return pc.if_else(pc.match_substring_regex(texts, _NUMBER), texts, shield(texts))


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(
            vi=f"Không ghi được tệp các dòng bị từ chối «{path}» ({error.strerror}): hãy chọn chỗ khác bằng --rejects. "
            "Lớp giữ nguyên.",
            en=f"The file of refused rows “{path}” cannot be written ({error.strerror}): choose another place with "
            "--rejects. Nothing was stored.",
        ) from error
