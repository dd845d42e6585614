"""GeoJSON (RFC 7946), its text made by PostGIS and handed on untouched."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import shapely
from sqlalchemy import ColumnElement, cast, func, literal
from sqlalchemy import Text as SqlText

from twin.errors import BadInputError
from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.selection import ExportColumn, Selection, render
from twin.store.tables import SRID
from twin.vocabulary import Text

_TELL_EVERY = 20_000
_MOST_ARGUMENTS = 90
"""PostgreSQL's functions take a hundred."""


def refuse_projected(crs: int) -> BadInputError:
    """Say why plain GeoJSON has one CRS only, and what to do instead."""
    return BadInputError(
        vi=f"GeoJSON chỉ dùng WGS 84 (RFC 7946), không dùng EPSG:{crs}. Hãy chọn GeoPackage, hoặc yêu cầu "
        "kiểu GeoJSON cũ có ghi hệ tọa độ (--legacy-crs).",
        en=f"GeoJSON is always in WGS 84 (RFC 7946), not in EPSG:{crs}. Choose GeoPackage, or ask for the old "
        "GeoJSON that names its coordinate system (--legacy-crs).",
    )


def _member(selection: Selection, column: ExportColumn, opening: str) -> ColumnElement[str]:
    """Return the expression of one property, its name and its value, with what stands before it.

    One term a property: concat() pays for each of its arguments.
    """
    value = selection.value(column)
    match selection.kind_of(column):
        case "text" | "choice" | "datetime":
            made: ColumnElement[Any] = cast(func.to_json(value), SqlText)
        case "date":
            made = literal('"').concat(cast(value, SqlText)).concat(literal('"'))
        case _:
            made = cast(value, SqlText)
    name = f"{opening}{json.dumps(column.name, ensure_ascii=False)}:"
    return func.coalesce(literal(name).concat(made), literal(f"{name}null"))


def _shape(selection: Selection) -> ColumnElement[Any]:
    """Turn outer rings against the clock, as RFC 7946 asks; points and lines have none."""
    if selection.layer.geometry in {"Point", "LineString"}:
        return selection.geometry
    shape: ColumnElement[Any] = func.ST_ForcePolygonCCW(selection.geometry)
    return shape


def feature_text(selection: Selection) -> ColumnElement[str]:
    """Return the expression of a feature's GeoJSON, in WGS 84."""
    key = cast(selection.table.c.id, SqlText)
    shape = func.ST_AsGeoJSON(_shape(selection), selection.options.geographic_digits)
    parts: list[ColumnElement[str]] = [
        literal('{"type":"Feature","id":'),
        key,
        literal(',"geometry":'),
        shape,
    ]
    openings = chain([',"properties":{'], repeat(","))
    parts += [
        _member(selection, column, opening)
        for column, opening in zip(selection.columns, openings, strict=False)
    ]
    groups = (
        func.concat(*parts[first : first + _MOST_ARGUMENTS])
        for first in range(0, len(parts), _MOST_ARGUMENTS)
    )
    # concat() is half as dear as so many || in a row.
    text: ColumnElement[str] = func.concat(*groups, literal("}}"))
    return text


def _members(outgoing: Outgoing) -> dict[str, Any]:
    members: dict[str, Any] = {"type": "FeatureCollection", "name": outgoing.selection.layer.id}
    if outgoing.crs != SRID:
        members["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{outgoing.crs}"}}
    return {**members, "metadata": outgoing.provenance.pairs()}


def _write_between(
    outgoing: Outgoing, target: BinaryIO, features: Iterable[bytes | bytearray | memoryview]
) -> None:
    opening = json.dumps(_members(outgoing), ensure_ascii=False)
    target.write(f'{opening[:-1]},\n"features":[\n'.encode())
    for row, feature in enumerate(features):
        if row:
            target.write(b",")
        target.write(feature)
        if row % _TELL_EVERY == 0:
            outgoing.tell(row)
    target.write(b"]}\n")


def _features_in_python(outgoing: Outgoing) -> Iterator[bytes]:
    """Yield the features in another CRS: few ask for it, so it may be slower."""
    names = [column.name for column in outgoing.columns]
    with outgoing.batches() as batches:
        for batch in batches:
            *values, shapes = (column.to_pylist() for column in batch.columns)
            rounded = shapely.transform(
                shapely.from_wkb(shapes), lambda points: np.round(points, outgoing.digits)
            )
            for *row, shape in zip(*values, shapely.to_geojson(rounded), strict=True):
                rest = json.dumps(
                    dict(zip(names, row, strict=True)),
                    ensure_ascii=False,
                    default=lambda day: day.isoformat(),
                )
                yield f'{{"type":"Feature","id":{row[0]},"geometry":{shape},"properties":{rest}}}\n'.encode()


def write_geojson(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write one FeatureCollection; what it says of itself are foreign members."""
    if outgoing.crs != SRID and not outgoing.selection.options.legacy_crs:
        raise refuse_projected(outgoing.crs)
    with path.open("wb", buffering=1 << 20) as target:
        if outgoing.crs == SRID:
            statement = render(outgoing.selection.rows(feature_text(outgoing.selection)))
            with outgoing.snapshot.copied(statement) as features:
                _write_between(outgoing, target, features)
        else:
            _write_between(outgoing, target, _features_in_python(outgoing))
    return ()
