"""Where an engine that went in cannot turn: dead ends that are longer than the norm and have no turning place.

A dead end of the engines' graph is where an engine can go no further: the street ends, or goes on too narrow or too
low. It reaches back to the first junction, where an engine can turn, or to a street that engines come by.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.certainty import Facts, Judgement, Truth, Truths, judge
from twin.analysis.fire.streets import Fact, Streets
from twin.analysis.network.graph import Network
from twin.analysis.projection import Shapes

_END, _THROUGH = 1, 2
"""How many edges meet at a node where it ends, and where it merely goes on."""


@dataclass(frozen=True)
class Turning:
    """What is known of each edge: a turning place on its alley, an end where its drawing ends."""

    place: Truths
    ends: Truths
    """NO where it goes on beyond what is drawn, as streets do at the border of the ward."""


@dataclass(frozen=True)
class DeadEnds:
    """Dead ends that are too long and lack a turning place, or may do so (`judgement`)."""

    node: Numbers
    """The last, and so is the edge."""
    edge: Numbers
    metres: Floats
    """Back to where an engine can turn."""
    way: Shapes
    judgement: Judgement


@dataclass(frozen=True)
class _Tails:
    """The ends of an engines' graph: the node and edge of each, and the run of edges back to where one can turn."""

    node: Numbers
    edge: Numbers
    run: Numbers
    """Of every edge; -1 where engines do not go, or come by."""

    @property
    def own(self) -> Numbers:
        """The run that each tail is the end of."""
        return self.run[self.edge]

    def add_up(self, values: Floats) -> Floats:
        """Return, for each tail, the sum of what its edges have."""
        inside = self.run >= 0
        sums = np.bincount(self.run[inside], values[inside], minlength=1).astype(np.float64)
        own: Floats = sums[self.own]
        return own

    def draw(self, network: Network) -> Shapes:
        edges = np.flatnonzero(self.run >= 0)
        order = edges[np.argsort(self.run[edges], kind="stable")]
        runs, run = np.unique(self.run[order], return_inverse=True)
        drawn = np.asarray(shapely.multilinestrings(network.shape[order], indices=run), dtype=np.object_)
        ways: Shapes = shapely.line_merge(drawn)[np.searchsorted(runs, self.own)]
        return ways


def find_dead_ends(streets: Streets, turning: Turning, longest: float) -> DeadEnds:
    """Find the dead ends of more than `longest` metres that lack a turning place, or may do so.

    They are looked for once with all missing widths and headrooms turned out well, and once badly: what is a dead end
    in one of them only is unknown.
    """
    access = judge(streets.engine_edges, int(streets.missing))
    possible = _find_tails(streets, ~access.are(Truth.NO))
    sure = _find_tails(streets, access.are(Truth.YES))
    found = _judge_tails(streets, turning, access, possible, longest)
    doubtful = _judge_tails(streets, turning, access, sure, longest)
    doubtful = _doubt(_leave_out(doubtful, found.node), sure.run, streets.network, access)
    return DeadEnds(
        np.append(found.node, doubtful.node),
        np.append(found.edge, doubtful.edge),
        np.append(found.metres, doubtful.metres),
        np.append(found.way, doubtful.way),
        Judgement(
            np.append(found.judgement.truth, doubtful.judgement.truth),
            np.append(found.judgement.missing, doubtful.judgement.missing),
        ),
    )


def _find_tails(streets: Streets, engine: Marks) -> _Tails:
    network = streets.network
    side = np.flatnonzero(engine & (streets.entry != Truth.YES))
    degree = _count_edges(network, engine)
    node, edge = np.concatenate([network.start[side], network.end[side]]), np.tile(side, 2)
    order = np.argsort(node, kind="stable")
    node, edge = node[order], edge[order]
    # Both edges of a node where it merely goes on stand one after the other; an entry is not among them.
    meets = np.flatnonzero((np.diff(node) == 0) & (degree[node[:-1]] == _THROUGH))
    links = coo_array(
        (np.ones(len(meets)), (edge[meets], edge[meets + 1])), shape=(len(network), len(network))
    )
    _, piece = connected_components(links, directed=False)
    run = np.full(len(network), -1, dtype=np.intp)
    run[side] = piece[side]
    last = degree[node] == _END
    return _Tails(node[last], edge[last], run)


def _count_edges(network: Network, edges: Marks) -> Numbers:
    ends = np.concatenate([network.start[edges], network.end[edges]])
    return np.bincount(ends, minlength=len(network.nodes))


def _judge_tails(
    streets: Streets, turning: Turning, access: Judgement, tails: _Tails, longest: float
) -> DeadEnds:
    """Judge the tails that are too long: what ends, has no turning place and is surely an engine's way is a fault."""
    network = streets.network
    metres = tails.add_up(network.length)
    has_place = tails.add_up((turning.place == Truth.YES).astype(float)) > 0
    may_have = tails.add_up((turning.place == Truth.UNKNOWN).astype(float)) > 0
    # Where other streets go on from the node, they are what no engine passes; else the drawing ends there.
    drawn_end = _count_edges(network, np.ones(len(network), dtype=bool))[tails.node] == _END
    ends = np.where(drawn_end, turning.ends[tails.edge], Truth.YES)
    missing: Facts = access.missing[tails.edge].copy()
    missing[may_have] |= Fact.TURNING_PLACE
    missing[ends == Truth.UNKNOWN] |= Fact.DEAD_END
    truth = np.where(missing > 0, Truth.UNKNOWN, Truth.YES).astype(np.int8)
    kept = np.flatnonzero((metres > longest) & ~has_place & (ends != Truth.NO))
    judgement = Judgement(truth[kept], missing[kept])
    return DeadEnds(tails.node[kept], tails.edge[kept], metres[kept], tails.draw(network)[kept], judgement)


def _leave_out(found: DeadEnds, nodes: Numbers) -> DeadEnds:
    kept = ~np.isin(found.node, nodes)
    judgement = Judgement(found.judgement.truth[kept], found.judgement.missing[kept])
    return DeadEnds(found.node[kept], found.edge[kept], found.metres[kept], found.way[kept], judgement)


def _doubt(found: DeadEnds, run: Numbers, network: Network, access: Judgement) -> DeadEnds:
    """Say that nobody knows, because of what is missing of the edges that lead on or branch off."""
    beyond = np.zeros(len(network.nodes), dtype=np.int64)
    along = np.zeros(len(network) + 1, dtype=np.int64)
    for node in (network.start, network.end):
        np.bitwise_or.at(beyond, node, access.missing)
    for node in (network.start, network.end):
        np.bitwise_or.at(along, run, beyond[node])
    missing = found.judgement.missing | along[run[found.edge]]
    truth = np.full(len(missing), Truth.UNKNOWN, dtype=np.int8)
    return DeadEnds(found.node, found.edge, found.metres, found.way, Judgement(truth, missing))
