"""CSV as offices have it: any of four separators, titles above the heading, any encoding; streamed in blocks."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from twin.errors import BadFileError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.encodings import read_characters
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.headings import find_heading, name_columns
from twin.features.exchange.readers.latin import undo_latin1
from twin.features.exchange.readers.sources import BrokenRow, Header, SourceBatch
from twin.vocabulary import Text

_HEAD = 1 << 18
_BLOCK = 1 << 22
"""Bytes in work at a time; no row may be longer."""
_SEPARATORS = (",", ";", "\t", "|")
_LINES = 60
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LATIN = "latin-1"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is written."""

    separator: str
    encoding: str
    """What the bytes are decoded with before parting; latin-1 where they are of an encoding not yet known."""
    names: tuple[str, ...]
    skipped_lines: int
    """Physical lines up to and with the heading."""


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
            seen = np.append(seen, [row.number for row in broken])
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
            said = str(error).splitlines()[0][:200]
            raise BadFileError(
                vi=f"Tệp CSV {quote(self.name)} không đọc được: {said}",
                en=f"The CSV {quote(self.name)} cannot be read: {said}",
            ) from error

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
        cells = next(csv.reader([row.text], delimiter=self.layout.separator), [])
        reason = Text(
            vi=f"Dòng có {row.actual_columns} ô, tiêu đề có {row.expected_columns} cột.",
            en=f"The row has {row.actual_columns} cells where the heading has {row.expected_columns} columns.",
        )
        self._broken.append(BrokenRow((row.number or 0) - self.layout.skipped_lines, tuple(cells), reason))
        return "skip"


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
    kind = pa.binary() if layout.encoding == _LATIN else pa.string()
    schema = pa.schema([(column, kind) for column in layout.names])
    said = () if line == 0 else (_say_heading(line),)
    stem = Path(name).stem
    header = Header(
        "csv",
        schema,
        has_geometry=False,
        sheet=stem,
        sheets=(stem,),
        coded=frozenset(layout.names if layout.encoding == _LATIN else ()),
        statements=said,
    )
    return CsvSource(path, header, layout, name)


def _say_heading(line: int) -> Text:
    return Text(
        vi=f"Tên cột lấy ở dòng {line + 1}; các dòng phía trên được bỏ qua.",
        en=f"The column names are on line {line + 1}; the lines above it are passed over.",
    )


def find_layout(path: Path, name: str, options: ReadOptions) -> tuple[Layout, int]:
    """Return how a CSV file is written, and the 0-based line of its heading."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = next(
        (known for mark, known in _BOMS.items() if head.startswith(mark)), None
    ) or _find_encoding(path)
    text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace")
    lines = text.splitlines(keepends=True)
    sample = lines[: -1 if len(head) == _HEAD else None][:_LINES] or lines[:1]
    separator = _find_separator(sample)
    reader = csv.reader(sample, delimiter=separator)
    rows, ends = [], []
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error as error:
        raise _no_table(name) from error
    place = options.header_row - 1 if options.header_row else find_heading(rows)
    if place is None or not 0 <= place < len(rows):
        raise _no_table(name)
    names = name_columns(
        [read_characters(cell.encode(_LATIN))[0] if encoding == _LATIN else cell for cell in rows[place]]
    )
    return Layout(separator, encoding, tuple(names), ends[place]), place


def _find_encoding(path: Path) -> str:
    """Return utf-8 if the whole file is that, else latin-1 for bytes that are yet to be understood."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_BLOCK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _LATIN
    return "utf-8"


def _no_table(name: str) -> BadFileError:
    return BadFileError(
        vi=f"Tệp CSV {quote(name)} không có dòng tên cột. Nếu tên cột không ở đầu, hãy nói bằng --header-row.",
        en=f"The CSV {quote(name)} has no line of column names. If they stand further down, say so with --header-row.",
    )


def _find_separator(lines: Sequence[str]) -> str:
    """Return the separator that parts most lines into the same number of cells, the more the better."""

    def agreement(separator: str) -> tuple[float, int]:
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
        except csv.Error:
            return 0.0, 0
        width, times = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (0.0, 0) if width < _LEAST_WIDTH else (times / counts.total(), width)

    return max(_SEPARATORS, key=agreement)


_LEAST_WIDTH = 2
