"""A table of measured values as offices keep it, one value a row, read into typed columns.

Which column is which is told by name, as for a layer: `time`, `value`, and, unless stated for the whole file,
`layer`, `measure` and `unit`. The feature is named by its external id or by its name.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadInputError
from twin.features.exchange.batches import EXTERNAL_ID, ROW, MappedColumn
from twin.features.exchange.imports import SeriesOptions
from twin.features.exchange.intake.measures import MEASURES, name_measure
from twin.features.exchange.readers.columns import make_reader
from twin.features.exchange.readers.faults import Faults, quote
from twin.features.exchange.readers.mapping import fields_of, map_columns
from twin.features.exchange.readers.opening import Opened, open_source
from twin.features.exchange.readers.originals import original_rows, reject_rows
from twin.features.exchange.readers.planning import Stream, decode_table, find_mark, take_sample
from twin.features.exchange.readers.quantities import Marks
from twin.features.exchange.readers.sources import SourceBatch, Workspace
from twin.features.exchange.readers.units import factor_between
from twin.features.exchange.readers.values import Reader
from twin.vocabulary import Field, Layer, Style, Text

_DIGITS = 12
"""Significant digits of a value whose unit was changed: 431 cm are 4.31 m, not 4.3100000000000005."""
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

SCHEMA = pa.schema(
    [
        (ROW, pa.int64()),
        ("layer", pa.string()),
        (EXTERNAL_ID, pa.string()),
        ("feature", pa.string()),
        ("measure", pa.string()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("source", pa.string()),
    ]
)
"""What a batch of read values looks like. One of `external_id` and `feature` may be null."""


@dataclass(frozen=True, slots=True)
class ReadValues:
    """Some rows: those that could be read, and those that could not with their reasons."""

    table: pa.RecordBatch
    rejects: pa.RecordBatch
    read: int


def describe_table(options: SeriesOptions) -> Layer:
    """Return the table's columns as a layer has them, so that they are recognised and read in the same way."""
    known = MEASURES.get(name_measure(options.measure)) if options.measure else None
    unit = options.unit or (known.unit if known else None)
    label = Text(vi="Quan trắc", en="Observations")
    return Layer(
        id="observations",
        title=label,
        description=label,
        group="added",
        geometry="Geometry",
        style=Style(colour="#000000"),
        fields=(
            Field(
                name="layer",
                label=Text(vi="Lớp", en="Layer"),
                required=options.layer is None,
                aliases=("ma lop", "ten lop"),
            ),
            Field(
                name="feature",
                label=Text(vi="Đối tượng", en="Feature"),
                aliases=("tram", "station", "ten tram", "diem do", "vi tri", "ten", "name", "location", "site"),
            ),
            Field(
                name="measure",
                label=Text(vi="Đại lượng", en="Measure"),
                required=options.measure is None,
                aliases=("chi tieu", "thong so", "yeu to", "parameter", "variable"),
            ),
            Field(
                name="time",
                label=Text(vi="Thời gian", en="Time"),
                kind="datetime",
                required=True,
                aliases=("thoi diem", "ngay", "ngay gio", "gio", "date", "datetime", "timestamp", "observed at"),
            ),
            Field(
                name="value",
                label=Text(vi="Giá trị", en="Value"),
                kind="number",
                required=True,
                unit=unit,
                aliases=("so do", "ket qua", "tri so"),
            ),
            Field(
                name="unit",
                label=Text(vi="Đơn vị", en="Unit"),
                aliases=("don vi tinh", "dvt"),
            ),
        ),
    )  # fmt: skip


