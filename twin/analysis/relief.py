"""Light and shade on the ground."""

import math

import numpy as np

from twin.analysis.surface import Surface

_AZIMUTH, _ALTITUDE = 315.0, 45.0
"""Degrees: light from the north-west, as maps have it, half way up."""


def shade(ground: Surface, exaggeration: float = 1.0) -> Surface:
    """Return how brightly each square is lit, from 0 to 1, by the slopes of Horn (1981); NaN beside unknown ground.

    `exaggeration` multiplies heights: flat wards need 5 or more to show anything.
    """
    heights = np.pad(ground.values * exaggeration, 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(heights, (3, 3))
    weights = np.array([1.0, 2.0, 1.0])
    east = ((windows[..., 2] - windows[..., 0]) @ weights) / (8 * ground.cell)
    north = ((windows[..., 0, :] - windows[..., 2, :]) @ weights) / (8 * ground.cell)
    azimuth, altitude = math.radians(_AZIMUTH), math.radians(_ALTITUDE)
    # The surface's normal is (-east, -north, 1), the light comes from (sin azimuth, cos azimuth) at its altitude.
    towards = -(east * math.sin(azimuth) + north * math.cos(azimuth)) * math.cos(altitude) + math.sin(
        altitude
    )
    lit = towards / np.sqrt(1 + east * east + north * north)
    return ground.holding(np.clip(lit, 0.0, 1.0))
