"""Geometry literals made fit for the database: whole, valid, and in the system that rows are stored in."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from twin.features.cql2.faults import FilterError, Place
from twin.features.cql2.tree import COLLECTION, NESTING, Box, Coordinates, Geometry, Node
from twin.features.crs import Crs
from twin.store.tables import SRID

if TYPE_CHECKING:
    from pyproj import Transformer

_LEAST = {"LineString": 2, "Polygon": 4}
_STEPS = 32
"""Pieces that a side of a box is cut into: its straight sides in one system are bent in another."""


@dataclass(frozen=True)
class Stored:
    """A geometry in the system that rows are stored in: EWKB in hexadecimal digits, and the size of its box."""

    encoded: str
    extent: float
    plain_box: bool = False
    """Whether it is its own bounding box."""

    @classmethod
    def of(cls, made: BaseGeometry, *, plain_box: bool = False) -> "Stored":
        west, south, east, north = shapely.bounds(made)
        encoded = shapely.to_wkb(shapely.set_srid(made, SRID), hex=True, include_srid=True)
        return cls(str(encoded), float((east - west) * (north - south)), plain_box)


def read_geometry(literal: Geometry, crs: Crs) -> Stored:
    """Return a geometry literal as the database takes it. Raises FilterError."""
    made = _make(literal)
    if not shapely.is_valid(made):
        raise FilterError(
            literal.place,
            f"hình {literal.kind} không hợp lệ (tự cắt hoặc có lỗ nằm ngoài)",
            f"the {literal.kind} is not valid (it crosses itself, or has a hole outside of it)",
        )
    return Stored.of(_stored(made, crs, literal.place))


def _make(literal: Geometry) -> BaseGeometry:
    if literal.kind == COLLECTION:
        return shapely.GeometryCollection([_make(member) for member in literal.coordinates])
    flat = _flat(literal.coordinates, NESTING[literal.kind])
    single = literal.kind.removeprefix("Multi")
    for part in flat if literal.kind != single else (flat,):
        for line in part if single == "Polygon" else (part,):
            _require_whole(line, single, literal.place)
    made: BaseGeometry = _SHAPES[literal.kind](flat)
    return made


def count_vertices(node: Node) -> int:
    """Return how many positions a geometry literal has; none for anything else."""
    if isinstance(node, Box):
        return 4
    if not isinstance(node, Geometry):
        return 0
    if node.kind == COLLECTION:
        return sum(count_vertices(member) for member in node.coordinates)
    return _positions(node.coordinates, NESTING[node.kind])


def _positions(coordinates: Coordinates, nesting: int) -> int:
    if nesting == 0:
        return 1
    return sum(_positions(part, nesting - 1) for part in coordinates)


def _flat(coordinates: Coordinates, nesting: int) -> Any:
    """Drop heights: predicates are of the plane."""
    if nesting == 0:
        return coordinates[:2]
    return [_flat(part, nesting - 1) for part in coordinates]


def _require_whole(line: Any, kind: str, place: Place) -> None:
    least = _LEAST.get(kind, 0)
    if len(line) < least:
        raise FilterError(
            place, f"{kind} cần ít nhất {least} điểm", f"a {kind} needs at least {least} positions"
        )
    if kind == "Polygon" and line[0] != line[-1]:
        raise FilterError(
            place,
            "vòng của đa giác chưa khép kín (điểm cuối phải trùng điểm đầu)",
            "a ring of the polygon is not closed (its last position must be its first)",
        )


def _polygon(rings: Any) -> shapely.Polygon:
    return shapely.Polygon(rings[0], rings[1:])


_SHAPES: dict[str, Any] = {
    "Point": shapely.Point,
    "LineString": shapely.LineString,
    "Polygon": _polygon,
    "MultiPoint": shapely.MultiPoint,
    "MultiLineString": shapely.MultiLineString,
    "MultiPolygon": lambda polygons: shapely.MultiPolygon([_polygon(rings) for rings in polygons]),
}


@lru_cache(maxsize=32)
def _transformer(srid: int) -> "Transformer":
    from pyproj import Transformer

    return Transformer.from_crs(srid, SRID, always_xy=True)


def _stored(made: BaseGeometry, crs: Crs, place: Place) -> BaseGeometry:
    """Return the geometry in WGS 84, longitude first."""
    ordered = shapely.transform(made, lambda xy: xy[:, ::-1]) if crs.latitude_first else made
    if crs.srid != SRID:
        transformer = _transformer(crs.srid)
        ordered = shapely.transform(
            ordered, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
        )
    west, south, east, north = shapely.bounds(ordered)
    # Written so that NaN and infinity, which a transformation yields for what lies nowhere, are refused too.
    if not (west >= -180 and south >= -90 and east <= 180 and north <= 90):  # noqa: PLR2004
        raise FilterError(
            place,
            f"tọa độ nằm ngoài Trái Đất trong hệ {crs.curie}; xem thứ tự trục",
            f"coordinates lie off the Earth in {crs.curie}; mind the order of its axes",
        )
    return ordered


def read_box(box: Box, crs: Crs) -> Stored:
    """Return a bounding box as the database takes it. Raises FilterError."""
    half = len(box.sides) // 2
    low, high = box.sides[:2], box.sides[half : half + 2]
    across = 1 if crs.latitude_first else 0
    if low[1 - across] > high[1 - across] or (low[across] > high[across] and not crs.geographic):
        raise FilterError(
            box.place,
            "BBOX phải bắt đầu từ góc nhỏ: tây, nam, đông, bắc (theo thứ tự trục của hệ tọa độ)",
            "a BBOX begins with its lower corner: west, south, east, north (in the axis order of its system)",
        )
    parts = [_rectangle(*part) for part in _halves(low, high, across)]
    made = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    if crs.srid != SRID:
        made = shapely.segmentize(made, _step(low, high))
    plain = crs.srid == SRID and made.geom_type == "Polygon"
    return Stored.of(_stored(made, crs, box.place), plain_box=plain)


def _halves(
    low: tuple[float, ...], high: tuple[float, ...], across: int
) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """Yield the box, or its parts on either side of the 180th meridian."""
    if low[across] <= high[across]:
        yield low, high
        return
    for west, east in ((low[across], 180.0), (-180.0, high[across])):
        begin, end = list(low), list(high)
        begin[across], end[across] = west, east
        yield tuple(begin), tuple(end)


def _rectangle(low: tuple[float, ...], high: tuple[float, ...]) -> BaseGeometry:
    """Return the box as a polygon; without width or height, as the line or point that it is."""
    same = [one == other for one, other in zip(low, high, strict=True)]
    if all(same):
        return shapely.Point(low)
    return shapely.LineString([low, high]) if any(same) else shapely.box(low[0], low[1], high[0], high[1])


def _step(low: tuple[float, ...], high: tuple[float, ...]) -> float:
    longest = max(abs(one - other) for one, other in zip(low, high, strict=True))
    return longest / _STEPS if math.isfinite(longest) and longest > 0 else 1.0
