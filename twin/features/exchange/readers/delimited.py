"""CSV as offices have it: any of four separators, titles above the heading, any encoding; streamed in blocks."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from twin.errors import BadFileError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.latin import undo_latin1
from twin.features.exchange.readers.layouts import LATIN, Layout, find_layout
from twin.features.exchange.readers.sources import BrokenRow, Header, SourceBatch
from twin.vocabulary import Text

_BLOCK = 1 << 22
"""Bytes in work at a time; no row may be longer."""


@dataclass(slots=True)
class CsvSource:
    """A CSV file, its cells as raw bytes where the encoding is not known yet."""

    path: Path
    header: Header
    layout: Layout
    name: str
    _broken: list[BrokenRow] = field(default_factory=list)

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Stream the file; rows of another length than the heading come as broken."""
        self._broken = []
        last, seen = 0, np.array([], np.int64)
        for texts in self._read():
            raw = _as_bytes(texts, self.header.schema) if self.header.coded else texts
            broken, self._broken = tuple(self._broken), []
            seen = np.append(seen[seen > last], [row.number for row in broken])
            numbers = _number_rows(last, len(raw), seen)
            last = int(numbers[-1]) if len(numbers) else last
            for start in range(0, max(1, len(raw)), rows):
                part = numbers[start : start + rows]
                yield SourceBatch(pa.array(part), raw.slice(start, rows), None, broken if start == 0 else ())
        if self._broken:
            nothing = pa.RecordBatch.from_pylist([], schema=self.header.schema)
            yield SourceBatch(pa.array([], pa.int64()), nothing, None, tuple(self._broken))

    def _read(self) -> Iterator[pa.RecordBatch]:
        try:
            with pyarrow.csv.open_csv(self.path, **self._options()) as reader:
                yield from reader
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise _unreadable(self.name, str(error)) from error

    def _options(self) -> dict[str, object]:
        return {
            "read_options": pyarrow.csv.ReadOptions(
                use_threads=False,
                block_size=_BLOCK,
                skip_rows=self.layout.skipped_lines,
                column_names=self.layout.names,
                encoding=self.layout.encoding,
            ),
            "parse_options": pyarrow.csv.ParseOptions(
                delimiter=self.layout.separator,
                newlines_in_values=True,
                invalid_row_handler=self._keep_broken,
            ),
            "convert_options": pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(self.layout.names, pa.string()), strings_can_be_null=False
            ),
        }

    def _keep_broken(self, row: pyarrow.csv.InvalidRow) -> str:
        try:
            cells = next(csv.reader([row.text], delimiter=self.layout.separator), [])
        except csv.Error:  # a cell longer than the module takes
            cells = [row.text]
        reason = Text(
            vi=f"Dòng có {row.actual_columns} ô, tiêu đề có {row.expected_columns} cột.",
            en=f"The row has {row.actual_columns} cells where the heading has {row.expected_columns} columns.",
        )
        self._broken.append(BrokenRow((row.number or 0) - self.layout.skipped_lines, tuple(cells), reason))
        return "skip"


def _unreadable(name: str, error: str) -> BadFileError:
    """Return a sentence for what Arrow says of a file whose rows it cannot part."""
    if "straddling" in error or "out of sync" in error:
        vi = f"có dấu nháy kép không đóng, hoặc một dòng dài hơn {_BLOCK} byte"
        en = f"a quotation mark is not closed, or a row is longer than {_BLOCK} bytes"
    else:
        vi = en = error.splitlines()[0][:200]
    return BadFileError(
        vi=f"Tệp CSV {quote(name)} không đọc được: {vi}.", en=f"The CSV {quote(name)} cannot be read: {en}."
    )


def _as_bytes(texts: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """Return the bytes that were taken for Latin-1 so that they could be parted into cells."""
    return pa.RecordBatch.from_arrays([undo_latin1(column) for column in texts.columns], schema=schema)


def _number_rows(last: int, count: int, broken: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the numbers of the next good rows: those after the last that are not of broken ones."""
    broken = broken[broken > last]
    numbers = np.arange(last + 1, last + 1 + count + broken.size)
    return numbers[~np.isin(numbers, broken)][:count]


def open_csv(path: Path, name: str, options: ReadOptions) -> CsvSource:
    """Find out how a CSV file is written. Raises `BadFileError` where it has no heading."""
    layout, line = find_layout(path, name, options)
    kind = pa.binary() if layout.encoding == LATIN else pa.string()
    schema = pa.schema([(column, kind) for column in layout.names])
    said = () if line == 0 else (_say_heading(line),)
    stem = Path(name).stem
    header = Header(
        "csv",
        schema,
        has_geometry=False,
        sheet=stem,
        sheets=(stem,),
        rows=layout.rows,
        coded=frozenset(layout.names if layout.encoding == LATIN else ()),
        statements=said,
    )
    return CsvSource(path, header, layout, name)


def _say_heading(line: int) -> Text:
    return Text(
        vi=f"Tên cột lấy ở dòng {line + 1}; các dòng phía trên được bỏ qua.",
        en=f"The column names are on line {line + 1}; the lines above it are passed over.",
    )
