"""Where new water would help: which buildings a tank could ever serve, and what each place would."""

import numpy as np
from scipy.sparse import csr_array

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Judgement, Truth, judge
from twin.analysis.fire.hose import SLACK, Stands, find_served
from twin.analysis.fire.streets import Fact, Streets
from twin.analysis.network.spots import Spots, Stretches
from twin.analysis.network.walking import walk_from

ROUNDING = 0.02
"""Metres less of hose than there is: a place told in degrees of seven digits still serves what was promised."""


def judge_reachable(streets: Streets, homes: Spots, hose: float) -> Judgement:
    """Judge whether an engine can stand within `hose` metres of each building: if not, no water anywhere covers it."""

    def reached(facts: int) -> Marks:
        engine = np.flatnonzero(streets.engine_edges(facts))
        stands = Stretches(engine, np.zeros(len(engine)), streets.network.length[engine])
        near: Marks = walk_from(streets.network, stands).at(homes) <= hose + SLACK
        return near

    judgement = judge(reached, int(streets.missing))
    streetless = homes.edge < 0
    judgement.truth[streetless], judgement.missing[streetless] = Truth.UNKNOWN, Fact.STREETS
    return judgement


def promise(streets: Streets, places: Spots, homes: Spots, hose: float) -> csr_array:
    """Say which buildings (columns) water at each place (a row) would surely cover, whatever the missing facts are."""
    surely = Stands(streets.network, streets.engine_edges(0))
    return find_served(surely, places, homes, max(hose - ROUNDING, 0.0))


def find_near(places: Floats, homes: Floats, reach: float) -> Marks:
    """Say which places lie in the box round the homes that is `reach` metres wider: no other can serve one of them."""
    if len(homes) == 0:
        return np.zeros(len(places), dtype=bool)
    low, high = homes.min(axis=0) - reach, homes.max(axis=0) + reach
    near: Marks = ((places >= low) & (places <= high)).all(axis=1)
    return near
