"""Coverage against the definition of the hose's length, tried over every stand."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.fire.towns import Town, lay_hose, towns
from tests.analysis.network.plans import UNHURRIED, place_spots, within_town
from twin.analysis.certainty import Truth
from twin.analysis.fire.coverage import Coverage, Sources, Why, cover
from twin.analysis.fire.hose import SLACK, Stands, find_served
from twin.analysis.fire.streets import Fact
from twin.analysis.network.spots import snap

HOSES = st.sampled_from([0.0, 20.0, 45.0, 80.0])


def covered(town: Town, hose: float) -> Coverage:
    streets = town.streets()
    homes = place_spots(streets.network, within_town(town.homes, town.lines))
    return cover(streets, homes, town.sources(streets), hose)


@UNHURRIED
@given(towns(), HOSES)
def test_the_hose_is_as_long_as_its_definition_says(town: Town, hose: float) -> None:
    found = covered(town, hose)
    least, most = lay_hose(town.complete(well=True)), lay_hose(town.complete(well=False))
    assert found.least == pytest.approx(least, abs=1e-6)
    assert found.most == pytest.approx(most, abs=1e-6)
    expected = [
        Truth.YES if far <= hose + SLACK else Truth.UNKNOWN if near <= hose + SLACK else Truth.NO
        for near, far in zip(least, most, strict=True)
    ]
    assert found.judgement.truth.tolist() == expected
    assert ((found.judgement.missing > 0) == found.judgement.are(Truth.UNKNOWN)).all()
    assert ((found.why != Why.COVERED) == found.judgement.are(Truth.NO)).all()


@UNHURRIED
@given(towns(), HOSES, st.sampled_from([Fact.WIDTH, Fact.HEADROOM, Fact.STREET_CLASS, Fact.SOURCE_STATUS]))
def test_the_facts_said_to_be_missing_are_those_that_would_cover(town: Town, hose: float, fact: Fact) -> None:
    """When all other kinds of fact turn out badly, those named are enough; and none of them can be spared."""
    well = town.complete(well=True)
    known = town.complete(well=False)
    found = covered(town, hose).judgement
    for home, missing in enumerate(found.missing.tolist()):
        if not missing:
            continue
        assert lay_hose(mix(known, well, missing))[home] <= hose + SLACK
        if missing & fact:
            assert lay_hose(mix(known, well, missing & ~fact))[home] > hose + SLACK


def mix(known: Town, well: Town, facts: int) -> Town:
    return Town(
        known.lines,
        (well if facts & Fact.WIDTH else known).width,
        (well if facts & Fact.HEADROOM else known).headroom,
        (well if facts & Fact.STREET_CLASS else known).entry,
        known.homes,
        known.water,
        (well if facts & Fact.SOURCE_STATUS else known).working,
        known.closed,
    )


@UNHURRIED
@given(towns(), HOSES)
def test_each_source_serves_what_it_would_cover_alone(town: Town, hose: float) -> None:
    town = town.complete(well=True)
    streets = town.streets()
    homes = place_spots(streets.network, within_town(town.homes, town.lines))
    stands = Stands(streets.network, streets.engine_edges(0))
    served = find_served(stands, town.sources(streets).spots, homes, hose).toarray()
    for number, at in enumerate(town.water):
        alone = replace(town, water=[at], working=[Truth.YES])
        assert (served[number] == 1).tolist() == (lay_hose(alone) <= hose + SLACK).tolist()


STREET = [(0, 0), (100, 0), (200, 0), (300, 0), (400, 0)]
ALLEY = [(100, 0), (100, 200)]
"""A street 400 m long that engines enter by, and an alley 200 m long from its first quarter."""


def town(
    width: float, water: tuple[int, float] | None, works: Truth = Truth.YES, street: float = 9.0
) -> Town:
    """A home at the far end of the alley, and perhaps a source."""
    there = [water] if water else []
    working = [works] * len(there)
    return Town(
        [STREET, ALLEY], [street, width], [9.0, 9.0], [Truth.YES, Truth.NO], [(1, 1.0)], there, working
    )


@pytest.mark.parametrize(
    ("case", "truth", "why", "missing", "metres"),
    [
        (town(9, (1, 0.5)), Truth.YES, Why.COVERED, 0, 100),
        (town(2, (1, 0.5)), Truth.NO, Why.NO_WAY_IN, 0, 300),
        (town(9, (0, 1.0)), Truth.NO, Why.TOO_FAR, 0, 500),
        (town(2, (0, 0.25)), Truth.YES, Why.COVERED, 0, 200),
        (town(9, (1, 0.5), Truth.NO), Truth.NO, Why.FAULTY_SOURCE, 0, np.inf),
        (town(9, None), Truth.NO, Why.NO_SOURCE, 0, np.inf),
        (town(9, (1, 0.5), street=3.0), Truth.NO, Why.NO_WAY_IN, 0, np.inf),
        (town(np.nan, (1, 0.5)), Truth.UNKNOWN, Why.COVERED, Fact.WIDTH, 100),
        (town(9, (1, 0.5), Truth.UNKNOWN), Truth.UNKNOWN, Why.COVERED, Fact.SOURCE_STATUS, 100),
        (
            town(np.nan, (1, 0.5), Truth.UNKNOWN),
            Truth.UNKNOWN,
            Why.COVERED,
            Fact.WIDTH | Fact.SOURCE_STATUS,
            100,
        ),
        (town(np.nan, (0, 1.0)), Truth.NO, Why.TOO_FAR, 0, 500),
    ],
    ids=[
        "covered",
        "narrow",
        "far",
        "by a stand in the street",
        "faulty",
        "no source",
        "closed street",
        "unknown width",
        "unchecked source",
        "both unknown",
        "far whatever the width",
    ],
)
def test_what_is_said_of_a_home(case: Town, truth: Truth, why: Why, missing: int, metres: float) -> None:
    found = covered(case, 200)
    assert (found.judgement.truth[0], found.why[0], found.judgement.missing[0]) == (truth, why, missing)
    assert found.least[0] == pytest.approx(metres)


def test_without_any_street_nothing_is_known_but_that_there_is_no_water() -> None:
    empty = Town([], [], [], [], [], [], []).streets()
    homes = snap(empty.network, np.array([shapely.box(0, 0, 5, 5)], dtype=np.object_))
    found = cover(empty, homes, Sources(homes, np.array([Truth.YES], dtype=np.int8)), 200)
    assert found.judgement.truth.tolist() == [Truth.UNKNOWN]
    assert found.judgement.missing.tolist() == [Fact.STREETS]
    assert np.isnan(found.least).all()
    dry = cover(empty, homes, Sources(homes[:0], np.array([], dtype=np.int8)), 200)
    assert (dry.judgement.truth[0], dry.why[0]) == (Truth.NO, Why.NO_SOURCE)


def test_a_source_on_a_loop_leads_to_it_the_shorter_way() -> None:
    loop = [(0, 0), (40, 0), (40, 40), (0, 40), (0, 0)]
    ring = Town([loop], [9.0], [9.0], [Truth.YES], [(0, 0.9)], [(0, 0.1)], [Truth.YES])
    streets = ring.streets()
    homes, water = (place_spots(streets.network, spots) for spots in (ring.homes, ring.water))
    stands = Stands(streets.network, streets.engine_edges(0))
    assert find_served(stands, water, homes, 32).toarray().tolist() == [[1]]
    assert find_served(stands, water, homes, 31).toarray().tolist() == [[0]]
