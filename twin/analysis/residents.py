"""How many people live in a building: as recorded, else a share of its residential group's population."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
RECORDED, ESTIMATED, UNKNOWN = "recorded", "estimated", "unknown"


@dataclass(frozen=True)
class Residents:
    """`people` in each building (NaN: unknown) and how that is known."""

    people: Numbers
    known_by: NDArray[np.object_]


def share_residents(
    recorded: Numbers, floor_area: Numbers, group: NDArray[np.intp], population: Numbers
) -> Residents:
    """Share each group's population among its buildings without a record, by floor area, so that totals are kept.

    `recorded` and `floor_area` (footprint times levels, of dwellings; 0 of other buildings) are per building, NaN where
    unknown; `group` is the number of each building's group, -1 for none; `population` is per group, NaN where unknown.
    What is left of a population after what is recorded is shared; where more is recorded than the group has, nothing
    is left and 0 would be a lie: those are unknown. So are buildings whose floor area nobody knows, and, since the
    shares of the others hang on it, all of a group in which one is unknown.
    """
    people = recorded.astype(np.float64).copy()
    known_by = np.where(np.isnan(recorded), UNKNOWN, RECORDED).astype(object)
    open_ones = np.isnan(recorded) & (group >= 0)
    sums = np.bincount(
        group[~np.isnan(recorded) & (group >= 0)],
        recorded[~np.isnan(recorded) & (group >= 0)],
        len(population),
    )
    areas = np.bincount(group[open_ones], floor_area[open_ones], len(population))
    left = population - sums
    # NaN fails both comparisons: an unknown population or floor area leaves its group unknown.
    shared = (left >= 0) & (areas > 0)
    chosen = np.flatnonzero(open_ones)
    chosen = chosen[shared[group[chosen]]]
    people[chosen] = left[group[chosen]] * floor_area[chosen] / areas[group[chosen]]
    known_by[chosen] = ESTIMATED
    return Residents(people, known_by)
