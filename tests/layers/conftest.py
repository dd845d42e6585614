"""How different two colours look, also to an eye that lacks one kind of cone."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

Vector = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009 (doi 10.1109/TVCG.2009.113), severity 1, on linear RGB.
EYES: dict[str, Vector] = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# IEC 61966-2-1 (sRGB) to XYZ, and its white.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def _linear(colour: str) -> Vector:
    encoded = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _lab(linear: Vector) -> Vector:
    relative = TO_XYZ @ np.clip(linear, 0, 1) / WHITE
    root = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def _least_difference(one: str, other: str) -> float:
    seen = ((_lab(eye @ _linear(one)), _lab(eye @ _linear(other))) for eye in EYES.values())
    return min(float(np.linalg.norm(first - second)) for first, second in seen)


@pytest.fixture(scope="session")
def least_difference() -> Callable[[str, str], float]:
    """The smallest CIE 1976 difference of two colours over the four kinds of eye; about 2 is just seen."""
    return _least_difference
