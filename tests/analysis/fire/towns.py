"""Towns with engines and water, and the hose's length as its definition says it: over every stand there is."""

from dataclasses import dataclass, replace
from typing import TypeVar

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from tests.analysis.network.plans import (
    SPOTS,
    TOWNS,
    At,
    Line,
    draw_graph,
    place_spots,
    shapes_of,
    within_town,
)
from twin.analysis.arrays import Floats
from twin.analysis.certainty import Truth
from twin.analysis.fire.coverage import Sources
from twin.analysis.fire.streets import EngineRule, Streets, Ways, lay_streets

RULE = EngineRule(width=3.5, headroom=4.5)
WIDTHS = st.sampled_from([np.nan, np.nan, 2.0, 3.5, 6.0])
HEADROOMS = st.sampled_from([np.nan, 4.4, 4.5, 9.0, 9.0])
TRUTHS = st.sampled_from(list(Truth))
Value = TypeVar("Value")


@dataclass(frozen=True)
class Town:
    """Lines with their widths, headrooms and whether engines enter by them; homes; sources and whether they work."""

    lines: list[Line]
    width: list[float]
    headroom: list[float]
    entry: list[Truth]
    homes: list[At]
    water: list[At]
    working: list[Truth]
    closed: tuple[int, ...] = ()
    """Lines that nothing drives through; people and hoses do."""

    def streets(self) -> Streets:
        columns = np.array(self.width), np.array(self.headroom), np.array(self.entry, dtype=np.int8)
        closed = np.isin(np.arange(len(self.lines)), self.closed)
        return lay_streets(Ways(shapes_of(self.lines), *columns, closed), RULE)

    def sources(self, streets: Streets) -> Sources:
        spots = place_spots(streets.network, within_town(self.water, self.lines))
        return Sources(spots, np.array(self.working, dtype=np.int8))

    def complete(self, well: bool) -> "Town":
        """Return the town with every missing fact turned out well, or badly."""
        truth = Truth.YES if well else Truth.NO
        return replace(
            self,
            width=[(9.0 if well else 1.0) if np.isnan(width) else width for width in self.width],
            headroom=[(9.0 if well else 1.0) if np.isnan(height) else height for height in self.headroom],
            entry=[truth if entry == Truth.UNKNOWN else entry for entry in self.entry],
            working=[truth if works == Truth.UNKNOWN else works for works in self.working],
        )


def many(values: st.SearchStrategy[Value], count: int) -> st.SearchStrategy[list[Value]]:
    return st.lists(values, min_size=count, max_size=count)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    lines, homes, water = draw(TOWNS), draw(SPOTS), draw(SPOTS)

    count = len(lines)
    width, headroom = draw(many(WIDTHS, count)), draw(many(HEADROOMS, count))
    entry, working = draw(many(TRUTHS, count)), draw(many(TRUTHS, len(water)))
    closed = draw(st.sets(st.integers(0, count - 1), max_size=2)) if count else ()
    return Town(lines, width, headroom, entry, homes, water, working, tuple(closed))


def lay_hose(town: Town) -> Floats:
    """Return the metres of hose each home needs, with all facts known, by trying every stand."""
    spots = within_town(town.homes + town.water, town.lines)
    graph = draw_graph(town.lines, spots)
    stands = find_stands(town, graph)
    homes, water = range(len(town.homes)), range(len(town.homes), len(spots))
    metres = dict(nx.all_pairs_dijkstra_path_length(graph))
    working = [node for node, works in zip(water, town.working, strict=True) if works == Truth.YES]
    ways = [
        [
            metres[home][stand] + metres[stand][node]
            for stand in stands & metres[home].keys()
            for node in working
            if node in metres[stand]
        ]
        for home in homes
    ]
    return np.array([min(some, default=np.inf) for some in ways])


def find_stands(town: Town, graph: "nx.MultiGraph[object]") -> set[object]:
    """Return the nodes that an engine reaches. Homes and sources are nodes, so that no other stand can be better."""
    wide = [w >= RULE.width and h >= RULE.headroom for w, h in zip(town.width, town.headroom, strict=True)]
    legs: list[tuple[object, object, int]] = list(graph.edges(data="line"))
    edges = [leg for leg in legs if wide[leg[2]] and leg[2] not in town.closed]
    engine: nx.Graph[object] = nx.Graph((one, other) for one, other, _ in edges)
    entered = {one for one, _, number in edges if town.entry[number] == Truth.YES}
    return {node for piece in nx.connected_components(engine) if piece & entered for node in piece}
