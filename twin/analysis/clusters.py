"""Where and when things happen together: DBSCAN (Ester and others 1996) in space and time (Birant and Kut 2007)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.analysis.moments import Ticks

ALONE = -1
Pairs = NDArray[np.intp]


@dataclass(frozen=True)
class Nearness:
    """What is near: within `metres` of each other and within `days`; `least` things near one (itself too) make it a core."""

    metres: float
    days: int
    least: int


def near_pairs(places: NDArray[np.float64], metres: float) -> Pairs:
    """Return the pairs (first below second) of places, metres in rows of two, that are within `metres`."""
    from scipy.spatial import cKDTree

    found: Pairs = cKDTree(places).query_pairs(metres, output_type="ndarray").astype(np.intp)
    return found


def find_clusters(places: NDArray[np.float64], days: Ticks, near: Nearness) -> NDArray[np.intp]:
    """Return the number of the cluster of each thing, ALONE where it is in none; numbers in order of the first thing.

    Cores that are near each other are in one cluster. What is near a core without being one belongs to the cluster of
    the core with the smallest position, so that the answer does not depend on chance.
    """
    count = len(places)
    if count == 0:
        return np.zeros(0, dtype=np.intp)
    pairs = _at_the_time(near_pairs(places, near.metres), days, near.days)
    core = _cores(pairs, count, near.least)
    labels = _join(pairs[core[pairs].all(axis=1)], count)
    labels[~core] = ALONE
    owner = np.full(count, count, dtype=np.intp)
    for one, other in ((0, 1), (1, 0)):
        lent = core[pairs[:, one]] & ~core[pairs[:, other]]
        np.minimum.at(owner, pairs[lent, other], pairs[lent, one])
    edge = owner < count
    labels[edge] = labels[owner[edge]]
    return _number(labels)


def chance_of_so_many(
    places: NDArray[np.float64], days: Ticks, near: Nearness, shuffles: int = 199, seed: int = 1
) -> float:
    """Return how often as many things or more would be in clusters if the days were dealt to the places by chance.

    A permutation test: (1 + shuffles as clustered) / (1 + shuffles). What always clusters in space, such as a busy
    market, does so in every shuffle: only things of one place at one time make it small.
    """
    count = len(places)
    if count == 0:
        return 1.0
    chance = np.random.default_rng(seed)
    pairs = near_pairs(places, near.metres)
    observed = _clustered(pairs, days, near, count)
    reached = sum(
        _clustered(pairs, chance.permutation(days), near, count) >= observed for _ in range(shuffles)
    )
    return (1 + reached) / (1 + shuffles)


def _at_the_time(pairs: Pairs, days: Ticks, most: int) -> Pairs:
    found: Pairs = pairs[np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]) <= most]
    return found


def _cores(pairs: Pairs, count: int, least: int) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = np.bincount(pairs.ravel(), minlength=count) + 1 >= least
    return near


def _clustered(pairs: Pairs, days: Ticks, near: Nearness, count: int) -> int:
    """Return how many things are cores or near one."""
    close = _at_the_time(pairs, days, near.days)
    core = _cores(close, count, near.least)
    found = core.copy()
    for one, other in ((0, 1), (1, 0)):
        found[close[core[close[:, one]], other]] = True
    return int(found.sum())


def _join(pairs: Pairs, count: int) -> NDArray[np.intp]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ties = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, labels = connected_components(ties, directed=False)
    return np.asarray(labels, dtype=np.intp)


def _number(labels: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the clusters numbers from 0 in order of their first thing."""
    known = labels[labels != ALONE]
    _, firsts = np.unique(known, return_index=True)
    numbers = {int(label): number for number, label in enumerate(known[np.sort(firsts)])}
    return np.array([numbers.get(int(label), ALONE) for label in labels], dtype=np.intp)
