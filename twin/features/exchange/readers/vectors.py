"""Vector files through GDAL, streamed as Arrow: Shapefile, GeoPackage, GeoJSON, KML, FlatGeobuf.

GDAL sees only links under plain names in a folder of ours, and knows only the drivers of plain local files:
nothing that follows an address, a virtual path or a list of other files is registered.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from twin.errors import BadFileError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.encodings import read_characters
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.latin import undo_latin1
from twin.features.exchange.readers.sniffing import Format
from twin.features.exchange.readers.sources import Header, SourceBatch, choose_sheet
from twin.features.exchange.texts import is_text

_DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "LIBKML", "FlatGeobuf", "MEM"})
"""All that reading and writing need; every other driver is taken out of GDAL for this process."""
_OPEN: dict[Format, dict[str, str]] = {
    "shapefile": {"ENCODING": "ISO-8859-1"},
    "geojson": {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES", "NATIVE_DATA": "NO"},
    "gpkg": {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"},
}
"""GDAL's open options. A .dbf's text and names come as Latin-1, which stands for its bytes one for one."""
_OUR_PATH = re.compile(r"\S*twin-import-\S+")
_NO_ROW_ID = "OGC_FID"
_COUNTED: frozenset[Format] = frozenset({"shapefile", "gpkg", "flatgeobuf"})
_COUNTED_BELOW = 50_000_000
"""Bytes up to which a file is read twice in order to know how many rows it has."""


@lru_cache(maxsize=1)
def restrict_drivers() -> None:
    """Take out of GDAL every driver but the few of plain files, once a process."""
    import pyogrio
    from pyogrio import core

    others = sorted(set(pyogrio.list_drivers()) - _DRIVERS)
    pyogrio.set_gdal_config_options(
        {
            "GDAL_SKIP": ",".join(others),
            "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
            "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
            "GDAL_HTTP_MAX_RETRY": "0",
            "OGR_SQLITE_LOAD_EXTENSIONS": None,
        }
    )
    core._register_drivers()  # noqa: SLF001 - the only way to have GDAL look at GDAL_SKIP again


@dataclass(slots=True)
class VectorSource:
    """One layer of a file that GDAL reads. `path` lies in the import's own folder."""

    path: Path
    layer: str
    header: Header
    name: str
    """The file's name as given, for sentences."""

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Stream the layer; damage met on the way is a `BadFileError`."""
        done = 0
        with open_stream(self, rows) as (meta, reader):
            geometry, row_id = _special(meta)
            places = _attribute_places(reader.schema, geometry, row_id)
            shape = _geometry_place(reader.schema, geometry)
            for raw in _read_all(reader, self.name):
                with gdal_errors(self.name):
                    table, wkb = self._take(raw, places, shape)
                numbers = pa.array(np.arange(done + 1, done + len(raw) + 1))
                done += len(raw)
                yield SourceBatch(numbers, table, wkb)

    def _take(
        self, raw: pa.RecordBatch, places: list[int], shape: int | None
    ) -> tuple[pa.RecordBatch, pa.Array | None]:
        """Return a batch's attributes and geometries. Damage that GDAL passed on raises `ArrowException`."""
        columns = [
            self._take_column(plain_array(raw.column(place)), kind)
            for place, kind in zip(places, self.header.schema.types, strict=True)
        ]
        table = pa.RecordBatch.from_arrays(columns, schema=self.header.schema)
        wkb = None if shape is None else plain_array(raw.column(shape))
        table.validate(full=True)
        if wkb is not None:
            wkb.validate(full=True)
        return table, wkb

    def _take_column(self, values: pa.Array, kind: pa.DataType) -> pa.Array:
        return (
            undo_latin1(values)
            if is_text(values.type) and self.header.format == "shapefile"
            else values.cast(kind)
        )


def open_vector(path: Path, name: str, kind: Format, options: ReadOptions) -> VectorSource:
    """Open a linked file of one of GDAL's formats, choosing its layer."""
    restrict_drivers()
    sheets = list_sheets(path, name)
    sheet = choose_sheet(sheets, options.sheet)
    rows = _count(path, sheet, name) if kind in _COUNTED or path.stat().st_size < _COUNTED_BELOW else None
    blank = Header(kind, pa.schema([]), has_geometry=True, sheet=sheet, sheets=tuple(sheets), rows=rows)
    source = VectorSource(path, sheet, blank, name)
    with open_stream(source, 1) as (meta, reader):
        source.header = _describe(meta, reader.schema, blank)
    return source


def list_sheets(path: Path, name: str) -> list[str]:
    """Return the names of a file's layers that have geometries; of all, where none has."""
    import pyogrio

    with gdal_errors(name):
        layers = pyogrio.list_layers(path)
    spatial = [str(layer) for layer, geometry in layers if geometry is not None]
    return spatial or [str(layer) for layer, _ in layers]


