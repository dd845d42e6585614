"""Seeded chance: each part of the ward draws from a stream of its own.

So a change to one part leaves the draws of the others as they were.
"""

import zlib
from collections.abc import Mapping
from typing import TypeVar

import numpy as np

SEED = 2026
Thing = TypeVar("Thing")


def open_stream(name: str) -> np.random.Generator:
    """Return the generator of one named part; the same name gives the same draws."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def happens(chance: np.random.Generator, share: float) -> bool:
    """Say whether something happens that happens in this share of cases."""
    return bool(chance.random() < share)


def pick(chance: np.random.Generator, shares: Mapping[Thing, float]) -> Thing:
    """Return one of the things, as often as its share says; shares need not add up to one."""
    marks = np.cumsum(list(shares.values()))
    return list(shares)[int(np.searchsorted(marks, chance.random() * marks[-1], side="right"))]
