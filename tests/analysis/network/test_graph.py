"""The graph and the ways on it against networkx, which is given every leg of every line."""

import networkx as nx
import numpy as np
import pytest
import shapely
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
from twin.analysis.network.graph import build_network
from twin.analysis.network.spots import merge_stretches, stretch_spots
from twin.analysis.network.walking import walk_from


@UNHURRIED
@given(TOWNS, SPOTS, SPOTS, st.sampled_from([np.inf, 60.0, 0.0]))
def test_ways_are_as_long_as_networkx_says(
    lines: list[Line], homes: list[At], sources: list[At], limit: float
) -> None:
    homes, sources = within_town(homes, lines), within_town(sources, lines)
    graph = draw_graph(lines, homes + sources)
    starts = set(range(len(homes), len(homes) + len(sources)))
    expected = nx.multi_source_dijkstra_path_length(graph, starts) if starts else {}
    network = build_network(shapes_of(lines))
    walk = walk_from(network, stretch_spots(place_spots(network, sources)), limit)
    far = [expected.get(home, np.inf) for home in range(len(homes))]
    found = walk.at(place_spots(network, homes))
    assert found == pytest.approx([metres if metres <= limit + 1e-6 else np.inf for metres in far], abs=1e-6)


@UNHURRIED
@given(TOWNS)
def test_nothing_is_lost_and_pieces_stay_pieces(lines: list[Line]) -> None:
    network = build_network(shapes_of(lines))
    graph = draw_graph(lines, [])
    assert network.length.sum() == pytest.approx(sum(shape.length for shape in shapes_of(lines)))
    assert shapely.length(network.shape) == pytest.approx(network.length)
    starts = shapely.get_coordinates(shapely.get_point(network.shape, 0))
    assert starts == pytest.approx(network.nodes[network.start])
    ours: nx.Graph[int] = nx.Graph(zip(network.start.tolist(), network.end.tolist(), strict=True))
    assert nx.number_connected_components(ours) == nx.number_connected_components(graph)


def joined(*lines: list[tuple[float, float]], tolerance: float = 1.0) -> list[tuple[int, int, float, int]]:
    """Return each edge as start, end, length and line."""
    network = build_network(shapes_of(lines), tolerance)
    rows = zip(network.start, network.end, network.length, network.line, strict=True)
    return [(int(start), int(end), round(float(length), 3), int(line)) for start, end, length, line in rows]


def test_an_end_near_a_street_opens_into_it() -> None:
    street, alley = [(0.0, 0.0), (100.0, 0.0)], [(40.0, 0.8), (40.0, 50.0)]
    first, second, third = joined(street, alley)
    assert [first[2], second[2], third[2]] == [40, 60, 49.2]
    assert first[1] == second[0] == third[0]
    assert len(joined(street, alley, tolerance=0.5)) == 2


def test_ends_that_nearly_meet_are_one_place() -> None:
    first, second = joined([(0.0, 0.0), (50.0, 0.0)], [(50.6, 0.3), (90.0, 0.0)])
    assert first[1] == second[0]


def test_what_crosses_without_a_common_vertex_is_a_bridge() -> None:
    assert len(joined([(0.0, 0.0), (100.0, 0.0)], [(50.0, -50.0), (50.0, 50.0)])) == 2
    assert (
        len(joined([(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)], [(50.0, -50.0), (50.0, 0.0), (50.0, 50.0)])) == 4
    )


def test_a_line_may_come_back_to_itself() -> None:
    lasso = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0), (100.0, 40.0), (50.0, 40.0), (50.0, 0.4)]
    tail, loop = joined(lasso)
    assert (tail[1], tail[2]) == (loop[0], 50)
    assert loop[0] == loop[1]
    assert loop[2] == pytest.approx(179.6)


def test_pieces_doubled_vertices_and_missing_lines() -> None:
    pieces = shapely.MultiLineString(
        [[(0, 0), (0, 0), (10, 0), (10, 0)], [(50, 0), (60, 0)], [(70, 0), (70, 0)]]
    )
    lines = np.array([None, pieces, shapely.LineString()], dtype=np.object_)
    network = build_network(lines)
    assert network.length.tolist() == [10, 10]
    assert network.line.tolist() == [1, 1]
    assert len(network.nodes) == 4


def test_no_lines_are_an_empty_graph() -> None:
    network = build_network(np.array([], dtype=np.object_))
    assert len(network) == 0
    assert network.matrix.shape == (0, 0)
    assert (
        walk_from(network, merge_stretches(network.start, network.length, network.length)).nodes.tolist()
        == []
    )
