"""Whether the interval of a change is what it says: scipy's in the simple case, and true as often as it claims."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from twin.analysis.traffic.change import Days, compare_days

WEEK = np.array([0.3, 0.2, 0.2, 0.25, 0.5, 0.0, -0.1])


def days(values: list[float], kinds: list[int] | None = None) -> Days:
    return Days(np.array(values, dtype=np.float64), np.array(kinds or [0] * len(values), dtype=np.int64))


def test_with_one_kind_of_day_it_is_welchs() -> None:
    one, other = [1.8, 2.1, 1.7, 2.4, 2.0], [1.5, 1.4, 1.9, 1.3, 1.6, 1.45, 1.2]
    found = compare_days(days(one), days(other), 0.9)
    expected = ttest_ind(other, one, equal_var=False).confidence_interval(0.9)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.difference == pytest.approx(np.mean(other) - np.mean(one))
    assert (found.days_before, found.days_after) == (5, 7)


def test_a_weekday_is_compared_with_its_like() -> None:
    """After has more Sundays: the plain means differ, the weekdays do not."""
    before = days([2.0, 2.1, 1.9, 1.0, 1.1], [0, 0, 0, 6, 6])
    after = days([2.0, 2.1, 1.9, 1.0, 1.1, 1.05, 1.05], [0, 0, 0, 6, 6, 6, 6])
    found = compare_days(before, after)
    assert found is not None
    assert found.difference == pytest.approx(0, abs=0.01)
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (days([1.0]), days([1.0, 2.0, 3.0])),
        (days([]), days([1.0, 2.0, 3.0])),
        (days([1.0, 2.0, 3.0], [0, 1, 2]), days([1.0, 2.0, 3.0], [0, 1, 2])),
        (days([1.0, 2.0, 3.0, 4.0], [0] * 4), days([1.0, 2.0, 3.0, 4.0], [1] * 4)),
        (days([1.0, np.nan, np.nan, 2.0]), days([1.0, 2.0, 3.0])),
    ],
)
def test_too_few_days_say_nothing(before: Days, after: Days) -> None:
    assert compare_days(before, after) is None


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize(
    ("before", "after", "spreads"),
    [(14, 14, (0.1, 0.1)), (21, 35, (0.3, 0.1)), (60, 20, (0.1, 0.4))],
)
def test_it_covers_the_truth_as_often_as_it_says(
    confidence: float, before: int, after: int, spreads: tuple[float, float]
) -> None:
    chance = np.random.default_rng(20261123)
    truth, runs, covered = -0.25, 3000, 0
    kinds = [np.arange(count) % 7 for count in (before, after)]
    for _ in range(runs):
        one, other = (
            Days(2 + WEEK[kind] + chance.normal(0, spread, len(kind)) + shift, kind)
            for kind, spread, shift in zip(kinds, spreads, (0, truth), strict=True)
        )
        found = compare_days(one, other, confidence)
        assert found is not None
        covered += found.low <= truth <= found.high
    error = 3.3 * np.sqrt(confidence * (1 - confidence) / runs)
    assert covered / runs == pytest.approx(confidence, abs=error)
