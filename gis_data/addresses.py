"""Where along a way: points beside it, and the address that people would give."""

import shapely
from shapely import Point as Spot

from gis_data.numbering import LEFT, number_at
from gis_data.projection import Coordinates
from gis_data.ways import Way


def stand_beside(way: Way, station: float, side: int, offset: float) -> shapely.Point:
    """Return the point at a station, `offset` metres from the middle of the way to one side (1 left)."""
    east, north = way.direction_at(station)
    x, y = way.point_at(station)
    return Spot(x - north * offset * side, y + east * offset * side)


def tell_address(way: Way, station: float, side: int = LEFT) -> str:
    """Return 'số 215 Trung Kính' or 'số 12 Ngõ 99 Hoa Bằng'; an unnamed way has no numbers."""
    if way.name is None:
        return "đường nội khu"
    return f"số {number_at(way, station, side)} {tell_way(way)}"


def tell_way(way: Way) -> str:
    """Return the name with its street: 'Trung Kính', 'Ngõ 99 Hoa Bằng', 'Ngách 99/12 Hoa Bằng'."""
    name = way.name or "đường nội khu"
    return f"{name} {way.street}" if len(way.path) > 1 else name


def nearest_way(ways: list[Way], point: Coordinates) -> tuple[Way, float]:
    """Return the way nearest to a point, and the station there."""
    tree = shapely.STRtree([way.line for way in ways])
    way = ways[int(tree.nearest(Spot(*point)))]
    return way, way.station_of((float(point[0]), float(point[1])))
