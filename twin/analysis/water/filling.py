"""The lakes that are left when all the rain has run down."""

from dataclasses import dataclass

import numpy as np

from twin.analysis.surface import Grid, Surface
from twin.analysis.water.rain import MM, Balance, Edges, Rain, require_ground


@dataclass(frozen=True)
class Flood:
    """Metres of water on each square (NaN where the ground is unknown), and the account of it."""

    depth: Surface
    balance: Balance


def fill_spill_merge(ground: Surface, rain: Rain, edges: Edges = "open") -> Flood:
    """Return the water that stands on the ground when the rain is over and nothing moves any more.

    What the drains do not take where it falls runs down the steepest way (of eight), fills hollows, spills and merges
    them: Barnes and others, Earth Surf. Dynam. 9, 2021. Unknown ground is a hole at open edges and a wall at closed
    ones; closed all round, the water rises as high as it must. Raises BadInputError (see `require_ground`).
    """
    from twin.analysis.water.depressions import Squares, find_hollows
    from twin.analysis.water.pouring import pour

    known = np.pad(require_ground(ground, rain), 1)
    heights = np.pad(np.asarray(ground.values, np.float64), 1, constant_values=np.nan)
    runoff = _pad(known, np.subtract(rain.depth_mm, rain.drained_mm) / MM)
    places = np.flatnonzero(known)
    # Squares of one height keep their order on every machine: the same ground gives the same lakes.
    order = places[np.argsort(heights.ravel()[places], kind="stable")]
    squares = Squares(heights.ravel(), known.ravel(), order, known.shape[1], edges == "closed")
    depths, left = pour(squares, find_hollows(squares), runoff.ravel())
    depth = depths.reshape(known.shape)[1:-1, 1:-1].copy()
    return Flood(ground.holding(depth), _account(ground, rain, depth, left))


def _pad(known: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], runoff: Grid) -> Grid:
    spread = np.pad(np.broadcast_to(runoff, np.subtract(known.shape, 2)), 1)
    return np.where(known, spread, 0.0)


def _account(ground: Surface, rain: Rain, depth: Grid, left: float) -> Balance:
    squares = int(np.isfinite(depth).sum())
    drained = np.where(np.isfinite(depth), rain.drained_mm, 0.0).sum() / MM
    return Balance(
        rain=squares * rain.depth_mm / MM * ground.area,
        stored=float(np.nansum(depth)) * ground.area,
        drained=float(drained) * ground.area,
        left=left * ground.area,
    )
