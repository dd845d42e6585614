"""An OpenStreetMap file sorted by layer: one table of rows for each layer that declares what it takes.

Every object goes to each layer whose declarations take it, by the first that does. A layer of lines takes ways, a
layer of polygons closed ways and multipolygon relations, a layer of points nodes and the inside point of areas. A tag
that its field cannot hold is left unknown and counted, since tags are free text and no reason to lose a street.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import osmium
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from twin.errors import BadFileError
from twin.features.exchange.batches import EXTERNAL_ID
from twin.features.exchange.readers.checks import check
from twin.features.exchange.readers.columns import make_reader
from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.features.exchange.readers.quantities import Marks
from twin.vocabulary import Layer, Text

GEOMETRY = "geometry"
_AT_A_TIME = 50_000
_AREA_RELATIONS = frozenset({"multipolygon", "boundary"})
_RINGS = frozenset({"highway", "waterway", "barrier", "railway"})
_SUFFIXES = (".osm", ".pbf")
_GEO = {
    "version": "1.0.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": []}},
}
Shape = Literal["node", "line", "area"]
_TAKEN: dict[str, tuple[Shape, ...]] = {
    "Point": ("node", "area"),
    "LineString": ("line",),
    "Polygon": ("area",),
    "MultiPolygon": ("area",),
    "Geometry": ("node", "line", "area"),
}


@dataclass
class LayerRows:
    """The objects of one layer, written to a GeoParquet file as they come."""

    layer: Layer
    path: Path
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """Matching objects that the layer cannot draw, by what they are."""
    unread: Counter[str] = field(default_factory=Counter)
    """Tags that a field cannot hold, by field, of which `examples` keeps one."""
    examples: dict[str, str] = field(default_factory=dict)
    _waiting: list[dict[str, Any]] = field(default_factory=list)
    _writer: pq.ParquetWriter | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that some declaration fills, in the layer's order."""
        filled = {name for mapping in self.layer.osm for name in (*mapping.assign, *mapping.read)}
        return tuple(name for name in self.layer.by_name if name in filled)

    def add(self, external_id: str, tags: Mapping[str, str], wkb: bytes) -> None:
        """Take an object that the layer's declarations match."""
        mapping = self.layer.osm_mapping(tags)
        if mapping is None:
            return
        said = {name: tags.get(tag) for name, tag in mapping.read.items()}
        assigned = {name: str(value) for name, value in mapping.assign.items()}
        self._waiting.append({EXTERNAL_ID: external_id, GEOMETRY: wkb} | said | assigned)
        self.rows += 1
        if len(self._waiting) >= _AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        columns = {
            name: pa.array([row.get(name) for row in self._waiting], pa.string()) for name in self.fields
        }
        columns = self._without_misfits(columns)
        ids = pa.array([row[EXTERNAL_ID] for row in self._waiting], pa.string())
        shapes = _drawn([row[GEOMETRY] for row in self._waiting], self.layer.geometry == "Point")
        table = pa.table({EXTERNAL_ID: ids, **columns, GEOMETRY: shapes})
        table = table.replace_schema_metadata({"geo": json.dumps(_GEO)})
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema)
        self._writer.write_table(table)
        self._waiting = []

    def _without_misfits(self, columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
        faults, read = Faults(), {}
        for name, values in columns.items():
            faults.about = name
            read[name] = make_reader(self.layer.by_name[name], values, Marks(".", None)).read(values, faults)
        check(self.layer, read, faults)
        return {name: self._without_blamed(name, values, faults) for name, values in columns.items()}

    def _without_blamed(self, name: str, values: pa.Array, faults: Faults) -> pa.Array:
        blamed = [row for row in faults.rows() if faults.blames(row, name) and values[row].is_valid]
        if not blamed or self.layer.by_name[name].required:
            return values
        self.unread[name] += len(blamed)
        self.examples.setdefault(name, values[blamed[0]].as_py())
        kept = np.ones(len(values), dtype=np.bool_)
        kept[blamed] = False
        return pa.array(
            [text if keep else None for text, keep in zip(values.to_pylist(), kept, strict=True)], pa.string()
        )

    def close(self) -> None:
        """Write what is left."""
        if self._waiting or self._writer is None:
            self.flush()
        if self._writer is not None:
            self._writer.close()

    def statements(self) -> Iterator[Text]:
        """Say what was left out and left unknown."""
        for reason, number in self.left_out.items():
            if not number:
                continue
            words = _LEFT_OUT[reason]
            yield Text(vi=f"{number} {words.vi}.", en=f"{number} {words.en}.")
        for name, number in self.unread.items():
            label, example = name_field(self.layer.by_name[name]), quote(self.examples[name])
            yield Text(
                vi=f"{label.vi}: {number} thẻ không hiểu được nên để chưa rõ, ví dụ {example}.",
                en=f"{label.en}: {number} tags were not understood and are left unknown, such as {example}.",
            )


_LEFT_OUT = {
    "node": Text(
        vi="đối tượng chỉ là điểm, lớp không vẽ điểm nên bỏ qua",
        en="objects are mere points, which the layer does not draw",
    ),
    "line": Text(
        vi="đối tượng chỉ là đường, lớp không vẽ đường nên bỏ qua",
        en="objects are mere lines, which the layer does not draw",
    ),
    "area": Text(
        vi="đối tượng là vùng, lớp không vẽ vùng nên bỏ qua",
        en="objects are areas, which the layer does not draw",
    ),
    "relation": Text(
        vi="quan hệ (relation) thuộc loại khác, không có hình nên bỏ qua",
        en="are relations of other kinds, which have no shape",
    ),
    "broken": Text(
        vi="đối tượng có hình hỏng hoặc thiếu nút trong tệp nên bỏ qua",
        en="objects have broken shapes, or nodes that the file lacks",
    ),
}


def _drawn(wkb: list[bytes], as_points: bool) -> pa.Array:
    """Return what a layer draws: an area of one piece as a polygon, or as its inside point."""
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    single = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON) & (
        shapely.get_num_geometries(shapes) == 1
    )
    shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
    if as_points:
        shapes = shapely.point_on_surface(shapes)
    return pa.array(shapely.to_wkb(shapes), pa.binary())


