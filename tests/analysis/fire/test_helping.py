"""Which buildings some tank could cover, against the definition tried over every stand."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.fire.towns import Town, find_stands, lay_hose, towns
from tests.analysis.network.plans import UNHURRIED, draw_graph, place_spots, within_town
from twin.analysis.certainty import Truth
from twin.analysis.fire.helping import find_near, judge_reachable, promise
from twin.analysis.fire.hose import SLACK

HOSES = st.sampled_from([0.0, 20.0, 45.0, 80.0])


def to_nearest_stand(town: Town) -> list[float]:
    graph = draw_graph(town.lines, within_town(town.homes + town.water, town.lines))
    stands = find_stands(town, graph)
    ways = [nx.single_source_dijkstra_path_length(graph, home) for home in range(len(town.homes))]
    return [min((far for node, far in way.items() if node in stands), default=np.inf) for way in ways]


@UNHURRIED
@given(towns(), HOSES)
def test_a_building_can_be_covered_where_an_engine_comes_within_the_hose(town: Town, hose: float) -> None:
    streets = town.streets()
    homes = place_spots(streets.network, within_town(town.homes, town.lines))
    found = judge_reachable(streets, homes, hose)
    sure, possible = (to_nearest_stand(town.complete(well=well)) for well in (False, True))
    expected = [
        Truth.YES if far <= hose + SLACK else Truth.UNKNOWN if near <= hose + SLACK else Truth.NO
        for near, far in zip(possible, sure, strict=True)
    ]
    assert found.truth.tolist() == expected
    assert ((found.missing > 0) == found.are(Truth.UNKNOWN)).all()


@UNHURRIED
@given(towns(), HOSES)
def test_what_is_promised_holds_however_the_missing_facts_turn_out(town: Town, hose: float) -> None:
    streets = town.streets()
    homes = place_spots(streets.network, within_town(town.homes, town.lines))
    places = town.sources(streets).spots
    promised = promise(streets, places, homes, hose).toarray() == 1
    for number, at in enumerate(town.water):
        alone = Town(
            town.lines, town.width, town.headroom, town.entry, town.homes, [at], [Truth.YES], town.closed
        )
        metres = lay_hose(alone.complete(well=False))
        assert (metres[promised[number]] <= hose).all()
        assert (metres[~promised[number]] > hose - 0.03).all() or hose == 0


@pytest.mark.parametrize(("x", "near"), [(-10, True), (-11, False), (60, True), (61, False)])
def test_only_what_is_near_the_homes_can_serve_them(x: float, near: bool) -> None:
    homes = np.array([[0.0, 0.0], [50.0, 5.0]])
    assert find_near(np.array([[x, 2.0]]), homes, 10).tolist() == [near]
    assert find_near(np.array([[x, 2.0]]), homes[:0], 10).tolist() == [False]
