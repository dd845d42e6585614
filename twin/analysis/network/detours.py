"""What a closed street costs whoever drives: the way in before and after, and the way round."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots, Stretches
from twin.analysis.network.walking import follow_edges, seed_nodes, spread, walk_within_edge


def drive_from(network: Network, open_edges: Marks, from_edges: Marks, spots: Spots) -> Floats:
    """Return metres from the nearest of some open edges to each spot, along open edges only.

    Infinite where no way leads, and at a spot on an edge that is not open; a spot without any street is NaN.
    """
    edges = np.flatnonzero(open_edges & from_edges)
    sources = Stretches(edges, np.zeros(len(edges)), network.length[edges])
    nodes = spread(network.matrix_of(open_edges), seed_nodes(network, sources))
    metres = np.minimum(follow_edges(network, nodes, spots), walk_within_edge(sources, spots))
    found = spots.edge >= 0
    shut = np.zeros(len(spots), dtype=bool)
    shut[found] = ~open_edges[spots.edge[found]]
    metres[shut] = np.inf
    return np.where(found, metres, np.nan)


@dataclass(frozen=True)
class WayRound:
    """Of each closed line the metres along it, and between its two ends by other ways.

    Infinite where there is none, NaN for a line that has no two ends: a loop, or several pieces apart.
    """

    line: Numbers
    along: Floats
    around: Floats


def find_ways_round(network: Network, open_edges: Marks) -> WayRound:
    """Find the shortest way round each line of which all edges are closed."""
    every = np.unique(network.line[~open_edges])
    lines = every[~np.isin(every, network.line[open_edges])]
    matrix = network.matrix_of(open_edges)
    along, around = np.zeros(len(lines)), np.full(len(lines), np.nan)
    for number, line in enumerate(lines):
        edges = np.flatnonzero(network.line == line)
        along[number] = network.length[edges].sum()
        ends = _find_ends(network, edges)
        if len(ends) == 2:  # noqa: PLR2004 - where it begins and where it ends
            around[number] = dijkstra(matrix, indices=ends[:1])[0, ends[1]]
    return WayRound(lines, along, around)


def _find_ends(network: Network, edges: Numbers) -> Numbers:
    """Return the nodes at which an odd number of the edges meet: where a line begins and ends."""
    nodes, counts = np.unique(np.concatenate([network.start[edges], network.end[edges]]), return_counts=True)
    ends: Numbers = nodes[counts % 2 == 1]
    return ends
