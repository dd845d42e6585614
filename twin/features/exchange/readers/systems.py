"""Coordinate systems met in Vietnam: naming the one that a file declares, and where coordinates land in each.

Everything goes by EPSG code through PROJ. The seven parameters that programs paste into a .prj are never used:
they are written in two conventions with opposite signs (0.75 m apart), or are zeros (224 m apart).
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.exceptions import CRSError, ProjError

from twin.features.exchange.folding import fold
from twin.features.exchange.options import Bounds

Numbers = npt.NDArray[np.float64]

WGS84, VN2000, WEB_MERCATOR = 4326, 4756, 3857
VN2000_TM3 = (5896, 5897, 5898, 5899, *range(9205, 9219))
"""VN-2000 / TM-3: the zones of 3 degrees (k 0.9999) in which provinces keep their land and city data."""
VN2000_UTM = (3405, 3406)
WGS84_UTM = (32648, 32649)
HANOI1972 = (2044,)
"""Gauss-Kruger zone 18, whose eastings bear the zone's number; PROJ knows no shift for zone 19."""
VIETNAM: Bounds = (102.0, 6.0, 118.0, 23.6)
EARTH: Bounds = (-180.0, -90.0, 180.0, 90.0)
"""With the sea, Hoàng Sa and Trường Sa; degrees of WGS 84."""

_TM3_SCALE, _UTM_SCALE = 0.9999, 0.9996
_FALSE_EASTING = 500_000
_CLOSE = 1e-6


@lru_cache(maxsize=64)
def identify(declared: str) -> int | None:
    """Return the EPSG code of a system written as WKT, PROJJSON or a code; None where it is not recognised.

    Names are not trusted where the parameters decide: MapInfo writes `unnamed`, ESRI `VN_2000_UTM_Zone_48N`.
    """
    try:
        whole = pyproj.CRS.from_user_input(declared)
    except CRSError:
        return None
    system = _flat(whole)
    code = system.to_epsg(min_confidence=70)
    if code is not None:
        return WGS84 if code == _GEOGRAPHIC_3D else int(code)
    datum = VN2000 if _has_vietnam_shift(whole) else _by_datum(system.geodetic_crs or system)
    return _by_parameters(system, datum) if system.is_projected else datum


_GEOGRAPHIC_3D = 4979
_VIETNAM_SHIFT = (191.9, 39.3, 111.45)
"""Metres between VN-2000 and WGS 84, signs apart."""
_SHIFT_TOLERANCE = 3.0


def _has_vietnam_shift(system: pyproj.CRS) -> bool:
    """Tell whether pasted parameters, wrong as their signs may be, are those of VN-2000."""
    operation = system.coordinate_operation if system.is_bound else None
    given = list(operation.towgs84)[:3] if operation is not None else []
    pairs = zip(given, _VIETNAM_SHIFT, strict=False)
    return bool(given) and all(abs(abs(metres) - known) < _SHIFT_TOLERANCE for metres, known in pairs)


@lru_cache(maxsize=64)
def describe(declared: str) -> str:
    """Return the name that a declared system bears, for a sentence."""
    try:
        return str(pyproj.CRS.from_user_input(declared).name)
    except CRSError:
        return declared[:60]


def _flat(system: pyproj.CRS) -> pyproj.CRS:
    """Return the horizontal system inside one that carries pasted parameters or heights."""
    if system.is_bound and system.source_crs is not None:
        return _flat(system.source_crs)
    if system.is_compound and system.sub_crs_list:
        return _flat(system.sub_crs_list[0])
    return system.to_2d()


def _by_datum(system: pyproj.CRS) -> int | None:
    words = fold(f"{system.name} {system.datum.name if system.datum else ''}").replace(" ", "")
    if "vn2000" in words or "vietnam2000" in words:
        return VN2000
    return WGS84 if "wgs84" in words or "wgs1984" in words else None


def _by_parameters(system: pyproj.CRS, datum: int | None) -> int | None:
    """Tell a Transverse Mercator by its meridian and scale; k 0.9999 with 500 km is VN-2000's alone."""
    given = _mercator(system)
    if given is None:
        return None
    if abs(given["scale"] - _TM3_SCALE) < _CLOSE:
        zones: tuple[int, ...] = VN2000_TM3
    elif abs(given["scale"] - _UTM_SCALE) < _CLOSE and datum is not None:
        zones = VN2000_UTM if datum == VN2000 else WGS84_UTM
    else:
        return None
    return next((code for code in zones if _same(given, _mercator(pyproj.CRS.from_epsg(code)))), None)


def _same(one: dict[str, float], other: dict[str, float] | None) -> bool:
    return other is not None and all(abs(one[name] - other[name]) < _CLOSE for name in one)


def _mercator(system: pyproj.CRS) -> dict[str, float] | None:
    """Return the parameters of a Transverse Mercator in metres; None for any other projection."""
    operation = system.coordinate_operation
    if operation is None or "transversemercator" not in fold(operation.method_name).replace(" ", ""):
        return None
    values = {fold(parameter.name): float(parameter.value) for parameter in operation.params}
    try:
        return {
            "meridian": values["longitude of natural origin"],
            "scale": values["scale factor at natural origin"],
            "east": values["false easting"],
            "north": values["false northing"],
        }
    except KeyError:
        return None


@lru_cache(maxsize=64)
def transformer(code: int) -> Any:
    """Return PROJ's transformation from an EPSG code to WGS 84, x before y."""
    return pyproj.Transformer.from_crs(code, WGS84, always_xy=True, allow_ballpark=False)


def to_wgs84(code: int, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Return longitudes and latitudes; what PROJ cannot transform becomes infinite."""
    if code == WGS84:
        return x, y
    try:
        lon, lat = transformer(code).transform(x, y)
    except ProjError:
        return np.full_like(x, np.inf), np.full_like(y, np.inf)
    return np.asarray(lon), np.asarray(lat)


def is_known(code: int) -> bool:
    """Tell whether PROJ knows a horizontal system of this EPSG code."""
    try:
        system = pyproj.CRS.from_epsg(code)
    except CRSError:
        return False
    return bool(system.is_projected or system.is_geographic)


@lru_cache(maxsize=64)
def is_metric(code: int) -> bool:
    """Tell whether a system's coordinates are metres and not degrees."""
    return bool(pyproj.CRS.from_epsg(code).is_projected)


def inside(bounds: Bounds, lon: Numbers, lat: Numbers) -> npt.NDArray[np.bool_]:
    """Tell for each point whether it lies within bounds; what is not finite does not."""
    west, south, east, north = bounds
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def widen(bounds: Bounds, degrees: float) -> Bounds:
    """Return bounds that reach further on each side."""
    west, south, east, north = bounds
    return west - degrees, south - degrees, east + degrees, north + degrees


def share_inside(bounds: Bounds, code: int, x: Numbers, y: Numbers) -> float:
    """Return the share of coordinates that land within bounds when read in a system."""
    if not x.size:
        return 0.0
    return float(inside(bounds, *to_wgs84(code, x, y)).mean())
