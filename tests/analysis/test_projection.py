"""Degrees and metres."""

import numpy as np
import pytest
import shapely

from twin.analysis.projection import to_metres


def test_the_control_point_of_the_ward_is_where_the_survey_has_it() -> None:
    (point,) = to_metres(np.array([shapely.Point(105.793, 21.017)], dtype=np.object_))
    assert (point.x, point.y) == pytest.approx((582236.660, 2325039.287), abs=0.001)


def test_heights_are_left_out_and_what_stands_nowhere_stays_nowhere() -> None:
    moved = to_metres(np.array([shapely.Point(105.793, 21.017, 8), None], dtype=np.object_))
    assert not moved[0].has_z
    assert moved[1] is None
