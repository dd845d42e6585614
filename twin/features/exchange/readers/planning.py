"""Everything about a file that is decided once, from its header and a sample, before its rows are read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from twin.errors import BadFileError
from twin.features.exchange.batches import REASON_EN, REASON_VI, ROW, MappedColumn, Plan
from twin.features.exchange.formulas import unshield
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers import numbers, points
from twin.features.exchange.readers.columns import distinct_texts, make_reader
from twin.features.exchange.readers.coordinates import Reading, decide_reading
from twin.features.exchange.readers.encodings import Decoder, choose_decoder
from twin.features.exchange.readers.faults import Faults, name_field
from twin.features.exchange.readers.geometry import Cleaner
from twin.features.exchange.readers.identity import choose_identity, mark_identity
from twin.features.exchange.readers.mapping import fields_of, map_columns
from twin.features.exchange.readers.points import PSEUDO_FIELDS, ShapeReader, find_shapes
from twin.features.exchange.readers.quantities import Marks
from twin.features.exchange.readers.sources import Header, Source, SourceBatch
from twin.features.exchange.readers.systems import Numbers
from twin.features.exchange.readers.values import Reader
from twin.features.exchange.readers.wkb import Parsed, parse_wkb
from twin.features.exchange.texts import is_text
from twin.vocabulary import Field, Layer, Text

Table = Mapping[str, pa.Array]
"""Column name -> values: text decoded, numbers as typed."""

_OWN_COLUMNS = frozenset({ROW, REASON_VI, REASON_EN})
_REJECTED = Text(vi="cột của tệp dòng bị từ chối", en="a column of the file of rejects")
_ROW_ID = Text(
    vi="số thứ tự riêng của tệp; dùng làm mã nhận biết bằng --external-id",
    en="the file's own row number; make it the identity with --external-id",
)
_SHEET_FORMATS = frozenset({"csv", "xlsx"})


@dataclass(slots=True)
class Stream:
    """A source's batches, of which the first are looked at before they are handed on."""

    source: Source
    options: ReadOptions
    _kept: list[SourceBatch] = field(default_factory=list)
    _rest: Iterator[SourceBatch] | None = None

    def sample(self) -> list[SourceBatch]:
        """Read the first rows and keep them for the first reading."""
        self._rest = self.source.batches(self.options.batch_rows)
        rows = 0
        for batch in self._rest:
            self._kept.append(batch)
            rows += len(batch.numbers)
            if rows >= self.options.sample_rows:
                break
        return self._kept

    def batches(self) -> Iterator[SourceBatch]:
        """Give all batches: the kept ones first, the first time; anew from the file after that."""
        kept, rest = self._kept, self._rest
        self._kept, self._rest = [], None
        return chain(kept, rest) if rest is not None else self.source.batches(self.options.batch_rows)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan and the parts that carry it out."""

    plan: Plan
    header: Header
    decoder: Decoder
    readers: Mapping[str, Reader]
    """Column -> how its field is read."""
    shapes: ShapeReader | None
    """For tables whose geometries stand in their columns."""
    cleaner: Cleaner

    def decode(self, table: pa.RecordBatch) -> dict[str, pa.Array]:
        """Return a batch's columns with their text in Unicode."""
        return decode_table(table, self.header, self.decoder)

    def refuse_unreadable(self, table: pa.RecordBatch, faults: Faults) -> None:
        """Add a fault where a mapped text has bytes that are not of the encoding that the sample decided."""
        for column, reader in self.readers.items():
            mask = (
                self.decoder.unreadable(column, table.column(column)) if column in self.header.coded else None
            )
            if mask is not None:
                name = name_field(reader.field)
                vi, en = "có chữ không đọc được theo Unicode", "has text that is not Unicode"
                reason = Text(
                    vi=f"{name.vi}: {vi}; hãy nói bảng mã bằng --encoding.",
                    en=f"{name.en}: {en}; say the encoding with --encoding.",
                )
                faults.add_all(np.flatnonzero(mask), reason)


def decode_table(table: pa.RecordBatch | pa.Table, header: Header, decoder: Decoder) -> dict[str, pa.Array]:
    """Return columns with their text in Unicode; texts that were shielded from formulas are bared."""
    columns = {}
    for name, kind in zip(header.schema.names, header.schema.types, strict=True):
        values = table.column(name)
        values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        if is_coded(name, kind, header):
            values = decoder.decode(name, values)
            values = unshield_all(values) if header.format in _SHEET_FORMATS else values
        columns[name] = values
    return columns


def is_coded(name: str, kind: pa.DataType, header: Header) -> bool:
    """Tell whether a column is text, of which the encoding is to be looked at."""
    return is_text(kind) or name in header.coded


