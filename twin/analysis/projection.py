"""From degrees to metres."""

from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Shapes = NDArray[np.object_]
"""Shapely geometries; None where there is none."""
METRIC_SRID = 5897
"""VN-2000 / TM-3 zone 482: where Hà Nội measures."""


@cache
def _transformer(srid: int) -> Transformer:
    return Transformer.from_crs(4326, srid, always_xy=True)


def to_metres(shapes: Shapes, srid: int = METRIC_SRID) -> Shapes:
    """Turn shapes in WGS 84, longitude first, into those of a metric CRS, easting first. Heights are left out.

    The transformation is PROJ's own choice for the code: pasted parameters miss by up to 224 m.
    """
    transformer = _transformer(srid)

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(places[:, 0], places[:, 1]))

    moved: Shapes = shapely.transform(shapes, move)
    return moved


def box_in_degrees(
    bounds: tuple[float, float, float, float], srid: int = METRIC_SRID
) -> tuple[float, float, float, float]:
    """Return the box in WGS 84 (west, south, east, north) that holds all of a box in metres, edges too."""
    west, south, east, north = _transformer(srid).transform_bounds(
        *bounds, densify_pts=21, direction="INVERSE"
    )
    return west, south, east, north
