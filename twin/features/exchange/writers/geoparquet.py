"""GeoParquet 1.1: Arrow batches from the database to the file, nothing in between."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from twin.features.exchange.outgoing import Outgoing
from twin.vocabulary import Text

VERSION = "1.1.0"
_NAMES = {
    "POINT": "Point",
    "MULTIPOINT": "MultiPoint",
    "LINESTRING": "LineString",
    "MULTILINESTRING": "MultiLineString",
    "POLYGON": "Polygon",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRYCOLLECTION": "GeometryCollection",
}


def _geo(outgoing: Outgoing, geometry: str) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(_NAMES[name] for name in outgoing.survey.types),
        "crs": outgoing.provenance.crs.to_json_dict(),
    }
    if outgoing.bounds is not None:
        column["bbox"] = list(outgoing.bounds)
    return {"version": VERSION, "primary_column": geometry, "columns": {geometry: column}}


def _repeating(outgoing: Outgoing) -> list[str]:
    """Return the columns worth a dictionary: those whose values repeat."""
    selection = outgoing.selection
    kinds = {
        column.name: selection.kind_of(column)
        for column in outgoing.columns
        if column.field.name != "external_id"
    }
    return [name for name, kind in kinds.items() if kind in {"text", "choice", "date"}]


def write_geoparquet(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write zstd-packed row groups; axis order is x, y whatever the CRS says, as the format asks.

    Without geometry it is plain Parquet.
    """
    geometry = outgoing.free_name("geometry")
    facts = {f"twin:{key}": value for key, value in outgoing.provenance.pairs().items()}
    # In the schema, where Arrow's readers look, and not only among the file's own keys.
    said = {"geo": json.dumps(_geo(outgoing, geometry))} if outgoing.selection.options.geometry else {}
    schema = outgoing.schema(geometry=geometry).with_metadata({**said, **facts})
    packing = {"compression": "zstd", "compression_level": 1, "use_dictionary": _repeating(outgoing)}
    with outgoing.batches(schema) as batches, pq.ParquetWriter(path, schema, **packing) as writer:
        for batch in batches:
            # A row group a batch: write_batch would keep a million rows in memory.
            writer.write_table(pa.Table.from_batches([batch]))
    return ()
