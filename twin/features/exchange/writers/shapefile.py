"""A Shapefile as one zip: a file a geometry type, and a text that lists what the format cut."""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import shapely

from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.shortening import shorten
from twin.features.exchange.writers.gdal import write_stream
from twin.vocabulary import GeometryType, Text

LONGEST_TEXT = 254
README = "README.txt"
_COLLECTION = 7
_GEOMETRY = "twin_geometry"
"""Longer than a column's name can be, so that no column has it."""


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of geometry that one Shapefile holds: shapely's type ids, and those of parts in a collection."""

    suffix: str
    geometry_type: str
    types: frozenset[str]
    ids: tuple[int, ...]


FAMILIES = (
    Family("points", "Point", frozenset({"POINT"}), (0,)),
    Family("multipoints", "MultiPoint", frozenset({"MULTIPOINT"}), (4,)),
    Family("lines", "LineString", frozenset({"LINESTRING", "MULTILINESTRING"}), (1, 2, 5)),
    Family("polygons", "Polygon", frozenset({"POLYGON", "MULTIPOLYGON"}), (3, 6)),
)
_EMPTY: dict[GeometryType, str] = {
    "Point": "Point",
    "LineString": "LineString",
    "Polygon": "Polygon",
    "MultiPolygon": "Polygon",
    "Geometry": "Point",
}
"""What an empty layer's Shapefile holds."""


@dataclass
class Losses:
    """What a Shapefile could not hold, whole: (id, column, text)."""

    texts: list[tuple[int, str, str]] = field(default_factory=list)
    split: set[int] = field(default_factory=set)
    """Features whose geometry is a collection: its parts stand in several files."""


def _fit(text: str) -> str:
    """Cut to 254 bytes between two characters."""
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore")


def _fitted(values: pa.Array, name: str, keys: pa.Array, losses: Losses) -> pa.Array:
    too_long = pc.greater(pc.binary_length(values), LONGEST_TEXT)
    if not pc.any(too_long).as_py():
        return values
    texts = values.to_pylist()
    for place in pc.indices_nonzero(pc.fill_null(too_long, False)).to_pylist():
        losses.texts.append((keys[place].as_py(), name, texts[place]))
        texts[place] = _fit(texts[place])
    return pa.array(texts, pa.string())


def _written(value: pa.Array) -> pa.Array:
    """Turn moments, which a .dbf does not have, into text with their zone."""
    if pa.types.is_timestamp(value.type):
        return pc.strftime(value, format="%Y-%m-%dT%H:%M:%SZ")
    return value


def _schema(outgoing: Outgoing, names: dict[str, str]) -> pa.Schema:
    given = outgoing.schema(names, _GEOMETRY)
    typed = [known.with_type(pa.string()) if pa.types.is_timestamp(known.type) else known for known in given]
    return pa.schema(typed)


def _parts(family: Family, shapes: pa.Array) -> tuple[pa.Array, pa.Array, set[int]]:
    """Return which geometries belong to the family, those as WKB, and the places of divided collections."""
    geometries = shapely.from_wkb(shapes.to_numpy(zero_copy_only=False))
    divided = set()
    for place in (shapely.get_type_id(geometries) == _COLLECTION).nonzero()[0]:
        parts = [
            part for part in shapely.get_parts(geometries[place]) if shapely.get_type_id(part) in family.ids
        ]
        if parts:
            geometries[place] = parts[0] if len(parts) == 1 else shapely.union_all(parts)
            divided.add(int(place))
    mask = pa.array([int(kind) in family.ids for kind in shapely.get_type_id(geometries)], pa.bool_())
    return mask, pa.array(shapely.to_wkb(geometries), pa.binary()), divided


