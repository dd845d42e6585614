"""From an agency's spreadsheet to a plan of what it says. Nothing here writes or connects.

Opening, encodings, titles above the heading, decimal marks and days are the business of the readers that every
imported table goes through; here rows are told apart, percentages are held to one meaning, and names are looked up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadFileError, BadInputError
from twin.features.exchange.batches import MappedColumn
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.checks import check
from twin.features.exchange.readers.columns import make_reader
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.mapping import map_columns
from twin.features.exchange.readers.opening import open_source
from twin.features.exchange.readers.planning import Sample, Stream, evidence_of, find_mark, take_sample
from twin.features.exchange.readers.quantities import Marks
from twin.features.exchange.readers.sources import BrokenRow, SourceBatch, Workspace
from twin.features.exchange.readers.values import ChoiceReader
from twin.features.exchange.texts import as_text, clean_text, is_text
from twin.programme.sheets.columns import DAY, NAME, NOTE, NUMBER, PERCENT, REPORTED, STATUS
from twin.programme.sheets.headings import join_headings
from twin.programme.sheets.percents import settle_percents
from twin.programme.sheets.plan import SheetColumn
from twin.vocabulary import Field, Layer, Text

MOST_ROWS = 5_000
"""The programme has a hundred tasks and indicators: a longer file is something else."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as read: its number, what it holds by field, and what is wrong with it."""

    number: int
    cells: dict[str, Any]
    faults: tuple[Text, ...]
    has_day: bool = False
    """Whether a day is written, though it may not be one."""

    def text(self, field: str) -> str | None:
        value = self.cells.get(field)
        return None if value is None else str(value)

    @property
    def is_silent(self) -> bool:
        """Whether the row reports nothing: a heading of a group, a sum, a signature."""
        return not self.faults and all(self.cells.get(field) is None for field in (*REPORTED, NOTE))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's rows, and how they were understood."""

    sha256: str
    size: int
    title: str | None
    columns: tuple[SheetColumn, ...]
    lines: tuple[Line, ...]
    statements: tuple[Text, ...]


def read_lines(path: Path, layer: Layer, options: ReadOptions) -> Sheet:
    """Read a progress sheet by the columns of `SHEET`.

    Raises BadFileError for a file that cannot be read, and BadInputError where it has no column that names
    tasks, none that reports anything, or leaves a question that a person must answer.
    """
    workspace = Workspace()
    try:
        opened = open_source(path, replace(options, percents_as_seen=True), workspace)
        if opened.source.header.has_geometry:
            raise _no_sheet(path)
        stream = Stream(opened.source, options)
        sample = join_headings(take_sample(stream, options), layer)
        _require_short(sample, path)
        columns = _map(sample, layer, options)
        cells, header = _read_cells(sample, layer, columns, options), opened.source.header
        return Sheet(
            sha256=opened.checksum(),
            size=path.stat().st_size,
            title=header.sheet,
            columns=tuple(SheetColumn(column=one.column, field=one.field) for one in columns),
            lines=tuple(_lines(stream.batches(), cells)),
            statements=(*header.statements, *sample.decoder.statements, *cells.statements),
        )
    finally:
        workspace.close()


def _no_sheet(path: Path) -> BadFileError:
    return BadFileError(
        vi=f"«{path.name}» không phải bảng tính; hãy gửi tệp XLSX hoặc CSV.",
        en=f"“{path.name}” is not a spreadsheet; send an XLSX or CSV file.",
    )


def _require_short(sample: Sample, path: Path) -> None:
    rows = max((len(values) for values in sample.table.values()), default=0)
    if rows > MOST_ROWS:
        raise BadFileError(
            vi=f"«{path.name}» có hơn {MOST_ROWS} dòng: không phải bảng tiến độ của chương trình.",
            en=f"“{path.name}” has more than {MOST_ROWS} rows: it is no sheet of the programme's progress.",
        )


