"""The coordinate systems that features are told and asked in, by the names that OGC API - Features Part 2 gives them.

Rows are stored in WGS 84, longitude first. Outside, each system has the axis order of its definition: EPSG:4326
and EPSG:4756 put latitude first, CRS84 and all the projected ones here put easting first.
"""

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

from twin.features.areas import WORLD, Area, Box
from twin.store.tables import SRID

_OGC = "http://www.opengis.net/def/crs/OGC/1.3/"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


@dataclass(frozen=True)
class Crs:
    """One system. `srid` is its EPSG code; `digits` are the decimal places that make a centimetre of its unit."""

    uri: str
    srid: int
    latitude_first: bool
    digits: int

    @property
    def curie(self) -> str:
        """The short name, as `[EPSG:4326]`."""
        authority = "OGC" if self.uri.startswith(_OGC) else "EPSG"
        return f"[{authority}:{self.uri.rpartition('/')[2]}]"

    @property
    def geographic(self) -> bool:
        """Whether its coordinates are degrees; metres otherwise."""
        return self.digits > METRE_DIGITS

    def told(self, stored: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return a stored geometry in this system and its axis order."""
        moved = stored if self.srid == SRID else func.ST_Transform(stored, literal_column(str(self.srid)))
        return func.ST_FlipCoordinates(moved) if self.latitude_first else moved

    def stored(self, given: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return a geometry that was given in this system (whatever SRID it bears) as rows are stored."""
        ordered = func.ST_FlipCoordinates(given) if self.latitude_first else given
        named = func.ST_SetSRID(ordered, literal_column(str(self.srid)))
        return named if self.srid == SRID else func.ST_Transform(named, literal_column(str(SRID)))

    def area(self, box: Box) -> Area:
        """Return a box of this system (easting first) as rows are searched.

        Its sides are straight in this system and bent on the globe: the box in degrees holds it whole, and is
        all that counts only where this system is WGS 84 itself.
        """
        if self.srid == SRID:
            return Area(box)
        from pyproj import Transformer

        sides = (box.west, box.south, box.east, box.north)
        transformer = Transformer.from_crs(self.srid, SRID, always_xy=True)
        degrees = transformer.transform_bounds(*sides)
        held = Box(*degrees) if all(map(math.isfinite, degrees)) and degrees[0] <= degrees[2] else WORLD
        return Area(held, self.srid, sides)


METRE_DIGITS, DEGREE_DIGITS = 2, 7


def _degrees(code: int) -> Crs:
    return Crs(f"{_EPSG}{code}", code, latitude_first=True, digits=DEGREE_DIGITS)


def _metres(code: int) -> Crs:
    return Crs(f"{_EPSG}{code}", code, latitude_first=False, digits=METRE_DIGITS)


CRS84 = Crs(f"{_OGC}CRS84", SRID, latitude_first=False, digits=DEGREE_DIGITS)
"""WGS 84, longitude first: as rows are stored, and as everything is told unless another system is asked for."""

EVERY_CRS = (
    CRS84,
    _degrees(4326),
    _metres(3857),
    _metres(5897),
    _metres(3405),
    _degrees(4756),
    _metres(32648),
)
"""CRS84 first. VN-2000: 5897 is TM-3 with the central meridian 105° (Hà Nội), 3405 UTM zone 48N, 4756 degrees."""

_BY_NAME = {name: crs for crs in EVERY_CRS for name in (crs.uri, crs.curie)}


def find_crs(name: str) -> Crs | None:
    """Return the system of a URI, or of a safe CURIE as `[EPSG:4326]`; None where it is not served."""
    return _BY_NAME.get(name)
