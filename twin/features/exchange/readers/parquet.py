"""GeoParquet through pyarrow (pyogrio's GDAL has no Parquet driver), a few row groups' pages at a time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from twin.errors import BadFileError
from twin.features.exchange.options import Limits, ReadOptions
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.plain_types import plain_array, plain_field
from twin.features.exchange.readers.sources import Header, SourceBatch

_GEO = b"geo"
_DEFAULT_CRS = "OGC:CRS84"
"""What GeoParquet's rules mean by no `crs` at all; a `crs` of null means that nobody knows."""


@dataclass(slots=True)
class ParquetSource:
    """A GeoParquet file, or a plain Parquet table whose columns may hold coordinates."""

    path: Path
    header: Header
    geometry: str | None
    name: str

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Stream the file."""
        done = 0
        for raw in self._read(rows):
            table = pa.RecordBatch.from_arrays(
                [plain_array(raw.column(name)) for name in self.header.schema.names],
                schema=self.header.schema,
            )
            numbers = pa.array(np.arange(done + 1, done + 1 + len(raw)))
            done += len(raw)
            yield SourceBatch(
                numbers, table, plain_array(raw.column(self.geometry)) if self.geometry else None
            )

    def _read(self, rows: int) -> Iterator[pa.RecordBatch]:
        try:
            with pyarrow.parquet.ParquetFile(self.path) as file:
                for batch in file.iter_batches(batch_size=rows):
                    batch.validate(full=True)
                    yield batch
        except (pa.ArrowException, OSError) as error:
            raise _damaged(self.name, error) from error


def open_parquet(path: Path, name: str, options: ReadOptions) -> ParquetSource:
    """Open a Parquet file. Raises `BadFileError` for damage, swollen pages, and geometries that are not WKB."""
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError) as error:
        raise _damaged(name, error) from error
    _require_within(metadata, path, name, options.limits)
    geometry, column = _find_geometry(schema, name)
    fields = [plain_field(field) for field in schema if field.name != geometry]
    kinds = column.get("geometry_types") or [None]
    header = Header(
        "parquet",
        pa.schema(fields),
        has_geometry=geometry is not None,
        sheet=Path(name).stem,
        sheets=(Path(name).stem,),
        geometry=str(kinds[0]).removesuffix(" Z") if len(kinds) == 1 and kinds[0] else None,
        crs=_read_crs(column) if geometry else None,
        rows=metadata.num_rows,
    )
    return ParquetSource(path, header, geometry, name)


def _find_geometry(schema: pa.Schema, name: str) -> tuple[str | None, Mapping[str, Any]]:
    """Return the primary geometry column and what the file says of it."""
    raw = (schema.metadata or {}).get(_GEO)
    if raw is None:
        return None, {}
    try:
        said = json.loads(raw)
        primary = said["primary_column"]
        column = said["columns"][primary]
        encoding = column["encoding"]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(name, error) from error
    if encoding != "WKB" or primary not in schema.names:
        raise BadFileError(
            vi=f"Tệp {quote(name)} lưu hình học kiểu {quote(encoding)}; chỉ đọc được WKB.",
            en=f"The file {quote(name)} holds geometries as {quote(encoding)}; only WKB can be read.",
        )
    return str(primary), column


def _read_crs(column: Mapping[str, Any]) -> str | None:
    crs = column.get("crs", _DEFAULT_CRS)
    return json.dumps(crs) if isinstance(crs, dict) else crs


def _require_within(metadata: Any, path: Path, name: str, limits: Limits) -> None:
    unpacked = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    packed = path.stat().st_size
    if unpacked > limits.unpacked_bytes or (
        unpacked > _RATIO_FROM and unpacked > packed * limits.unpacked_ratio
    ):
        raise BadFileError(
            vi=f"Tệp {quote(name)} bung ra {unpacked} byte, quá giới hạn.",
            en=f"The file {quote(name)} unpacks to {unpacked} bytes, past the limit.",
        )


_RATIO_FROM = 50_000_000


def _damaged(name: str, error: Exception) -> BadFileError:
    said = str(error).replace("\n", " ")[:200]
    return BadFileError(
        vi=f"Tệp Parquet {quote(name)} hỏng: {said}", en=f"The Parquet file {quote(name)} is damaged: {said}"
    )
