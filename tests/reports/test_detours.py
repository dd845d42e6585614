"""Detours on the demonstration ward: each building's way against networkx, and what is closed against what is lost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest

from tests.city.asking import open_city
from tests.conftest import Ward
from tests.reports.asking import ask
from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Truth
from twin.analysis.fire.streets import Streets
from twin.analysis.network.spots import Spots, snap
from twin.city.supposing import suppose
from twin.reporting import Step
from twin.reporting.engines import lay_engine_streets

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

STREET = Step(scenario="closed_street", inputs={"names": ["Trung Kính"]})


@dataclass(frozen=True)
class Expected:
    """Every building's metres to the nearest main street by networkx, before and after, and whether it is on what is closed."""

    homes: "GeoDataFrame"
    before: Floats
    after: Floats
    shut: Marks

    @property
    def cut_off(self) -> Marks:
        found: Marks = np.isfinite(self.before) & np.isinf(self.after) & ~self.shut
        return found

    @property
    def longer(self) -> Marks:
        found: Marks = np.isfinite(self.after) & (self.after - self.before > 1)
        return found


def draw(streets: Streets, edges: Marks) -> "nx.Graph[int]":
    """Return the graph of some edges; of several between two nodes the shortest."""
    network = streets.network
    graph: nx.Graph[int] = nx.Graph()
    for edge in np.flatnonzero(edges):
        ends = int(network.start[edge]), int(network.end[edge])
        known = graph.get_edge_data(*ends, {"weight": np.inf})["weight"]
        graph.add_edge(*ends, weight=min(float(network.length[edge]), known))
    return graph


def main_nodes(streets: Streets, edges: Marks) -> set[int]:
    main = edges & (streets.entry == Truth.YES)
    return set(np.concatenate([streets.network.start[main], streets.network.end[main]]).tolist())


def measure(streets: Streets, edges: Marks, spots: Spots) -> Floats:
    network, sources = streets.network, main_nodes(streets, edges)
    nodes = nx.multi_source_dijkstra_path_length(draw(streets, edges), sources) if sources else {}
    ends = [
        np.array([nodes.get(int(node), np.inf) for node in side[spots.edge]])
        for side in (network.start, network.end)
    ]
    metres = np.minimum(ends[0] + spots.position, ends[1] + network.length[spots.edge] - spots.position)
    metres[(edges & (streets.entry == Truth.YES))[spots.edge]] = 0.0
    metres[~edges[spots.edge]] = np.inf
    return metres


def expect(ward: Ward, step: Step) -> Expected:
    with open_city(ward) as real:
        city, _ = suppose(real, [step])
        streets = lay_engine_streets(city).streets
        homes = city.frame("buildings")
    spots = snap(streets.network, homes.geometry.to_numpy())
    every = np.ones(len(streets.network), dtype=bool)
    before, after = (measure(streets, edges, spots) for edges in (every, ~streets.closed))
    return Expected(homes, before, after, streets.closed[spots.edge])


def find_only_way_in(ward: Ward) -> Step:
    """Return the closing of the alley without which most of the graph's nodes are cut off, as networkx finds it."""
    with open_city(ward) as city:
        laid = lay_engine_streets(city)
    streets, first = laid.streets, len(laid.roads)
    lines = np.unique(streets.network.line[streets.network.line >= first])[::4]
    left = {}
    for line in lines:
        edges = streets.network.line != line
        graph, sources = draw(streets, edges), main_nodes(streets, edges)
        left[line] = sum(len(piece) for piece in nx.connected_components(graph) if piece & sources)
    alley = int(laid.alleys.index[min(left, key=lambda line: left[line]) - first])
    return Step(scenario="closed_street", inputs={"alleys": [alley]})


@pytest.mark.parametrize("way", ["a street", "the only way in"])
def test_the_way_of_every_building_is_that_of_networkx(ward: Ward, way: str) -> None:
    step = STREET if way == "a street" else find_only_way_in(ward)
    told, expected = ask(ward, "detours", what_if=[step.model_dump()]), expect(ward, step)
    cut, longer, shut = expected.cut_off, expected.longer, expected.shut
    assert shut.any()
    assert longer.any() if way == "a street" else cut.any()
    for state, some in (("cut_off", cut), ("shut", shut), ("longer", longer)):
        assert told.figures[f"{state}_buildings"] == some.sum()
    detours = (expected.after - expected.before)[longer]
    assert told.figures["most_m"] == pytest.approx(detours.max(initial=0.0))
    drawn = told.drawn("detour_homes")
    for number, metres in zip(expected.homes.index[longer], detours, strict=True):
        assert drawn[number]["detour_m"] == pytest.approx(metres)
    assert {number for number in drawn if drawn[number]["state"] == "cut_off"} == set(
        expected.homes.index[cut]
    )


def test_nothing_closed_loses_nothing_and_says_so(ward: Ward) -> None:
    told = ask(ward, "detours")
    for name in ("closed", "cut_off_buildings", "shut_buildings", "longer_buildings", "engine_buildings"):
        assert told.figures[name] == 0
    assert any("Nothing is closed" in note["en"] for note in told.whole["notes"])
