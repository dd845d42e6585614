"""From degrees to metres and back: EPSG:4326 as written, EPSG:5897 as built in."""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Coordinates = NDArray[np.float64]
"""Rows of x, y."""

METRIC_SRID = 5897
DECIMALS = 7
"""Of a degree, about a centimetre: coordinates are rounded to this, so equal points stay equal."""


@cache
def _transformer(source: int, target: int) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metres(positions: object) -> Coordinates:
    """Turn rows of longitude and latitude into EPSG:5897 easting and northing."""
    degrees = np.asarray(positions, dtype=np.float64)
    east, north = _transformer(4326, METRIC_SRID).transform(degrees[:, 0], degrees[:, 1])
    return np.column_stack([east, north])


def to_degrees(metres: Coordinates) -> Coordinates:
    """Turn rows of EPSG:5897 into longitude and latitude, rounded to `DECIMALS`."""
    longitude, latitude = _transformer(METRIC_SRID, 4326).transform(metres[:, 0], metres[:, 1])
    return np.round(np.column_stack([longitude, latitude]), DECIMALS)


def geometries_to_degrees(geometries: object) -> NDArray[np.object_]:
    """Turn EPSG:5897 geometries into EPSG:4326 ones; a vertex that two of them share stays shared."""
    return np.asarray(shapely.transform(np.asarray(geometries, dtype=object), to_degrees))
