"""How far it is to the farthest of several places, where only one of them is meant and nobody knows which."""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots, Stretches


def measure_farthest(network: Network, stretches: Stretches, homes: Spots, limit: float = np.inf) -> Floats:
    """Return metres on foot from each home to the farthest place of the stretches.

    Infinite where no way leads to all of them, where there are none, or where even the nearest is beyond the limit;
    homes stand on the network.
    """
    farthest = np.full(len(homes), np.inf)
    ends = np.unique([network.start[stretches.edge], network.end[stretches.edge]])
    if len(ends) == 0 or len(homes) == 0:
        return farthest
    metres = _to_homes(network, dijkstra(network.matrix, indices=ends), homes)
    near = np.flatnonzero((metres.min(axis=0) <= limit) | np.isin(homes.edge, stretches.edge))
    farthest[near] = _farthest_of(network, stretches, homes[near], (ends, metres[:, near]))
    return farthest


def _farthest_of(
    network: Network, stretches: Stretches, homes: Spots, ends: tuple[Numbers, Floats]
) -> Floats:
    """Return the most over all stretches, given the nodes at their ends and metres from these (rows) to each home."""
    nodes, metres = ends
    starts, stops = network.start[stretches.edge], network.end[stretches.edge]
    rising = metres[np.searchsorted(nodes, starts)]
    falling = metres[np.searchsorted(nodes, stops)] + network.length[stretches.edge, None]
    away = _peak(rising, falling, stretches.begin[:, None], stretches.end[:, None])
    row, home = np.nonzero(stretches.edge[:, None] == homes.edge)
    stretch = stretches.begin[row], stretches.end[row]
    away[row, home] = _along(rising[row, home], falling[row, home], homes.position[home], stretch)
    farthest: Floats = away.max(axis=0)
    return farthest


def _to_homes(network: Network, nodes: Floats, homes: Spots) -> Floats:
    """Return metres from each node (a row) to each home, given those to all nodes."""
    edge = homes.edge
    by_start = nodes[:, network.start[edge]] + homes.position
    by_end = nodes[:, network.end[edge]] + network.length[edge] - homes.position
    metres: Floats = np.minimum(by_start, by_end)
    return metres


def _peak(rising: Floats, falling: Floats, begin: Floats, end: Floats) -> Floats:
    """Return the most, between two stations, of what is the less of `rising` + station and `falling` - station."""
    with np.errstate(invalid="ignore"):
        middle = (falling - rising) / 2
        top = np.clip(np.where(np.isnan(middle), 0.0, middle), begin, end)
    peak: Floats = np.minimum(rising + top, falling - top)
    return peak


def _along(rising: Floats, falling: Floats, position: Floats, stretch: tuple[Floats, Floats]) -> Floats:
    """Return the most where the home stands on the stretch's own edge, and may walk straight along it."""
    begin, end = stretch
    before = _peak(rising, position, begin, np.minimum(end, position))
    after = _peak(-position, falling, np.maximum(begin, position), end)
    most: Floats = np.maximum(
        np.where(begin <= position, before, -np.inf), np.where(end >= position, after, -np.inf)
    )
    return most