class _Sorter:
    """Hands each object of a file to the layers that take it."""

    def __init__(self, layers: Sequence[LayerRows]) -> None:
        self._layers = layers
        self._factory = osmium.geom.WKBFactory()

    def take(self, thing: Any) -> None:
        tags = {tag.k: unicodedata.normalize("NFC", tag.v) for tag in thing.tags}
        for rows in self._layers:
            if rows.layer.osm_mapping(tags) is not None:
                self._offer(rows, thing, tags)

    def _offer(self, rows: LayerRows, thing: Any, tags: Mapping[str, str]) -> None:
        taken = _TAKEN[rows.layer.geometry]
        if thing.is_area():
            self._offer_area(rows, thing, tags)
        elif thing.is_node():
            self._add_if("node" in taken, "node", rows, thing, tags)
        elif thing.is_way() and not (thing.is_closed() and _is_area(rows.layer, tags)):
            self._add_if("line" in taken, "line", rows, thing, tags)
        elif thing.is_relation() and tags.get("type") not in _AREA_RELATIONS:
            rows.left_out["relation"] += 1
        elif "area" in taken:
            rows.left_out["broken"] += 1  # until its area comes by
        else:
            rows.left_out["area"] += 1

    def _offer_area(self, rows: LayerRows, thing: Any, tags: Mapping[str, str]) -> None:
        if "area" not in _TAKEN[rows.layer.geometry] or (thing.from_way() and not _is_area(rows.layer, tags)):
            return
        rows.left_out["broken"] -= 1
        self._add_if(True, "area", rows, thing, tags)

    def _add_if(
        self, drawn: bool, shape: Shape, rows: LayerRows, thing: Any, tags: Mapping[str, str]
    ) -> None:
        if not drawn:
            rows.left_out[shape] += 1
            return
        try:
            rows.add(_name(thing), tags, bytes.fromhex(self._draw(shape, thing)))
        except (osmium.InvalidLocationError, RuntimeError):
            rows.left_out["broken"] += 1

    def _draw(self, shape: Shape, thing: Any) -> str:
        makers: dict[Shape, Callable[[Any], str]] = {
            "node": self._factory.create_point,
            "line": self._factory.create_linestring,
            "area": self._factory.create_multipolygon,
        }
        return makers[shape](thing)


def _is_area(layer: Layer, tags: Mapping[str, str]) -> bool:
    """Tell whether a closed way bounds an area: where a layer draws both, by what usually runs in rings."""
    if "line" not in _TAKEN[layer.geometry]:
        return "area" in _TAKEN[layer.geometry]
    return layer.geometry == "Geometry" and (tags.get("area") == "yes" or not _RINGS & tags.keys())


def _name(thing: Any) -> str:
    if thing.is_area():
        return f"{'way' if thing.from_way() else 'relation'}/{thing.orig_id()}"
    return f"{'node' if thing.is_node() else 'way'}/{thing.id}"


def sort_by_layer(
    path: Path, layers: Sequence[Layer], folder: Path, tell: Callable[[int], None]
) -> list[LayerRows]:
    """Write each layer's rows to a GeoParquet file in the folder, with OpenStreetMap's coordinates (EPSG:4326).

    `tell` takes the number of objects looked at so far. Raises BadFileError for what is no OpenStreetMap file.
    """
    sorted_rows = [LayerRows(layer, folder / f"{layer.id}.parquet") for layer in layers]
    sorter, keys = _Sorter(sorted_rows), _keys_of(layers)
    wanted = osmium.filter.KeyFilter(*keys)
    try:
        objects = (
            osmium.FileProcessor(_checked(path))
            .with_areas(osmium.filter.KeyFilter(*keys))
            .with_filter(wanted)
        )
        for number, thing in enumerate(objects, start=1):
            sorter.take(thing)
            if number % _AT_A_TIME == 0:
                tell(number)
    except (RuntimeError, OSError) as error:
        raise _unreadable(path, error) from error
    for rows in sorted_rows:
        rows.close()
    return sorted_rows


def _keys_of(layers: Sequence[Layer]) -> list[str]:
    """Return tags of which every matching object has at least one."""
    return sorted({next(iter(mapping.match)) for layer in layers for mapping in layer.osm})


def _checked(path: Path) -> str:
    if not path.is_file() or path.suffix.lower() not in _SUFFIXES or not path.stat().st_size:
        raise BadFileError(
            vi=f"«{path.name}» không phải tệp OpenStreetMap (.osm.pbf hoặc .osm) có dữ liệu.",
            en=f"“{path.name}” is no OpenStreetMap file (.osm.pbf or .osm) with anything in it.",
        )
    return str(path)


def _unreadable(path: Path, error: Exception) -> BadFileError:
    said = str(error).partition("\n")[0]
    return BadFileError(
        vi=f"Không đọc được «{path.name}» như một tệp OpenStreetMap: {said}",
        en=f"“{path.name}” cannot be read as an OpenStreetMap file: {said}",
    )
