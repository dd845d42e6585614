"""Clusters in space and time: by hand, and against the definition written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from twin.analysis.clusters import ALONE, Nearness, chance_of_so_many, find_clusters


def places(*xy: tuple[float, float]) -> NDArray[np.float64]:
    return np.array(xy, dtype=np.float64).reshape(-1, 2)


def test_by_hand() -> None:
    """Three in a row and one at their edge; two too far; one at the place but a month later."""
    where = places((500, 0), (0, 0), (10, 0), (20, 0), (30, 0), (510, 0), (10, 1))
    days = np.array([0, 0, 1, 2, 3, 0, 40])
    assert find_clusters(where, days, Nearness(10, 5, 3)).tolist() == [ALONE, 0, 0, 0, 0, ALONE, ALONE]
    assert find_clusters(where, days, Nearness(10, 5, 2)).tolist() == [0, 1, 1, 1, 1, 0, ALONE]
    assert find_clusters(where, days, Nearness(10, 1, 4)).tolist() == [ALONE] * 7
    assert find_clusters(where, days, Nearness(10, 60, 4)).tolist() == [ALONE, 0, 0, 0, ALONE, ALONE, 0]


def test_nothing_makes_no_cluster() -> None:
    assert find_clusters(places(), np.array([], dtype=np.int64), Nearness(10, 5, 2)).tolist() == []


Things = some.lists(some.tuples(some.integers(0, 12), some.integers(0, 12), some.integers(0, 9)), max_size=25)


@given(Things, some.integers(1, 4), some.integers(0, 3), some.integers(1, 5))
def test_it_is_the_definition(things: list[tuple[int, int, int]], metres: int, days: int, least: int) -> None:
    where = places(*[(x, y) for x, y, _ in things])
    when = np.array([day for *_, day in things], dtype=np.int64)
    found = find_clusters(where, when, Nearness(metres, days, least))
    near = (np.hypot(*(where[:, None] - where[None, :]).transpose(2, 0, 1)) <= metres) & (
        np.abs(when[:, None] - when[None, :]) <= days
    )
    core = near.sum(axis=1) >= least
    for one in range(len(things)):
        assert (found[one] == ALONE) == (not core[near[one]].any())
        for other in range(len(things)):
            if core[one] and core[other] and near[one, other]:
                assert found[one] == found[other]
    clusters = set(found[found != ALONE].tolist())
    assert clusters == set(range(len(clusters)))
    for cluster in clusters:
        cores = set(np.flatnonzero(core & (found == cluster)).tolist())
        reached: set[int] = set()
        grown = {min(cores)}
        while grown - reached:
            reached |= grown
            grown = {other for one in reached for other in cores if near[one, other]}
        assert reached == cores


def test_what_happens_at_one_place_and_time_is_told_from_chance() -> None:
    chance = np.random.default_rng(5)
    where, when = chance.uniform(0, 2000, (300, 2)), chance.integers(0, 365, 300)
    burst = chance.uniform(900, 960, (15, 2)), chance.integers(100, 110, 15)
    near = Nearness(80, 14, 4)
    together = np.vstack([where, burst[0]]), np.concatenate([when, burst[1]])
    assert chance_of_so_many(*together, near) == pytest.approx(1 / 200)
    assert chance_of_so_many(where, when, near) > 0.05


def test_chance_is_taken_for_more_no_oftener_than_it_says() -> None:
    """Days dealt to places by chance: a level of 10% is passed in about one case in ten."""
    draw, runs, level = np.random.default_rng(20261123), 300, 0.1
    near = Nearness(metres=60, days=4, least=3)
    passed = 0
    for seed in range(runs):
        places, days = draw.uniform(0, 400, (40, 2)), draw.integers(0, 30, 40)
        passed += chance_of_so_many(places, days, near, shuffles=39, seed=seed) <= level
    error = 3.3 * np.sqrt(level * (1 - level) / runs)
    # Counts may be level with one another, which makes the test milder and never harder.
    assert level / 3 < passed / runs < level + error
