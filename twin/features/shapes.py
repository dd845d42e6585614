"""The shape of a feature as somebody sent it: GeoJSON or JSON-FG, in any system that is served, made fit to store."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from pydantic import JsonValue
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from twin.features.crs import CRS84, Crs, find_crs
from twin.store.guards import GEOMETRY_TYPES
from twin.store.tables import SRID
from twin.vocabulary import Layer, Text

_EPSG_URI = re.compile(r"http://www\.opengis\.net/def/crs/EPSG/0/(\d{4,6})|\[EPSG:(\d{4,6})\]", re.ASCII)


class NotAShapeError(ValueError):
    """Carries the sentence about what is wrong with a shape."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(vi=f"Hình học {vi}.", en=f"The geometry {en}.")


@lru_cache(maxsize=64)
def _to_stored(name: str) -> tuple[pyproj.Transformer, bool]:
    """Return what leads from a system to WGS 84, longitude first, and whether its latitude stands first."""
    known = find_crs(name)
    found = _EPSG_URI.fullmatch(name)
    code = known.srid if known else int(next(filter(None, found.groups()))) if found else 0
    try:
        source = pyproj.CRS.from_epsg(code)
        transformer = pyproj.Transformer.from_crs(source, SRID, always_xy=True)
    except ProjError:
        shown = name[:100]
        raise NotAShapeError(
            f"mang hệ tọa độ không rõ: {shown}", f"is in an unknown system: {shown}"
        ) from None
    return transformer, known.latitude_first if known else source.axis_info[0].direction == "north"


def _moved(shape: BaseGeometry, name: str) -> BaseGeometry:
    transformer, swapped = _to_stored(name)

    def move(
        points: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        first, second = (points[:, 1], points[:, 0]) if swapped else (points[:, 0], points[:, 1])
        return np.column_stack(transformer.transform(first, second))

    return shapely.transform(shape, move)


def _parse(layer: Layer, sent: JsonValue) -> BaseGeometry:
    allowed = GEOMETRY_TYPES[layer.geometry]
    named = sent.get("type") if isinstance(sent, dict) else None
    if str(named).upper() not in allowed:
        listed = ", ".join(allowed)
        raise NotAShapeError(f"phải là một trong: {listed}", f"must be one of: {listed}")
    try:
        return shapely.force_2d(shapely.from_geojson(json.dumps(sent)))
    except (shapely.errors.GEOSException, ValueError):
        raise NotAShapeError("không đọc được (GeoJSON)", "cannot be read as GeoJSON") from None


def _require_place(shape: BaseGeometry, name: str) -> None:
    """Hold a shape in WGS 84 to what can be stored. Raises NotAShapeError."""
    if shape.is_empty:
        raise NotAShapeError("trống", "is empty")
    west, south, east, north = shape.bounds
    # Written so that what a projection answers with infinity or NaN is refused too.
    if not (west >= -180 and east <= 180 and south >= -90 and north <= 90):  # noqa: PLR2004
        raise NotAShapeError(
            "nằm ngoài kinh độ, vĩ độ (WGS 84, kinh độ trước)"
            if name == CRS84.uri
            else f"nằm ngoài hệ tọa độ {name}",
            "lies outside longitude and latitude (WGS 84, longitude first)"
            if name == CRS84.uri
            else f"lies outside the system {name}",
        )
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        raise NotAShapeError(f"không hợp lệ: {reason}", f"is not valid: {reason}")


def bears_shape(feature: Mapping[str, JsonValue]) -> bool:
    """Tell whether a part of a feature says anything of its shape."""
    return "geometry" in feature or feature.get("place") is not None


def read_shape(layer: Layer, feature: Mapping[str, JsonValue], crs: Crs) -> bytes | None:
    """Return a feature's shape as EWKB in EPSG:4326; None for one that stands nowhere, where its layer allows that.

    `place` of JSON-FG goes before `geometry`; it may name its own system (`coordRefSys`, any of EPSG's), and
    stands in `crs` as `geometry` does where it names none. Heights are dropped. Raises NotAShapeError.
    """
    place = feature.get("place")
    sent, name = feature.get("geometry"), crs.uri
    if isinstance(place, dict):
        named = place.get("coordRefSys") or feature.get("coordRefSys") or crs.uri
        sent, name = {key: part for key, part in place.items() if key != "coordRefSys"}, str(named)
    if sent is None and not layer.geometry_required:
        return None
    parsed = _parse(layer, sent)
    shape = parsed if name == CRS84.uri or parsed.is_empty else _moved(parsed, name)
    _require_place(shape, name)
    return bytes(shapely.to_wkb(shapely.set_srid(shape, SRID), include_srid=True))
