"""Siting against trying every choice."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tests.analysis.network.plans import UNHURRIED
from twin.analysis.siting import order_by_gain, served_by, site_all, site_most, trace_gain, weigh

Served = NDArray[np.int8]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Served, NDArray[np.float64]]:
    candidates, needs = draw(st.integers(0, 6)), draw(st.integers(0, 8))
    cells = draw(st.lists(st.integers(0, 1), min_size=candidates * needs, max_size=candidates * needs))
    weights = st.sampled_from([np.nan, 0.0, 1.0, 3.5, 40.0])
    weight = draw(st.lists(weights, min_size=needs, max_size=needs))
    return np.array(cells, dtype=np.int8).reshape(candidates, needs), np.array(weight, dtype=np.float64)


def worth(served: Served, weight: NDArray[np.float64], chosen: tuple[int, ...]) -> float:
    return float(np.nan_to_num(weight)[served[list(chosen)].any(axis=0)].sum())


@UNHURRIED
@given(problems(), st.integers(0, 7))
def test_no_choice_serves_more(problem: tuple[Served, NDArray[np.float64]], places: int) -> None:
    served, weight = problem
    siting = site_most(csr_array(served), weight, places)
    every = itertools.combinations(range(len(served)), min(places, len(served)))
    assert siting.value == pytest.approx(max((worth(served, weight, some) for some in every), default=0.0))
    assert siting.value == pytest.approx(worth(served, weight, tuple(siting.chosen.tolist())))
    assert len(siting.chosen) <= places
    assert siting.proven
    assert siting.bound == pytest.approx(siting.value)


@UNHURRIED
@given(problems())
def test_no_fewer_places_serve_all(problem: tuple[Served, NDArray[np.float64]]) -> None:
    served, _ = problem
    fewest = site_all(csr_array(served))
    able = served.any(axis=0)
    assert fewest.unservable.tolist() == np.flatnonzero(~able).tolist()
    sizes = (
        size
        for size in range(len(served) + 1)
        for some in itertools.combinations(range(len(served)), size)
        if (served[list(some)].any(axis=0) == able).all()
    )
    assert len(fewest.siting.chosen) == next(sizes)
    assert (served[fewest.siting.chosen].any(axis=0) == able).all()
    assert fewest.siting.proven


def town(candidates: int, needs: int, reach: float) -> tuple[csr_array, NDArray[np.float64]]:
    """Scatter candidates and needs over a square kilometre; a candidate serves what is within reach."""
    random = np.random.default_rng(175)
    places, homes = random.uniform(0, 1000, (candidates, 1, 2)), random.uniform(0, 1000, (1, needs, 2))
    near = np.hypot(*np.moveaxis(places - homes, 2, 0)) <= reach
    return csr_array(near.astype(np.int8)), random.integers(1, 40, needs).astype(float)


def test_each_further_place_adds_and_never_more_than_the_first() -> None:
    served, weight = town(40, 300, 150)
    curve = trace_gain(served, weight, 4)
    values = [siting.value for siting in curve]
    assert values[0] == pytest.approx(max(served @ weight))
    gains = np.diff(values, prepend=0.0)
    assert (gains > 0).all()
    assert (gains <= values[0]).all()
    assert all(siting.proven for siting in curve)
    assert [len(siting.chosen) for siting in curve] == [1, 2, 3, 4]


def test_when_the_time_is_up_there_is_an_answer_and_an_honest_bound() -> None:
    served, weight = town(150, 3000, 80)
    hurried = site_most(served, weight, 12, seconds=0.0)
    assert 0 < len(hurried.chosen) <= 12
    assert hurried.value == pytest.approx(weight[served_by(served, hurried.chosen)].sum())
    assert max(served @ weight) < hurried.value <= hurried.bound <= weight.sum()
    assert not hurried.proven
    fewest = site_all(served, seconds=0.0)
    assert served_by(served, fewest.siting.chosen).sum() == served.shape[1] - len(fewest.unservable)
    assert 0 <= fewest.siting.bound <= fewest.siting.value


def test_the_chosen_are_told_by_what_each_adds_to_those_before() -> None:
    served = csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]], dtype=np.int8))
    ordered = order_by_gain(served, np.array([1.0, 1.0, 1.0, 2.0]), np.array([0, 1, 2, 3]))
    assert ordered.tolist() == [1, 2, 0, 3]


def test_unknown_residents_weigh_as_the_average_and_never_nothing() -> None:
    assert weigh(np.array([2.0, np.nan, 4.0])).tolist() == [2.0, 3.0, 4.0]
    assert weigh(np.array([np.nan, np.nan])).tolist() == [1.0, 1.0]
    assert weigh(np.array([0.0, np.nan])).tolist() == [0.0, 1.0]
    assert weigh(np.array([0.0, 0.0])).tolist() == [1.0, 1.0]
    assert weigh(np.array([0.0, 5.0])).tolist() == [0.0, 5.0]
