"""Alleys of the demonstration ward, counted and ranked again from its files."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files
from twin.errors import BadInputError

TODAY = date(2026, 10, 31)
STATES = {"done": "done", "in_works": "under_way", "planned": "not_yet", "none": "not_yet"}


@pytest.fixture(scope="module")
def alleys(files: Files) -> GeoDataFrame:
    told = files.on("alleys", TODAY)
    told["state"] = told["renovation"].map(STATES).fillna("unknown")
    told["metres"] = told.length
    return told


def test_states_by_street_and_width(ward: Ward, alleys: GeoDataFrame) -> None:
    told = ask(ward, "alley_renewal")
    assert told.figures["alleys"] == len(alleys)
    assert told.figures["km"] == pytest.approx(alleys["metres"].sum() / 1000)
    done, unknown = (alleys["state"] == state for state in ("done", "unknown"))
    assert (told.figures["done"], told.at_most["done"]) == (done.sum(), (done | unknown).sum())
    assert told.figures["done_share"] == pytest.approx(
        100 * alleys[done]["metres"].sum() / alleys["metres"].sum()
    )
    for row in told.rows("streets"):
        check(row, alleys[alleys["street"] == row["street"]])
    assert sum(row["alleys"] for row in told.rows("streets")) == alleys["street"].notna().sum()
    width = alleys["width_m"]
    ranges = {
        "0": width < 2,
        "1": width.between(2, 3.5, "left"),
        "2": width.between(3.5, 4, "left"),
        "3": width >= 4,
    }
    classes = {row["key"]: row for row in told.rows("classes")}
    for key, chosen in {**ranges, "None": width.isna()}.items():
        check(classes[key], alleys[chosen])


def check(row: dict[str, Any], mine: GeoDataFrame) -> None:
    assert row["alleys"] == len(mine)
    assert row["km"] == pytest.approx(mine["metres"].sum() / 1000)
    for state in ("done", "under_way", "not_yet", "unknown"):
        assert row[state] == (mine["state"] == state).sum()
    if (mine["state"] == "unknown").all():
        assert row["share"] is None
    else:
        share = mine.loc[mine["state"] == "done", "metres"].sum() / mine["metres"].sum()
        assert row["share"] == pytest.approx(100 * share)


def test_groups_hold_the_alleys_whose_middle_is_in_them(
    ward: Ward, files: Files, alleys: GeoDataFrame
) -> None:
    told = ask(ward, "alley_renewal")
    middles = GeoDataFrame(
        alleys[["metres"]],
        geometry=shapely.line_interpolate_point(alleys.geometry, 0.5, normalized=True),
        crs=5897,
    )
    groups = files.on("residential_groups", TODAY)[["name", "geometry"]]
    expected = middles.sjoin(groups, predicate="intersects").groupby("name")["metres"].sum() / 1000
    assert {row["name"]: row["km"] for row in told.rows("groups")} == pytest.approx(expected.to_dict())


def test_missing_fire_access_alone_ranks_what_is_surely_too_narrow_or_low_first(
    ward: Ward, alleys: GeoDataFrame
) -> None:
    told = ask(ward, "alley_renewal", residents=0, flooding=0, fire=2)
    ranked = alleys[alleys["state"].isin(["not_yet", "unknown"])]
    surely = (ranked["width_m"] < 3.5) | (ranked["headroom_m"] < 4.5)
    perhaps = surely | ranked["width_m"].isna() | ranked["headroom_m"].isna()
    assert told.figures["ranked"] == len(ranked)
    assert (told.figures["no_access"], told.at_most["no_access"]) == (surely.sum(), perhaps.sum())
    drawn = [one for one in told.drawn("renewal_order").values() if one["rank"] is not None]
    assert sorted(one["rank"] for one in drawn) == list(range(1, len(ranked) + 1))
    assert {one["access"] for one in drawn if one["rank"] <= surely.sum()} == {"no"}
    scores = pd.Series({one["rank"]: (one["score"], one["score_most"]) for one in drawn}).sort_index()
    assert scores.tolist() == sorted(scores, reverse=True)


def test_flooding_alone_ranks_by_the_deepest_unresolved_spot_near(
    ward: Ward, files: Files, alleys: GeoDataFrame
) -> None:
    told = ask(ward, "alley_renewal", residents=0, flooding=1, fire=0, flood_reach_m=40)
    spots = files.on("flood_spots", TODAY)
    spots = spots[spots["status"] != "resolved"]
    apart = shapely.distance(alleys.geometry.to_numpy()[:, None], spots.geometry.to_numpy()[None, :])
    depth = np.where(apart <= 40, spots["depth_m"].to_numpy()[None, :], np.nan)
    with np.errstate(all="ignore"):
        deepest = pd.Series(np.fmax.reduce(depth, axis=1, initial=0), index=alleys["name"])
    rows = told.rows("order")
    assert rows[0]["score"] == pytest.approx(min(deepest[rows[0]["name"]] / 0.6, 1))
    for row in rows[:30]:
        assert row["score"] == pytest.approx(min(deepest[row["name"]] / 0.6, 1))
    assert rows[0]["score"] == max(row["score"] for row in rows) > 0


def share_population(files: Files) -> GeoDataFrame:
    """Return the buildings with `people`: as recorded, else by floor area among those of the group without a record."""
    homes, groups = files.on("buildings", TODAY), files.on("residential_groups", TODAY)
    points = GeoDataFrame(geometry=shapely.point_on_surface(homes.geometry), index=homes.index, crs=5897)
    homes["group"] = points.sjoin(groups[["code", "geometry"]], predicate="intersects")["code"]
    use = homes["use"].where(homes["use"] != "unknown", "").fillna("")
    levels = homes["levels"].astype(float)
    levels = levels.fillna(levels.groupby([homes["group"], use]).transform("median"))
    levels = levels.fillna(homes["levels"].astype(float).groupby(use).transform("median"))
    floors = (homes.area * levels).where(use.isin(["house", "apartment", "mixed", ""]), 0.0)
    homes["people"] = homes["residents"].astype(float)
    for code, population in zip(groups["code"], groups["population"], strict=True):
        mine = homes["group"] == code
        unrecorded = mine & homes["residents"].isna()
        left = population - homes.loc[mine, "residents"].sum()
        if left >= 0:
            homes.loc[unrecorded, "people"] = left * floors[unrecorded] / floors[unrecorded].sum()
    return homes


def test_residents_along_an_alley_are_those_of_the_homes_nearest_to_it(
    ward: Ward, files: Files, alleys: GeoDataFrame
) -> None:
    told = ask(ward, "alley_renewal", fire=0, flooding=0)
    rows = told.rows("order")
    assert [row["people"] for row in rows] == sorted((row["people"] for row in rows), reverse=True)
    homes = share_population(files)
    ways = np.concatenate([alleys.geometry, files.on("roads", TODAY).geometry])
    for row in rows[:5]:
        (place,) = np.flatnonzero(
            (alleys["name"] == row["name"]) & (alleys["metres"].sub(row["length_m"]).abs() < 1e-6)
        )
        near = homes[shapely.dwithin(homes.geometry, ways[place], 80)]
        apart = shapely.distance(near.geometry.to_numpy()[:, None], ways[None, :])
        mine = near[apart.argmin(axis=1) == place]
        assert row["people"] == pytest.approx(mine["people"].sum())
    assert rows[0]["people_sum"] == rows[0]["people"]
    assert rows[4]["people_sum"] == pytest.approx(sum(row["people"] for row in rows[:5]))


def test_no_weight_at_all_is_refused(ward: Ward) -> None:
    with pytest.raises(BadInputError, match="weights are zero"):
        ask(ward, "alley_renewal", residents=0, flooding=0, fire=0)
