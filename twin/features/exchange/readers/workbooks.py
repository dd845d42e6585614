"""XLSX, read cell by cell into a spooled Arrow file: numbers stay numbers, days stay days, whatever stands beside.

A column that mixes kinds comes as text; `Header.exact_texts` names the texts that number cells became, so that
nobody takes a program's dot for a person's.
"""

import math
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa

from twin.errors import BadFileError
from twin.features.exchange.options import Limits, ReadOptions
from twin.features.exchange.readers.archives import list_files, open_zip, require_space, suffix_of
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.headings import find_heading, name_columns
from twin.features.exchange.readers.sources import BrokenRow, Header, SourceBatch, Workspace, choose_sheet
from twin.features.exchange.sheets import COMPANIONS
from twin.vocabulary import Text

Cell = object
"""What openpyxl gives: text, numbers, days, times, booleans, nothing."""

_LINES = 30
_CHUNK = 4_096
_PROLOG = 4_096
_MOST_EXACT = 50_000
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_UNKNOWN_ERRORS = frozenset({"#N/A", "#NULL!"})
_LIKE_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a number format shows as it stands."""
_LARGEST_WHOLE = 2**63 - 1
_DAMAGE = (
    BadZipFile,
    zlib.error,
    ET.ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
)
"""What openpyxl raises over a damaged workbook: it has no error of its own."""


@dataclass(slots=True)
class WorkbookSource:
    """One sheet of a workbook, spooled as text with the kind of each column."""

    spool: Path
    header: Header
    broken: tuple[BrokenRow, ...] = ()

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Stream the spooled sheet; blank rows are not rows."""
        done = 0
        yield SourceBatch(pa.array([], pa.int64()), self._nothing(), None, self.broken)
        with pa.memory_map(str(self.spool)) as file, pa.ipc.open_stream(file) as reader:
            for raw in reader:
                table = pa.RecordBatch.from_arrays(
                    [
                        column.cast(kind)
                        for column, kind in zip(raw.columns, self.header.schema.types, strict=True)
                    ],
                    schema=self.header.schema,
                )
                numbers = pa.array(np.arange(done + 1, done + 1 + len(raw)))
                done += len(raw)
                for start in range(0, len(raw), rows):
                    yield SourceBatch(numbers.slice(start, rows), table.slice(start, rows))

    def _nothing(self) -> pa.RecordBatch:
        return pa.RecordBatch.from_pylist([], schema=self.header.schema)


def open_workbook(path: Path, name: str, options: ReadOptions, workspace: Workspace) -> WorkbookSource:
    """Spool one sheet. Raises `BadFileError` for a workbook that is damaged or has no heading."""
    _require_plain_parts(path, name, options.limits)
    try:
        return _spool(path, name, options, workspace.path / "sheet.arrow")
    except _DAMAGE as error:
        require_space(error)
        raise BadFileError(
            vi=f"Tệp Excel {quote(name)} hỏng: {error!s:.200}.",
            en=f"The workbook {quote(name)} is damaged: {error!s:.200}.",
        ) from error


def _require_plain_parts(path: Path, name: str, limits: Limits) -> None:
    with open_zip(path, limits) as archive:
        for member in list_files(archive):
            if suffix_of(member) not in {".xml", ".rels"}:
                continue
            with archive.open(member) as part:
                if any(word in part.read(_PROLOG) for word in _FORBIDDEN):
                    raise BadFileError(
                        vi=f"Tệp Excel {quote(name)} có khai báo DOCTYPE hoặc ENTITY, không được đọc.",
                        en=f"The workbook {quote(name)} declares a DOCTYPE or ENTITY and is not read.",
                    )


def _spool(path: Path, name: str, options: ReadOptions, spool: Path) -> WorkbookSource:
    # Opened here, because openpyxl leaves its own file open when a workbook is damaged.
    with path.open("rb") as file:
        sheets = _open_sheets(file)
        title = choose_sheet(_with_rows(sheets) if options.sheet is None else list(sheets), options.sheet)
        rows = _rows_as_seen(sheets[title]) if options.percents_as_seen else _rows(sheets[title])
        first = list(islice(rows, _LINES))
        place = _place_heading(first, name, options)
        width = max(_width(line) for line in first[place:])
        heading = [_show(cell)[0] or "" for cell in _pad(first[place], width)]
        columns = [_Column(column) for column in name_columns(heading)]
        spooled = _Sheet(columns)
        count = _write(spool, spooled, chain(first[place + 1 :], rows))
    header = Header(
        "xlsx",
        pa.schema([(column.name, column.kind) for column in columns]),
        has_geometry=False,
        sheet=title,
        sheets=tuple(sheets),
        rows=count,
        exact_texts={column.name: frozenset(column.exact) for column in columns if column.exact},
        statements=() if place == 0 else (_say_heading(place),),
    )
    return WorkbookSource(spool, header, tuple(spooled.broken))


def _open_sheets(file: IO[bytes]) -> dict[str, Any]:
    from openpyxl import load_workbook

    workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # many programs write a wrong size, and openpyxl would believe it
    return {sheet.title: sheet for sheet in workbook.worksheets}


def _with_rows(sheets: dict[str, Any]) -> list[str]:
    """Return the sheets that hold more than a heading; the first where none does. Those that explain go unread."""
    filled = [
        title
        for title, sheet in sheets.items()
        if title not in COMPANIONS and len(list(islice(sheet.iter_rows(values_only=True), 2))) > 1
    ]
    return filled or list(sheets)[:1]


