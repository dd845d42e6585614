"""The norm's radius: how near to water a building's nearest wall is, straight across."""

from dataclasses import dataclass

import numpy as np
import shapely

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.certainty import Judgement, Truth, Truths, judge
from twin.analysis.fire.hose import SLACK
from twin.analysis.fire.streets import NOTHING, Fact
from twin.analysis.parts import Carried, Parted, find_round, share_rows
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
class _Water:
    """Sources that count as working, metres from each home to the nearest, and whether engines get to each."""

    homes: Shapes
    sources: Shapes
    access: Truths
    away: Floats

    def holds(self, radii: Radii, unknown_access: bool) -> Marks:
        """Say which homes are in a radius. A pump draws wherever an engine does, and from nearer only."""
        held: Marks = self.away <= radii.pump + SLACK
        by_engine = self.access == Truth.YES
        if unknown_access:
            by_engine |= self.access == Truth.UNKNOWN
        between = np.flatnonzero(~held & (self.away <= radii.engine + SLACK))
        away = _measure_nearest(self.homes[between], self.sources[by_engine])
        held[between] = away <= radii.engine + SLACK
        return held


def measure_radius(homes: Shapes, sources: Shapes, working: Truths, access: Truths, radii: Radii) -> InRadius:
    """Judge each building by the straight way from its nearest wall to the sources (points), in the metric CRS.

    `access` says whether an engine gets to the source. The engine's radius is taken to be the larger one.
    """

    def choose(chosen: Marks) -> _Water:
        return _Water(homes, sources[chosen], access[chosen], _measure_nearest(homes, sources[chosen]))

    sure, possible = choose(working == Truth.YES), choose(working != Truth.NO)

    def holds(facts: int) -> Marks:
        water = possible if facts & Fact.SOURCE_STATUS else sure
        return water.holds(radii, bool(facts & Fact.ENGINE_ACCESS))

    facts = Fact.SOURCE_STATUS if (working == Truth.UNKNOWN).any() else NOTHING
    facts |= Fact.ENGINE_ACCESS if (access == Truth.UNKNOWN).any() else NOTHING
    return InRadius(judge(holds, int(facts)), sure.away, possible.away)


def _measure_nearest(homes: Shapes, sources: Shapes) -> Floats:
    away = np.full(len(homes), np.inf)
    if len(sources) and len(homes):
        (home, _), metres = shapely.STRtree(sources).query_nearest(
            homes, return_distance=True, all_matches=False
        )
        away[home] = metres
    return away


@dataclass(frozen=True)
class Radiating:
    """Homes and sources to be judged by the norm's radii, as `measure_radius` takes them."""

    homes: Shapes
    sources: Shapes
    working: Truths
    access: Truths
    radii: Radii


@dataclass(frozen=True)
class _Part(Carried):
    rows: Numbers
    homes: Shapes
    sources: Shapes
    working: Truths
    access: Truths
    radii: Radii


def _split(whole: Radiating, areas: Shapes | None) -> list[_Part]:
    halo = max(whole.radii.engine, whole.radii.pump) + 1.0
    tree = shapely.STRtree(whole.sources)
    parts = []
    for rows in share_rows(whole.homes, areas):
        homes = whole.homes[rows]
        near = np.arange(len(whole.sources)) if areas is None else find_round(tree, homes, halo)
        parts.append(
            _Part(rows, homes, whole.sources[near], whole.working[near], whole.access[near], whole.radii)
        )
    return parts


def _solve(part: _Part) -> tuple[Numbers, Judgement]:
    found = measure_radius(part.homes, part.sources, part.working, part.access, part.radii)
    return part.rows, found.judgement


def _join(whole: Radiating, found: list[tuple[Numbers, Judgement]]) -> Judgement:
    count = len(whole.homes)
    told = Judgement(np.full(count, Truth.NO, dtype=np.int8), np.zeros(count, dtype=np.int64))
    for rows, one in found:
        told.truth[rows], told.missing[rows] = one.truth, one.missing
    return told


RADIUS = Parted(_split, _solve, _join)
"""Whether each home is in the norm's radius: what is farther than the radius does not count, so that the halo is exact."""
