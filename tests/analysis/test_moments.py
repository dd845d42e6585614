"""Spans and moments."""

import numpy as np

from twin.analysis.moments import AFTER_ALL, BEFORE_ALL, held_at


def test_a_span_holds_from_its_begin_until_before_its_end() -> None:
    begins, ends = np.array([10, BEFORE_ALL]), np.array([20, AFTER_ALL])
    held = held_at(begins, ends, np.array([9, 10, 19, 20]))
    assert held.tolist() == [[False, True, True, False], [True] * 4]