class LongTable:
    """An opened table of values. `batches` starts anew at each call."""

    def __init__(self, path: Path, options: SeriesOptions, workspace: Workspace) -> None:
        """Open it. Raises BadFileError for what is no table, and BadInputError for what it leaves open."""
        self._options = options
        self._layer = describe_table(options)
        self._opened: Opened = open_source(path, options.read, workspace)
        self._stream = Stream(self._opened.source, options.read)
        self._sample = take_sample(self._stream, options.read)
        header = self._sample.header
        self.columns = map_columns(
            header.schema.names, self._layer, options.read.mapping, taken={}, is_short=False
        )
        _require_feature(self.columns)
        self._readers = self._choose_readers()
        self.rows = header.rows
        self.statements = (*header.statements, *self._sample.decoder.statements)

    def _choose_readers(self) -> dict[str, tuple[str, Reader]]:
        """Return the column and the reader of every field that the file fills."""
        fields = {field.name: field for field in fields_of(self._layer)}
        marks = Marks(self._options.read.decimal, find_mark(self._sample, self.columns, self._layer, None))
        return {
            field: (column, make_reader(fields[field], self._sample.table[column], marks))
            for column, field in ((mapped.column, mapped.field) for mapped in self.columns)
            if field is not None and field in SCHEMA.names
        }

    def checksum(self) -> str:
        """Return the SHA-256 of the file."""
        return self._opened.checksum()

    def _decode(self, batch: SourceBatch) -> dict[str, pa.Array]:
        return decode_table(batch.table, self._sample.header, self._sample.decoder)

    def batches(self) -> Iterator[ReadValues]:
        """Read the rows; what is at fault goes to the rejects of its batch."""
        for batch in self._stream.batches():
            table, faults = self._decode(batch), Faults()
            rows = self._read(batch, table, faults)
            keep = pa.array(faults.keep_mask(batch.table.num_rows))
            rejects = reject_rows(batch, table, faults, self._sample.decoder)
            yield ReadValues(rows.filter(keep), rejects, batch.table.num_rows + len(batch.broken))

    def find_rows(self, numbers: Collection[int]) -> Iterator[pa.RecordBatch]:
        """Read the file again for these rows, whole."""
        wanted = pa.array(sorted(numbers), pa.int64())
        for batch in self._stream.batches():
            found = np.flatnonzero(pc.is_in(batch.numbers, wanted))
            if found.size:
                yield original_rows(batch, self._decode(batch), found)

    def _read(self, batch: SourceBatch, table: Mapping[str, pa.Array], faults: Faults) -> pa.RecordBatch:
        count, columns = batch.table.num_rows, {ROW: batch.numbers}
        stated = {"layer": self._options.layer, "measure": self._options.measure, "unit": self._options.unit}
        for name in SCHEMA.names[1:]:
            faults.about = name
            if name in self._readers:
                column, reader = self._readers[name]
                columns[name] = reader.read(table[column], faults)
            else:
                columns[name] = pa.repeat(pa.scalar(stated.get(name), SCHEMA.field(name).type), count)
        _require_values(columns, faults)
        columns["measure"] = _each(columns["measure"], name_measure)
        _judge(columns, self._options, faults)
        return pa.RecordBatch.from_arrays([columns[name] for name in SCHEMA.names], schema=SCHEMA)


@contextmanager
def open_table(path: Path, options: SeriesOptions) -> Iterator[LongTable]:
    """Open a table of values; what is unpacked for it is removed at the end."""
    workspace = Workspace()
    try:
        yield LongTable(path, options, workspace)
    finally:
        workspace.close()


def _require_feature(columns: tuple[MappedColumn, ...]) -> None:
    if not {"feature", EXTERNAL_ID} & {column.field for column in columns}:
        names = ", ".join(column.column for column in columns)
        raise BadInputError(
            vi=f"Không cột nào cho biết số đo thuộc đối tượng nào. Các cột: {names}. "
            "Hãy nói bằng --map CỘT=feature (tên) hoặc --map CỘT=external_id (mã).",
            en=f"No column says which feature a value belongs to. The columns: {names}. "
            "Say so with --map COLUMN=feature (its name) or --map COLUMN=external_id.",
        )


