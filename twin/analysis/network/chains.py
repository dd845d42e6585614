"""Lines as runs of vertices, each with its station: how far along the line it stands."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.projection import Shapes

NEAR = 1e-3
"""Metres within which two places are one: shared vertices differ by what the projection rounds away."""


@dataclass(frozen=True)
class Chains:
    """The pieces of lines. The vertices of chain `n` stand at `firsts[n]` up to `firsts[n + 1]`."""

    places: Floats
    """Easting and northing of each vertex."""
    stations: Floats
    firsts: Numbers
    line: Numbers
    """The line that each chain is a piece of."""

    def __len__(self) -> int:
        return len(self.line)

    @cached_property
    def lengths(self) -> Floats:
        return self.stations[self.firsts[1:] - 1]

    @cached_property
    def chain(self) -> Numbers:
        """The chain of each vertex."""
        return np.repeat(np.arange(len(self)), np.diff(self.firsts))

    @cached_property
    def _offsets(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.lengths + 1.0)])[:-1]

    @cached_property
    def _keys(self) -> Floats:
        """Stations that grow from chain to chain, so that one search serves all chains."""
        return self._offsets[self.chain] + self.stations

    def find_places(self, chain: Numbers, station: Floats) -> Floats:
        """Return where on the chains these stations are."""
        before = np.searchsorted(self._keys, self._offsets[chain] + station, side="right") - 1
        before = np.clip(before, self.firsts[chain], self.firsts[chain + 1] - 2)
        step = self.stations[before + 1] - self.stations[before]
        share = np.clip((station - self.stations[before]) / step, 0.0, 1.0)[:, None]
        return self.places[before] * (1 - share) + self.places[before + 1] * share

    def cut(self, chain: Numbers, begin: Floats, end: Floats) -> Shapes:
        """Return the lines between two stations each, with all vertices that lie between."""
        offset = self._offsets[chain]
        first = np.searchsorted(self._keys, offset + begin + NEAR, side="right")
        count = np.maximum(np.searchsorted(self._keys, offset + end - NEAR) - first, 0)
        piece = np.repeat(np.arange(len(chain)), count + 2)
        within = np.arange(len(piece)) - np.repeat(np.cumsum(count + 2) - (count + 2), count + 2)
        last = within == (count + 1)[piece]
        vertex = np.clip(first[piece] + within - 1, 0, len(self.places) - 1)
        places = self.places[vertex]
        places[within == 0] = self.find_places(chain, begin)
        places[last] = self.find_places(chain, end)
        cut: Shapes = np.atleast_1d(shapely.linestrings(places, indices=piece))
        return cut


def read_chains(lines: Shapes) -> Chains:
    """Take lines apart into their vertices; a piece without length, or a line that is missing, has none."""
    parts, line = shapely.get_parts(lines, return_index=True)
    places, part = shapely.get_coordinates(parts, return_index=True)
    moved = np.ones(len(places), dtype=bool)
    moved[1:] = (np.hypot(*np.diff(places, axis=0).T) > NEAR) | (np.diff(part) > 0)
    places, part = places[moved], part[moved]
    long = np.bincount(part, minlength=len(parts))[part] > 1
    places, part = places[long], part[long]
    kept, firsts = np.unique(part, return_index=True)
    return Chains(places, _measure(places, part), np.append(firsts, len(part)), line[kept])


def draw_points(places: Floats) -> Shapes:
    """Return a point for each easting and northing."""
    points: Shapes = np.asarray(shapely.points(places), dtype=np.object_)
    return points


def draw_legs(begins: Floats, ends: Floats) -> Shapes:
    """Return a straight line between two places each."""
    legs: Shapes = np.asarray(shapely.linestrings(np.stack([begins, ends], axis=1)), dtype=np.object_)
    return legs


def _measure(places: Floats, part: Numbers) -> Floats:
    """Return the distance of each vertex from the start of its part."""
    steps = np.zeros(len(places))
    steps[1:] = np.where(np.diff(part) == 0, np.hypot(*np.diff(places, axis=0).T), 0.0)
    gone = np.cumsum(steps)
    first = np.searchsorted(part, part)
    return gone - gone[first]
