"""Within reach for sure, perhaps, or not."""

import numpy as np
import shapely

from twin.analysis.cover import COVERED, UNCOVERED, UNKNOWN, tell_cover
from twin.analysis.projection import Shapes


def shapes(*made: shapely.Geometry) -> Shapes:
    return np.array(made, dtype=np.object_)


HOUSES = shapes(*(shapely.box(x, 0, x + 10, 10) for x in (0, 100, 200)))


def test_the_nearest_wall_counts_and_what_only_perhaps_serves_leaves_it_unknown() -> None:
    surely, perhaps = shapes(shapely.Point(40, 5)), shapes(shapely.Point(130, 5))
    assert tell_cover(HOUSES, surely, perhaps, 30).tolist() == [COVERED, UNKNOWN, UNCOVERED]
    assert tell_cover(HOUSES, surely, perhaps, 29.9).tolist() == [UNCOVERED, UNKNOWN, UNCOVERED]


def test_without_sources_nothing_is_covered() -> None:
    assert tell_cover(HOUSES, shapes(), shapes(), 50).tolist() == [UNCOVERED] * 3
    assert tell_cover(shapes(), HOUSES, HOUSES, 50).tolist() == []
