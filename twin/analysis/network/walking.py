"""How far it is to walk: along all edges, both ways."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from twin.analysis.arrays import Floats, Marks
from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots, Stretches


@dataclass(frozen=True)
class Walk:
    """Metres from every node to the nearest source; infinite where no way leads, or none within the limit."""

    network: Network
    sources: Stretches
    nodes: Floats
    limit: float = np.inf

    def at(self, spots: Spots) -> Floats:
        """Return metres to walk from each spot to the nearest source; infinite beyond the limit."""
        metres = np.minimum(
            follow_edges(self.network, self.nodes, spots), walk_within_edge(self.sources, spots)
        )
        return np.where(metres <= self.limit, metres, np.inf)


def walk_from(network: Network, sources: Stretches, limit: float = np.inf) -> Walk:
    """Measure the way from every node to the nearest of the sources, by one run of Dijkstra's algorithm."""
    nodes = spread(network.matrix, seed_nodes(network, sources), limit)
    return Walk(network, sources, nodes, limit)


def seed_nodes(network: Network, sources: Stretches) -> Floats:
    """Return metres from each node to the sources on its own edges; infinite elsewhere."""
    seeds = np.full(len(network.nodes), np.inf)
    np.minimum.at(seeds, network.start[sources.edge], sources.begin)
    rest = network.length[sources.edge] - sources.end
    np.minimum.at(seeds, network.end[sources.edge], np.maximum(rest, 0.0))
    return seeds


def spread(matrix: csr_array, seeds: Floats, limit: float = np.inf) -> Floats:
    """Return the least, over all nodes, of a node's seed and the way from it, for every node.

    One node more, with a one-way edge as long as the seed to each seeded node, makes one source of many.
    """
    seeded = np.flatnonzero(np.isfinite(seeds))
    whole = csr_array(
        (
            np.concatenate([matrix.data, seeds[seeded]]),
            np.concatenate([matrix.indices, seeded.astype(np.int32)]),
            np.append(matrix.indptr, len(matrix.data) + len(seeded)).astype(np.int32),
        ),
        shape=(len(seeds) + 1, len(seeds) + 1),
    )
    metres: Floats = dijkstra(whole, indices=np.array([len(seeds)]), limit=limit)[0, :-1]
    return metres


def follow_edges(network: Network, nodes: Floats, spots: Spots) -> Floats:
    """Return metres from each spot by one or the other end of its edge; infinite for what is nowhere."""
    found = spots.edge >= 0
    edge, position = spots.edge[found], spots.position[found]
    by_start = nodes[network.start[edge]] + position
    by_end = nodes[network.end[edge]] + network.length[edge] - position
    return _fill(found, np.minimum(by_start, by_end))


def walk_within_edge(sources: Stretches, spots: Spots) -> Floats:
    """Return metres to the nearest source on the spot's own edge, straight along it; infinite where there is none."""
    if len(sources.edge) == 0:
        return np.full(len(spots), np.inf)
    apart = max(float(sources.end.max()), float(np.nanmax(spots.position, initial=0.0))) + 1.0
    key = spots.edge * apart + np.nan_to_num(spots.position)
    after = np.searchsorted(sources.edge * apart + sources.begin, key, side="right")
    # One more at either end, on an edge that no spot has: every spot then has a source before it and one after.
    edge = np.concatenate([[-2], sources.edge, [-2]])
    begin, end = np.append(sources.begin, np.nan), np.insert(sources.end, 0, np.nan)
    back = np.where(edge[after] == spots.edge, np.maximum(spots.position - end[after], 0.0), np.inf)
    on = np.where(edge[after + 1] == spots.edge, begin[after] - spots.position, np.inf)
    return np.minimum(back, np.maximum(on, 0.0))


def _fill(found: Marks, metres: Floats) -> Floats:
    filled = np.full(len(found), np.inf)
    filled[found] = metres
    return filled
