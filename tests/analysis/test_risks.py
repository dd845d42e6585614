"""Risks that meet: near what is so, near what may be, and never 'no' for what nobody knows."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twin.analysis.certainty import Truth, either
from twin.analysis.risks import judge_any, judge_near, weigh_risks

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
TRUTHS = st.sampled_from(list(Truth))


def strongest(truths: list[Truth]) -> Truth:
    return YES if YES in truths else UNKNOWN if UNKNOWN in truths else NO


@given(st.lists(st.tuples(st.integers(0, 60), TRUTHS), max_size=8), st.integers(0, 60), st.integers(1, 30))
def test_the_strongest_that_is_near_counts(spots: list[tuple[int, Truth]], at: int, reach: int) -> None:
    line = shapely.LineString([(at, 0), (at, 10)])
    points = np.array([shapely.Point(x, 5) for x, _ in spots], dtype=np.object_)
    truths = np.array([truth for _, truth in spots], dtype=np.int8)
    found = judge_near(np.array([line], dtype=np.object_), points, truths, reach)
    assert found.tolist() == [strongest([truth for x, truth in spots if abs(x - at) <= reach])]


@given(st.lists(st.tuples(st.integers(-1, 3), TRUTHS), max_size=10))
def test_it_is_so_of_an_owner_if_of_any_of_its_members(members: list[tuple[int, Truth]]) -> None:
    owner = np.array([one for one, _ in members], dtype=np.intp)
    truths = np.array([truth for _, truth in members], dtype=np.int8)
    expected = [strongest([truth for one, truth in members if one == number]) for number in range(4)]
    assert judge_any(owner, truths, 4).tolist() == expected


@given(TRUTHS, TRUTHS)
def test_one_or_the_other(one: Truth, other: Truth) -> None:
    found = either(np.array([one], dtype=np.int8), np.array([other], dtype=np.int8))
    assert found.tolist() == [strongest([one, other])]


@given(
    st.lists(TRUTHS, min_size=4, max_size=4), st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any)
)
def test_the_score_is_between_what_is_sure_and_what_may_be(truths: list[Truth], weights: list[int]) -> None:
    found = weigh_risks(
        [np.array([truth], dtype=np.int8) for truth in truths], [float(one) for one in weights]
    )
    sure = [weight for truth, weight in zip(truths, weights, strict=True) if truth == YES]
    perhaps = [weight for truth, weight in zip(truths, weights, strict=True) if truth != NO]
    assert found.score.tolist() == pytest.approx([sum(sure) / sum(weights)])
    assert found.score_most.tolist() == pytest.approx([sum(perhaps) / sum(weights)])
    assert (found.risks[0], found.risks_most[0]) == (len(sure), len(perhaps))
