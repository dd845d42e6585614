"""How far it is to the farthest of several places, against every place tried one by one."""

import numpy as np
import pytest
from hypothesis import given

from tests.analysis.network.plans import (
    SPOTS,
    TOWNS,
    UNHURRIED,
    At,
    Line,
    place_spots,
    shapes_of,
    within_town,
)
from twin.analysis.network.farthest import measure_farthest
from twin.analysis.network.graph import build_network
from twin.analysis.network.spots import Stretches, space_out, stretch_spots
from twin.analysis.network.walking import walk_from, walk_within_edge

EVERY = 0.5


@UNHURRIED
@given(TOWNS, SPOTS, SPOTS)
def test_it_is_the_most_over_every_place_of_the_stretches(
    lines: list[Line], at: list[At], homes_at: list[At]
) -> None:
    network = build_network(shapes_of(lines))
    chosen = sorted({line for line, _ in within_town(at, lines)})
    edge = np.flatnonzero(np.isin(network.line, chosen))
    stretches = Stretches(edge, 0.2 * network.length[edge], 0.9 * network.length[edge])
    homes = place_spots(network, within_town(homes_at, lines))
    found = measure_farthest(network, stretches, homes)
    everywhere = space_out(network, EVERY)
    inside = np.flatnonzero(walk_within_edge(stretches, everywhere) == 0)
    if len(edge) == 0:
        assert np.isinf(found).all()
        return
    most = np.zeros(len(homes))
    for one in inside:
        most = np.maximum(most, walk_from(network, stretch_spots(everywhere[one : one + 1])).at(homes))
    assert (np.isinf(found) == np.isinf(most)).all()
    reached = np.isfinite(found)
    # Between two places that are tried it may be so much farther.
    assert (found[reached] >= most[reached] - 1e-6).all()
    assert (found[reached] <= most[reached] + EVERY).all()


def test_beyond_the_limit_nothing_is_measured() -> None:
    network = build_network(shapes_of([[(0, 0), (100, 0)], [(100, 0), (300, 0)]]))
    stretches = Stretches(np.array([0]), np.array([0.0]), np.array([100.0]))
    homes = place_spots(network, [(0, 0.5), (1, 0.1), (1, 0.9)])
    assert measure_farthest(network, stretches, homes) == pytest.approx([50, 120, 280])
    assert measure_farthest(network, stretches, homes, limit=60) == pytest.approx([50, 120, np.inf])
