"""Parking and waste on the demonstration ward, counted again from its files with plain GeoPandas."""

from datetime import date

import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files

TODAY = date(2026, 10, 31)
PAST = date(2025, 3, 15)


def joined(things: GeoDataFrame, files: Files, day: date) -> pd.DataFrame:
    """Return the things with the code and the name (`group`) of the group that holds a point on them."""
    groups = files.on("residential_groups", day).rename(columns={"name": "group"})[
        ["code", "group", "geometry"]
    ]
    on_them = GeoDataFrame(
        things.drop(columns="geometry"), geometry=shapely.point_on_surface(things.geometry), crs=things.crs
    )
    return pd.DataFrame(on_them.sjoin(groups, predicate="intersects"))


@pytest.mark.parametrize("public_only", [False, True])
def test_parking(ward: Ward, files: Files, public_only: bool) -> None:
    told = ask(ward, "parking_balance", cars_per_100_households=25, public_only=public_only)
    groups = files.on("residential_groups", TODAY)
    lots = joined(files.on("parking_lots", TODAY), files, TODAY)
    if public_only:
        lots = lots[lots["public"].isna() | (lots["public"] == True)]  # noqa: E712
    sure = lots[lots["public"] == True] if public_only else lots  # noqa: E712
    assert told.figures["need"] == pytest.approx(groups["households"].sum() / 4)
    assert told.figures["spaces"] == sure["spaces"].sum()
    rows = {row["code"]: row for row in told.rows("groups")}
    assert set(rows) == set(groups["code"])
    for code, households in zip(groups["code"], groups["households"], strict=True):
        mine, surely = lots[lots["code"] == code], sure[sure["code"] == code]
        need, spaces = households / 4, surely["spaces"].sum()
        assert rows[code]["spaces"] == spaces
        assert rows[code]["balance"] == pytest.approx(spaces - need)
        most = float("inf") if mine["spaces"].isna().any() else mine["spaces"].sum()
        state = "enough" if spaces >= need else "short" if most < need else "unknown"
        assert rows[code]["state"] == state
    states = pd.Series([row["state"] for row in rows.values()])
    assert told.figures["unknown"] == (states == "unknown").sum() > 0
    assert told.gap("of unknown size") == lots["spaces"].isna().sum()


@pytest.mark.parametrize("day", [TODAY, PAST])
def test_waste(ward: Ward, files: Files, day: date) -> None:
    told = ask(ward, "waste_cover", reach_m=100, data_as_of=day.isoformat(), months=2)
    homes, points = files.on("buildings", day), files.on("waste_points", day)
    serving = points[points["kind"] != "illegal"]
    sure = serving[serving["collected_daily"] == True]  # noqa: E712
    perhaps = serving[serving["collected_daily"].isna()]
    near = pd.Series(shapely.distance(homes.geometry, sure.union_all()) <= 100, index=homes.index)
    may = near | (shapely.distance(homes.geometry, perhaps.union_all()) <= 100)
    assert told.figures["homes"] == near.sum() > 0
    assert told.at_most["homes"] == may.sum() > near.sum()
    assert told.figures["dumps"] == (points["kind"] == "illegal").sum() > 0
    assert len(told.drawn("homes_without_point")) == len(homes) - near.sum()
    counted = joined(homes.assign(near=near, may=may), files, day).groupby("group")
    rows = {row["name"]: row for row in told.rows("groups")}
    assert set(rows) == set(counted.groups)
    for name, mine in counted:
        assert rows[str(name)]["homes"] == len(mine)
        assert rows[str(name)]["covered"] == mine["near"].sum()
        assert rows[str(name)]["unknown"] == (mine["may"] & ~mine["near"]).sum()
    months = told.whole["charts"][0]["series"]
    assert months[0]["values"][-1] == pytest.approx(100 * near.mean())
    assert months[1]["values"][-1] == told.figures["dumps"]


def test_dumps_by_month_are_what_stood_at_its_end(ward: Ward, files: Files) -> None:
    chart = ask(ward, "waste_cover", data_as_of="2026-06-30", months=18).whole["charts"][0]
    for place, dumps in zip(chart["places"], chart["series"][1]["values"], strict=True):
        points = files.on("waste_points", date.fromisoformat(place))
        assert dumps == (points["kind"] == "illegal").sum()


def test_residents_are_kept_in_total(ward: Ward, files: Files) -> None:
    told = ask(ward, "waste_cover")
    population = files.on("residential_groups", TODAY)["population"].sum()
    assert told.figures["people_all"] == pytest.approx(population, rel=0.01)
    assert told.figures["people"] < told.at_most["people"] < told.figures["people_all"]
