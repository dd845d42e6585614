"""Vector files through GDAL, streamed as Arrow: Shapefile, GeoPackage, GeoJSON, KML, FlatGeobuf.

GDAL sees only links under plain names in a folder of ours, and knows only the drivers of plain local files:
nothing that follows an address, a virtual path or a list of other files is registered.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.encodings import read_characters
from twin.features.exchange.readers.gdal import gdal_errors, restrict_drivers
from twin.features.exchange.readers.latin import undo_latin1
from twin.features.exchange.readers.plain_types import plain_array, plain_type
from twin.features.exchange.readers.sniffing import Format
from twin.features.exchange.readers.sources import Header, SourceBatch, choose_sheet
from twin.features.exchange.texts import is_text

_OPEN: dict[Format, dict[str, str]] = {
    "shapefile": {"ENCODING": "ISO-8859-1"},
    "geojson": {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES", "NATIVE_DATA": "NO"},
    "gpkg": {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"},
}
"""GDAL's open options. A .dbf's text and names come as Latin-1, which stands for its bytes one for one."""
_SINGLE: frozenset[Format] = frozenset({"shapefile", "geojson", "flatgeobuf"})
"""Formats of one layer, which need not be opened once more to list them."""
_NO_ROW_ID = "OGC_FID"
_COUNTED: frozenset[Format] = frozenset({"shapefile", "gpkg", "flatgeobuf"})
_COUNTED_BELOW = 50_000_000
"""Bytes up to which a file is read twice in order to know how many rows it has."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which of GDAL's columns are what: attributes by place and name, and the geometry."""

    places: tuple[int, ...]
    names: tuple[str, ...]
    shape: int | None
    row_id: str | None
    """The attribute that is only the format's row number."""
    in_utc: frozenset[str] = frozenset()
    """Moments that are in UTC where they name no zone."""


@dataclass(slots=True)
class VectorSource:
    """One layer of a file that GDAL reads. `path` lies in the import's own folder."""

    path: Path
    layer: str | None
    header: Header
    layout: Layout
    name: str
    """The file's name as given, for sentences."""
    pending: "Pending | None" = None
    """The stream that the header was read from: the first reading goes on with it, since opening may be slow."""

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Stream the layer; damage met on the way is a `BadFileError`. The first reading keeps its batch size."""
        pending, self.pending = self.pending, None
        if pending is not None:
            with pending.stack:
                yield from self._number(chain(pending.read, _read_all(pending.reader, self.name)))
            return
        with _open_stream(self.path, self.layer, self.name, self.header.format, rows) as (_, reader):
            yield from self._number(_read_all(reader, self.name))

    def _number(self, batches: Iterable[pa.RecordBatch]) -> Iterator[SourceBatch]:
        done = 0
        for raw in batches:
            with gdal_errors(self.name):
                table, wkb = self._take(raw)
            numbers = pa.array(np.arange(done + 1, done + len(raw) + 1))
            done += len(raw)
            yield SourceBatch(numbers, table, wkb)

    def _take(self, raw: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.Array | None]:
        """Return a batch's attributes and geometries. Damage that GDAL passed on raises `ArrowException`."""
        columns = [
            self._take_column(plain_array(raw.column(place)), field)
            for place, field in zip(self.layout.places, self.header.schema, strict=True)
        ]
        table = pa.RecordBatch.from_arrays(columns, schema=self.header.schema)
        wkb = None if self.layout.shape is None else plain_array(raw.column(self.layout.shape))
        table.validate(full=True)
        if wkb is not None:
            wkb.validate(full=True)
        return table, wkb

    def _take_column(self, values: pa.Array, field: pa.Field) -> pa.Array:
        if field.name in self.layout.in_utc:
            values = pc.replace_substring_regex(values.cast(pa.string()), _NO_ZONE, r"\1Z")
        is_latin = is_text(values.type) and self.header.format == "shapefile"
        return undo_latin1(values) if is_latin else values.cast(field.type)


_NO_ZONE = r"^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}[:.\d]*)$"


@dataclass(slots=True)
class Pending:
    """A stream that is open, and what has been read from it already."""

    stack: ExitStack
    reader: Any
    read: tuple[pa.RecordBatch, ...]


