"""Light on slopes: by the angle between the light and the ground."""

import math

import numpy as np
import pytest

from twin.analysis.relief import shade
from twin.analysis.surface import Surface

ALONG, DOWN = np.meshgrid(np.arange(9) * 10.0, np.arange(9) * 10.0)


@pytest.mark.parametrize("turn", range(8))
@pytest.mark.parametrize("steepness", [0.1, 1.0])
def test_a_slope_is_lit_by_its_angle_to_the_light(turn: int, steepness: float) -> None:
    facing = turn * math.pi / 4  # clockwise from north
    heights = -steepness * (ALONG * math.sin(facing) - DOWN * math.cos(facing))
    slope = math.atan(steepness)
    lit = math.sin(math.pi / 4) * math.cos(slope) + math.cos(math.pi / 4) * math.sin(slope) * math.cos(
        facing - math.radians(315)
    )
    middle = shade(Surface(heights, 10.0)).values[1:-1, 1:-1]
    assert middle == pytest.approx(np.full((7, 7), max(0.0, lit)), abs=1e-9)


def test_flat_ground_is_evenly_lit_and_unknown_ground_is_dark_to_its_neighbours() -> None:
    heights = np.zeros((5, 5))
    heights[0, 0] = np.nan
    lit = shade(Surface(heights, 5.0), 10.0).values
    assert np.isnan(lit[:2, :2]).all()
    assert np.isfinite(lit).sum() == 21
    assert lit[4, 4] == pytest.approx(math.sin(math.pi / 4))
