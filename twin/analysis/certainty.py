"""Yes, no or unknown: what follows from facts of which some are missing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from twin.analysis.arrays import Marks


class Truth(IntEnum):
    """What is known of a statement."""

    NO = 0
    YES = 1
    UNKNOWN = 2


Truths = NDArray[np.int8]
"""A `Truth` for each thing."""
Facts = NDArray[np.int64]
"""For each thing the kinds of fact that are missing, as bits of the topic's own flags; 0: none."""


@dataclass(frozen=True)
class Judgement:
    """What is so of each thing, and where that is unknown, the fewest kinds of missing fact that could make it so."""

    truth: Truths
    missing: Facts

    def are(self, truth: Truth) -> Marks:
        are: Marks = self.truth == truth
        return are


def read_truths(values: NDArray[np.object_], yes: Collection[object], no: Collection[object]) -> Truths:
    """Turn words or booleans into truths: what is neither a yes nor a no, None among it, is unknown."""
    import pandas as pd

    told = pd.Series(values, dtype=object)
    truths = np.full(len(values), Truth.UNKNOWN, dtype=np.int8)
    truths[told.isin(list(yes)).to_numpy()] = Truth.YES
    truths[told.isin(list(no)).to_numpy()] = Truth.NO
    return truths


def either(one: Truths, other: Truths) -> Truths:
    """Say whether one or the other is so: unknown where neither surely is and one of them may be."""
    yes, unknown = ((one == truth) | (other == truth) for truth in (Truth.YES, Truth.UNKNOWN))
    return np.where(yes, Truth.YES, np.where(unknown, Truth.UNKNOWN, Truth.NO)).astype(np.int8)


def judge(holds: Callable[[int], Marks], facts: int) -> Judgement:
    """Ask what holds when the missing facts of some kinds all turn out well, and those of the others all badly.

    What holds although all turn out badly is so; what does not hold although all turn out well is not; in between it is
    unknown. A fact that turns out well must never make less hold. `facts` are the kinds that are missing anywhere.
    """
    sure, possible = holds(0), holds(facts)
    truth = np.where(sure, Truth.YES, np.where(possible, Truth.UNKNOWN, Truth.NO)).astype(np.int8)
    missing = np.zeros(len(truth), dtype=np.int64)
    open_ones = truth == Truth.UNKNOWN
    for some in _choose(facts):
        if not open_ones.any():
            break
        settled = open_ones & (possible if some == facts else holds(some))
        missing[settled] = some
        open_ones &= ~settled
    return Judgement(truth, missing)


def _choose(facts: int) -> list[int]:
    """Return every choice of some of the kinds, the fewest first."""
    choices = [some for some in range(1, facts + 1) if some & facts == some]
    return sorted(choices, key=lambda some: (some.bit_count(), some))
