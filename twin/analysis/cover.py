"""What is within reach of something, for sure or perhaps."""

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes

COVERED, UNCOVERED, UNKNOWN = "covered", "uncovered", "unknown"


def within_reach(things: Shapes, sources: Shapes, reach: float) -> NDArray[np.bool_]:
    """Say of each thing whether any source is within `reach` metres of its nearest point, in a straight line."""
    found = np.zeros(len(things), dtype=np.bool_)
    if len(sources) and len(things):
        thing, _ = shapely.STRtree(sources).query(things, predicate="dwithin", distance=reach)
        found[thing] = True
    return found


def tell_cover(things: Shapes, surely: Shapes, perhaps: Shapes, reach: float) -> NDArray[np.object_]:
    """Return COVERED within reach of a source that surely serves, UNKNOWN where only one that perhaps does, else UNCOVERED."""
    sure, may = within_reach(things, surely, reach), within_reach(things, perhaps, reach)
    return np.where(sure, COVERED, np.where(may, UNKNOWN, UNCOVERED)).astype(object)
