"""Residents of buildings: as recorded, else a share of their group."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from twin.analysis.dwellings import People, count_people

GROUPS = [shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)]


def count(
    population: list[float | None], *homes: tuple[int, float, str | None, float | None, int | None]
) -> People:
    """Homes: x of the middle, footprint in m2, use, storeys, recorded residents."""
    columns: dict[str, Any] = {
        "use": pd.Series([use for _, _, use, _, _ in homes], dtype=object),
        "levels": pd.Series([levels for *_, levels, _ in homes], dtype="float64"),
        "residents": pd.Series([recorded for *_, recorded in homes], dtype="Int64"),
    }
    shapes = [shapely.box(x - area / 20, 45, x + area / 20, 55) for x, area, *_ in homes]
    groups = GeoDataFrame({"population": pd.Series(population, dtype="Int64")}, geometry=GROUPS, crs=5897)
    return count_people(GeoDataFrame(columns, geometry=shapes, crs=5897), groups)


def test_what_is_recorded_stands_and_the_rest_is_shared_by_floor_area() -> None:
    told = count(
        [100, None], (10, 50, "house", 1, 40), (30, 50, "house", 1, None), (50, 100, "mixed", 2.5, None),
        (80, 900, "office", 9, None), (150, 50, "house", 3, None),
    )  # fmt: skip
    assert told.people[:4] == pytest.approx([40, 10, 50, 0])
    assert np.isnan(told.people[4])
    assert told.known_by.tolist() == ["recorded", "estimated", "estimated", "estimated", "unknown"]
    assert told.group.tolist() == [0, 0, 0, 0, 1]


def test_unknown_storeys_are_taken_from_the_same_use_nearby_and_it_is_said() -> None:
    told = count(
        [90, 50], (10, 50, "house", 2, None), (30, 50, "house", 4, None), (50, 50, "house", None, None),
        (130, 50, "house", None, None), (160, 50, "house", 9, None),
    )  # fmt: skip
    assert told.people == pytest.approx([20, 40, 30, 25, 25])
    assert told.storeys_assumed.tolist() == [False, False, True, True, False]


def test_what_may_be_lived_in_counts_and_is_told() -> None:
    told = count(
        [60, 50], (10, 50, "house", 2, None), (30, 50, None, None, None), (60, 50, "unknown", 1, None)
    )
    # Nobody recorded storeys for a known number of this use but the third: its single one stands for the second.
    assert told.people == pytest.approx([30, 15, 15])
    assert told.use_unknown.tolist() == [False, True, True]


def test_without_any_storeys_of_a_use_the_group_stays_unknown() -> None:
    told = count([60, 50], (10, 50, "house", None, None), (30, 50, "apartment", 1, None))
    assert np.isnan(told.people).all()
    assert set(told.known_by) == {"unknown"}
