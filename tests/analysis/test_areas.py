"""A thing belongs to at most one area."""

import numpy as np
import shapely

from twin.analysis.areas import OUTSIDE, find_areas, points_on

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
AREAS = np.array([LEFT, RIGHT], dtype=np.object_)


def found_for(*shapes: shapely.Geometry) -> list[int]:
    found: list[int] = find_areas(np.array(shapes, dtype=np.object_), AREAS).tolist()
    return found


def test_by_the_middle_of_a_line_and_a_point_within_an_area() -> None:
    crossing = shapely.LineString([(10, 50), (130, 50)])
    mostly_right = shapely.box(95, 10, 190, 20)
    assert found_for(crossing, mostly_right, shapely.Point(150, 50)) == [0, 1, 1]


def test_on_a_common_border_the_first_counts() -> None:
    assert found_for(shapely.Point(100, 50), shapely.LineString([(100, 0), (100, 100)])) == [0, 0]


def test_outside_of_all() -> None:
    through = shapely.LineString([(150, 50), (1000, 50)])
    assert found_for(shapely.Point(-1, 0), through) == [OUTSIDE, OUTSIDE]
    assert found_for() == []
    nowhere = find_areas(np.array([shapely.Point(1, 1)], dtype=np.object_), np.array([], dtype=np.object_))
    assert nowhere.tolist() == [OUTSIDE]


def test_the_point_of_a_line_in_pieces_is_on_its_longest() -> None:
    pieces = shapely.MultiLineString([[(0, 0), (10, 0)], [(100, 0), (200, 0)]])
    (point,) = points_on(np.array([pieces], dtype=np.object_))
    assert (point.x, point.y) == (150, 0)
