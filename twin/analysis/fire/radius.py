"""The norm's radius: how near to water a building's nearest wall is, straight across."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Judgement, Truth, Truths, judge
from twin.analysis.fire.hose import SLACK
from twin.analysis.fire.streets import NOTHING, Fact
from twin.analysis.projection import Shapes


@dataclass(frozen=True)
class Radii:
    """How far a source serves, in metres: where an engine gets to it, and where only a portable pump does."""

    engine: float
    pump: float


@dataclass(frozen=True)
class InRadius:
    """For each building whether it is within the radius of a working source, and metres to the nearest."""

    judgement: Judgement
    working: Floats
    """To the nearest that works; infinite where none does."""
    possible: Floats
    """To the nearest that works or may work."""


@dataclass(frozen=True)
class _Kind:
    """Sources of which the same is known, and metres to the nearest of them."""

    status: Truth
    access: Truth
    away: Floats

    def holds(self, radii: Radii, facts: int) -> Marks:
        if self.status is Truth.UNKNOWN and not facts & Fact.SOURCE_STATUS:
            return np.zeros(len(self.away), dtype=bool)
        by_engine = self.access is Truth.YES or (
            self.access is Truth.UNKNOWN and bool(facts & Fact.ENGINE_ACCESS)
        )
        held: Marks = self.away <= (radii.engine if by_engine else radii.pump) + SLACK
        return held


def measure_radius(homes: Shapes, sources: Shapes, working: Truths, access: Truths, radii: Radii) -> InRadius:
    """Judge each building by the straight way from its nearest wall to the sources (points), in the metric CRS.

    `access` says whether an engine gets to the source. The engine's radius is taken to be the larger one.
    """
    kinds = [
        _Kind(status, at, _measure_nearest(homes, sources[(working == status) & (access == at)]))
        for status, at in product((Truth.YES, Truth.UNKNOWN), Truth)
    ]
    facts = Fact.SOURCE_STATUS if (working == Truth.UNKNOWN).any() else NOTHING
    facts |= Fact.ENGINE_ACCESS if (access == Truth.UNKNOWN).any() else NOTHING
    judgement = judge(lambda some: np.any([kind.holds(radii, some) for kind in kinds], axis=0), int(facts))
    sure = np.min([kind.away for kind in kinds if kind.status is Truth.YES], axis=0)
    return InRadius(judgement, sure, np.min([kind.away for kind in kinds], axis=0))


def _measure_nearest(homes: Shapes, sources: Shapes) -> Floats:
    away = np.full(len(homes), np.inf)
    if len(sources) and len(homes):
        (home, _), metres = shapely.STRtree(sources).query_nearest(
            homes, return_distance=True, all_matches=False
        )
        away[home] = metres
    return away
