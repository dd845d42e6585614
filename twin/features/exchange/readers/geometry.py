"""Geometries as a layer stores them: 2D, in EPSG:4326, of its type, valid, inside Vietnam; or a reason why not.

A repair is made only where it changes next to nothing, and is counted. EWKB goes out with SRID 4326.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry import MultiLineString, MultiPoint, MultiPolygon
from shapely.geometry.base import BaseGeometry

from twin.features.exchange.options import Bounds
from twin.features.exchange.readers.coordinates import Reading, outside_reason
from twin.features.exchange.readers.faults import Faults, Mask
from twin.features.exchange.readers.systems import EARTH, VIETNAM, WGS84, Numbers, to_wgs84
from twin.features.exchange.readers.wkb import Geometries, Parsed, splice_srid, write_ewkb
from twin.vocabulary import GeometryType, Text

POINT, LINE, RING, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION = range(8)
ALLOWED: dict[GeometryType, frozenset[int]] = {
    "Point": frozenset({POINT, MULTIPOINT}),
    "LineString": frozenset({LINE, MULTILINE}),
    "Polygon": frozenset({POLYGON, MULTIPOLYGON}),
    "MultiPolygon": frozenset({POLYGON, MULTIPOLYGON}),
    "Geometry": frozenset({POINT, LINE, POLYGON, MULTIPOINT, MULTILINE, MULTIPOLYGON, COLLECTION}),
}
"""Shapely type ids that each declared type holds: a thing in several pieces stays one feature."""

_NAMES = {
    "Point": ("điểm", "points"),
    "LineString": ("đường", "lines"),
    "Polygon": ("vùng", "polygons"),
    "MultiPolygon": ("vùng", "polygons"),
}
_ID_NAMES = {
    POINT: "Point", MULTIPOINT: "Point", LINE: "LineString", MULTILINE: "LineString",
    POLYGON: "Polygon", MULTIPOLYGON: "Polygon",
}  # fmt: skip
_SAFE_CHANGE = 1e-3
"""Share of its area or length that a repair may change."""
_SAFE_SQUARE_DEGREES = 1e-12
"""About 0.01 m2 in Vietnam: what may change of the smallest shapes."""
_REASONS_VI = {
    "Self-intersection": "tự cắt",
    "Ring Self-intersection": "vòng tự chạm",
    "Hole lies outside shell": "lỗ nằm ngoài vùng",
    "Nested holes": "lỗ lồng nhau",
    "Nested shells": "các vùng lồng nhau",
    "Duplicate Rings": "vòng trùng nhau",
    "Interior is disconnected": "phần trong bị chia cắt",
    "Too few points in geometry component": "quá ít điểm",
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The geometries of a batch as EWKB (null where at fault), and how many were changed how."""

    ewkb: pa.Array
    repaired: Mask
    flattened: Mask
    outside: Mask
    """Inside Vietnam, but outside the bounds in which the rows were expected."""


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Cleans the geometries of one file for one layer."""

    kind: GeometryType
    reading: Reading
    expected: Bounds | None = None
    anywhere: bool = False
    """Shapes may lie outside Vietnam."""

    def clean(self, parsed: Parsed, faults: Faults) -> Cleaned:
        """Clean a batch; bytes that need no change go out as they came."""
        faults.about = "geom"
        with np.errstate(invalid="ignore"):
            return self._clean(parsed, faults)

    def _clean(self, parsed: Parsed, faults: Faults) -> Cleaned:
        shapes = parsed.shapes
        present = _find_present(parsed, faults)
        flattened = present & (shapely.has_z(shapes) | shapely.has_m(shapes))
        flat = np.asarray(shapely.force_2d(shapes)) if flattened.any() else shapes
        placed = _place(flat, self.reading)
        typed = _fit_type(_hold_to_earth(placed) if self.anywhere else placed, self.kind, present, faults)
        valid = np.asarray(shapely.is_valid(typed))
        finite = _find_finite(typed, present, valid, faults)
        landed, outside = _find_landed(
            typed, finite, faults, self.expected, EARTH if self.anywhere else VIETNAM
        )
        mended, repaired = _repair(typed, landed & ~valid, self.kind, faults)
        spliced = splice_srid(parsed.wkb) if parsed.wkb is not None and mended is shapes else None
        ewkb = write_ewkb(mended) if spliced is None else spliced
        return Cleaned(ewkb, repaired | parsed.closed, flattened, outside)


def _find_present(parsed: Parsed, faults: Faults) -> Mask:
    missing, empty = shapely.is_missing(parsed.shapes), shapely.is_empty(parsed.shapes)
    faults.add_all(np.flatnonzero(missing & parsed.written), parsed.damaged)
    nothing = Text(vi="Không có hình học.", en="There is no geometry.")
    faults.add_all(np.flatnonzero((missing & ~parsed.written) | empty), nothing)
    return np.asarray(~(missing | empty))


def _place(shapes: Geometries, reading: Reading) -> Geometries:
    """Return shapes in WGS 84: the same array where nothing has to move."""
    if reading.code == WGS84 and not reading.swapped:
        return shapes
    placed = shapes.copy()
    coordinates = shapely.get_coordinates(placed)
    lon, lat = to_wgs84(reading.code, *reading.order(coordinates[:, 0], coordinates[:, 1]))
    return np.asarray(shapely.set_coordinates(placed, np.column_stack([lon, lat])))


def _hold_to_earth(shapes: Geometries) -> Geometries:
    """Return shapes whose longitudes end at 180 degrees: files go a rounding beyond it."""
    longest = np.abs(shapely.get_coordinates(shapes)[:, 0]).max(initial=0)
    if not EARTH[2] < longest <= EARTH[2] + _ROUNDING:
        return shapes
    return np.asarray(shapely.transform(shapes, lambda xy: np.clip(xy, EARTH[:2], EARTH[2:])))


_ROUNDING = 1e-9


def _find_landed(
    shapes: Geometries, finite: Mask, faults: Faults, expected: Bounds | None, limits: Bounds
) -> tuple[Mask, Mask]:
    """Return which shapes lie within the limits, and which of those lie outside the expected bounds."""
    bounds = shapely.bounds(shapes)
    landed = finite & _within(limits, bounds)
    for row in np.flatnonzero(finite & ~landed):
        faults.add(int(row), outside_reason(*_worst_corner(bounds[row], limits)))
    outside = landed & ~_within(expected, bounds) if expected else np.zeros_like(landed)
    return landed, outside


def _find_finite(shapes: Geometries, present: Mask, valid: Mask, faults: Faults) -> Mask:
    """Return which shapes have only finite coordinates: bounds pass over a NaN, but nothing valid has one."""
    doubtful = np.flatnonzero(present & ~valid)
    coordinates, index = shapely.get_coordinates(shapes[doubtful], return_index=True)
    odd = np.unique(index[~np.isfinite(coordinates).all(axis=1)])
    endless = Text(vi="Tọa độ không phải số hữu hạn.", en="A coordinate is not a finite number.")
    faults.add_all(doubtful[odd], endless)
    finite = present.copy()
    finite[doubtful[odd]] = False
    return finite


def _within(limits: Bounds, bounds: Numbers) -> Mask:
    west, south, east, north = limits
    return np.asarray(
        (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    )


def _worst_corner(bounds: Numbers, limits: Bounds) -> tuple[float, float]:
    """Return the corner of a box that is outside the limits."""
    west, south = float(bounds[0]), float(bounds[1])
    is_out = west < limits[0] or south < limits[1] or west > limits[2] or south > limits[3]
    return (west, south) if is_out else (float(bounds[2]), float(bounds[3]))


def _fit_type(shapes: Geometries, kind: GeometryType, present: Mask, faults: Faults) -> Geometries:
    """Take the useful parts out of collections, and refuse shapes that the layer does not hold."""
    ids = shapely.get_type_id(shapes)
    if kind != "Geometry" and (ids == COLLECTION).any():
        shapes = shapes.copy()
        for row in np.flatnonzero(ids == COLLECTION):
            shapes[row] = _take_useful(shapes[row], kind)
        ids = shapely.get_type_id(shapes)
    fitting = np.isin(ids, list(ALLOWED[kind]))
    for row in np.flatnonzero(present & ~fitting):
        faults.add(int(row), _explain_type(kind, int(ids[row])))
    if kind == "Point" and (ids == MULTIPOINT).any():
        shapes = _unwrap_points(shapes, ids)
    return shapes


def _take_useful(collection: BaseGeometry, kind: GeometryType) -> BaseGeometry:
    """Return the parts of a layer's type where all the others are slighter (lines beside polygons)."""
    parts = [part for part in _flatten(collection) if not part.is_empty]
    useful = [part for part in parts if int(shapely.get_type_id(part)) in ALLOWED[kind]]
    dimension = max((int(shapely.get_dimensions(part)) for part in parts), default=-1)
    if not useful or int(shapely.get_dimensions(useful[0])) < dimension:
        return collection
    if len(useful) == 1:
        return useful[0]
    pieces = list(shapely.get_parts(np.array(useful, dtype=object)))
    if kind == "Point":
        return MultiPoint(pieces)
    return MultiLineString(pieces) if kind == "LineString" else MultiPolygon(pieces)


