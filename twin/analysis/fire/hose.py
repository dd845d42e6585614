"""How long a hose must be: from a building to where an engine stands, and from there to water, along all edges.

The way is laid through two layers of the same graph: from the source in the first, from the stand to the building in
the second, and over from one to the other at any node that an engine reaches. Within an engine's own edge every point
is a stand, so that there the hose is simply the way to the source.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import block_array, coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots, Stretches
from twin.analysis.network.walking import follow_edges, seed_nodes, spread, walk_within_edge

SLACK = 1e-6
"""Metres: so much over is what arithmetic leaves, not too far."""
_CELLS = 8_000_000
"""Distances held at once when each of many sources is measured by itself."""


@dataclass(frozen=True)
class Stands:
    """The edges on which an engine can stand."""

    network: Network
    engine: Marks

    def layers(self) -> csr_array:
        """Return the two layers as one matrix: node `n` of the second stands `len(nodes)` after that of the first."""
        edges, count = self.engine, len(self.network.nodes)
        stands = np.unique(np.concatenate([self.network.start[edges], self.network.end[edges]]))
        over = coo_array((np.zeros(len(stands)), (stands, stands)), shape=(count, count))
        walks = self.network.matrix
        return block_array([[walks, over], [None, walks]], format="csr", dtype=np.float64)

    def hold(self, spots: Spots) -> Marks:
        """Say which spots lie on an edge where an engine can stand."""
        held: Marks = (spots.edge >= 0) & np.append(self.engine, False)[spots.edge]
        return held


def measure_hose(stands: Stands, sources: Stretches, homes: Spots) -> Floats:
    """Return the metres of hose from each home to the nearest source, by the best stand; infinite where there is none.

    From a home, and to a source, the way along the network counts, from the nearest point of it.
    """
    network = stands.network
    seeds = np.full(2 * len(network.nodes), np.inf)
    seeds[: len(network.nodes)] = seed_nodes(network, sources)
    nodes = spread(stands.layers(), seeds)[len(network.nodes) :]
    along = walk_within_edge(sources, homes)
    return np.minimum(follow_edges(network, nodes, homes), np.where(stands.hold(homes), along, np.inf))


def find_served(stands: Stands, sources: Spots, homes: Spots, hose: float) -> csr_array:
    """Say which homes (columns) each source (a row) serves by itself, with a hose of so many metres: 1 where it does."""
    network, count = stands.network, len(stands.network.nodes)
    if len(homes) == 0 or len(sources) == 0 or len(network) == 0:
        none = np.empty(0, dtype=np.int8)
        return coo_array((none, (none, none)), shape=(len(sources), len(homes))).tocsr()
    # Each source becomes a node that leads one way into the first layer.
    layers, leads = stands.layers(), _lead(network, sources)
    whole = block_array(
        [[layers, None], [leads, coo_array((len(sources), len(sources)))]],
        format="csr",
        dtype=np.float64,
    )
    batch = max(1, _CELLS // (whole.shape[0] + len(homes)))
    parts = []
    for first in range(0, len(sources), batch):
        some = np.arange(first, min(first + batch, len(sources)))
        metres = dijkstra(whole, indices=2 * count + some, limit=hose + SLACK)
        served = _reach(stands, metres[:, count : 2 * count], sources[some], homes) <= hose + SLACK
        parts.append(csr_array(served.astype(np.int8)))
    return csr_array(block_array([[part] for part in parts], format="csr"))


def _lead(network: Network, sources: Spots) -> coo_array:
    """Return the way from each source (a row) to both ends of its edge, in the first of two layers."""
    found = np.flatnonzero(sources.edge >= 0)
    edge, position = sources.edge[found], sources.position[found]
    start, end = network.start[edge], network.end[edge]
    rest = np.maximum(network.length[edge] - position, 0.0)
    # What stands twice in such a matrix is added up, so a loop leads to its one node the shorter way only.
    loop = start == end
    metres = np.concatenate([np.where(loop, np.minimum(position, rest), position), rest[~loop]])
    rows, columns = np.concatenate([found, found[~loop]]), np.concatenate([start, end[~loop]])
    return coo_array((metres, (rows, columns)), shape=(len(sources), 2 * len(network.nodes)))


def _reach(stands: Stands, nodes: Floats, sources: Spots, homes: Spots) -> Floats:
    """Return the metres of hose from each source (a row) to each home, given those to the nodes."""
    network, found = stands.network, homes.edge >= 0
    edge, position = homes.edge[found], homes.position[found]
    metres = np.full((len(nodes), len(homes)), np.inf)
    by_start = nodes[:, network.start[edge]] + position
    by_end = nodes[:, network.end[edge]] + (network.length[edge] - position)
    metres[:, found] = np.minimum(by_start, by_end)
    row, home = _pair_neighbours(sources, homes, stands.hold(homes))
    along = np.abs(sources.position[row] - homes.position[home])
    metres[row, home] = np.minimum(metres[row, home], along)
    return metres


def _pair_neighbours(sources: Spots, homes: Spots, held: Marks) -> tuple[Numbers, Numbers]:
    """Pair each source with the homes on its own edge, where an engine can stand on that edge."""
    home = np.flatnonzero(held)
    home = home[np.argsort(homes.edge[home], kind="stable")]
    edge = homes.edge[home]
    first, last = np.searchsorted(edge, sources.edge), np.searchsorted(edge, sources.edge, side="right")
    row = np.repeat(np.arange(len(sources)), last - first)
    within = np.arange(len(row)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
    return row, home[np.repeat(first, last - first) + within]