def _rows(sheet: Any) -> Iterator[Sequence[Cell]]:
    return iter(sheet.iter_rows(values_only=True))


def _rows_as_seen(sheet: Any) -> Iterator[Sequence[Cell]]:
    return (tuple(_show_percent(cell.value, cell.number_format) for cell in row) for row in sheet.iter_rows())


def _show_percent(value: Cell, number_format: str | None) -> Cell:
    """Return a number that is shown as a percentage as text; a sign in quotation marks scales nothing."""
    if not isinstance(value, int | float) or "%" not in _LITERAL.sub("", number_format or ""):
        return value
    return f"{_show_float(round(float(value) * 100, 9))[0]}%"


def _say_heading(place: int) -> Text:
    return Text(
        vi=f"Tên cột lấy ở dòng {place + 1}; các dòng phía trên được bỏ qua.",
        en=f"The column names are on line {place + 1}; the lines above it are passed over.",
    )


def _place_heading(first: Sequence[Sequence[Cell]], name: str, options: ReadOptions) -> int:
    shown = [[_show(cell)[0] or "" for cell in line] for line in first]
    place = options.header_row - 1 if options.header_row else find_heading(shown)
    if place is None or not 0 <= place < len(first):
        raise BadFileError(
            vi=f"Trang tính trong {quote(name)} không có dòng tên cột. Nếu tên cột ở dòng khác, hãy nói bằng --header-row.",
            en=f"The sheet in {quote(name)} has no line of column names. If they stand elsewhere, say so with --header-row.",
        )
    return place


def _width(line: Sequence[Cell]) -> int:
    return max((place for place, cell in enumerate(line, start=1) if cell is not None), default=0)


def _pad(line: Sequence[Cell], width: int) -> list[Cell]:
    return [*line[:width], *[None] * (width - len(line))]


def _show(cell: Cell) -> tuple[str | None, str]:
    """Return a cell as text that only one number or day can have written, and its kind."""
    if cell is None or (isinstance(cell, str) and (not cell.strip() or cell in _UNKNOWN_ERRORS)):
        return None, "nothing"
    if isinstance(cell, bool):
        return ("true" if cell else "false"), "boolean"
    if isinstance(cell, int):
        return str(cell), "integer" if abs(cell) <= _LARGEST_WHOLE else "text"
    if isinstance(cell, float):
        return _show_float(cell)
    if isinstance(cell, datetime):
        return (cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")), "text"
    return (cell.isoformat() if isinstance(cell, date | time) else str(cell)), "text"


def _show_float(cell: float) -> tuple[str | None, str]:
    """Write a float so that it reads back the same; 74.516 gets a fourth decimal, lest it look like thousands."""
    if not math.isfinite(cell):
        return None, "nothing"
    shown = repr(cell).removesuffix(".0")
    return (shown + "0" if _LIKE_THOUSANDS.fullmatch(shown) else shown), "number"


@dataclass(slots=True)
class _Column:
    """A column as it is being spooled: what kinds it holds, and what its number cells look like as text."""

    name: str
    kinds: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)

    def show(self, cells: Iterable[Cell]) -> list[str | None]:
        shown = [_show(cell) for cell in cells]
        self.kinds.update(kind for _, kind in shown if kind != "nothing")
        if len(self.exact) < _MOST_EXACT:
            self.exact.update(text for text, kind in shown if kind == "number" and text is not None)
        return [text for text, _ in shown]

    @property
    def kind(self) -> pa.DataType:
        if not self.kinds or not self.kinds <= {"integer", "number"}:
            return pa.bool_() if self.kinds == {"boolean"} else pa.string()
        return pa.int64() if self.kinds == {"integer"} else pa.float64()


@dataclass(slots=True)
class _Sheet:
    """The columns of a sheet, and the rows that are wider than they."""

    columns: list[_Column]
    broken: list[BrokenRow] = field(default_factory=list)


def _write(spool: Path, sheet: _Sheet, rows: Iterator[Sequence[Cell]]) -> int:
    """Spool all rows that are not blank, as text; return how many there are, with the broken ones."""
    schema = pa.schema([(column.name, pa.string()) for column in sheet.columns])
    width, count = len(sheet.columns), 0
    with pa.OSFile(str(spool), "wb") as file, pa.ipc.new_stream(file, schema) as writer:
        filled = (row for row in rows if any(cell is not None for cell in row))
        while chunk := list(islice(filled, _CHUNK)):
            wide = [_width(row) > width for row in chunk]
            sheet.broken += [
                _break(count + place, row) for place, row in enumerate(chunk, start=1) if wide[place - 1]
            ]
            fitting = [_pad(row, width) for row, is_wide in zip(chunk, wide, strict=True) if not is_wide]
            texts = [column.show(row[place] for row in fitting) for place, column in enumerate(sheet.columns)]
            writer.write_batch(
                pa.RecordBatch.from_arrays([pa.array(text, pa.string()) for text in texts], schema=schema)
            )
            count += len(chunk)
    return count


def _break(number: int, row: Sequence[Cell]) -> BrokenRow:
    reason = Text(vi="Dòng có nhiều ô hơn số cột.", en="The row has more cells than there are columns.")
    return BrokenRow(number, tuple(_show(cell)[0] or "" for cell in row), reason)
