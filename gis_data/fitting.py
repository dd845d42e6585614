"""What fits where: footprints that overlap neither each other nor anything that keeps them out."""

import numpy as np
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]


def choose_free(shapes: Shapes, taken: Shapes) -> NDArray[np.bool_]:
    """Say which footprints to keep: none of `taken` touched, and of two that touch the earlier one."""
    free = np.ones(len(shapes), dtype=bool)
    if len(taken):
        free[shapely.STRtree(taken).query(shapes, predicate="intersects")[0]] = False
    kept = np.flatnonzero(free)
    tree = shapely.STRtree(shapes[kept])
    first, second = tree.query(shapes[kept], predicate="intersects")
    order = np.lexsort((second, first))
    for one, other in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if one < other and free[kept[one]]:
            free[kept[other]] = False
    return free


def choose_inside(shapes: Shapes, rooms: Shapes) -> NDArray[np.int64]:
    """Return for each footprint the room that holds it whole, or -1."""
    shapely.prepare(rooms)
    within = np.full(len(shapes), -1, dtype=np.int64)
    middles = shapely.centroid(shapes)
    candidates, room = shapely.STRtree(rooms).query(middles, predicate="within")
    holds = shapely.contains_properly(rooms[room], shapes[candidates])
    within[candidates[holds]] = room[holds]
    return within


def place_rectangles(
    corner: NDArray[np.float64], along: NDArray[np.float64], inward: NDArray[np.float64]
) -> Shapes:
    """Return rectangles from a corner and two edge vectors (rows of x, y each)."""
    ring = np.stack([corner, corner + along, corner + along + inward, corner + inward, corner], axis=1)
    return np.asarray(shapely.polygons(ring))