def open_vector(path: Path, name: str, kind: Format, options: ReadOptions) -> VectorSource:
    """Open a linked file of one of GDAL's formats, choosing its layer."""
    restrict_drivers()
    sheets = [] if kind in _SINGLE else list_sheets(path, name)
    sheet = None if kind in _SINGLE else choose_sheet(sheets, options.sheet)
    rows = _count(path, sheet, name) if kind in _COUNTED or path.stat().st_size < _COUNTED_BELOW else None
    blank = Header(kind, pa.schema([]), has_geometry=True, sheet=sheet, sheets=tuple(sheets), rows=rows)
    with ExitStack() as stack:
        stream = _open_stream(path, sheet, name, kind, options.batch_rows)
        meta, reader = stack.enter_context(stream)
        first = tuple(islice(_read_all(reader, name), 1))
        with gdal_errors(name):
            layout = _find_layout(meta, reader.schema, first, kind)
            header = _describe(meta, reader.schema, layout, blank)
        return VectorSource(path, sheet, header, layout, name, Pending(stack.pop_all(), reader, first))


def list_sheets(path: Path, name: str) -> list[str]:
    """Return the names of a file's layers that have geometries; of all, where none has."""
    import pyogrio

    with gdal_errors(name):
        layers = pyogrio.list_layers(path)
    spatial = [str(layer) for layer, geometry in layers if geometry is not None]
    return spatial or [str(layer) for layer, _ in layers]


def _count(path: Path, sheet: str | None, name: str) -> int | None:
    import pyogrio

    with gdal_errors(name):
        count = int(pyogrio.read_info(path, layer=sheet, force_feature_count=True)["features"])
    return count if count >= 0 else None


@contextmanager
def _open_stream(
    path: Path, layer: str | None, name: str, kind: Format, rows: int
) -> Iterator[tuple[Any, Any]]:
    """Open GDAL's Arrow stream: (what it says of the layer, the reader of its batches)."""
    from pyogrio.raw import open_arrow

    said = {**_OPEN.get(kind, {}), "batch_size": rows, "datetime_as_string": True}
    with ExitStack() as stack:
        with gdal_errors(name):
            opened = stack.enter_context(
                open_arrow(path, layer=layer, use_pyarrow=True, return_fids=True, **said)
            )
        yield opened


def _read_all(reader: Any, name: str) -> Iterator[pa.RecordBatch]:
    while True:
        with gdal_errors(name):
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
        yield batch


def _find_layout(meta: Any, schema: pa.Schema, first: tuple[pa.RecordBatch, ...], kind: Format) -> Layout:
    """Tell GDAL's columns apart. The first is the row's number, which is an attribute only where the file has it."""
    geometry = meta["geometry_name"] or "wkb_geometry"
    places = [place for place, name in enumerate(schema.names) if name == geometry]
    shape = places[-1] if places else None
    row_name = _name_row_id(meta["fid_column"] or _NO_ROW_ID, schema, first, kind)
    kept = [place for place in range(len(schema)) if place != shape and (place or row_name)]
    names = [
        row_name if row_name and not place else _read_name(schema.field(place).name, kind) for place in kept
    ]
    if kind != "gpkg":
        return Layout(tuple(kept), tuple(names), shape, None)
    # GeoPackage 1.3, table 1: a DATETIME is in UTC, also where its writer left the Z out.
    moments = zip(meta["fields"], meta["ogr_types"], strict=True)
    in_utc = frozenset(name for name, type_name in moments if type_name == "OFTDateTime")
    return Layout(tuple(kept), tuple(names), shape, row_name, in_utc)


def _name_row_id(said: str, schema: pa.Schema, first: tuple[pa.RecordBatch, ...], kind: Format) -> str | None:
    """Return under which name the row's number counts as an attribute: GeoJSON's own ids do, mere counts do not."""
    others = {name.lower() for name in schema.names[1:]}
    if said != _NO_ROW_ID:
        return said if said.lower() not in others else None
    if kind != "geojson" or "id" in others or not first:
        return None
    counts = first[0].column(0).equals(pa.array(np.arange(len(first[0]))))
    return None if counts else "id"


def _read_name(name: str, kind: Format) -> str:
    return read_characters(name.encode("latin-1"))[0] if kind == "shapefile" else name


def _describe(meta: Any, schema: pa.Schema, layout: Layout, blank: Header) -> Header:
    """Fill a header with what GDAL says of the layer. Text stays bytes: GDAL does not look whether it is UTF-8."""
    kinds = [plain_type(schema.field(place).type) for place in layout.places]
    coded = frozenset(name for name, kind in zip(layout.names, kinds, strict=True) if is_text(kind))
    return replace(
        blank,
        coded=coded,
        schema=pa.schema(
            [
                (name, pa.binary() if name in coded else kind)
                for name, kind in zip(layout.names, kinds, strict=True)
            ]
        ),
        has_geometry=layout.shape is not None,
        geometry=meta["geometry_type"],
        crs=meta["crs"],
        row_id=layout.row_id,
    )