def _flatten(shape: BaseGeometry) -> list[BaseGeometry]:
    if int(shapely.get_type_id(shape)) != COLLECTION:
        return [shape]
    return [part for child in shapely.get_parts(shape) for part in _flatten(child)]


def _unwrap_points(shapes: Geometries, ids: npt.NDArray[np.int32]) -> Geometries:
    """Make a point of each multipoint that has only one."""
    single = np.flatnonzero((ids == MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1))
    unwrapped = shapes.copy()
    unwrapped[single] = shapely.get_geometry(shapes[single], 0)
    return unwrapped


def _explain_type(kind: GeometryType, met: int) -> Text:
    wanted_vi, wanted_en = _NAMES.get(kind, ("hình", "shapes"))
    met_vi, met_en = _NAMES.get(
        _ID_NAMES.get(met, ""), ("tập hợp nhiều loại", "a collection of several kinds")
    )
    return Text(
        vi=f"Lớp này chứa {wanted_vi}, dòng này là {met_vi}.",
        en=f"The layer holds {wanted_en}, and this row has {met_en}.",
    )


def _repair(shapes: Geometries, broken: Mask, kind: GeometryType, faults: Faults) -> tuple[Geometries, Mask]:
    """Make valid what hardly changes by it; refuse the rest with GEOS's reason."""
    repaired = np.zeros(len(shapes), dtype=np.bool_)
    if not broken.any():
        return shapes, repaired
    mended = shapes.copy()
    for row in np.flatnonzero(broken):
        valid = _make_valid(shapes[row], kind)
        if valid is None:
            faults.add(int(row), _explain_invalid(shapes[row]))
        else:
            mended[row], repaired[row] = valid, True
    return mended, repaired


