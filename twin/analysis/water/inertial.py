"""The local-inertial equations of shallow water, step by step.

Bates, Horritt and Fewtrell (2010), smoothed as by de Almeida and others (2012): across each side of a square goes a
flux (m2/s), driven by the slope of the water and braked by Manning's friction, which is taken half implicitly.
Compiled by numba: import this module only where it is needed.

Arrays of squares are flat and have a rim of unknown squares.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.analysis.compiling import compiled

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

GRAVITY = 9.81
_COURANT = 0.7
_OWN_SHARE = 0.8
"""Theta of de Almeida: how much of the flux before counts as the side's own; the rest is its neighbours'."""
_THIN = 1e-5
"""Water of less than this (metres) does not flow."""
_LEAST_DEPTH = 0.05
"""No step is longer than waves in so much water (metres) allow."""


class Sides(NamedTuple):
    """The sides between known squares in one direction; each belongs to the square ahead of it."""

    ahead: Places
    back: int
    """How far before a square the one behind it stands."""
    flux: Floats
    """For every square, from the one behind it; zero where there is no such side."""


class Bed(NamedTuple):
    """What stays."""

    heights: Floats
    squares: Places
    """Those that are known."""
    drains: Floats
    """What they can take of each square, m/s."""
    outlets: Places
    """Squares with an open side to the outside, once for each."""
    cell: float
    roughness: float
    """Manning's n, s/m^(1/3)."""


class Water(NamedTuple):
    """What changes: metres of water, where it goes, and the greatest depth and energy head so far."""

    depth: Floats
    east: Sides
    south: Sides
    over: Floats
    """Fluxes over the outlets, outwards."""
    deepest: Floats
    head: Floats
    spare: Floats
    account: Floats
    """Seconds gone; what drained and what left over the edge (metres times squares); the greatest depth now."""


@compiled
def advance(bed: Bed, water: Water, rain: float, until: float, most_steps: int) -> None:
    """Go on to a moment (in seconds), or for so many steps, under rain of so many m/s."""
    for _ in range(most_steps):
        left = until - water.account[0]
        if left <= 0:
            return
        wave = np.sqrt(GRAVITY * max(_LEAST_DEPTH, water.account[3]))
        step = min(left, _COURANT * bed.cell / wave)
        _rain(bed, water, rain, step)
        _drive(bed, water, water.east, step)
        _drive(bed, water, water.south, step)
        _drive_out(bed, water, step)
        _limit(bed, water, step)
        _flow(bed, water, water.east, step)
        _flow(bed, water, water.south, step)
        _flow_out(bed, water, step)
        _mark_greatest(bed, water)
        water.account[0] = until if step == left else water.account[0] + step


@compiled
def _rain(bed: Bed, water: Water, rain: float, step: float) -> None:
    drained = 0.0
    for square in bed.squares:
        there = water.depth[square] + rain * step
        taken = min(there, bed.drains[square] * step)
        drained += taken
        water.depth[square] = there - taken
    water.account[1] += drained


@compiled
def _drive(bed: Bed, water: Water, sides: Sides, step: float) -> None:
    """Find the fluxes between squares at the end of the step."""
    before = water.spare
    before[:] = sides.flux
    friction = GRAVITY * step * bed.roughness**2
    for ahead in sides.ahead:
        behind = ahead - sides.back
        bottom = max(bed.heights[behind], bed.heights[ahead])
        level_behind = bed.heights[behind] + water.depth[behind]
        level_ahead = bed.heights[ahead] + water.depth[ahead]
        room = max(level_behind, level_ahead) - bottom
        beside = (before[behind] + before[ahead + sides.back]) / 2
        smoothed = _OWN_SHARE * before[ahead] + (1 - _OWN_SHARE) * beside
        push = GRAVITY * step * (level_behind - level_ahead) / bed.cell
        sides.flux[ahead] = _find_flux(before[ahead], smoothed, room, push, friction)


@compiled
def _find_flux(own: float, smoothed: float, room: float, push: float, friction: float) -> float:
    """Return the flux through `room` metres of water; it is never faster than waves are."""
    if room <= _THIN:
        return 0.0
    flux = (smoothed + room * push) / (1 + friction * abs(own) / (room * room * np.cbrt(room)))
    if flux * flux > GRAVITY * room**3:
        flux = float(np.copysign(room * np.sqrt(GRAVITY * room), flux))
    return float(flux)


@compiled
def _drive_out(bed: Bed, water: Water, step: float) -> None:
    """Find the fluxes over the edge, on to ground that is as high and stays dry."""
    friction = GRAVITY * step * bed.roughness**2
    for outlet in range(len(bed.outlets)):
        room = water.depth[bed.outlets[outlet]]
        push = GRAVITY * step * room / bed.cell
        own = water.over[outlet]
        water.over[outlet] = _find_flux(own, own, room, push, friction)


@compiled
def _limit(bed: Bed, water: Water, step: float) -> None:
    """Find how much of what would flow out of each square there is: `spare`, at most 1."""
    leaving = water.spare
    leaving[:] = 0.0
    for sides in (water.east, water.south):
        for ahead in sides.ahead:
            flux = sides.flux[ahead]
            if flux > 0:
                leaving[ahead - sides.back] += flux
            else:
                leaving[ahead] -= flux
    for outlet in range(len(bed.outlets)):
        leaving[bed.outlets[outlet]] += water.over[outlet]
    for square in bed.squares:
        wanted = leaving[square] * step
        there = water.depth[square] * bed.cell
        leaving[square] = 1.0 if wanted <= there else there / wanted


@compiled
def _flow(bed: Bed, water: Water, sides: Sides, step: float) -> None:
    for ahead in sides.ahead:
        behind = ahead - sides.back
        flux = sides.flux[ahead]
        flux *= water.spare[behind] if flux > 0 else water.spare[ahead]
        sides.flux[ahead] = flux
        moved = flux * step / bed.cell
        water.depth[behind] -= moved
        water.depth[ahead] += moved


@compiled
def _flow_out(bed: Bed, water: Water, step: float) -> None:
    for outlet in range(len(bed.outlets)):
        square = bed.outlets[outlet]
        water.over[outlet] *= water.spare[square]
        moved = water.over[outlet] * step / bed.cell
        water.depth[square] -= moved
        water.account[2] += moved


@compiled
def _mark_greatest(bed: Bed, water: Water) -> None:
    """Keep the greatest depth and energy head (depth + v2 / 2g) of each square."""
    greatest = 0.0
    for square in bed.squares:
        depth = max(0.0, water.depth[square])
        water.depth[square] = depth
        greatest = max(greatest, depth)
        water.deepest[square] = max(water.deepest[square], depth)
        head = depth
        if depth > _THIN:
            east = (water.east.flux[square] + water.east.flux[square + water.east.back]) / 2
            south = (water.south.flux[square] + water.south.flux[square + water.south.back]) / 2
            speed_head = (east * east + south * south) / (depth * depth * 2 * GRAVITY)
            # A shallow square beside a deep one would seem to race; water here is held to the speed of its waves.
            head += min(speed_head, depth / 2)
        water.head[square] = max(water.head[square], head)
    water.account[3] = greatest
