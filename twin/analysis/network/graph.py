"""Streets and alleys as a graph: edges between joints, with lengths, as scipy's shortest ways read them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import csr_array

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.network.chains import Chains, draw_legs, read_chains
from twin.analysis.network.joints import ON_ITSELF, Joints, find_joints
from twin.analysis.projection import Shapes

TOLERANCE = 1.0
"""Metres (ours): an alley drawn this far short of a street's middle line still opens into it."""


@dataclass(frozen=True)
class Legs:
    """The straight legs of all edges: what places are snapped to."""

    edge: Numbers
    begin: Floats
    end: Floats
    station: Floats
    """Metres from the edge's start to the leg's."""

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(draw_legs(self.begin, self.end))

    def only(self, legs: Numbers) -> "Legs":
        """Return some of the legs; edges keep their numbers."""
        return Legs(self.edge[legs], self.begin[legs], self.end[legs], self.station[legs])


@dataclass(frozen=True)
class Network:
    """A graph that is walked both ways. It may be in pieces, and have loops, dead ends and edges side by side."""

    nodes: Floats
    """Easting and northing of each node."""
    start: Numbers
    end: Numbers
    length: Floats
    line: Numbers
    """The line that each edge is a part of: `width[network.line]` is the width of each edge."""
    shape: Shapes

    def __len__(self) -> int:
        return len(self.length)

    @cached_property
    def legs(self) -> Legs:
        places, edge = shapely.get_coordinates(self.shape, return_index=True)
        within = np.diff(edge) == 0
        steps = np.hypot(*np.diff(places, axis=0).T)
        gone = np.concatenate([[0.0], np.cumsum(np.where(within, steps, 0.0))])
        station = gone - gone[np.searchsorted(edge, edge)]
        begins = np.flatnonzero(within)
        return Legs(edge[begins], places[begins], places[begins + 1], station[begins])

    @cached_property
    def chains(self) -> Chains:
        """The edges by their vertices, to be cut."""
        return read_chains(self.shape)

    @cached_property
    def matrix(self) -> csr_array:
        """Metres from node to node, both ways; of edges side by side the shortest."""
        return self.matrix_of(np.ones(len(self), dtype=bool))

    def matrix_of(self, edges: Marks) -> csr_array:
        """Return metres from node to node along some of the edges only."""
        start, end, length = self.start[edges], self.end[edges], self.length[edges]
        row, column = np.concatenate([start, end]), np.concatenate([end, start])
        return shortest_of(row, column, np.tile(length, 2), len(self.nodes))


def shortest_of(row: Numbers, column: Numbers, metres: Floats, size: int) -> csr_array:
    """Return a square matrix of one-way edges; of several between the same nodes the shortest counts."""
    order = np.lexsort((metres, column, row))
    row, column, metres = row[order], column[order], metres[order]
    kept = np.ones(len(row), dtype=bool)
    kept[1:] = (np.diff(row) > 0) | (np.diff(column) > 0)
    # csr_array would add up what it finds twice, so it is given rows that are ready.
    heads = np.searchsorted(row[kept], np.arange(size + 1)).astype(np.int32)
    return csr_array((metres[kept], column[kept].astype(np.int32), heads), shape=(size, size))


def build_network(lines: Shapes, tolerance: float = TOLERANCE) -> Network:
    """Join lines (metric CRS; several pieces each, or None) into a graph.

    They join at shared vertices, and where an end of one lies within `tolerance` of another: a T-junction, or two
    ends that were meant to meet. Lines that cross without a common vertex do not join. Closed loops shorter than three
    tolerances are left out: they are what a tolerance leaves behind.
    """
    chains = read_chains(lines)
    if len(chains) == 0:
        none = np.empty(0, dtype=np.intp)
        return Network(np.empty((0, 2)), none, none, np.empty(0), none, np.empty(0, dtype=np.object_))
    return _lay_edges(chains, find_joints(chains, tolerance), tolerance)


def _lay_edges(chains: Chains, joints: Joints, tolerance: float) -> Network:
    along = np.diff(joints.chain) == 0
    chain, begin, end = joints.chain[:-1][along], joints.station[:-1][along], joints.station[1:][along]
    start_node, end_node = joints.node[:-1][along], joints.node[1:][along]
    length = end - begin
    kept = np.where(start_node == end_node, length > ON_ITSELF * tolerance, length > 0)
    chain, begin, end = chain[kept], begin[kept], end[kept]
    shape = chains.cut(chain, begin, end)
    line = chains.line[chain]
    return Network(joints.nodes, start_node[kept], end_node[kept], length[kept], line, shape)
