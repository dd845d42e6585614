"""How a CSV file is written: its separator, its encoding, and where its heading is."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from twin.errors import BadFileError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.encodings import read_characters
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.headings import find_heading, name_columns

LATIN = "latin-1"
_HEAD = 1 << 18
_CHUNK = 1 << 22
_SEPARATORS = (",", ";", "\t", "|")
_LINES = 60
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is written."""

    separator: str
    encoding: str
    """What the bytes are decoded with before parting; latin-1 where they are of an encoding not yet known."""
    names: tuple[str, ...]
    skipped_lines: int
    """Physical lines up to and with the heading."""
    rows: int | None = None
    """Lines after the heading, where no quotation mark can hold a line break."""


def find_layout(path: Path, name: str, options: ReadOptions) -> tuple[Layout, int]:
    """Return how a CSV file is written, and the 0-based line of its heading."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    seen = _look_through(path)
    marked = next((known for mark, known in _BOMS.items() if head.startswith(mark)), None)
    encoding = marked or ("utf-8" if seen.is_utf8 else LATIN)
    sample = _first_lines(head, encoding)
    separator = _find_separator(sample)
    records = _part(sample, separator)
    cells = [record for record, _ in records]
    place = options.header_row - 1 if options.header_row else find_heading(cells)
    if place is None or not 0 <= place < len(cells):
        raise _no_table(name)
    names = name_columns([_read_name(cell, encoding) for cell in cells[place]])
    skipped = records[place][1]
    rows = None if marked or seen.has_quotes else seen.lines + (seen.last != b"\n") - skipped
    return Layout(separator, encoding, tuple(names), skipped, rows), place


def _first_lines(head: bytes, encoding: str) -> list[str]:
    """Return the first whole lines of a file's head."""
    text = head.removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace")
    lines = io.StringIO(text, newline="").readlines()  # str.splitlines breaks at more than line breaks
    return lines[: -1 if len(head) == _HEAD else None][:_LINES] or lines[:1]


def _part(lines: Sequence[str], separator: str) -> list[tuple[list[str], int]]:
    """Return each record's cells with the number of lines up to its end, as far as they can be parted."""
    reader = csv.reader(lines, delimiter=separator)
    records: list[tuple[list[str], int]] = []
    with suppress(csv.Error):
        records.extend((record, reader.line_num) for record in reader)
    return records


def _read_name(cell: str, encoding: str) -> str:
    """Return a column's name in Unicode: the heading's bytes may be UTF-8 whose cells are not."""
    return read_characters(cell.encode(LATIN))[0] if encoding == LATIN else cell


@dataclass(slots=True)
class _Bytes:
    """What a first look at all bytes of a file tells."""

    is_utf8: bool = True
    lines: int = 0
    has_quotes: bool = False
    last: bytes = b""


def _look_through(path: Path) -> _Bytes:
    seen, decoder = _Bytes(), codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            seen.is_utf8 = seen.is_utf8 and _decodes(decoder, chunk)
            seen.lines += chunk.count(b"\n")
            seen.has_quotes = seen.has_quotes or b'"' in chunk
            seen.last = chunk[-1:]
    seen.is_utf8 = seen.is_utf8 and _decodes(decoder, b"", final=True)
    return seen


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _no_table(name: str) -> BadFileError:
    return BadFileError(
        vi=f"Tệp CSV {quote(name)} không có dòng tên cột. Nếu tên cột không ở đầu, hãy nói bằng --header-row.",
        en=f"The CSV {quote(name)} has no line of column names. If they stand further down, say so with --header-row.",
    )


def _find_separator(lines: Sequence[str]) -> str:
    """Return the separator that parts most lines into the same number of cells, the more the better."""

    def agreement(separator: str) -> tuple[float, int]:
        counts = Counter(len(record) for record, _ in _part(lines, separator) if record)
        width, times = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (0.0, 0) if width < _LEAST_WIDTH else (times / counts.total(), width)

    return max(_SEPARATORS, key=agreement)


_LEAST_WIDTH = 2
