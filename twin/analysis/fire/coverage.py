"""Which buildings a hose reaches: covered, uncovered and why, or unknown and which fact is missing."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Judgement, Truth, Truths, judge
from twin.analysis.fire.hose import SLACK, Stands, measure_hose
from twin.analysis.fire.streets import NOTHING, Fact, Streets
from twin.analysis.network.spots import Spots, Stretches, stretch_spots
from twin.analysis.network.walking import walk_from


class Why(IntEnum):
    """Why a building is not covered, whatever the missing facts turn out to be; the later reason goes before."""

    COVERED = 0
    """It is, or may be."""
    TOO_FAR = 1
    """The nearest source that works is too far by hose."""
    NO_WAY_IN = 2
    """A source that works is near enough to walk to, or connected at all, but no engine comes near enough."""
    FAULTY_SOURCE = 3
    """It would be covered if the faulty sources were repaired; or only faulty ones are connected."""
    NO_SOURCE = 4
    """No street or alley leads to any source."""


@dataclass(frozen=True)
class Sources:
    """Sources of fire water: where they stand on the network, and whether they work."""

    spots: Spots
    working: Truths

    @property
    def missing(self) -> Fact:
        return Fact.SOURCE_STATUS if (self.working == Truth.UNKNOWN).any() else NOTHING

    def working_ones(self, facts: int) -> Stretches:
        """Return those that work, if those of unknown status work where that kind of fact turns out well."""
        works = self.working == Truth.YES
        if facts & Fact.SOURCE_STATUS:
            works |= self.working == Truth.UNKNOWN
        return stretch_spots(self.spots[np.flatnonzero(works)])


@dataclass(frozen=True)
class Coverage:
    """For each building: is it covered, why not (`Why`), and the metres of hose it needs.

    `least` is what is needed if all missing facts turn out well, `most` if all turn out badly; infinite where no hose
    is long enough, NaN where there is no street to measure along.
    """

    judgement: Judgement
    why: NDArray[np.int8]
    least: Floats
    most: Floats


def cover(streets: Streets, homes: Spots, sources: Sources, hose: float) -> Coverage:
    """Judge each building by its hose distance, which must not pass `hose` metres (DOMAIN: fire coverage)."""
    facts = streets.missing | sources.missing
    known: dict[int, Floats] = {}

    def measure(some: int) -> Floats:
        stands = Stands(streets.network, streets.engine_edges(some))
        known[some] = measure_hose(stands, sources.working_ones(some), homes)
        return known[some]

    judgement = judge(lambda some: measure(some) <= hose + SLACK, int(facts))
    streetless = (homes.edge < 0) & bool((sources.working != Truth.NO).any())
    judgement.truth[streetless] = Truth.UNKNOWN
    judgement.missing[streetless] = Fact.STREETS
    why = _explain(streets, homes, sources, known[int(facts)], hose)
    why[~judgement.are(Truth.NO)] = Why.COVERED
    least, most = (np.where(homes.edge < 0, np.nan, known[some]) for some in (int(facts), 0))
    return Coverage(judgement, why, least, most)


def _explain(
    streets: Streets, homes: Spots, sources: Sources, least: Floats, hose: float
) -> NDArray[np.int8]:
    """Say why those that nothing covers are not covered, with all missing facts turned out well."""
    network, every = streets.network, stretch_spots(sources.spots)
    stands = Stands(network, streets.engine_edges(int(streets.missing)))
    to_any = walk_from(network, every).at(homes)
    to_working = walk_from(network, sources.working_ones(Fact.SOURCE_STATUS)).at(homes)
    repaired = measure_hose(stands, every, homes)
    no_way: Marks = (to_working <= hose + SLACK) | (np.isfinite(to_working) & np.isinf(least))
    faulty: Marks = (repaired <= hose + SLACK) | (np.isfinite(to_any) & np.isinf(to_working))
    why = np.full(len(homes), Why.TOO_FAR, dtype=np.int8)
    why[no_way] = Why.NO_WAY_IN
    why[faulty] = Why.FAULTY_SOURCE
    why[np.isinf(to_any)] = Why.NO_SOURCE
    return why