def _make_valid(shape: BaseGeometry, kind: GeometryType) -> BaseGeometry | None:
    valid = shapely.make_valid(shape)
    useful = valid if kind == "Geometry" else _take_useful(valid, kind)
    same_kind = shapely.get_dimensions(useful) == shapely.get_dimensions(shape)
    allowed = int(shapely.get_type_id(useful)) in ALLOWED[kind] and not useful.is_empty
    return useful if same_kind and allowed and useful.is_valid and _hardly_changed(shape, useful) else None


def _hardly_changed(before: BaseGeometry, after: BaseGeometry) -> bool:
    area_before, area_after = float(shapely.area(before)), float(shapely.area(after))
    if shapely.get_dimensions(before) < _SURFACE:
        length = float(shapely.length(before))
        return abs(float(shapely.length(after)) - length) <= _SAFE_CHANGE * length
    return (
        abs(area_after - area_before) <= max(_SAFE_CHANGE * area_before, _SAFE_SQUARE_DEGREES)
        and area_after > 0
    )


_SURFACE = 2


def _explain_invalid(shape: BaseGeometry) -> Text:
    reason = re.sub(r"\s*\[.*\]$", "", str(shapely.is_valid_reason(shape)))
    vi = _REASONS_VI.get(reason, reason)
    return Text(
        vi=f"Hình học sai ({vi}) và sửa sẽ làm đổi hình đáng kể.",
        en=f"The geometry is invalid ({reason}) and mending it would change its shape.",
    )
