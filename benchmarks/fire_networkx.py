"""The hose to every building by networkx: two layers of one graph, in which buildings and sources are nodes."""

import networkx as nx
import numpy as np

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.fire.hose import Stands
from twin.analysis.network.spots import Spots, Stretches


class Peer:
    """A graph that stands ready, and what multi_source_dijkstra finds on it."""

    def __init__(self, stands: Stands, water: Stretches, homes: Spots) -> None:
        network = stands.network
        nodes, every = len(network.nodes), np.arange(len(network))
        self._homes = nodes + np.arange(len(homes.edge))
        sources = nodes + len(homes.edge) + np.arange(len(water.edge))
        self._layer = nodes + len(homes.edge) + len(water.edge)
        edge = np.concatenate([every, homes.edge, water.edge, every])
        position = np.concatenate([np.zeros(len(every)), homes.position, water.begin, network.length])
        node = np.concatenate([network.start, self._homes, sources, network.end])
        rank = np.concatenate([every * 0 - 1, self._homes * 0, sources * 0, every * 0 + 1])
        order = np.lexsort((rank, position, edge))
        self.graph: nx.DiGraph[int] = nx.DiGraph()
        self._walk(edge[order], position[order], node[order])
        stands_at = np.unique(node[stands.engine[edge]]).tolist()
        self.graph.add_weighted_edges_from((stand, stand + self._layer, 0.0) for stand in stands_at)
        self.graph.add_nodes_from(sources.tolist())
        self._sources = set(sources.tolist())
        self._found: dict[int, float] = {}

    def _walk(self, edge: Numbers, position: Floats, node: Numbers) -> None:
        along = np.diff(edge) == 0
        one, other = node[:-1][along].tolist(), node[1:][along].tolist()
        metres = np.maximum(np.diff(position)[along], 0.0).tolist()
        for begin, end, length in zip(one, other, metres, strict=True):
            known = self.graph.get_edge_data(begin, end, {"weight": length})
            shorter = min(length, known["weight"])
            for layer in (0, self._layer):
                self.graph.add_edge(begin + layer, end + layer, weight=shorter)
                self.graph.add_edge(end + layer, begin + layer, weight=shorter)

    def run(self) -> None:
        self._found = nx.multi_source_dijkstra_path_length(self.graph, self._sources)

    def metres(self) -> Floats:
        return np.array([self._found.get(home + self._layer, np.inf) for home in self._homes.tolist()])
