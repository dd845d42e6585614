"""The demonstration's files: GeoParquet in EPSG:4326, a GeoTIFF in EPSG:5897, CSV; the same bytes each time."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import rasterio
import shapely
from pyproj import CRS

from gis_data.clock import START
from gis_data.observations import Observation
from gis_data.projection import METRIC_SRID, geometries_to_degrees
from gis_data.rows import Entry, Row
from gis_data.sources import read_sources
from gis_data.terrain import NODATA, Terrain
from twin.vocabulary import FieldKind, Layer

MOMENT = pa.timestamp("us", tz="+07:00")
ARROW_TYPES: dict[FieldKind, Any] = {
    "text": pa.string(),
    "choice": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": MOMENT,
}
GEOMETRY = "geometry"


def write_layer(layer: Layer, rows: list[Row], path: Path) -> int:
    """Write what a register says now, one column a field of the layer; return how many rows."""
    standing = [(row, row.entries()[-1]) for row in rows if row.current is not None]
    columns = _columns(layer, standing)
    _write_geoparquet(layer, columns, [row.shape for row, _ in standing], path)
    return len(standing)


def write_history(layer: Layer, rows: list[Row], path: Path) -> int:
    """Write all entries of the rows of which more than the first is told; return how many.

    Beside the layer's columns: `updated_at` and `updated_by` (when and by whom it was so recorded),
    `recorded_to`, `changed_by` and `change` ('update', 'delete') of what ended it. An entry without an end
    is the current one, and is also in the layer's own file.
    """
    entries = [(row, entry) for row in rows if _has_history(row) for entry in row.entries()]
    _write_geoparquet(layer, _told_columns(layer, entries), [row.shape for row, _ in entries], path)
    return len(entries)


def write_records(register: Layer, rows: list[Row], path: Path) -> int:
    """Write all that was ever recorded in a register of the programme, columns as in a history; return how many entries.

    Only the fields that some row has are columns: of the others the demonstration says nothing.
    """
    entries = [(row, entry) for row in rows for entry in row.entries()]
    named = {name for _, entry in entries for name in entry.fields}
    unnamed = [field.name for field in register.all_fields if field.name not in named]
    columns = _told_columns(register, entries)
    table = pa.table({name: values for name, values in columns.items() if name not in unnamed})
    pq.write_table(table.replace_schema_metadata(_title(register)), path, compression="zstd")
    return len(entries)


def _has_history(row: Row) -> bool:
    return bool(row.events) or row.since != START


def _told_columns(layer: Layer, entries: list[tuple[Row, Entry]]) -> dict[str, Any]:
    columns = _columns(layer, entries)
    columns["updated_at"] = pa.array([entry.since for _, entry in entries], MOMENT)
    columns["updated_by"] = pa.array([entry.by for _, entry in entries], pa.string())
    columns["recorded_to"] = pa.array([entry.until for _, entry in entries], MOMENT)
    columns["changed_by"] = pa.array([entry.ended_by for _, entry in entries], pa.string())
    columns["change"] = pa.array([entry.change for _, entry in entries], pa.string())
    return columns


def _columns(layer: Layer, entries: list[tuple[Row, Entry]]) -> dict[str, Any]:
    columns: dict[str, Any] = {"external_id": pa.array([row.external_id for row, _ in entries], pa.string())}
    for field in layer.all_fields:
        values = [entry.fields.get(field.name) for _, entry in entries]
        columns[field.name] = pa.array(values, ARROW_TYPES[field.kind])
    columns["source"] = pa.array([read_sources().notice.vi] * len(entries), pa.string())
    columns["valid_from"] = pa.array([row.valid_from for row, _ in entries], pa.date32())
    columns["valid_to"] = pa.array([row.valid_to for row, _ in entries], pa.date32())
    return columns


def _write_geoparquet(layer: Layer, columns: dict[str, Any], shapes: list[Any], path: Path) -> None:
    degrees = geometries_to_degrees(shapes)
    columns[GEOMETRY] = pa.array(shapely.to_wkb(degrees).tolist(), pa.binary())
    about = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in degrees}),
        "crs": CRS.from_epsg(4326).to_json_dict(),
        "bbox": np.round(shapely.total_bounds(degrees), 7).tolist() if len(degrees) else None,
    }
    geo = {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {k: v for k, v in about.items() if v is not None}},
    }
    metadata = {"geo": json.dumps(geo, ensure_ascii=False), **_title(layer)}
    table = pa.table(columns).replace_schema_metadata(metadata)
    pq.write_table(table, path, compression="zstd")


def _title(layer: Layer) -> dict[str, str]:
    return {"title": layer.title.vi, **describe()}


def describe() -> dict[str, str]:
    """Return the words that every file carries: that it is made up, its licence and whom to name."""
    sources = read_sources()
    return {
        "illustrative": "true",
        "notice": f"{sources.notice.vi} / {sources.notice.en}",
        "licence": sources.licence,
        "credits": sources.credits,
    }


def write_heights(terrain: Terrain, path: Path) -> None:
    """Write the heights in metres, `NODATA` outside the ward."""
    heights = np.where(terrain.known, terrain.heights, NODATA).astype(np.float32)
    profile = {
        "driver": "GTiff",
        "width": heights.shape[1],
        "height": heights.shape[0],
        "count": 1,
        "dtype": "float32",
        "crs": f"EPSG:{METRIC_SRID}",
        "transform": terrain.transform,
        "nodata": NODATA,
        "compress": "deflate",
        "predictor": 3,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
    }
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(heights, 1)
        raster.update_tags(**{name.upper(): value for name, value in describe().items()})
        raster.set_band_description(1, "height, m")
        raster.set_band_unit(1, "m")


def write_observations(observations: Iterable[Observation], path: Path) -> int:
    """Write observations as CSV, times in ISO 8601 with +07:00; return how many."""
    source = read_sources().notice.vi
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["layer", "external_id", "measure", "time", "value", "unit", "source"])
        for seen in observations:
            time = seen.time.isoformat(timespec="seconds")
            writer.writerow([seen.layer, seen.external_id, seen.measure, time, seen.value, seen.unit, source])
            count += 1
    return count
