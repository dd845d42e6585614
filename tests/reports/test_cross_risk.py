"""Where risks meet on the demonstration ward: each of the four found again from its files and from the reports on it."""

from datetime import date

import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from tests.conftest import Ward
from tests.reports.asking import Told, ask, run
from tests.reports.test_fire_access import by_external_id
from tests.ward_files import Files
from twin.errors import BadInputError

TODAY = date(2026, 10, 31)
OPEN = {"open_streets": True}
RISKS = ("flooding", "fire", "congestion", "works")


@pytest.fixture(scope="module")
def told(ward: Ward) -> Told:
    return ask(ward, "cross_risk", **OPEN)


def near(things: GeoDataFrame, sources: GeoDataFrame, reach: float) -> set[str]:
    tree = shapely.STRtree(sources.geometry.to_numpy())
    thing, _ = tree.query(things.geometry.to_numpy(), predicate="dwithin", distance=reach)
    return set(things["external_id"].iloc[thing])


def told_by_external_id(ward: Ward, told: Told, risk: str, state: str) -> set[str]:
    drawn = by_external_id(ward, "alleys", told.drawn("risks_of_alleys"))
    return {name for name, one in drawn.items() if one[risk] == state}


@pytest.mark.parametrize(
    "recorded",
    [
        ("flooding", "flood_spots", ("open", "monitored", "in_works"), ("resolved",)),
        ("works", "projects", ("proposed", "preparing", "in_works", "paused"), ("done", "cancelled")),
    ],
)
def test_what_is_recorded_near_an_alley(
    ward: Ward, files: Files, told: Told, recorded: tuple[str, str, tuple[str, ...], tuple[str, ...]]
) -> None:
    risk, layer, yes, no = recorded
    alleys, spots = files.on("alleys", TODAY), files.on(layer, TODAY)
    sure = near(alleys, spots[spots["status"].isin(yes)], 30)
    perhaps = near(alleys, spots[~spots["status"].isin(no)], 30)
    assert told_by_external_id(ward, told, risk, "yes") == sure
    assert told_by_external_id(ward, told, risk, "unknown") == perhaps - sure
    assert (told.figures[risk], told.at_most[risk] or told.figures[risk]) == (len(sure), len(perhaps))
    assert sure


def test_fire_is_what_the_reports_on_access_and_coverage_say(ward: Ward, files: Files, told: Told) -> None:
    alleys, homes = files.on("alleys", TODAY), files.on("buildings", TODAY)
    access = by_external_id(ward, "alleys", ask(ward, "fire_access", **OPEN).drawn("engine_alleys"))
    water = by_external_id(ward, "buildings", ask(ward, "fire_coverage", **OPEN).drawn("covered_buildings"))
    closed = {name for name, one in access.items() if one["state"] == "no"}
    fire = told_by_external_id(ward, told, "fire", "yes")
    assert closed < fire
    # What is at risk though open has a building beside it that no hose reaches.
    dry = homes[[water[name]["result"] not in {"covered", "unknown"} for name in homes["external_id"]]]
    assert fire - closed <= near(alleys, dry, 60)
    safe = told_by_external_id(ward, told, "fire", "no")
    assert {access[name]["state"] for name in safe} == {"yes"}


def test_a_supposed_rain_floods_what_the_report_on_it_floods(ward: Ward, told: Told) -> None:
    what_if = [{"scenario": "rain", "inputs": {"depth_mm": 200, "hours": 2}}]
    wet = ask(ward, "cross_risk", what_if=what_if, **OPEN)
    exposed = ask(ward, "flood_exposure", what_if=what_if).drawn("flooded_alleys")
    flooded, before = (
        {number for number, one in asked.drawn("risks_of_alleys").items() if one["flooding"] == "yes"}
        for asked in (wet, told)
    )
    shut = {number for number, one in exposed.items() if one["passable"] in {"emergency", "none"}}
    dry = {number for number, one in exposed.items() if one["passable"] == "cars"}
    assert shut <= flooded
    assert shut - before
    # Of an alley that the water closes in parts each part is one of its own, by a number below zero.
    assert {number for number in dry & flooded if number > 0} <= before


def test_congestion_is_told_by_the_index_of_the_worst_hour(ward: Ward, files: Files, told: Told) -> None:
    alleys, stretches = files.on("alleys", TODAY), files.on("congestion_spots", TODAY)
    index = {row["name"]: row["index"] for row in ask(ward, "congestion").rows("stretches")}
    assert set(index) <= set(stretches["name"])
    # The mean over all hours is never above that of the worst one.
    surely = stretches[[(index.get(name) or 0) > 1.5 for name in stretches["name"]]]
    found = told_by_external_id(ward, told, "congestion", "yes")
    assert near(alleys, surely, 30) <= found <= near(alleys, stretches, 30)
    assert len(surely)


def test_the_list_is_in_order_and_the_sums_agree(told: Told) -> None:
    rows = told.rows("alleys")
    keys = [(row["score"], row["score_most"]) for row in rows]
    assert keys == sorted(keys, reverse=True)
    for row in rows:
        states = [row[risk] for risk in RISKS]
        assert row["risks"] == states.count("yes")
        assert row["risks_most"] == 4 - states.count("no")
        assert row["score"] == pytest.approx(row["risks"] / 4)
    assert told.figures["meet_2"] == sum(row["risks"] >= 2 for row in rows) > 0
    shown = told.drawn("risks_of_alleys").values()
    assert all(one["shown"] is not None or one["risks_most"] > 0 for one in shown)
    assert any(one["shown"] is None for one in shown)


def test_weights_decide_the_order_and_cannot_all_be_nothing(ward: Ward) -> None:
    flooding = ask(ward, "cross_risk", fire=0, congestion=0, works=0, **OPEN).rows("alleys")
    assert [row["score"] for row in flooding] == [float(row["flooding"] == "yes") for row in flooding]
    with pytest.raises(BadInputError, match="weights are zero"):
        run(ward, "cross_risk", flooding=0, fire=0, congestion=0, works=0)
