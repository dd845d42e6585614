"""Arithmetic that falls into parts by area, each with what lies round it (the halo): declared once as `Parted`.

It is done in one process as one part, or part by part by several machines, and gives the same numbers: a part holds
everything within the halo that its things can depend on, in the same order, and what depends on more is done by `join`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import shapely

from twin.analysis.arrays import Numbers
from twin.analysis.projection import Shapes

Whole = TypeVar("Whole")
Part = TypeVar("Part")
Found = TypeVar("Found")
Told = TypeVar("Told")

MOST_THINGS = 50_000
"""A part with more things is split again: it has to fit through one message, and into one worker's memory."""


@dataclass(frozen=True)
class Parted(Generic[Whole, Part, Found, Told]):
    """How one piece of arithmetic is shared out.

    `split` makes the parts for some areas (None: one part that holds all, in which nothing is left out). `solve` is
    pure and stands at the top of its module, so that another machine finds it by its name. `join` puts what was found,
    in the order of the parts, together.
    """

    split: Callable[[Whole, Shapes | None], list[Part]]
    solve: Callable[[Part], Found]
    join: Callable[[Whole, list[Found]], Told]

    def alone(self, whole: Whole) -> Told:
        """Do all of it here, as one part."""
        return self.join(whole, [self.solve(part) for part in self.split(whole, None)])


class Carried:
    """A part that travels: its arrays of shapes as bytes (WKB), which is five times as quick as shape by shape."""

    def __getstate__(self) -> dict[str, Any]:
        return {name: _pack(value) for name, value in vars(self).items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update({name: _unpack(value) for name, value in state.items()})


@dataclass(frozen=True)
class _Packed:
    shapes: Shapes


def _pack(value: Any) -> Any:
    shapes = isinstance(value, np.ndarray) and value.dtype == object
    return _Packed(shapely.to_wkb(value)) if shapes else value


def _unpack(value: Any) -> Any:
    return np.asarray(shapely.from_wkb(value.shapes), dtype=object) if isinstance(value, _Packed) else value


def share_rows(things: Shapes, areas: Shapes | None) -> list[Numbers]:
    """Return which things belong to each part: those whose middle is in an area, and those that are in none.

    Each thing belongs to one part. Without areas all of them are one.
    """
    if len(things) == 0 or areas is None:
        return [np.arange(len(things))]
    thing, area = shapely.STRtree(areas).query(shapely.centroid(things), predicate="intersects")
    owner = np.full(len(things), -1, dtype=np.intp)
    owner[thing] = area
    order = np.argsort(owner, kind="stable")
    own = np.split(order, np.flatnonzero(np.diff(owner[order])) + 1)
    return [piece for rows in own for piece in np.array_split(rows, -(-len(rows) // MOST_THINGS))]


def find_round(tree: shapely.STRtree, things: Shapes, halo: float) -> Numbers:
    """Return, in order, what of the tree touches the box of the things that is `halo` metres wider."""
    bounds = shapely.total_bounds(things)
    if np.isnan(bounds).any():
        return np.empty(0, dtype=np.intp)
    west, south, east, north = bounds
    found = tree.query(shapely.box(west - halo, south - halo, east + halo, north + halo))
    return np.sort(found)
