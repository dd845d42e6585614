"""The demonstration ward, measured again from its files: plain GeoPandas, none of the service's own arithmetic."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from geopandas.geodataframe import GeoDataFrame

from gis_data.clock import START
from tests.conftest import Ward
from tests.ward_files import Files
from twin.access import machine_owner
from twin.programme.measured import Breakdown, Measured
from twin.programme.measures import measures
from twin.programme.measuring import Terms, judge_features, measure_at, measure_series
from twin.programme.moments import month_ends
from twin.store.database import Connection, connect

USER = machine_owner("thử")
TODAY = date(2026, 10, 31)
DAYS = [date(2024, 9, 30), START.date(), date(2025, 2, 28), date(2025, 7, 1), date(2026, 3, 15), TODAY]
OLD_NORM = date(2023, 6, 1)


@pytest.fixture(scope="module")
def connection(ward: Ward) -> Iterator[Connection]:
    with connect(ward.url) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(ward: Ward) -> Files:
    return Files(ward.folder)


def measure(connection: Connection, indicator: str, day: date, terms: Terms | None = None) -> Measured:
    return measure_at(connection, USER, day, [indicator], terms or Terms())[indicator]


def expect(found: Measured, state: "pd.Series[str]", lengths: "pd.Series[float] | None" = None) -> None:
    counts = state.value_counts()
    for name in ("done", "under_way", "not_yet", "unknown"):
        assert getattr(found.number, name) == counts.get(name, 0), name
    assert found.number.all == len(state)
    known = (state != "unknown").any()
    assert found.number.value == (pytest.approx(100 * (state == "done").mean()) if known else None)
    if lengths is not None and found.length_m is not None:
        assert found.length_m.all == pytest.approx(lengths.sum(), rel=1e-9)
        assert found.length_m.done == pytest.approx(lengths[state == "done"].sum(), rel=1e-9)
        assert found.length_m.unknown == pytest.approx(lengths[state == "unknown"].sum(), rel=1e-9)


@pytest.mark.parametrize("day", DAYS)
def test_green_spaces_with_fitness_equipment(connection: Connection, files: Files, day: date) -> None:
    frame = files.on("green_spaces", day)
    state = frame["fitness_equipment"].map({"yes": "done", "no": "not_yet"}).fillna("unknown")
    expect(measure(connection, "II.4.1", day), state)


@pytest.mark.parametrize("day", DAYS)
def test_alleys_renovated_by_number_and_length(connection: Connection, files: Files, day: date) -> None:
    frame = files.on("alleys", day)
    told = {"done": "done", "in_works": "under_way", "planned": "not_yet", "none": "not_yet"}
    expect(measure(connection, "II.4.2", day), frame["renovation"].map(told).fillna("unknown"), frame.length)


def fire_states(alleys: GeoDataFrame, sources: GeoDataFrame, engine: float, pump: float) -> Any:
    """Judge each alley by the distances from every vertex to every source."""
    working = (sources["status"] == "working").to_numpy()
    perhaps = (sources["status"] != "faulty").to_numpy()
    access = sources["engine_access"].fillna("unknown").to_numpy()
    surely = np.select([access == "yes", access == "no"], [engine, pump], min(engine, pump))
    at_most = np.select([access == "yes", access == "no"], [engine, pump], max(engine, pump))
    places = np.column_stack([sources.geometry.x, sources.geometry.y])
    states = []
    for line, system in zip(alleys.geometry, alleys["fire_system"], strict=True):
        mine = np.array(line.coords)[:, :2]
        farthest = np.hypot(*(mine[:, None, :] - places[None, :, :]).transpose(2, 0, 1)).max(axis=0)
        known = pd.notna(system) and system != "unknown"
        if (known and system != "none") or (working & (farthest <= surely)).any():
            states.append("done")
        elif not known or (perhaps & (farthest <= at_most)).any():
            states.append("unknown")
        else:
            states.append("not_yet")
    return pd.Series(states, index=alleys.index, dtype=object)


@pytest.mark.parametrize("day", DAYS[1:])
@pytest.mark.parametrize(("norm_as_of", "radii"), [(None, (400, 300)), (OLD_NORM, (200, 100))])
def test_alleys_with_fire_water(
    connection: Connection, files: Files, day: date, norm_as_of: date | None, radii: tuple[float, float]
) -> None:
    alleys = files.on("alleys", day).reset_index(drop=True)
    states = fire_states(alleys, files.on("fire_water", day), *radii)
    expect(measure(connection, "II.4.3", day, Terms(norm_as_of)), states, alleys.length)


def test_the_old_norm_leaves_alleys_without_water_and_unknown_ones(connection: Connection) -> None:
    found = measure(connection, "II.4.3", TODAY, Terms(OLD_NORM))
    assert min(found.number.done, found.number.not_yet, found.number.unknown) > 0
    assert found.number.value is not None
    assert found.number.at_most is not None
    assert found.number.value < found.number.at_most < 100


def test_a_series_equals_the_days_measured_one_by_one(connection: Connection) -> None:
    days = [*month_ends(TODAY, 26)[::5], *DAYS, TODAY - timedelta(days=200)]
    series = measure_series(connection, USER, days)
    assert set(series) == set(measures())
    for place, day in enumerate(days):
        alone = measure_at(connection, USER, day)
        assert {key: told[place] for key, told in series.items()} == alone


@pytest.fixture(scope="module", params=measures())
def breakdown(request: pytest.FixtureRequest, connection: Connection) -> Breakdown:
    day, terms = date(2026, 3, 15), Terms(OLD_NORM)
    return judge_features(connection, USER, request.param, day, terms)


def test_the_lists_are_what_the_number_says(breakdown: Breakdown) -> None:
    measured, features = breakdown.measured, [one for one in breakdown.features if one.counted]
    for state in ("done", "under_way", "not_yet", "unknown"):
        held = [one for one in features if one.state == state]
        assert len(held) == getattr(measured.number, state)
        if measured.length_m is not None:
            assert sum(one.length_m or 0 for one in held) == pytest.approx(
                getattr(measured.length_m, state), abs=0.001
            )
    assert len(breakdown.features) - len(features) == measured.undetermined
    assert [one.id for one in breakdown.features] == sorted({one.id for one in breakdown.features})


def test_every_feature_says_why_and_on_whose_word(breakdown: Breakdown) -> None:
    for one in breakdown.features:
        assert one.reason.why.vi
        assert (one.state == "unknown") == bool(one.reason.missing)
        assert one.evidence.updated_by
        assert one.evidence.source


def test_each_feature_is_in_the_group_that_holds_its_middle(connection: Connection, files: Files) -> None:
    groups = files.on("residential_groups", TODAY)
    alleys = files.on("alleys", TODAY)
    middles = GeoDataFrame(
        alleys[["external_id"]], geometry=alleys.geometry.interpolate(0.5, normalized=True)
    )
    joined = middles.sjoin(groups[["code", "geometry"]], how="left", predicate="intersects")
    expected = joined.groupby("external_id")["code"].apply(set).to_dict()
    told = judge_features(connection, USER, "II.4.2", TODAY)
    assert told.outside_groups == joined["code"].isna().sum()
    for one in told.features:
        assert one.group_code in expected[one.evidence.external_id]
