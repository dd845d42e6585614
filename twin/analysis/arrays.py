"""What the arrays hold, by name."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Measures: metres unless something else is said; NaN where nobody knows, infinite where no way leads."""
Numbers = NDArray[np.intp]
"""Which of something: positions in another array; -1 where there is none."""
Marks = NDArray[np.bool_]
