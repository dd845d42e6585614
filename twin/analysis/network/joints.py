"""Where lines join: at shared vertices, and where an end comes within a tolerance of another line.

Lines that merely cross, without a vertex in common, do not join: one may be a bridge.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.network.chains import NEAR, Chains, draw_legs, draw_points

ON_ITSELF = 3.0
"""An end joins its own line only where that is more than this many tolerances along it: it has come back."""


@dataclass(frozen=True)
class Joints:
    """Where chains are cut, in order along each, and the node that each cut belongs to."""

    chain: Numbers
    station: Floats
    node: Numbers
    nodes: Floats
    """Easting and northing of each node."""


def find_joints(chains: Chains, tolerance: float) -> Joints:
    """Cut chains at their ends and wherever they join, and give one node to cuts that are one place."""
    ends, touched_chain, touched_station = _find_touches(chains, tolerance)
    shared = np.flatnonzero(_find_shared(chains))
    first = np.concatenate([chains.firsts[:-1], chains.firsts[1:] - 1])
    chain = np.concatenate([chains.chain[first], touched_chain, chains.chain[shared]])
    station = np.concatenate([chains.stations[first], touched_station, chains.stations[shared]])
    places = chains.find_places(chain, station)
    node = _name_nodes(places, ends, len(first) + np.arange(len(ends)))
    order = np.lexsort((station, chain))
    count = np.bincount(node, minlength=0)
    nodes = np.column_stack([np.bincount(node, axis) for axis in places.T]) / count[:, None]
    return Joints(chain[order], station[order], node[order], nodes)


def _find_shared(chains: Chains) -> Marks:
    """Say which vertices are also vertices elsewhere."""
    shared = np.zeros(len(chains.places), dtype=bool)
    shared[_pair_near(chains.places).ravel()] = True
    return shared


def _pair_near(places: Floats) -> Numbers:
    if len(places) == 0:
        return np.empty((0, 2), dtype=np.intp)
    return cKDTree(places).query_pairs(NEAR, output_type="ndarray")


def _find_touches(chains: Chains, tolerance: float) -> tuple[Numbers, Numbers, Floats]:
    """Find where each end touches a chain: the end's number, and the chain and station.

    Ends are numbered as `find_joints` lists them: all starts, then all ends.
    """
    first = np.concatenate([chains.firsts[:-1], chains.firsts[1:] - 1])
    begins = np.delete(np.arange(len(chains.places)), chains.firsts[1:] - 1)
    legs = draw_legs(chains.places[begins], chains.places[begins + 1])
    points = draw_points(chains.places[first])
    end, leg = shapely.STRtree(legs).query(points, predicate="dwithin", distance=tolerance)
    chain = chains.chain[begins[leg]]
    station = chains.stations[begins[leg]] + shapely.line_locate_point(legs[leg], points[end])
    elsewhere = np.abs(station - chains.stations[first[end]]) > ON_ITSELF * tolerance
    found = np.flatnonzero((chain != chains.chain[first[end]]) | elsewhere)
    away: Floats = shapely.distance(points[end[found]], legs[leg[found]])
    chosen = found[_pick_nearest(end[found], chain[found], station[found], away, ON_ITSELF * tolerance)]
    return end[chosen], chain[chosen], station[chosen]


def _pick_nearest(end: Numbers, chain: Numbers, station: Floats, away: Floats, apart: float) -> Numbers:
    """Choose the nearest of the touches that are one: of the same end and chain, no farther apart than said."""
    order = np.lexsort((station, chain, end))
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = (np.diff(end[order]) != 0) | (np.diff(chain[order]) != 0) | (np.diff(station[order]) > apart)
    group = np.cumsum(opens)
    by_distance = np.lexsort((away[order], group))
    _, nearest = np.unique(group[by_distance], return_index=True)
    return order[by_distance[nearest]]


def _name_nodes(places: Floats, ends: Numbers, touches: Numbers) -> Numbers:
    """Give one number to the cuts that are one place, or that an end joins."""
    near = _pair_near(places)
    one, other = np.concatenate([near[:, 0], ends]), np.concatenate([near[:, 1], touches])
    links = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(places), len(places)))
    _, node = connected_components(links, directed=False)
    return node.astype(np.intp)
