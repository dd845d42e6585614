"""Where two vehicles cannot pass each other: ways of one lane with fewer passing bays than the norm asks."""

import numpy as np

from twin.analysis.arrays import Floats
from twin.analysis.certainty import Truth, Truths
from twin.analysis.fire.hose import SLACK


def count_bays(metres: Floats, apart: float) -> Floats:
    """Return the fewest bays that leave no stretch longer than `apart` metres between two of them, or a bay and an end."""
    needed: Floats = np.maximum(np.ceil((metres - SLACK) / apart) - 1, 0)
    return needed


def judge_bays(asked: Truths, needed: Floats, bays: Floats) -> Truths:
    """Say which ways surely have too few bays (NaN: not recorded), of those of which bays are asked, or may be."""
    lacking = np.where(np.isnan(bays), Truth.UNKNOWN, np.where(bays < needed, Truth.YES, Truth.NO))
    lacking[needed == 0] = Truth.NO
    doubtful = (asked == Truth.UNKNOWN) & (lacking == Truth.YES)
    lacking[doubtful] = Truth.UNKNOWN
    lacking[asked == Truth.NO] = Truth.NO
    return lacking.astype(np.int8)
