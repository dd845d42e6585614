"""Where several risks meet: each of them yes, no or unknown of each thing, and what they weigh together."""

from dataclasses import dataclass

import numpy as np
import shapely

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.certainty import Truth, Truths
from twin.analysis.projection import Shapes


def judge_near(things: Shapes, sources: Shapes, truths: Truths, reach: float) -> Truths:
    """Say whether a source of which it is so lies within `reach` metres: unknown where only one that may be does."""
    found = np.full(len(things), Truth.NO, dtype=np.int8)
    if len(things) and len(sources):
        thing, source = shapely.STRtree(sources).query(things, predicate="dwithin", distance=reach)
        for truth in (Truth.UNKNOWN, Truth.YES):
            found[thing[truths[source] == truth]] = truth
    return found


def judge_any(owner: Numbers, truths: Truths, count: int) -> Truths:
    """Say of each of `count` owners whether it is so of any of its members (owner -1: nobody's)."""
    found = np.full(count, Truth.NO, dtype=np.int8)
    for truth in (Truth.UNKNOWN, Truth.YES):
        found[owner[(owner >= 0) & (truths == truth)]] = truth
    return found


@dataclass(frozen=True)
class Score:
    """How many risks there are, and their share of all weights (0 to 1): for sure, and if all that is unknown were so."""

    risks: Numbers
    risks_most: Numbers
    score: Floats
    score_most: Floats


def weigh_risks(risks: list[Truths], weights: list[float]) -> Score:
    """Count and weigh risks. One weight at least is above zero."""
    told = np.stack(risks, axis=1)
    shares = np.array(weights, dtype=np.float64) / sum(weights)
    sure, perhaps = told == Truth.YES, told != Truth.NO
    return Score(sure.sum(axis=1), perhaps.sum(axis=1), sure @ shares, perhaps @ shares)