def _of_family(
    batches: Iterator[pa.RecordBatch], family: Family, schema: pa.Schema, losses: Losses
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        mask, shapes, divided = _parts(family, batch.columns[-1])
        keys = batch.column(0)
        losses.split |= {keys[place].as_py() for place in divided}
        values = [*(_written(value) for value in batch.columns[:-1]), shapes]
        chosen = pa.RecordBatch.from_arrays(values, schema=schema).filter(mask)
        fitted = [
            _fitted(value, known.name, chosen.column(0), losses) if pa.types.is_string(known.type) else value
            for known, value in zip(schema, chosen.columns, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(fitted, schema=schema)


def _families(outgoing: Outgoing) -> list[Family]:
    types = outgoing.survey.types
    if not types:
        return [
            family for family in FAMILIES if family.geometry_type == _EMPTY[outgoing.selection.layer.geometry]
        ]
    return [family for family in FAMILIES if family.types & types or "GEOMETRYCOLLECTION" in types]


def _write_family(
    outgoing: Outgoing, path: Path, family: Family, names: dict[str, str], losses: Losses
) -> None:
    schema = _schema(outgoing, names)
    with outgoing.batches() as batches:
        write_stream(
            _of_family(batches, family, schema, losses),
            schema,
            path,
            driver="ESRI Shapefile",
            geometry_name=_GEOMETRY,
            geometry_type=family.geometry_type,
            crs=outgoing.provenance.crs.to_wkt(),
            encoding="UTF-8",
            layer_options={"2GB_LIMIT": "YES", "RESIZE": "YES"},
        )


def _statements(names: dict[str, str], losses: Losses) -> Iterator[Text]:
    cut = {old: new for old, new in names.items() if old != new}
    if cut:
        listed = ", ".join(f"{old} → {new}" for old, new in cut.items())
        yield Text(
            vi=f"Tên cột trong Shapefile dài nhất 10 ký tự nên đã rút ngắn: {listed}.",
            en=f"Names in a Shapefile have at most 10 characters, so these were shortened: {listed}.",
        )
    if losses.texts:
        yield Text(
            vi=f"{len(losses.texts)} nội dung dài hơn {LONGEST_TEXT} byte đã bị cắt; nguyên văn ở tệp {README}.",
            en=f"{len(losses.texts)} texts of more than {LONGEST_TEXT} bytes were cut; they stand whole in {README}.",
        )
    if losses.split:
        listed = ", ".join(str(key) for key in sorted(losses.split))
        yield Text(
            vi=f"Hình học hỗn hợp được chia ra các tệp theo loại hình, cùng mã id: {listed}.",
            en=f"Mixed geometries are divided among the files by type, under the same id: {listed}.",
        )
    yield Text(
        vi="Shapefile không phân biệt chữ rỗng với chưa rõ, và thời điểm được ghi bằng chữ (UTC).",
        en="A Shapefile does not tell an empty text from an unknown one, and moments are written as text (UTC).",
    )


def _readme(outgoing: Outgoing, statements: tuple[Text, ...], losses: Losses) -> str:
    said = [line for statement in statements for line in (statement.vi, statement.en)]
    texts = [f"id {key}, {name}:\n{text}\n" for key, name, text in losses.texts]
    return (
        "\r\n".join([outgoing.provenance.document(), *said, "", *texts])
        .replace("\r\n", "\n")
        .replace("\n", "\r\n")
    )


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)


def write_shapefile(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write .shp, .shx, .dbf, .prj and .cpg of each geometry type, and a text, into one zip.

    Raises BadInputError where a part would pass the two gigabytes that a Shapefile may have.
    """
    names = shorten(column.name for column in outgoing.columns)
    families, losses, layer = _families(outgoing), Losses(), outgoing.selection.layer.id
    folder = path.with_name("parts")
    folder.mkdir()
    for family in families:
        stem = layer if len(families) == 1 else f"{layer}_{family.suffix}"
        _write_family(outgoing, folder / f"{stem}.shp", family, names, losses)
    losses.texts.sort()
    statements = tuple(_statements(names, losses))
    (folder / README).write_text(_readme(outgoing, statements, losses), encoding="utf-8-sig", newline="")
    _zip(folder, path)
    shutil.rmtree(folder)
    return statements