def _map(sample: Sample, layer: Layer, options: ReadOptions) -> tuple[MappedColumn, ...]:
    """Say where every column goes. Raises BadInputError where none names a task, or none reports anything."""
    names = sample.header.schema.names
    columns = map_columns(names, layer, options.mapping, taken={}, is_short=False)
    filled = {column.field for column in columns}
    listed = ", ".join(names)
    if not filled & {NAME, NUMBER}:
        raise BadInputError(
            vi=f"Không có cột nào ghi tên nhiệm vụ hoặc chỉ tiêu. Các cột: {listed}. Nếu có, hãy nói bằng --map CỘT={NAME}.",
            en=f"No column names the tasks or indicators. The columns: {listed}. If one does, say --map COLUMN={NAME}.",
        )
    if not filled & set(REPORTED):
        fields = ", ".join(REPORTED)
        raise BadInputError(
            vi=f"Không có cột nào ghi tiến độ. Các cột: {listed}. Nếu có, hãy nói bằng --map CỘT=TRƯỜNG ({fields}).",
            en=f"No column reports progress. The columns: {listed}. If one does, say --map COLUMN=FIELD ({fields}).",
        )
    return columns


@dataclass(slots=True)
class _Cells:
    """The columns that are read so far, by field, with what was decided and what is wrong."""

    status: ChoiceReader
    fields: dict[str, pa.Array] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    statements: list[Text] = field(default_factory=list)
    said_as_percent: pa.Array | None = None
    """Statuses that stand in the column of percentages: `Đang thực hiện` beside `70%`."""

    def take(self, declared: Field, values: pa.Array, evidence: pa.Array, marks: Marks) -> None:
        """Read one column."""
        self.faults.about = declared.name
        if declared.kind == "text":
            self.fields[declared.name] = clean_text(values)
            return
        if declared.name == PERCENT and is_text(values.type):
            self.said_as_percent = self.status.read(values, Faults())
            values = pc.if_else(pc.is_valid(self.said_as_percent), pa.scalar(None, pa.string()), values)
        reader = make_reader(declared, evidence, marks)
        read = reader.read(values, self.faults)
        self.statements += reader.statements
        if declared.name == PERCENT:
            read, said = settle_percents(as_text(values), read, self.faults)
            self.statements += said
        self.fields[declared.name] = read

    def close(self) -> None:
        """Let a status that stands among the percentages count where the row names no other."""
        if self.said_as_percent is not None:
            stated = self.fields.get(STATUS, pa.nulls(len(self.said_as_percent), pa.string()))
            self.fields[STATUS] = pc.coalesce(stated, self.said_as_percent)


def _read_cells(
    sample: Sample, layer: Layer, columns: tuple[MappedColumn, ...], options: ReadOptions
) -> _Cells:
    cells = _Cells(ChoiceReader(layer.by_name[STATUS]))
    marks = Marks(options.decimal, find_mark(sample, columns, layer, None))
    for column in columns:
        if column.field in layer.by_name:
            declared = layer.by_name[column.field]
            cells.take(declared, sample.table[column.column], evidence_of(sample, column.column), marks)
    cells.close()
    check(layer, cells.fields, cells.faults)
    return cells


def _lines(batches: Iterable[SourceBatch], cells: _Cells) -> Iterator[Line]:
    """Give the rows of the file, those that its columns could not hold last."""
    vi, en = cells.faults.sentences()
    wrong = {
        row: Text(vi=vi[place].as_py(), en=en[place].as_py()) for place, row in enumerate(cells.faults.rows())
    }
    read = {name: values.to_pylist() for name, values in cells.fields.items()}
    broken: list[BrokenRow] = []
    place = 0
    for batch in batches:
        broken += batch.broken
        for number in batch.numbers.to_pylist():
            said = {name: values[place] for name, values in read.items()}
            has_day = said.get(DAY) is not None or cells.faults.blames(place, DAY)
            yield Line(number, said, (wrong[place],) if place in wrong else (), has_day)
            place += 1
    for row in broken:
        yield Line(row.number, {NAME: " | ".join(cell for cell in row.cells if cell)}, (row.reason,))