def _each(texts: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """Change each different text once."""
    coded = pc.dictionary_encode(texts)
    return pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


_MISSING = {
    "layer": Text(vi="Thiếu tên lớp.", en="The layer is missing."),
    "measure": Text(vi="Thiếu đại lượng.", en="The measure is missing."),
    "time": Text(vi="Thiếu thời gian.", en="The time is missing."),
    "value": Text(vi="Không có giá trị.", en="There is no value."),
}
_NOWHERE = Text(
    vi="Thiếu mã hoặc tên của đối tượng.", en="Neither an external id nor a name says which feature this is."
)


def _require_values(columns: Mapping[str, pa.Array], faults: Faults) -> None:
    for name, reason in _MISSING.items():
        empty = np.flatnonzero(pc.is_null(columns[name]))
        faults.add_all([int(row) for row in empty if not faults.blames(int(row), name)], reason)
    nowhere = pc.and_(pc.is_null(columns[EXTERNAL_ID]), pc.is_null(columns["feature"]))
    faults.add_all(np.flatnonzero(nowhere), _NOWHERE)


def _judge(columns: dict[str, pa.Array], options: SeriesOptions, faults: Faults) -> None:
    """Bring the values of each measure into its unit, and refuse what cannot be believed."""
    values = pc.fill_null(columns["value"], np.nan).to_numpy(zero_copy_only=False).copy()
    units = columns["unit"].to_pylist()
    pairs = (pc.fill_null(columns[name], "") for name in ("measure", "unit"))
    coded = pc.dictionary_encode(pc.binary_join_element_wise(*pairs, "\n"))
    places = coded.indices.to_numpy(zero_copy_only=False)
    for code in range(len(coded.dictionary)):
        rows = np.flatnonzero(places == code)
        measure, unit = columns["measure"][int(rows[0])].as_py(), units[int(rows[0])]
        if measure is None:
            continue
        found = _find_unit(measure, unit)
        if isinstance(found, Text):
            faults.add_all(rows, found)
            continue
        name, factor = found
        if factor != 1:
            values[rows] = [float(f"{value:.{_DIGITS}g}") for value in values[rows] * factor]
        for row in rows:
            units[row] = name
        _refuse_unbelievable(measure, name, values, rows, options, faults)
    columns["value"] = pa.array(values, pa.float64(), from_pandas=True)
    columns["unit"] = pa.array(units, pa.string())


def _find_unit(measure: str, unit: str | None) -> tuple[str, float] | Text:
    """Return the unit that a measure is kept in and what to multiply by, or why there is none."""
    known = MEASURES.get(measure)
    if known is None:
        missing = Text(
            vi=f"Đại lượng {quote(measure)} cần có đơn vị.", en=f"The measure {quote(measure)} needs a unit."
        )
        return (unit, 1.0) if unit else missing
    factor = 1.0 if unit is None else factor_between(unit, known.unit)
    if factor is None:
        return Text(
            vi=f"{known.label.vi}: đơn vị {quote(unit)} không đổi được sang {known.unit}.",
            en=f"{known.label.en}: the unit {quote(unit)} cannot be turned into {known.unit}.",
        )
    return known.unit, factor


def _refuse_unbelievable(  # noqa: PLR0913, PLR0917 - one measure's rows among all of a batch
    measure: str, unit: str, values: Floats, rows: Places, options: SeriesOptions, faults: Faults
) -> None:
    known = MEASURES.get(measure)
    low = options.minimum if options.minimum is not None else known.minimum if known else -np.inf
    high = options.maximum if options.maximum is not None else known.maximum if known else np.inf
    label = known.label if known else Text(vi=measure, en=measure)
    for row in rows[(values[rows] < low) | (values[rows] > high)]:
        value = f"{values[row]:g} {unit}"
        faults.add(
            int(row),
            Text(
                vi=f"{label.vi} {value} ngoài khoảng tin được ({low:g} đến {high:g} {unit}).",
                en=f"{label.en} {value} is beyond belief ({low:g} to {high:g} {unit}).",
            ),
        )
