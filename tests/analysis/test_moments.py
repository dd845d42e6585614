"""Spans and moments."""

import numpy as np

from twin.analysis.moments import AFTER_ALL, BEFORE_ALL, any_of, held_at


def test_a_span_holds_from_its_begin_until_before_its_end() -> None:
    begins, ends = np.array([10, BEFORE_ALL]), np.array([20, AFTER_ALL])
    held = held_at(begins, ends, np.array([9, 10, 19, 20]))
    assert held.tolist() == [[False, True, True, False], [True] * 4]


def test_any_of_the_rows_of_an_owner() -> None:
    rows = np.array([[True, False], [False, False], [False, True]])
    assert any_of(np.array([1, 1, 3]), rows, 4).tolist() == [
        [False, False],
        [True, False],
        [False, False],
        [False, True],
    ]
    assert any_of(np.array([], dtype=np.intp), np.zeros((0, 2), dtype=bool), 1).tolist() == [[False, False]]
