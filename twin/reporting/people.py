"""Residents of buildings and residential groups, as a report reads them."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from twin.analysis.dwellings import count_people, find_groups
from twin.reporting import City, Gap
from twin.reporting.saying import gaps_of

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame


@dataclass(frozen=True)
class Groups:
    """The residential groups of the whole ward, and which of them a thing belongs to."""

    frame: "GeoDataFrame"
    """`code`, `name`, `households`, `population`."""

    def of(self, things: "GeoDataFrame") -> "pd.Series[Any]":
        """Return the code of each thing's group; None where it is in none."""
        rows = find_groups(things.geometry.to_numpy(), self.frame)
        return pd.Series(self.codes[rows], index=things.index, dtype=object)

    @cached_property
    def codes(self) -> NDArray[np.object_]:
        """Of each row, and at last what stands for no row (-1)."""
        return np.array([*self.frame["code"], None], dtype=np.object_)

    @cached_property
    def names(self) -> dict[str, str]:
        return dict(zip(self.frame["code"], self.frame["name"], strict=True))

    def within(self, city: City) -> "GeoDataFrame":
        """Return those that the asked area holds some of, in order of their codes."""
        touched = self.frame
        if city.area is not None:
            # A neighbour that shares no more than the border is not asked about.
            inside = shapely.area(shapely.intersection(touched.geometry.to_numpy(), city.area)) > 1
            touched = touched[inside]
        ordered: GeoDataFrame = touched.sort_values("code")
        return ordered


def read_groups(city: City) -> Groups:
    """Return the ward's residential groups."""
    return Groups(city.frame("residential_groups", "code", "name", "households", "population", whole=True))


def read_homes(city: City, groups: Groups) -> "GeoDataFrame":
    """Return the area's buildings with `people` (NaN: unknown), `known_by`, `group` (code), and what was assumed.

    A share of a group's population needs the whole of the group, so that all buildings are read.
    """
    homes = city.frame("buildings", "name", "use", "levels", "residents", whole=True)
    told = count_people(homes, groups.frame)
    homes["people"], homes["known_by"] = told.people, told.known_by
    homes["storeys_assumed"], homes["use_unknown"] = told.storeys_assumed, told.use_unknown
    homes["group"] = groups.codes[told.group]
    if city.area is not None:
        homes = homes[shapely.intersects(homes.geometry.to_numpy(), city.area)]
    chosen: GeoDataFrame = homes.copy()
    return chosen


def gaps_of_homes(homes: "GeoDataFrame") -> tuple[Gap, ...]:
    """Say how many residents are only estimated, on what, and of how many buildings nothing is known."""
    estimated = ((homes["known_by"] == "estimated") & (homes["people"] > 0)).sum()
    unknown = (homes["known_by"] == "unknown").sum()
    return gaps_of(
        "buildings",
        (
            estimated,
            "nhà có số nhân khẩu ước tính: chia dân số tổ dân phố theo diện tích sàn",
            "buildings whose residents are estimated: the group's population shared by floor area",
        ),
        (
            homes["storeys_assumed"].sum(),
            "nhà trong số đó có số tầng lấy theo trung vị của nhà cùng loại trong tổ",
            "of these with storeys taken as the median of the group's buildings of the same use",
        ),
        (
            homes["use_unknown"].sum(),
            "nhà trong số đó chưa rõ có người ở hay không",
            "of these of which it is not known whether anybody lives there",
        ),
        (unknown, "nhà chưa rõ số nhân khẩu", "buildings whose residents are unknown"),
    )


def total_people(homes: "GeoDataFrame") -> float | None:
    """Return the residents of these buildings; None where of none of them anything is known."""
    people = homes["people"]
    if len(people) and people.isna().all():
        return None
    return float(people.sum())
