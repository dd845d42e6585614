"""Who lives where: residential groups, and residents of each building."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas.geodataframe import GeoDataFrame
from numpy.typing import NDArray

from twin.analysis.areas import find_areas
from twin.analysis.residents import Numbers, share_residents

LIVED_IN = ("house", "apartment", "mixed")
"""Uses of buildings in which people live; a building whose use nobody knows may be one of them and counts as one."""


def find_groups(shapes: NDArray[np.object_], groups: GeoDataFrame) -> NDArray[np.intp]:
    """Return the row of the group that each shape belongs to, by one point on it; -1 where it is in none."""
    return find_areas(shapes, groups.geometry.to_numpy())


@dataclass(frozen=True)
class People:
    """`people` of each building (NaN: unknown), how that is known, the row of its group (-1: none).

    `storeys_assumed` marks what got a share by a number of storeys that nobody recorded, and `use_unknown` what may
    not be lived in at all.
    """

    people: Numbers
    known_by: NDArray[np.object_]
    group: NDArray[np.intp]
    storeys_assumed: NDArray[np.bool_]
    use_unknown: NDArray[np.bool_]


def count_people(buildings: GeoDataFrame, groups: GeoDataFrame) -> People:
    """Return residents as recorded, else a share of the group's population by floor area (footprint x storeys).

    `buildings` has `use`, `levels` and `residents`; `groups` has `population`. Storeys that nobody recorded are taken
    as the median of the group's buildings of the same use, else of all buildings of that use: each is an estimate
    within an estimate, and the group's total is kept whatever they are. Where no building of a use has storeys, the
    group stays unknown.
    """
    group = find_groups(buildings.geometry.to_numpy(), groups)
    use = buildings["use"].where(buildings["use"] != "unknown", None)
    levels, assumed = _fill_levels(buildings["levels"].astype("float64"), use.fillna(""), group)
    lived_in = (use.isin(LIVED_IN) | use.isna()).to_numpy(dtype=bool)
    floor_area = np.where(lived_in, buildings.area.to_numpy() * levels, 0.0)
    recorded = _floats(buildings["residents"])
    shared = share_residents(recorded, floor_area, group, _floats(groups["population"]))
    estimated = shared.known_by == "estimated"
    return People(
        shared.people,
        shared.known_by,
        group,
        assumed & estimated & lived_in,
        use.isna().to_numpy(dtype=bool) & estimated,
    )


def _floats(values: "pd.Series[Any]") -> Numbers:
    found: Numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def _fill_levels(
    levels: "pd.Series[float]", use: "pd.Series[str]", group: NDArray[np.intp]
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the storeys of every building, and which of them were taken from its neighbours."""
    near = levels.groupby([pd.Series(group, index=levels.index), use]).transform("median")
    anywhere = levels.groupby(use).transform("median")
    filled = _floats(levels.fillna(near).fillna(anywhere))
    return filled, levels.isna().to_numpy(dtype=bool) & ~np.isnan(filled)
