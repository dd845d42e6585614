"""Two years of changes and four weeks of observations."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from geopandas.geodataframe import GeoDataFrame

from gis_data import WardManifest
from twin.layers import built_in_layers

Frames = Callable[[str], GeoDataFrame]
EVERY = pytest.mark.parametrize("layer", sorted(built_in_layers()))
TOLD = [
    "alleys",
    "fire_water",
    "flood_spots",
    "order_cases",
    "citizen_reports",
    "residential_groups",
    "projects",
]


@EVERY
def test_each_entry_ends_where_the_next_begins(layer: str, history: Frames, manifest: WardManifest) -> None:
    for _, told in history(layer).groupby("external_id", sort=False):
        begins, ends = told["updated_at"].tolist(), told["recorded_to"].tolist()
        assert ends[:-1] == begins[1:]
        assert all(begin < end for begin, end in zip(begins, ends, strict=True) if end is not pd.NaT)
        assert manifest.recorded_from <= begins[0]
        assert begins[-1] <= manifest.recorded_to
        assert set(told["change"].iloc[:-1]) <= {"update"}
        assert (
            told["change"].iloc[-1] == "delete"
            if ends[-1] is not pd.NaT
            else pd.isna(told["change"].iloc[-1])
        )


@EVERY
def test_the_last_entry_is_what_the_layer_holds(layer: str, history: Frames, frames: Frames) -> None:
    told, held = history(layer), frames(layer).set_index("external_id")
    current = told[told["recorded_to"].isna()].set_index("external_id")
    gone = set(told["external_id"]) - set(current.index)
    assert gone.isdisjoint(held.index)
    expected = held.loc[current.index]
    pd.testing.assert_frame_equal(
        pd.DataFrame(current[held.columns].drop(columns="geometry")),
        pd.DataFrame(expected.drop(columns="geometry")),
        check_dtype=False,
    )
    assert current.geometry.geom_equals(expected.geometry).all()


@pytest.mark.parametrize("layer", TOLD)
def test_there_is_something_to_show(layer: str, history: Frames) -> None:
    changes = history(layer).dropna(subset=["recorded_to"])
    assert len(changes) > 20
    months = changes["recorded_to"].dt.tz_localize(None).dt.to_period("M").nunique()
    assert months >= 9


def test_alleys_were_renovated_over_the_two_years(history: Frames) -> None:
    told = history("alleys")
    done = told[told["renovation"] == "done"].drop_duplicates("external_id")
    during = done[done["renovated_on"] >= datetime(2024, 10, 1).date()]  # noqa: DTZ001
    assert len(during) > 100
    assert {day.year for day in during["renovated_on"]} == {2025, 2026}


def test_some_rows_were_taken_out(history: Frames) -> None:
    assert (history("waste_points")["change"] == "delete").any()


@EVERY
def test_nobody_is_named_as_the_one_who_changed(layer: str, history: Frames) -> None:
    names = set(history(layer)["updated_by"]) | set(history(layer)["changed_by"].dropna())
    assert all(re.fullmatch(r"minh-hoa(/[a-z-]+)?", name) for name in names)


@pytest.fixture(scope="session")
def seen(manifest: WardManifest, folder: Path) -> pd.DataFrame:
    frame = pd.read_csv(folder / manifest.observations.path)
    assert len(frame) == manifest.observations.rows
    assert frame["time"].str.endswith("+07:00").all()
    frame["at"] = pd.to_datetime(frame["time"])
    return frame


def test_observations_are_of_features_that_exist(seen: pd.DataFrame, frames: Frames) -> None:
    for layer, rows in seen.groupby("layer"):
        assert set(rows["external_id"]) <= set(frames(str(layer))["external_id"])
    assert not seen.duplicated(["layer", "external_id", "measure", "time"]).any()
    units = set(zip(seen["measure"], seen["unit"], strict=True))
    assert units == {("speed", "km/h"), ("rain", "mm"), ("water_level", "m"), ("depth", "m")}
    assert seen["source"].str.contains("minh họa").all()


def test_speeds_are_quarters_of_an_hour_over_four_weeks_with_gaps(seen: pd.DataFrame) -> None:
    speeds = seen[seen["measure"] == "speed"]
    assert set(speeds["at"].dt.minute) == {0, 15, 30, 45}
    assert speeds["at"].max() - speeds["at"].min() >= timedelta(days=27)
    counts = speeds.groupby("external_id").size()
    assert ((counts > 2400) & (counts < 28 * 96)).all()


def test_rush_hours_are_slow_on_weekdays(seen: pd.DataFrame) -> None:
    speeds = seen[seen["measure"] == "speed"]
    hour, weekday = speeds["at"].dt.hour, speeds["at"].dt.day_of_week
    by_hour = speeds[weekday < 5].groupby(hour)["value"].mean()
    assert by_hour[17] < 0.7 * by_hour[2]
    assert by_hour[7] < 0.75 * by_hour[2]
    sunday = speeds[(weekday == 6) & (hour == 17)]["value"].mean()
    assert sunday > 1.2 * by_hour[17]


def test_water_rises_with_the_rain(seen: pd.DataFrame) -> None:
    rain = seen[seen["measure"] == "rain"]
    assert rain["value"].max() > 60
    storm: datetime = rain.sort_values("value")["at"].iloc[-1]
    during = seen[(seen["at"] >= storm) & (seen["at"] <= storm + timedelta(hours=8))]
    river = "MH-water_bodies-00001"
    usual = seen[seen["external_id"] == river]["value"].median()
    assert during[during["external_id"] == river]["value"].max() > usual + 0.8
    assert (during["measure"] == "depth").sum() > 20
