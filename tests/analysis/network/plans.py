"""Small towns drawn by hypothesis on a grid, and the same towns as networkx has them."""

import itertools
from collections.abc import Sequence

import networkx as nx
import numpy as np
import shapely
from hypothesis import settings
from hypothesis import strategies as st

from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots
from twin.analysis.projection import Shapes

UNHURRIED = settings(deadline=None)
"""The reference walks every way: how long that takes says nothing of ours."""
SPACING = 20
"""Metres between grid points: whatever does not touch is then more than the tolerance apart."""
Place = tuple[int, int]
Line = list[Place]
At = tuple[int, float]
"""A line and the share of its length."""
PLACES = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda at: (at[0] * SPACING, at[1] * SPACING))
LINES = st.lists(PLACES, min_size=2, max_size=5).filter(
    lambda line: all(one != other for one, other in itertools.pairwise(line))
)
TOWNS = st.lists(LINES, min_size=1, max_size=7)
SPOTS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([0, 0.1, 0.23, 0.5, 0.71, 1.0])), max_size=5)


def shapes_of(lines: Sequence[Sequence[tuple[float, float]]]) -> Shapes:
    return np.array([shapely.LineString(line) for line in lines], dtype=np.object_)


def within_town(spots: list[At], lines: list[Line]) -> list[At]:
    return [(line % len(lines), share) for line, share in spots]


def lies_within(place: Place, one: Place, other: Place) -> bool:
    """Say whether a place lies on a leg, but not at its ends; exactly."""
    (x, y), (a, b), (c, d) = place, one, other
    within = (x - a) * (x - c) + (y - b) * (y - d) < 0
    return within and (x - a) * (d - b) == (y - b) * (c - a)


def metres(one: Place, other: Place) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def draw_graph(lines: list[Line], spots: list[At]) -> "nx.MultiGraph[object]":
    """Return every leg of every line as an edge, cut where some line ends on it; spot `n` is the node `n`."""
    graph: nx.MultiGraph[object] = nx.MultiGraph()
    ends = {place for line in lines for place in (line[0], line[-1])}
    graph.add_nodes_from(range(len(spots)))
    for number, line in enumerate(lines):
        stops: list[tuple[float, object]] = [(0.0, line[0])]
        for one, other in itertools.pairwise(line):
            gone = stops[0][0] if len(stops) == 1 else max(station for station, _ in stops)
            stops += [(gone + metres(one, p), p) for p in ends if lies_within(p, one, other)]
            stops.append((gone + metres(one, other), other))
        whole = max(station for station, _ in stops)
        stops += [(share * whole, n) for n, (at, share) in enumerate(spots) if at == number]
        for (begin, one_stop), (end, other_stop) in itertools.pairwise(
            sorted(stops, key=lambda stop: stop[0])
        ):
            graph.add_edge(one_stop, other_stop, weight=end - begin, line=number)
    return graph


def place_spots(network: Network, spots: list[At]) -> Spots:
    """Return the same spots on a network, whose edges stand in the order of lines and along each."""
    edges, positions = [], []
    for line, share in spots:
        own = np.flatnonzero(network.line == line)
        ends = np.cumsum(network.length[own])
        station = share * ends[-1]
        which = min(int(np.searchsorted(ends, station)), len(own) - 1)
        edges.append(own[which])
        positions.append(station - ends[which] + network.length[own[which]])
    return Spots(np.array(edges, dtype=np.intp), np.array(positions), np.zeros(len(edges)))
