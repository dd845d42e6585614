"""How far things are from sources."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.analysis.projection import Shapes


@dataclass(frozen=True)
class Pairs:
    """A thing and a source each, in order of thing and then of source; metres to the thing's farthest point."""

    thing: NDArray[np.intp]
    source: NDArray[np.intp]
    farthest: NDArray[np.float64]

    def of(self, thing: int) -> slice:
        """Return where the pairs of one thing stand."""
        first, last = np.searchsorted(self.thing, [thing, thing + 1])
        return slice(int(first), int(last))


def pair_within(things: Shapes, sources: Shapes, radius: float) -> Pairs:
    """Pair each thing with every source (a point) that has the whole thing within `radius` metres.

    Of a line or an area the point farthest from another point is a vertex, so that vertices are all that is asked.
    """
    # If the whole is within the radius, then so is its first vertex.
    first = shapely.points(_first_vertices(things))
    thing, source = shapely.STRtree(sources).query(first, predicate="dwithin", distance=radius)
    order = np.lexsort((source, thing))
    thing, source = thing[order], source[order]
    farthest = _farthest(things[thing], sources[source])
    within = farthest <= radius
    return Pairs(thing[within], source[within], farthest[within])


def _first_vertices(things: Shapes) -> NDArray[np.float64]:
    coordinates, owner = shapely.get_coordinates(things, return_index=True)
    _, begins = np.unique(owner, return_index=True)
    if len(begins) != len(things):
        raise ValueError("a thing without a shape is nowhere")
    found: NDArray[np.float64] = coordinates[begins]
    return found


def _farthest(things: Shapes, sources: Shapes) -> NDArray[np.float64]:
    """Return metres from each source to the farthest vertex of the thing beside it."""
    # Hausdorff's distance from a point is that to the vertex farthest away.
    found: NDArray[np.float64] = shapely.hausdorff_distance(things, sources)
    return found


@dataclass(frozen=True)
class Nearest:
    """The source nearest to each thing (-1: there is none), and metres to the thing's nearest and farthest point."""

    source: NDArray[np.intp]
    distance: NDArray[np.float64]
    farthest: NDArray[np.float64]


def find_nearest(things: Shapes, sources: Shapes) -> Nearest:
    """Find the source nearest to each thing; of several at the same distance the first counts."""
    nowhere = np.full(len(things), np.nan)
    if len(sources) == 0 or len(things) == 0:
        return Nearest(np.full(len(things), -1, dtype=np.intp), nowhere, nowhere)
    (thing, source), distance = shapely.STRtree(sources).query_nearest(things, return_distance=True)
    order = np.lexsort((source, thing))
    _, firsts = np.unique(thing[order], return_index=True)
    chosen = source[order][firsts]
    return Nearest(chosen, distance[order][firsts], _farthest(things, sources[chosen]))
