"""What holds when: spans of time against moments."""

import numpy as np
from numpy.typing import NDArray

Ticks = NDArray[np.int64]
"""Moments or days as whole numbers, of any unit."""
BEFORE_ALL = np.iinfo(np.int64).min
AFTER_ALL = np.iinfo(np.int64).max


def held_at(begins: Ticks, ends: Ticks, moments: Ticks) -> NDArray[np.bool_]:
    """Say for each span (a row) whether it holds at each moment (a column): its begin belongs to it, its end not."""
    held: NDArray[np.bool_] = (begins[:, None] <= moments) & (moments < ends[:, None])
    return held
