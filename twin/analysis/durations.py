"""How long things take, some of which are not over."""

import numpy as np
from numpy.typing import NDArray


def median_until(length: NDArray[np.float64], over: NDArray[np.bool_]) -> float | None:
    """Return the length by which half of the things are over: the median of Kaplan and Meier (1958).

    What is not over counts for as long as it has lasted: leaving it out would make the slow look quick. None where
    fewer than half are over by the longest length seen. Lengths that are unknown (NaN) are left out.
    """
    known = ~np.isnan(length)
    length, over = length[known], over[known]
    lasting = 1.0
    for moment in np.unique(length[over]):
        at_risk = np.count_nonzero(length >= moment)
        lasting *= 1 - np.count_nonzero(over & (length == moment)) / at_risk
        if lasting <= 0.5 + 1e-12:  # a half, and what a product of quotients may miss of it
            return float(moment)
    return None
