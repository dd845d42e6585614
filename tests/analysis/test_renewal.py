"""Which alleys to renew first, by hand."""

import numpy as np
import pytest
import shapely

from twin.analysis.renewal import Weights, cannot_enter, deepest_near, nearest_lines, score

LINES = np.array([shapely.LineString([(0, y), (100, y)]) for y in (0, 50, 200)], dtype=np.object_)


def test_a_house_stands_at_the_nearest_line() -> None:
    houses = np.array([shapely.box(0, y, 10, y + 10) for y in (5, 38, 20, 190)], dtype=np.object_)
    assert nearest_lines(houses, LINES).tolist() == [0, 1, 0, 2]
    assert nearest_lines(houses, LINES[:0]).tolist() == [-1] * 4
    assert nearest_lines(houses[:0], LINES).tolist() == []


def test_the_deepest_water_near_counts_and_an_unknown_depth_is_told() -> None:
    spots = np.array([shapely.Point(x, y) for x, y in ((10, 5), (20, -5), (30, 60))], dtype=np.object_)
    deepest, missing = deepest_near(LINES, spots, np.array([0.1, 0.3, np.nan]), 20)
    assert deepest.tolist() == [0.3, 0, 0]
    assert missing.tolist() == [False, True, False]


def test_an_engine_is_kept_out_by_any_known_fault_and_perhaps_by_any_unknown_measure() -> None:
    width, headroom = np.array([3.5, 3.4, np.nan, 9, np.nan]), np.array([4.5, np.nan, 4.6, np.nan, 2])
    surely, perhaps = cannot_enter(width, headroom, 3.5, 4.5)
    assert surely.tolist() == [False, True, False, False, True]
    assert perhaps.tolist() == [False, True, True, True, True]


def test_scores_are_weighted_shares() -> None:
    least, most = score(np.array([[1, 0.5, 0.0]]), np.array([[1, 0.5, 1.0]]), Weights(2, 1, 1))
    assert least == pytest.approx([0.625])
    assert most == pytest.approx([0.875])
