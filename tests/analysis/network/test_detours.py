"""Detours against networkx on the same town."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.network.plans import (
    SPOTS,
    TOWNS,
    UNHURRIED,
    At,
    Line,
    draw_graph,
    place_spots,
    shapes_of,
    within_town,
)
from twin.analysis.network.detours import drive_from, find_ways_round
from twin.analysis.network.graph import build_network

LINES = st.sets(st.integers(0, 6), max_size=3)


def keep(graph: "nx.MultiGraph[object]", closed: set[int]) -> "nx.MultiGraph[object]":
    """Return the graph without the legs of the closed lines, with all of its nodes."""
    left: nx.MultiGraph[object] = nx.MultiGraph()
    left.add_nodes_from(graph)
    left.add_edges_from(leg for leg in graph.edges(data=True) if leg[2]["line"] not in closed)
    return left


@UNHURRIED
@given(TOWNS, SPOTS, LINES, LINES)
def test_the_way_in_is_that_of_networkx(
    lines: list[Line], at: list[At], closed: set[int], main: set[int]
) -> None:
    spots = within_town(at, lines)
    network = build_network(shapes_of(lines))
    open_edges = ~np.isin(network.line, list(closed))
    found = drive_from(network, open_edges, np.isin(network.line, list(main)), place_spots(network, spots))
    graph = keep(draw_graph(lines, spots), closed)
    legs: list[tuple[object, object, int]] = list(graph.edges(data="line"))
    main_nodes = {node for one, other, number in legs if number in main for node in (one, other)}
    known = nx.multi_source_dijkstra_path_length(graph, main_nodes) if main_nodes else {}
    expected = [
        np.inf if line in closed else known.get(number, np.inf) for number, (line, _) in enumerate(spots)
    ]
    assert found == pytest.approx(expected, abs=1e-6)


@UNHURRIED
@given(TOWNS, LINES)
def test_the_way_round_is_that_of_networkx(lines: list[Line], closed: set[int]) -> None:
    network = build_network(shapes_of(lines))
    found = find_ways_round(network, ~np.isin(network.line, list(closed)))
    whole = draw_graph(lines, [])
    graph = keep(whole, closed)
    there = sorted(closed & set(range(len(lines))))
    assert found.line.tolist() == there
    for line, along, around in zip(found.line, found.along, found.around, strict=True):
        legs = [leg for leg in whole.edges(data=True) if leg[2]["line"] == line]
        assert along == pytest.approx(sum(leg[2]["weight"] for leg in legs))
        own: nx.MultiGraph[object] = nx.MultiGraph((one, other) for one, other, _ in legs)
        ends = [node for node, degree in own.degree() if degree % 2]
        if len(ends) != 2:
            assert np.isnan(around)
        elif nx.has_path(graph, ends[0], ends[1]):
            assert around == pytest.approx(nx.dijkstra_path_length(graph, ends[0], ends[1]))
        else:
            assert np.isinf(around)


def test_what_stands_nowhere_has_no_way_that_is_known() -> None:
    empty = build_network(shapes_of([]))
    none = np.empty(0, dtype=bool)
    nowhere = place_spots(empty, [])
    assert drive_from(empty, none, none, nowhere).shape == (0,)
    lost = type(nowhere)(np.array([-1]), np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(drive_from(empty, none, none, lost)).all()
