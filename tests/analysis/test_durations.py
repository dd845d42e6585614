"""Medians of what is not all over."""

import numpy as np
import pytest

from twin.analysis.durations import median_until


@pytest.mark.parametrize(
    ("length", "over", "median"),
    [
        ([3, 1, 2], [True, True, True], 2),
        ([1, 2, 3, 4], [True, True, True, True], 2),
        # Two were over early and two go on: half are over by the second day.
        ([1, 2, 90, 90], [True, True, False, False], 2),
        ([1, 90, 90, 90], [True, False, False, False], None),
        # Freireich's 6-MP arm of 21, as Kaplan and Meier's method gives it in every textbook: 23 weeks.
        (
            [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
            [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
            23,
        ),
        ([np.nan, 5], [True, True], 5),
        ([], [], None),
    ],
)
def test_half_are_over_by(length: list[float], over: list[bool], median: float | None) -> None:
    assert median_until(np.array(length, dtype=np.float64), np.array(over, dtype=np.bool_)) == median