def unshield_all(values: pa.Array) -> pa.Array:
    """Undo `formulas.shield` on a column."""
    if not pc.any(pc.starts_with(values, "'"), min_count=0).as_py():
        return values
    return pa.array([None if text is None else unshield(text) for text in values.to_pylist()], pa.string())


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, decoded."""

    header: Header
    decoder: Decoder
    table: Table
    wkb: pa.Array | None
    """Geometries of the same rows, where the file has them as such."""


def take_sample(stream: Stream, options: ReadOptions) -> Sample:
    """Read the sample and decide on its encoding."""
    header = stream.source.header
    if len(header.schema) > options.limits.columns:
        raise BadFileError(
            vi=f"Tệp có {len(header.schema)} cột, quá giới hạn {options.limits.columns}.",
            en=f"The file has {len(header.schema)} columns, past the limit of {options.limits.columns}.",
        )
    batches = stream.sample()
    table = pa.Table.from_batches([batch.table for batch in batches], schema=header.schema)
    coded = {
        name: table.column(name).combine_chunks()
        for name, kind in zip(header.schema.names, header.schema.types, strict=True)
        if is_coded(name, kind, header)
    }
    decoder = choose_decoder(coded, options.encoding, header.encoding)
    parts = [batch.wkb for batch in batches if batch.wkb is not None]
    wkb = pa.chunked_array(parts, pa.binary()).combine_chunks() if parts else None
    return Sample(header, decoder, decode_table(table, header, decoder), wkb)


def prepare(sample: Sample, layer: Layer, options: ReadOptions) -> Prepared:
    """Decide how a file is understood for a layer. Raises `BadInputError` with the question that is open."""
    header = sample.header
    columns = find_shapes(header.schema.names, options.mapping) if not header.has_geometry else None
    mapped = _map(sample, layer, options, columns.taken if columns else {})
    elsewhere = find_mark(sample, mapped, layer, columns)
    readers = _make_readers(sample, mapped, layer, options, elsewhere)
    shapes = _make_shapes(sample, columns, options, elsewhere) if columns else None
    reading = _decide_coordinates(sample, shapes, options)
    identity = choose_identity(sample.table, mapped, options)
    said = tuple(sentence for reader in readers.values() for sentence in reader.statements)
    plan = Plan(
        layer=layer,
        format=header.title,
        sheet=header.sheet,
        sheets=header.sheets,
        crs=reading.code,
        encoding=sample.decoder.title,
        columns=mark_identity(mapped, identity),
        identity=identity,
        statements=(*header.statements, *sample.decoder.statements, *reading.statements, *said),
    )
    cleaner = Cleaner(layer.geometry, reading, options.expected, options.anywhere)
    return Prepared(plan, header, sample.decoder, readers, shapes, cleaner)


def _map(
    sample: Sample, layer: Layer, options: ReadOptions, taken: Mapping[str, Text]
) -> tuple[MappedColumn, ...]:
    names = sample.header.schema.names
    said = {
        column: target for column, target in options.mapping.items() if target.lower() not in PSEUDO_FIELDS
    }
    ours = {name: _REJECTED for name in names if name in _OWN_COLUMNS}
    row_id = {sample.header.row_id: _ROW_ID} if sample.header.row_id else {}
    is_short = sample.header.format == "shapefile"
    return map_columns(names, layer, said, taken={**taken, **ours, **row_id}, is_short=is_short)


def _make_readers(
    sample: Sample,
    mapped: tuple[MappedColumn, ...],
    layer: Layer,
    options: ReadOptions,
    elsewhere: numbers.Mark | None,
) -> dict[str, Reader]:
    """Return a reader for each column that fills a field."""
    fields = {declared.name: declared for declared in fields_of(layer)}
    return {
        column.column: make_reader(
            fields[column.field], evidence_of(sample, column.column), Marks(options.decimal, elsewhere)
        )
        for column in mapped
        if column.field is not None
    }


def evidence_of(sample: Sample, column: str) -> pa.Array:
    """Return a column's values as far as people wrote them: what decides how its numbers are meant."""
    values, exact = sample.table[column], sample.header.exact_texts.get(column)
    if not exact or not is_text(values.type):
        return values
    return values.filter(pc.invert(pc.is_in(values, pa.array(sorted(exact), pa.string()))))


def find_mark(
    sample: Sample, mapped: tuple[MappedColumn, ...], layer: Layer, columns: points.ShapeColumns | None
) -> numbers.Mark | None:
    """Return the decimal mark of the file's number columns and coordinates, if they agree on one."""
    kinds = {declared.name: declared for declared in fields_of(layer)}
    marks = {
        numbers.survey(distinct_texts(evidence_of(sample, column.column))).mark
        for column in mapped
        if column.field is not None and _is_number(kinds[column.field])
    }
    if columns is not None:
        marks.add(points.survey(columns, sample.table).mark)
    known = marks - {None}
    return known.pop() if len(known) == 1 else None


def _is_number(declared: Field) -> bool:
    return declared.kind in {"number", "integer"}


def _make_shapes(
    sample: Sample, columns: points.ShapeColumns, options: ReadOptions, elsewhere: numbers.Mark | None
) -> ShapeReader:
    evidence = points.survey(columns, sample.table)
    decision = numbers.decide(evidence, points.is_plausible, stated=options.decimal, elsewhere=elsewhere)
    return ShapeReader(columns, decision.mark)


def _decide_coordinates(sample: Sample, shapes: ShapeReader | None, options: ReadOptions) -> Reading:
    """Decide the system by the middles of the sample's shapes."""
    if shapes is not None:
        xy = shapes.read_xy(sample.table)
        x, y = xy if xy is not None else _middles(shapes.read_shapes(sample.table))
    else:
        x, y = _middles(parse_wkb(sample.wkb)) if sample.wkb is not None else (np.empty(0), np.empty(0))
    return decide_reading(sample.header.crs, x, y, options)


def _middles(parsed: Parsed) -> tuple[Numbers, Numbers]:
    with np.errstate(invalid="ignore"):
        bounds = shapely.bounds(parsed.shapes)
        return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
