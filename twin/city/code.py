"""Which code made a result."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

_RECKONS = ("analysis", "city", "rasters", "reporting", "reports", "scenarios", "norms.py", "layers")
"""What of the package a number depends on."""


@cache
def code_version() -> str:
    """Return the package's version and a digest of the sources that reckon: either changes with the numbers.

    The versions of the libraries are those that `uv.lock` names.
    """
    told = hashlib.sha256()
    for name in _RECKONS:
        _take_in(files("twin") / name, name, told)
    return f"{version('twin')}+{told.hexdigest()[:12]}"


def _take_in(place: Traversable, name: str, told: "hashlib._Hash") -> None:
    if place.is_dir():
        for inside in sorted(place.iterdir(), key=lambda one: one.name):
            _take_in(inside, f"{name}/{inside.name}", told)
    elif name.endswith((".py", ".sql")):
        told.update(f"{name}\0".encode() + place.read_bytes() + b"\0")
