"""Where things stand on the network: at a spot inside an edge, or along stretches of edges."""

from dataclasses import dataclass

import numpy as np
import shapely

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.network.chains import draw_points
from twin.analysis.network.graph import Legs, Network
from twin.analysis.projection import Shapes

LEVEL = 0.01
"""Metres: what differs by less is equally near, as all of a wall along a street is."""
_BATCH = 200_000
"""Things snapped at a time, which bounds the memory."""


@dataclass(frozen=True)
class Spots:
    """For each thing its nearest point of the network: edge (-1: there is none), metres along it, metres away."""

    edge: Numbers
    position: Floats
    gap: Floats

    def __len__(self) -> int:
        return len(self.edge)

    def __getitem__(self, chosen: Numbers | slice) -> "Spots":
        return Spots(self.edge[chosen], self.position[chosen], self.gap[chosen])


@dataclass(frozen=True)
class Stretches:
    """Parts of edges, in order along each and apart from each other; a spot is a stretch without length."""

    edge: Numbers
    begin: Floats
    end: Floats


def snap(network: Network, things: Shapes) -> Spots:
    """Find the point of the network nearest to each thing's nearest wall; of several, that nearest to its middle.

    Things are points, lines or areas in the metric CRS, or None.
    """
    return keep_within(network, snap_to(network.legs, things))


def snap_to(legs: Legs, things: Shapes) -> Spots:
    """Find the nearest point of some legs, as `snap` does; the position may pass the edge's end by what is rounded."""
    parts = [_snap_batch(legs, things[n : n + _BATCH]) for n in range(0, len(things), _BATCH)]
    if not parts:
        return _nowhere(0)
    edge, position, gap = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Spots(edge, position, gap)


def keep_within(network: Network, spots: Spots) -> Spots:
    """Return the spots with no position beyond the end of its edge."""
    return Spots(
        spots.edge, np.minimum(spots.position, np.append(network.length, 0.0)[spots.edge]), spots.gap
    )


def _nowhere(count: int) -> Spots:
    unknown = np.full(count, np.nan)
    return Spots(np.full(count, -1, dtype=np.intp), unknown, unknown)


def _snap_batch(legs: Legs, things: Shapes) -> tuple[Numbers, Floats, Floats]:
    spots = _nowhere(len(things))
    edge, position, gap = spots.edge, spots.position.copy(), spots.gap.copy()
    (found, _), gap_found = legs.tree.query_nearest(things, return_distance=True, all_matches=False)
    gap[found] = gap_found
    near = things[found]
    thing, leg = legs.tree.query(near, predicate="dwithin", distance=gap_found + LEVEL)
    along, away = _find_nearest_to_middles(legs, leg, near[thing], gap_found[thing] + LEVEL)
    order = np.lexsort((leg, away, thing))
    _, firsts = np.unique(thing[order], return_index=True)
    chosen = order[firsts]
    edge[found] = legs.edge[leg[chosen]]
    position[found] = legs.station[leg[chosen]] + along[chosen]
    return edge, position, gap


def _find_nearest_to_middles(
    legs: Legs, leg: Numbers, things: Shapes, reach: Floats
) -> tuple[Floats, Floats]:
    """Return where on its leg, within reach of the thing, is nearest to the thing's middle, and how far from that."""
    middles = shapely.get_coordinates(shapely.centroid(things))
    low, high = _find_level(legs, leg, things, reach)
    along, _ = _project(legs, leg, middles)
    along = np.clip(along, low, high)
    course = (legs.end - legs.begin)[leg]
    places = legs.begin[leg] + course * (along / np.hypot(*course.T))[:, None]
    return along, np.hypot(*(places - middles).T)


