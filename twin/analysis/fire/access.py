"""Where an engine cannot go, and which buildings lie too far from where it can."""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Facts, Judgement, Truth, Truths, judge
from twin.analysis.fire.hose import SLACK
from twin.analysis.fire.streets import Fact, Streets
from twin.analysis.projection import Shapes


class Obstacle(IntFlag):
    """What surely keeps an engine out of an edge."""

    NARROW = 1
    LOW = 2
    CUT_OFF = 4
    """It is, or may be, fit for an engine, but no way that an engine can go leads to it."""
    CLOSED = 8
    """Nothing may drive there, however wide it is."""
    STEEP = 16


Obstacles = NDArray[np.uint8]
"""For each line or edge its `Obstacle`, as bits."""


@dataclass(frozen=True)
class EngineAccess:
    """For each edge: can an engine go there, which facts are missing, and what keeps it out (`Obstacle`) if it cannot."""

    judgement: Judgement
    obstacles: Obstacles


def judge_access(streets: Streets) -> EngineAccess:
    """Judge every edge by its own measures, and by the way to it from the primary and secondary streets."""
    judgement = judge(streets.engine_edges, int(streets.missing))
    closed = judgement.are(Truth.NO)
    narrow, low = streets.width < streets.rule.width, streets.headroom < streets.rule.headroom
    obstacles = narrow * Obstacle.NARROW + low * Obstacle.LOW + streets.closed * Obstacle.CLOSED
    obstacles += streets.steep * Obstacle.STEEP
    obstacles += (obstacles == 0) * Obstacle.CUT_OFF
    return EngineAccess(judgement, np.where(closed, obstacles, 0).astype(np.uint8))


@dataclass(frozen=True)
class LineAccess:
    """For each line: is it passable to an engine, what is missing, what keeps it out, and metres by `Truth` (a row each).

    A line counts as not passable where any part of it surely is not; of one without any length nothing is known.
    """

    truth: Truths
    missing: Facts
    obstacles: Obstacles
    metres: Floats

    def __getitem__(self, rows: slice) -> "LineAccess":
        return LineAccess(self.truth[rows], self.missing[rows], self.obstacles[rows], self.metres[:, rows])


def judge_lines(streets: Streets, count: int) -> LineAccess:
    """Judge all edges, and put those of each of the `count` lines together."""
    access, network = judge_access(streets), streets.network
    truth = access.judgement.truth
    metres = np.stack(
        [np.bincount(network.line, network.length * (truth == one), minlength=count) for one in Truth]
    ).astype(np.float64)
    missing, obstacles = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.uint8)
    np.bitwise_or.at(missing, network.line, access.judgement.missing)
    np.bitwise_or.at(obstacles, network.line, access.obstacles)
    told = np.where(metres[Truth.YES] > 0, Truth.YES, Truth.UNKNOWN)
    told[metres[Truth.UNKNOWN] > 0] = Truth.UNKNOWN
    told[metres[Truth.NO] > 0] = Truth.NO
    missing[metres.sum(axis=0) == 0] = Fact.STREETS
    missing[told == Truth.NO] = 0
    return LineAccess(told.astype(np.int8), missing, obstacles, metres)


def judge_nearness(streets: Streets, homes: Shapes, reach: float) -> Judgement:
    """Judge whether each building's nearest wall lies within `reach` metres, straight, of where an engine can go."""
    tree = shapely.STRtree(streets.network.shape)
    home, edge = tree.query(homes, predicate="dwithin", distance=reach + SLACK)

    def near(facts: int) -> Marks:
        found = np.zeros(len(homes), dtype=bool)
        found[home[streets.engine_edges(facts)[edge]]] = True
        return found

    judgement = judge(near, int(streets.missing))
    if len(streets.network) == 0:
        judgement.truth[:], judgement.missing[:] = Truth.UNKNOWN, Fact.STREETS
    return judgement
