"""Coverage of a quarter of the demonstration ward, feature for feature, against the plain way of finding it."""

from pathlib import Path

import numpy as np
import pytest
from geopandas.geodataframe import GeoDataFrame

from tests.analysis.fire.quarters import Quarter, draw_quarter, lay_hoses, legs_of, read_quarter
from tests.analysis.fire.towns import RULE
from twin.analysis.certainty import Truth, Truths, read_truths
from twin.analysis.fire.coverage import Sources, cover
from twin.analysis.fire.radius import Radii, measure_radius
from twin.analysis.fire.streets import Fact, Streets, Ways, lay_streets
from twin.analysis.network.spots import snap

HOSE = 200.0
RADII = Radii(engine=200, pump=100)


def streets_of(quarter: Quarter) -> Streets:
    ways = quarter.ways
    lines, entry = ways.geometry.to_numpy(), ways["entry"].to_numpy(dtype=np.int8)
    return lay_streets(Ways(lines, ways["width_m"].to_numpy(), ways["headroom_m"].to_numpy(), entry), RULE)


def working(water: GeoDataFrame) -> Truths:
    return read_truths(water["status"].to_numpy(dtype=object), yes=("working",), no=("faulty",))


@pytest.mark.parametrize("survey_headroom", [False, True], ids=["as recorded", "headroom surveyed"])
def test_the_hose_to_every_house_is_as_long_as_over_every_stand(
    ward_folder: Path, survey_headroom: bool
) -> None:
    quarter = read_quarter(ward_folder, survey_headroom=survey_headroom)
    streets = streets_of(quarter)
    homes, water = (
        snap(streets.network, frame.geometry.to_numpy()) for frame in (quarter.homes, quarter.water)
    )
    found = cover(streets, homes, Sources(water, working(quarter.water)), HOSE)
    graph = draw_quarter(quarter, legs_of(quarter))
    least = np.array(lay_hoses(quarter, graph, well=True))
    most = np.array(lay_hoses(quarter, graph, well=False))
    assert found.least == pytest.approx(least, abs=1e-3)
    assert found.most == pytest.approx(most, abs=1e-3)
    sure, possible = most <= HOSE, least <= HOSE
    assert found.judgement.are(Truth.YES).tolist() == sure.tolist()
    assert found.judgement.are(Truth.NO).tolist() == (~possible).tolist()
    # Every answer occurs, so that agreeing about it means something.
    assert set(found.judgement.truth.tolist()) == (
        set(Truth) if survey_headroom else {Truth.NO, Truth.UNKNOWN}
    )
    surveyed = (found.judgement.missing & Fact.HEADROOM) == 0
    assert surveyed.all() == survey_headroom


def test_the_norm_radius_is_what_geopandas_says_of_every_house(ward_folder: Path) -> None:
    quarter = read_quarter(ward_folder, survey_headroom=False)
    water = quarter.water
    access = read_truths(water["engine_access"].to_numpy(dtype=object), yes=("yes",), no=("no",))
    shapes = quarter.homes.geometry.to_numpy(), water.geometry.to_numpy()
    found = measure_radius(*shapes, working(water), access, RADII)
    radius = np.where(water["engine_access"] == "yes", RADII.engine, RADII.pump)
    near = [
        bool(
            (
                water.geometry.distance(home)[water["status"] == "working"]
                <= radius[water["status"] == "working"]
            ).any()
        )
        for home in quarter.homes.geometry
    ]
    assert found.judgement.are(Truth.YES).tolist() == near
    assert 0 < sum(near) < len(near)
