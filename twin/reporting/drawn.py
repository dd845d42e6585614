"""What somebody draws on the map or sends as GeoJSON, as shapes in metres."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import shapely
from pydantic import JsonValue, WithJsonSchema
from shapely.geometry.base import BaseGeometry

from twin.analysis.projection import to_metres
from twin.errors import BadInputError
from twin.reporting import City

GeoJson = Annotated[dict[str, JsonValue], WithJsonSchema({"type": "object", "format": "geojson-geometry"})]
"""A geometry in WGS 84, longitude first (RFC 7946)."""

_WORLD = shapely.box(-180, -90, 180, 90)
_KINDS = ("điểm / point", "đường / line", "vùng / area")
FARTHEST_M = 1_000.0
"""What is supposed farther from the ward than this is a slip of the hand (ours)."""


def read_drawn(document: Mapping[str, Any], *dimensions: int) -> BaseGeometry:
    """Return a GeoJSON geometry in metres (EPSG:5897), of one of the dimensions (0: points, 1: lines, 2: areas).

    Raises BadInputError for what cannot be read, is empty, crosses itself, or lies off the earth.
    """
    try:
        shape = shapely.from_geojson(json.dumps(document))
    except (shapely.errors.GEOSException, ValueError):
        raise BadInputError(
            vi="Hình vẽ không đọc được: cần hình GeoJSON.",
            en="The shape cannot be read: a GeoJSON geometry is needed.",
        ) from None
    if shape.is_empty or not shape.is_valid:
        raise BadInputError(vi="Hình vẽ trống hoặc tự cắt.", en="The shape is empty, or crosses itself.")
    if not _WORLD.covers(shape):
        raise BadInputError(
            vi="Hình vẽ nằm ngoài kinh độ, vĩ độ (WGS 84, kinh độ trước).",
            en="The shape lies outside longitude and latitude (WGS 84, longitude first).",
        )
    if dimensions and set(shapely.get_dimensions(shapely.get_parts(shape))) - set(dimensions):
        vi, en = (", ".join(_KINDS[one].split(" / ")[n] for one in dimensions) for n in (0, 1))
        raise BadInputError(vi=f"Hình vẽ phải là: {vi}.", en=f"The shape must be: {en}.")
    (metric,) = to_metres([shape])  # type: ignore[arg-type]
    found: BaseGeometry = metric
    return found


def require_near(city: City, shape: BaseGeometry) -> None:
    """Raise BadInputError where any part of a shape lies far outside the ward; without a ward nobody can tell."""
    wards = city.frame("ward", whole=True)
    if len(wards) == 0:
        return
    ward = shapely.union_all(wards.geometry.to_numpy())
    if max(shapely.distance(shapely.get_parts(shape), ward)) > FARTHEST_M:
        raise BadInputError(
            vi=f"Hình vẽ nằm ngoài phường hơn {FARTHEST_M:g} m.",
            en=f"The shape lies more than {FARTHEST_M:g} m outside the ward.",
        )
