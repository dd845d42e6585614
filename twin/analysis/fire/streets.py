"""Where a fire engine can go: streets and alleys wide and high enough, as far as it can come from the main streets."""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from scipy.sparse.csgraph import connected_components

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Truth, Truths
from twin.analysis.network.graph import TOLERANCE, Network, build_network
from twin.analysis.projection import Shapes


class Fact(IntFlag):
    """What nobody may have recorded."""

    WIDTH = 1
    HEADROOM = 2
    STREET_CLASS = 4
    SOURCE_STATUS = 8
    ENGINE_ACCESS = 16
    STREETS = 32
    """There is no street at all to measure along."""
    TURNING_PLACE = 64
    DEAD_END = 128


NOTHING = Fact(0)


@dataclass(frozen=True)
class EngineRule:
    """Clear width and headroom, in metres, that an engine needs: so much, or more."""

    width: float
    headroom: float


@dataclass(frozen=True)
class Ways:
    """What is known of streets and alleys, line by line, in the metric CRS."""

    lines: Shapes
    width: Floats
    """Metres, NaN where unknown; so is the headroom."""
    headroom: Floats
    entry: Truths
    """Whether it is a primary or secondary street: engines come by those."""
    closed: Marks | None = None
    """What nothing drives through, however wide it is; hoses and people still pass. None: nothing is closed."""
    steep: Marks | None = None
    """What is surely too steep for an engine. None: nothing is."""


@dataclass(frozen=True)
class Streets:
    """Streets and alleys as a graph for engines, with what is known of each edge as in `Ways`."""

    network: Network
    width: Floats
    headroom: Floats
    entry: Truths
    rule: EngineRule
    closed: Marks
    steep: Marks

    @property
    def missing(self) -> Fact:
        """The kinds of fact that some edge lacks."""
        facts = Fact.WIDTH if np.isnan(self.width).any() else NOTHING
        facts |= Fact.HEADROOM if np.isnan(self.headroom).any() else NOTHING
        return facts | (Fact.STREET_CLASS if (self.entry == Truth.UNKNOWN).any() else NOTHING)

    def engine_edges(self, facts: int) -> Marks:
        """Say where an engine can go if missing facts of these kinds turn out well, and all others badly."""
        wide = _is_enough(self.width, self.rule.width, bool(facts & Fact.WIDTH))
        high = _is_enough(self.headroom, self.rule.headroom, bool(facts & Fact.HEADROOM))
        passable = wide & high & ~self.closed & ~self.steep
        entry = self.entry == Truth.YES
        if facts & Fact.STREET_CLASS:
            entry |= self.entry == Truth.UNKNOWN
        return passable & self._reached(passable, entry)

    def _reached(self, passable: Marks, entry: Marks) -> Marks:
        start = self.network.start
        _, piece = connected_components(self.network.matrix_of(passable), directed=False)
        entered = np.zeros(len(self.network.nodes), dtype=bool)
        entered[piece[start[passable & entry]]] = True
        reached: Marks = entered[piece[start]]
        return reached


def lay_streets(ways: Ways, rule: EngineRule, tolerance: float = TOLERANCE) -> Streets:
    """Join streets and alleys into one graph that keeps what is known of each line."""
    network = build_network(ways.lines, tolerance)
    line = network.line
    closed, steep = (
        np.zeros(len(line), dtype=bool) if marks is None else marks[line]
        for marks in (ways.closed, ways.steep)
    )
    return Streets(network, ways.width[line], ways.headroom[line], ways.entry[line], rule, closed, steep)


def _is_enough(measure: Floats, least: float, well: bool) -> Marks:
    enough: Marks = (measure >= least) | (np.isnan(measure) & well)
    return enough
