"""Who can walk to a service: homes within so many metres along streets and alleys, and how far that is on the map."""

from dataclasses import dataclass

import numpy as np
import shapely

from twin.analysis.arrays import Floats
from twin.analysis.certainty import Truth, Truths
from twin.analysis.network.chains import NEAR
from twin.analysis.network.spots import Spots, Stretches, merge_stretches
from twin.analysis.network.walking import Walk, walk_from
from twin.analysis.projection import Shapes

SLACK = 1e-6
"""Metres: so much over is what arithmetic leaves, not too far."""


@dataclass(frozen=True)
class Service:
    """How far each home is from a service on foot, in metres from and to the nearest point of the network.

    Infinite where no way leads; NaN for a home without any street.
    """

    sure: Floats
    """To the nearest that surely is such a service."""
    possible: Floats
    """To the nearest that is or may be one."""

    def within(self, metres: float) -> Truths:
        """Say of each home whether a service is within so many metres: unknown where only one that may be is."""
        near = np.where(self.possible <= metres + SLACK, Truth.UNKNOWN, Truth.NO)
        near[self.sure <= metres + SLACK] = Truth.YES
        near[np.isnan(self.sure)] = Truth.UNKNOWN
        return near.astype(np.int8)


def measure_service(sure: Walk, possible: Walk, homes: Spots) -> Service:
    """Measure each home's way to what surely is a service, and to what is or may be one.

    One that may be is, say, a green space of which nobody recorded whether it has equipment.
    """
    nowhere = homes.edge < 0
    return Service(*(np.where(nowhere, np.nan, walk.at(homes)) for walk in (sure, possible)))


def find_reached(walk: Walk, metres: float) -> Stretches:
    """Return what of the network lies within so many metres of the sources on foot."""
    network, sources = walk.network, walk.sources
    edges, length = np.arange(len(network)), network.length
    begin = [np.zeros(len(network)), length - (metres - walk.nodes[network.end])]
    end = [metres - walk.nodes[network.start], length]
    begin.append(sources.begin - metres)
    end.append(sources.end + metres)
    edge = np.concatenate([edges, edges, sources.edge])
    low = np.maximum(np.concatenate(begin), 0.0)
    high = np.minimum(np.concatenate(end), length[edge])
    kept = low <= high
    return merge_stretches(edge[kept], low[kept], high[kept])


def draw_stretches(walk: Walk, stretches: Stretches) -> Shapes:
    """Return stretches of the walk's network as lines; those without length are left out."""
    long = stretches.end - stretches.begin > NEAR
    return walk.network.chains.cut(stretches.edge[long], stretches.begin[long], stretches.end[long])


def draw_isochrone(walk: Walk, metres: float, beside: float) -> shapely.MultiPolygon:
    """Return the area within `beside` metres of the streets and alleys that are within so many metres on foot."""
    lines = draw_stretches(walk, find_reached(walk, metres))
    # A round end of so few corners is short of a circle by 2%: it is there to be looked at.
    area = shapely.union_all(shapely.buffer(lines, beside, quad_segs=4))
    return shapely.MultiPolygon([part for part in shapely.get_parts(area) if part.area > 0])


def walk_to(walk: Walk, others: Stretches) -> Walk:
    """Return the walk to its own sources and to others."""
    edge = np.append(walk.sources.edge, others.edge)
    begin, end = np.append(walk.sources.begin, others.begin), np.append(walk.sources.end, others.end)
    return walk_from(walk.network, merge_stretches(edge, begin, end), walk.limit)
