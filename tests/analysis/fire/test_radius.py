"""The norm's radius against every wall and every source, one by one."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.fire.towns import TRUTHS
from twin.analysis.certainty import Truth
from twin.analysis.fire.radius import InRadius, Radii, measure_radius
from twin.analysis.fire.streets import Fact

PLACES = st.tuples(st.integers(-500, 500), st.integers(-500, 500))
SOURCES = st.lists(st.tuples(PLACES, TRUTHS, TRUTHS), max_size=5)
RADII = Radii(engine=200, pump=100)
Source = tuple[tuple[float, float], Truth, Truth]


def measured(homes: list[shapely.Polygon], sources: list[Source]) -> InRadius:
    return measure_radius(
        np.array(homes, dtype=np.object_),
        np.array([shapely.Point(place) for place, _, _ in sources], dtype=np.object_),
        np.array([works for _, works, _ in sources], dtype=np.int8),
        np.array([access for _, _, access in sources], dtype=np.int8),
        RADII,
    )


def holds(home: shapely.Polygon, sources: list[Source], unknown: Truth) -> bool:
    """Say whether a home is in a radius, with all that is unknown turned into yes or no."""
    return any(
        Truth.YES in (works, unknown if works == Truth.UNKNOWN else Truth.NO)
        and home.distance(shapely.Point(place))
        <= (
            RADII.engine
            if Truth.YES in (access, unknown if access == Truth.UNKNOWN else Truth.NO)
            else RADII.pump
        )
        for place, works, access in sources
    )


@given(st.lists(PLACES, max_size=5), SOURCES)
def test_in_radius_for_sure_or_perhaps(corners: list[tuple[int, int]], sources: list[Source]) -> None:
    homes = [shapely.box(x, y, x + 5, y + 15) for x, y in corners]
    found = measured(homes, sources)
    for number, home in enumerate(homes):
        sure, possible = holds(home, sources, Truth.NO), holds(home, sources, Truth.YES)
        expected = Truth.YES if sure else Truth.UNKNOWN if possible else Truth.NO
        assert found.judgement.truth[number] == expected
        near = [home.distance(shapely.Point(place)) for place, works, _ in sources if works == Truth.YES]
        assert found.working[number] == pytest.approx(min(near, default=np.inf))


@pytest.mark.parametrize(
    ("works", "access", "metres", "truth", "missing"),
    [
        (Truth.YES, Truth.YES, 200, Truth.YES, 0),
        (Truth.YES, Truth.YES, 201, Truth.NO, 0),
        (Truth.YES, Truth.NO, 101, Truth.NO, 0),
        (Truth.YES, Truth.UNKNOWN, 101, Truth.UNKNOWN, Fact.ENGINE_ACCESS),
        (Truth.UNKNOWN, Truth.UNKNOWN, 100, Truth.UNKNOWN, Fact.SOURCE_STATUS),
        (Truth.UNKNOWN, Truth.UNKNOWN, 150, Truth.UNKNOWN, Fact.SOURCE_STATUS | Fact.ENGINE_ACCESS),
        (Truth.NO, Truth.YES, 1, Truth.NO, 0),
    ],
)
def test_which_fact_is_missing(
    works: Truth, access: Truth, metres: float, truth: Truth, missing: int
) -> None:
    found = measured([shapely.box(0, 0, 5, 5)], [((5 + metres, 2), works, access)])
    assert (found.judgement.truth[0], found.judgement.missing[0]) == (truth, missing)