def _count(path: Path, sheet: str, name: str) -> int | None:
    import pyogrio

    with gdal_errors(name):
        count = int(pyogrio.read_info(path, layer=sheet, force_feature_count=True)["features"])
    return count if count >= 0 else None


@contextmanager
def open_stream(source: VectorSource, rows: int) -> Iterator[tuple[Any, Any]]:
    """Open GDAL's Arrow stream: (what it says of the layer, the reader of its batches)."""
    from pyogrio.raw import open_arrow

    said = {**_OPEN.get(source.header.format, {}), "batch_size": rows, "datetime_as_string": True}
    with ExitStack() as stack:
        with gdal_errors(source.name):
            stream = open_arrow(source.path, layer=source.layer, use_pyarrow=True, return_fids=True, **said)
            opened = stack.enter_context(stream)
        yield opened


def _read_all(reader: Any, name: str) -> Iterator[pa.RecordBatch]:
    while True:
        with gdal_errors(name):
            try:
                batch = reader.read_next_batch()
            except StopIteration:
                return
        yield batch


@contextmanager
def gdal_errors(name: str) -> Iterator[None]:
    """Turn what GDAL and Arrow raise over a bad file into one sentence."""
    from pyogrio._err import CPLE_BaseError, NullPointerError
    from pyogrio.errors import (
        CRSError,
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
    )

    known = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
    # pyogrio names an unset variable when a coordinate system's text is not UTF-8.
    stumbles = (UnicodeDecodeError, UnboundLocalError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (
        *known,
        CPLE_BaseError,
        NullPointerError,
        pa.ArrowException,
        OSError,
        *stumbles,
    ) as error:
        said = _OUR_PATH.sub(name, str(error)).replace("\n", " ")[:200]
        raise BadFileError(
            vi=f"Tệp {quote(name)} hỏng hoặc không đúng định dạng: {said}",
            en=f"The file {quote(name)} is damaged or not what it says: {said}",
        ) from error


def _describe(meta: Any, schema: pa.Schema, blank: Header) -> Header:
    """Fill a header with what GDAL says of the layer. Text stays bytes: GDAL does not look whether it is UTF-8."""
    geometry, row_id = _special(meta)
    fields = [plain_field(schema.field(place)) for place in _attribute_places(schema, geometry, row_id)]
    if blank.format == "shapefile":
        fields = [pa.field(read_characters(field.name.encode("latin-1"))[0], field.type) for field in fields]
    coded = frozenset(field.name for field in fields if pa.types.is_string(field.type))
    return replace(
        blank,
        coded=coded,
        schema=pa.schema(
            [(field.name, pa.binary() if field.name in coded else field.type) for field in fields]
        ),
        has_geometry=_geometry_place(schema, geometry) is not None,
        geometry=meta["geometry_type"],
        crs=meta["crs"],
        row_id=row_id if blank.format == "gpkg" else None,
    )


def _special(meta: Any) -> tuple[str, str]:
    """Return the names of the columns of geometry and row number."""
    return meta["geometry_name"] or "wkb_geometry", meta["fid_column"] or _NO_ROW_ID


def _attribute_places(schema: pa.Schema, geometry: str, row_id: str) -> list[int]:
    """Return which columns are attributes: a row number counts as one only where the file itself names it."""
    names = [name.lower() for name in schema.names]
    skipped = {_geometry_place(schema, geometry)}
    is_own = row_id != _NO_ROW_ID and names.count(row_id.lower()) == 1
    if not is_own and row_id in schema.names:
        skipped.add(schema.names.index(row_id))
    return [place for place in range(len(names)) if place not in skipped]


def _geometry_place(schema: pa.Schema, geometry: str) -> int | None:
    """Return the place of the geometry: the last column of its name, after any attribute of the same."""
    places = [place for place, name in enumerate(schema.names) if name == geometry]
    return places[-1] if places else None


def plain_field(field: pa.Field) -> pa.Field:
    """Return a field without metadata, of a type that the rest knows: no extension, no large or view types."""
    return pa.field(field.name, plain_type(field.type))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the plain type behind an extension, and the 32-bit form of text and bytes."""
    if isinstance(kind, pa.BaseExtensionType):
        return plain_type(kind.storage_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return pa.binary()
    return kind


def plain_array(values: pa.Array) -> pa.Array:
    """Return an array in its plain type."""
    storage = values.storage if isinstance(values, pa.ExtensionArray) else values
    wanted = plain_type(storage.type)
    return storage if storage.type == wanted else storage.cast(wanted)
