"""GeoPackage and FlatGeobuf: GDAL reads our Arrow stream and writes the file."""

from pathlib import Path
from typing import Any

from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.writers.gdal import write_stream
from twin.vocabulary import Text

GEOMETRY_TYPES = {
    frozenset({"POINT"}): "Point",
    frozenset({"MULTIPOINT"}): "MultiPoint",
    frozenset({"LINESTRING"}): "LineString",
    frozenset({"MULTILINESTRING"}): "MultiLineString",
    frozenset({"POLYGON"}): "Polygon",
    frozenset({"MULTIPOLYGON"}): "MultiPolygon",
}


def write_with_gdal(outgoing: Outgoing, path: Path, driver: str, **options: Any) -> tuple[Text, ...]:
    """Hand the features to one of GDAL's drivers as a stream."""
    names = distinct_names([column.name for column in outgoing.columns])
    geometry = outgoing.free_name("geom")
    schema = outgoing.schema(names, geometry)
    if outgoing.selection.options.geometry:
        options |= {
            "geometry_name": geometry,
            "geometry_type": GEOMETRY_TYPES.get(outgoing.survey.types, "Unknown"),
            "crs": outgoing.provenance.crs.to_wkt(),
        }
    with outgoing.batches(schema) as batches:
        write_stream(
            batches,
            schema,
            path,
            layer=outgoing.selection.layer.id,
            driver=driver,
            **options,
        )
    return tuple(_renamed(old, new) for old, new in names.items() if old != new)


def distinct_names(names: list[str]) -> dict[str, str]:
    """Tell names apart that differ only in case, which SQL databases take for one."""
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        new, number = name, 1
        while new.casefold() in taken:
            number += 1
            new = f"{name}_{number}"
        taken.add(new.casefold())
        chosen[name] = new
    return chosen


def _renamed(old: str, new: str) -> Text:
    return Text(
        vi=f"Cột «{old}» mang tên «{new}» trong tệp: định dạng này không phân biệt chữ hoa, chữ thường.",
        en=f"The column “{old}” is named “{new}” in the file: the format does not tell capitals from small letters.",
    )


def write_geopackage(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write one layer with a spatial index; what it says of itself is in `gpkg_metadata`."""
    title, pairs = outgoing.selection.layer.title, outgoing.provenance.pairs()
    return write_with_gdal(
        outgoing,
        path,
        "GPKG",
        layer_metadata=pairs,
        # What the QGIS of a few years ago reads without a warning.
        dataset_options={"VERSION": "1.3"},
        layer_options={
            "IDENTIFIER": f"{title.vi} / {title.en}",
            "DESCRIPTION": outgoing.provenance.document(),
            "FID": outgoing.free_name("fid"),
            "GEOMETRY_NAME": outgoing.free_name("geom"),
        },
    )


def write_flatgeobuf(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write one layer with its index of boxes (in the order of that index: by place, not by id).

    Without geometry there is no index: features whose geometry is null, in order of id.
    """
    title = outgoing.selection.layer.title
    return write_with_gdal(
        outgoing,
        path,
        "FlatGeobuf",
        layer_options={
            "TITLE": f"{title.vi} / {title.en}",
            "DESCRIPTION": outgoing.provenance.document(),
            "TEMPORARY_DIR": str(path.parent),
            "SPATIAL_INDEX": "YES" if outgoing.selection.options.geometry else "NO",
        },
    )
