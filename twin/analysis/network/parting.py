"""Snapping many things to a network, part by part."""

from dataclasses import dataclass

import numpy as np

from twin.analysis.arrays import Floats, Numbers
from twin.analysis.network.graph import Legs, Network
from twin.analysis.network.spots import LEVEL, Spots, keep_within, snap, snap_to
from twin.analysis.parts import Carried, Parted, find_round, share_rows
from twin.analysis.projection import Shapes

HALO = 300.0
"""Metres: what is farther from any street than this is snapped on the whole network afterwards."""


@dataclass(frozen=True)
class Snapping:
    """Things to be snapped."""

    network: Network
    things: Shapes


@dataclass(frozen=True)
class _Part(Carried):
    rows: Numbers
    things: Shapes
    legs: Legs
    halo: float


@dataclass(frozen=True)
class _Found:
    """What was found of the rows; of those that `lie_far` the nearest leg may be outside the part."""

    rows: Numbers
    edge: Numbers
    position: Floats
    gap: Floats
    lie_far: Numbers


def _split(whole: Snapping, areas: Shapes | None) -> list[_Part]:
    legs, things = whole.network.legs, whole.things
    if areas is None:
        return [_Part(np.arange(len(things)), things, legs, np.inf)]
    return [
        _Part(rows, things[rows], legs.only(find_round(legs.tree, things[rows], HALO)), HALO)
        for rows in share_rows(things, areas)
    ]


def _solve(part: _Part) -> _Found:
    spots = snap_to(part.legs, part.things)
    # A thing that is nowhere has no gap, and may have one on the whole network.
    near = spots.gap + LEVEL <= part.halo
    far = np.empty(0, dtype=np.intp) if np.isinf(part.halo) else np.flatnonzero(~near)
    return _Found(part.rows, spots.edge, spots.position, spots.gap, far)


def _join(whole: Snapping, found: list[_Found]) -> Spots:
    count = len(whole.things)
    spots = Spots(np.full(count, -1, dtype=np.intp), np.full(count, np.nan), np.full(count, np.nan))
    for one in found:
        spots.edge[one.rows], spots.position[one.rows] = one.edge, one.position
        spots.gap[one.rows] = one.gap
    far = np.concatenate([one.rows[one.lie_far] for one in found] or [np.empty(0, dtype=np.intp)])
    again = snap(whole.network, whole.things[far])
    spots.edge[far], spots.position[far], spots.gap[far] = again.edge, again.position, again.gap
    return keep_within(whole.network, spots)


SNAP = Parted(_split, _solve, _join)
