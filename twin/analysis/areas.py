"""Which area a thing lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes

OUTSIDE = -1


def points_on(shapes: Shapes) -> Shapes:
    """Return one point on each shape: half way along a line (the longest piece of several), within an area."""
    points: Shapes = shapely.point_on_surface(shapes)
    lines = shapely.get_dimensions(shapes) == 1
    points[lines] = shapely.line_interpolate_point(_longest_pieces(shapes[lines]), 0.5, normalized=True)
    return points


def _longest_pieces(lines: Shapes) -> Shapes:
    pieces, owner = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((-shapely.length(pieces), owner))
    _, firsts = np.unique(owner[order], return_index=True)
    longest: Shapes = pieces[order][firsts]
    return longest


def find_areas(shapes: Shapes, areas: Shapes) -> NDArray[np.intp]:
    """Return the number of the area that each shape belongs to, by one point on it; OUTSIDE where it is in none.

    So nothing is counted twice. Of several areas that hold the point (a common border) the first counts.
    """
    found = np.full(len(shapes), OUTSIDE, dtype=np.intp)
    if len(areas) == 0 or len(shapes) == 0:
        return found
    thing, area = shapely.STRtree(areas).query(points_on(shapes), predicate="intersects")
    order = np.lexsort((area, thing))
    things, firsts = np.unique(thing[order], return_index=True)
    found[things] = area[order][firsts]
    return found
