"""Detours on the demonstration ward: each building's way against networkx, and what is closed against what is lost."""

from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.city.asking import open_city
from tests.conftest import Ward
from tests.reports.asking import ask
from twin.analysis.certainty import Truth
from twin.analysis.network.spots import snap
from twin.city.supposing import suppose
from twin.reporting import Step
from twin.reporting.engines import lay_engine_streets

CLOSED = Step(scenario="closed_street", inputs={"names": ["Trung Kính"]})


@pytest.fixture(scope="module")
def expected(ward: Ward) -> dict[str, Any]:
    """Every building's metres to the nearest main street before and after, by networkx."""
    with open_city(ward) as real:
        city, _ = suppose(real, [CLOSED])
        streets = lay_engine_streets(city).streets
        homes = city.frame("buildings")
    network = streets.network
    spots = snap(network, homes.geometry.to_numpy())
    told: dict[str, Any] = {"homes": homes, "shut": streets.closed[spots.edge]}
    for name, closed in (("before", np.zeros_like(streets.closed)), ("after", streets.closed)):
        graph: nx.Graph[object] = nx.Graph()
        for edge in np.flatnonzero(~closed):
            ends = int(network.start[edge]), int(network.end[edge])
            metres = min(
                float(network.length[edge]), graph.get_edge_data(*ends, {"weight": np.inf})["weight"]
            )
            graph.add_edge(*ends, weight=metres)
        main = ~closed & (streets.entry == Truth.YES)
        sources = {int(node) for node in np.concatenate([network.start[main], network.end[main]])}
        nodes = nx.multi_source_dijkstra_path_length(graph, sources)
        by_start, by_end = (
            np.array([nodes.get(int(node), np.inf) for node in side[spots.edge]])
            for side in (network.start, network.end)
        )
        metres_in = np.minimum(
            by_start + spots.position, by_end + network.length[spots.edge] - spots.position
        )
        metres_in[main[spots.edge]] = 0.0
        metres_in[closed[spots.edge]] = np.inf
        told[name] = metres_in
    return told


def test_the_way_of_every_building_is_that_of_networkx(ward: Ward, expected: dict[str, Any]) -> None:
    told = ask(ward, "detours", what_if=[CLOSED.model_dump()])
    before, after, shut = expected["before"], expected["after"], expected["shut"]
    cut, longer = np.isfinite(before) & np.isinf(after) & ~shut, np.isfinite(after) & (after - before > 1)
    assert longer.any()
    assert shut.any()
    for state, some in (("cut_off", cut), ("shut", shut), ("longer", longer)):
        assert told.figures[f"{state}_buildings"] == some.sum()
    assert told.figures["most_m"] == pytest.approx((after - before)[longer].max())
    drawn = told.drawn("detour_homes")
    for row, number in enumerate(expected["homes"].index):
        if longer[row]:
            assert drawn[number]["detour_m"] == pytest.approx(after[row] - before[row])
    assert sum(told.drawn("detour_homes")[n]["state"] == "cut_off" for n in drawn) == cut.sum()


def test_nothing_closed_loses_nothing_and_says_so(ward: Ward) -> None:
    told = ask(ward, "detours")
    for name in ("closed", "cut_off_buildings", "shut_buildings", "longer_buildings", "engine_buildings"):
        assert told.figures[name] == 0
    assert any("Nothing is closed" in note["en"] for note in told.whole["notes"])


def test_a_dead_end_that_is_closed_at_its_mouth_is_cut_off(ward: Ward) -> None:
    """What lies behind the only way in has no way round."""
    with open_city(ward) as city:
        streets = lay_engine_streets(city)
        network = streets.streets.network
        graph: nx.MultiGraph[int] = nx.MultiGraph(
            zip(network.start.tolist(), network.end.tolist(), strict=True)
        )
        lines = dict(
            zip(zip(network.start.tolist(), network.end.tolist(), strict=True), network.line, strict=True)
        )
        simple: Any = nx.Graph(graph.edges())
        bridges: list[tuple[int, int]] = list(nx.bridges(simple))
        alleys = [
            int(lines.get((one, other), lines.get((other, one), -1)))
            for one, other in bridges
            if graph.number_of_edges(one, other) == 1
        ]
        first = len(streets.roads)
        ids = [int(streets.alleys.index[line - first]) for line in alleys if line >= first]
    told = ask(ward, "detours", what_if=[{"scenario": "closed_street", "inputs": {"alleys": ids[:1]}}])
    (row,) = told.rows("closed")
    assert row["around_m"] is None
    assert row["length_m"] > 0
    assert told.figures["closed"] == 1
