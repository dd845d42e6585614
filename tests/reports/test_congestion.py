"""Congestion on the demonstration ward, computed again from the file of observations."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.conftest import Ward
from tests.reports.asking import Told, ask
from tests.ward_files import Files

LAST = date(2026, 9, 30)
AFTER = "2026-09-16"


@pytest.fixture(scope="module")
def told(ward: Ward) -> Told:
    return ask(ward, "congestion", intervention_on=AFTER, persons_per_vehicle=1.5)


@pytest.fixture(scope="module")
def bins(files: Files) -> pd.DataFrame:
    """Every measured bin with what the stretch and its street say of it."""
    seen = pd.read_csv(files.folder / "observations.csv")
    seen = seen[(seen["layer"] == "congestion_spots") & (seen["measure"] == "speed")]
    stretches = files.on("congestion_spots", LAST)
    stretches["km"] = stretches.length / 1000
    roads = files.on("roads", LAST)[["name", "speed_limit_kmh"]].rename(columns={"name": "road"})
    joined = seen.merge(stretches.drop(columns="source"), on="external_id").merge(
        roads, on="road", how="left"
    )
    joined["time"] = pd.to_datetime(joined["time"])
    joined["ratio"] = joined["free_flow_kmh"] / joined["value"]
    threshold = joined["speed_limit_kmh"].astype(float).mul(0.6).fillna(0).clip(lower=32)
    lost = joined["km"] * 60 * (1 / joined["value"] - 1 / threshold)
    return joined.assign(lost=lost.clip(lower=0))


def in_hours(bins: pd.DataFrame) -> pd.DataFrame:
    moment = bins["time"].dt
    chosen: pd.DataFrame = bins[moment.hour.between(6, 20) & (moment.day_of_week < 5)]
    return chosen


def test_index_and_time_lost_of_every_stretch(told: Told, bins: pd.DataFrame) -> None:
    expected = in_hours(bins).groupby("name").agg({"ratio": "mean", "lost": "mean", "value": "size"})
    rows = {row["name"]: row for row in told.rows("stretches")}
    assert len(rows) == 18
    measured = {name: row for name, row in rows.items() if row["bins"] is not None}
    assert set(measured) == set(expected.index)
    for name, row in measured.items():
        assert row["index"] == pytest.approx(expected.loc[name, "ratio"])
        assert row["lost_min"] == pytest.approx(expected.loc[name, "lost"])
        assert row["bins"] == expected.loc[name, "value"]
    told_of = [row["index"] for row in told.rows("stretches") if row["index"] is not None]
    assert told_of == sorted(told_of, reverse=True)


def test_hours_of_every_weekday(told: Told, bins: pd.DataFrame) -> None:
    moment = bins["time"].dt
    expected = bins.groupby(["name", moment.day_of_week.rename("weekday"), moment.hour.rename("hour")])[
        "ratio"
    ].mean()
    rows = told.rows("by_hour")
    assert len(rows) == 15 * 24
    for row in rows:
        for weekday in range(7):
            value = expected.get((row["name"], weekday, row["hour"]))
            assert row[f"day_{weekday}"] == pytest.approx(value)


def test_hours_are_lost_only_where_vehicles_were_counted(told: Told, bins: pd.DataFrame) -> None:
    chosen = in_hours(bins)
    hourly = chosen.groupby(["name", chosen["time"].dt.hour.rename("hour")])["lost"].mean()
    worst = hourly.groupby("name").max()
    counts = chosen.groupby("name")["vehicles_h"].first().dropna()
    expected = float((worst[counts.index] * counts).sum() / 60)
    assert told.figures["vehicle_hours"] == pytest.approx(expected)
    assert told.figures["person_hours"] == pytest.approx(1.5 * expected)
    assert told.gap("without counts") == worst.size - counts.size > 0
    assert told.gap("without measured speeds") == 3


def test_before_and_after_compare_each_weekday_with_its_like(ward: Ward, bins: pd.DataFrame) -> None:
    inputs = {
        "working_days": False,
        "first_hour": 7,
        "last_hour": 8,
        "intervention_on": AFTER,
        "confidence": 0.9,
    }
    rows = {row["name"]: row for row in ask(ward, "congestion", **inputs).rows("change")}
    chosen = bins[bins["time"].dt.hour.between(7, 8)]
    by_day = chosen.groupby(["name", chosen["time"].dt.date.rename("day")])["ratio"].agg(["mean", "count"])
    full = by_day[by_day["count"] >= np.ceil(8 * 0.8)]["mean"]
    for name in sorted(set(chosen["name"])):
        days = full[name]
        kinds = pd.Series([day.weekday() for day in days.index], index=days.index)
        before, after = (
            days[side] for side in (days.index < date(2026, 9, 16), days.index >= date(2026, 9, 16))
        )
        parts = [
            (len(a) * len(b) / (len(a) + len(b)), b.mean() - a.mean())
            for a, b in (
                (before[kinds[before.index] == kind], after[kinds[after.index] == kind]) for kind in range(7)
            )
            if len(a) and len(b)
        ]
        weights, differences = np.array(parts).T
        row = rows[name]
        assert row["difference"] == pytest.approx(np.average(differences, weights=weights))
        assert row["low"] < row["difference"] < row["high"]


def test_without_observations_nothing_is_claimed(ward: Ward) -> None:
    told = ask(ward, "congestion", since="2025-01-01", until="2025-01-31", intervention_on="2025-01-15")
    assert told.figures["measured"] == 0
    assert told.figures["index"] is told.figures["vehicle_hours"] is told.figures["change"] is None
    assert told.gap("without measured speeds") == 18


def test_a_day_in_the_past_knows_nothing_of_what_was_measured_later(ward: Ward) -> None:
    told = ask(ward, "congestion", data_as_of="2026-09-10")
    assert told.figures["measured"] == 15
    assert "2026-09-10" in told.whole["notes"][0]["en"]
    assert "2026-09-11" not in told.whole["notes"][0]["en"]
    assert any(one["layer"] == "observations:congestion_spots" for one in told.whole["sources"])