def _find_level(legs: Legs, leg: Numbers, things: Shapes, reach: Floats) -> tuple[Floats, Floats]:
    """Return from where to where along its leg the corners of each thing, or the leg's own ends, are within reach."""
    low, high = np.full(len(leg), np.inf), np.full(len(leg), -np.inf)
    corners, thing = shapely.get_coordinates(things, return_index=True)
    along, away = _project(legs, leg[thing], corners)
    near = away <= reach[thing]
    np.minimum.at(low, thing[near], along[near])
    np.maximum.at(high, thing[near], along[near])
    # A wall may be longer than the leg that it stands along.
    starts = shapely.distance(things, draw_points(legs.begin[leg])) <= reach
    low[starts], high[starts] = 0.0, np.maximum(high[starts], 0.0)
    stops = shapely.distance(things, draw_points(legs.end[leg])) <= reach
    high[stops] = np.hypot(*(legs.end - legs.begin)[leg[stops]].T)
    low[stops] = np.minimum(low[stops], high[stops])
    # The leg may run through a thing without coming near a corner of it.
    across = np.flatnonzero(low > high)
    lines = np.asarray(legs.tree.geometries)[leg[across]]
    crossings, owner = shapely.get_coordinates(shapely.intersection(lines, things[across]), return_index=True)
    along, _ = _project(legs, leg[across[owner]], crossings)
    np.minimum.at(low, across[owner], along)
    np.maximum.at(high, across[owner], along)
    return low, high


def _project(legs: Legs, leg: Numbers, places: Floats) -> tuple[Floats, Floats]:
    """Return how far along its leg the point nearest to each place lies, and how far away from it."""
    begin, course = legs.begin[leg], (legs.end - legs.begin)[leg]
    length = np.hypot(*course.T)
    along = np.clip(np.einsum("ij,ij->i", places - begin, course) / length, 0.0, length)
    foot = begin + course * (along / length)[:, None]
    return along, np.hypot(*(places - foot).T)


def stretch_spots(spots: Spots) -> Stretches:
    """Return the spots as stretches without length; what is nowhere is left out."""
    found = spots.edge >= 0
    return merge_stretches(spots.edge[found], spots.position[found], spots.position[found])


def merge_stretches(edge: Numbers, begin: Floats, end: Floats) -> Stretches:
    """Put stretches in order and join those that overlap."""
    order = np.lexsort((begin, edge))
    edge, begin, end = edge[order], begin[order], end[order]
    if len(edge) == 0:
        return Stretches(edge, begin, end)
    # Edges are set apart by more than any is long, so that one running maximum serves all.
    apart = edge * (float(end.max()) + 1.0)
    covered = np.maximum.accumulate(end + apart)
    opens = np.ones(len(edge), dtype=bool)
    opens[1:] = begin[1:] + apart[1:] > covered[:-1]
    heads = np.flatnonzero(opens)
    return Stretches(edge[heads], begin[heads], np.maximum.reduceat(end, heads))


def find_stretches(network: Network, areas: Shapes, reach: float) -> Stretches:
    """Return what of the network lies within `reach` metres of areas: where people walk in.

    An area that has nothing so near is entered from its nearest point of the network.
    """
    tree = shapely.STRtree(network.shape)
    area, edge = tree.query(areas, predicate="dwithin", distance=reach)
    near = shapely.intersection(network.shape[edge], shapely.buffer(areas[area], reach, quad_segs=16))
    pieces, owner = shapely.get_parts(near, return_index=True)
    # Round a corner the buffer falls a little short of the reach, and what it then shares is an empty line.
    lines = shapely.length(pieces) > 0
    pieces, edge = pieces[lines], edge[owner[lines]]
    ends = [shapely.line_locate_point(network.shape[edge], shapely.get_point(pieces, at)) for at in (0, -1)]
    far = np.setdiff1d(np.arange(len(areas)), area[owner[lines]])
    rest = stretch_spots(snap(network, areas[far]))
    return merge_stretches(
        np.concatenate([edge, rest.edge]),
        np.concatenate([np.minimum(*ends), rest.begin]),
        np.concatenate([np.maximum(*ends), rest.end]),
    )


def space_out(network: Network, every: float) -> Spots:
    """Return spots along all edges, at most `every` metres apart, with one at each end of an edge."""
    count = np.ceil(network.length / every).astype(np.intp) + 1
    edge = np.repeat(np.arange(len(network)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    position = number * (network.length / (count - 1))[edge]
    return Spots(edge, position, np.zeros(len(edge)))
