"""How many passing bays a way of one lane needs, and whether it has them."""

import numpy as np
import pytest

from twin.analysis.certainty import Truth
from twin.analysis.fire.passing import count_bays, judge_bays

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("metres", "needed"), [(0, 0), (99, 0), (100, 0), (100.1, 1), (200, 1), (201, 2), (350, 3)]
)
def test_no_stretch_between_bays_is_longer_than_the_norm(metres: float, needed: int) -> None:
    assert count_bays(np.array([metres]), 100).tolist() == [needed]
    assert metres / (needed + 1) <= 100


@pytest.mark.parametrize(
    ("asked", "needed", "bays", "lacking"),
    [
        (YES, 2, 1, YES),
        (YES, 2, 2, NO),
        (YES, 2, np.nan, UNKNOWN),
        (YES, 0, np.nan, NO),
        (UNKNOWN, 2, 1, UNKNOWN),
        (UNKNOWN, 2, 2, NO),
        (UNKNOWN, 2, np.nan, UNKNOWN),
        (NO, 2, 0, NO),
    ],
)
def test_what_is_not_recorded_is_unknown(asked: Truth, needed: float, bays: float, lacking: Truth) -> None:
    found = judge_bays(np.array([asked], dtype=np.int8), np.array([needed], float), np.array([bays], float))
    assert found.tolist() == [lacking]
