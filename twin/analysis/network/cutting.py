"""Lines cut where an area begins and ends."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from twin.analysis.network.chains import NEAR
from twin.analysis.projection import Shapes


@dataclass(frozen=True)
class Cut:
    """Of each line what lies inside the area, and the rest; None where there is nothing."""

    inside: Shapes
    outside: Shapes


def cut_lines(lines: Shapes, area: BaseGeometry, least: float = 0.0) -> Cut:
    """Cut lines at the border of an area; a piece inside of `least` metres or less stays outside.

    All vertices stay as they are, and both sides of a cut end at one place. Less than a millimetre is nothing.
    """
    both = [_cut(line, area, max(least, NEAR)) for line in lines]
    inside, outside = (np.array([one[side] for one in both], dtype=np.object_) for side in (0, 1))
    return Cut(inside, outside)


def _cut(
    line: BaseGeometry | None, area: BaseGeometry, least: float
) -> tuple[BaseGeometry | None, BaseGeometry | None]:
    inside: list[BaseGeometry] = []
    outside: list[BaseGeometry] = []
    for part in [] if line is None else shapely.get_parts(line):
        stations = _find_inside(part, area, least)
        inside += [substring(part, begin, end) for begin, end in stations]
        edges = np.concatenate([[0.0], *stations, [part.length]]).reshape(-1, 2)
        outside += [substring(part, begin, end) for begin, end in edges if end - begin > NEAR]
    return _join(inside), _join(outside)


def _find_inside(line: BaseGeometry, area: BaseGeometry, least: float) -> list[tuple[float, float]]:
    """Return from where to where along a line it lies inside, in order: leg by leg, since it may cross itself."""
    places = shapely.get_coordinates(line)
    stations = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    legs = shapely.linestrings(np.stack([places[:-1], places[1:]], axis=1))
    pieces, leg = shapely.get_parts(shapely.intersection(legs, area), return_index=True)
    lines = shapely.length(pieces) > 0
    pieces, leg = pieces[lines], leg[lines]
    corners, piece = shapely.get_coordinates(pieces, return_index=True)
    along = stations[leg[piece]] + np.hypot(*(corners - places[leg[piece]]).T)
    found = [
        (float(along[piece == one].min()), float(along[piece == one].max())) for one in range(len(pieces))
    ]
    return [(begin, end) for begin, end in _merge(sorted(found)) if end - begin > least]


def _merge(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for begin, end in stretches:
        if merged and begin <= merged[-1][1] + NEAR:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((begin, end))
    return merged


def _join(pieces: list[BaseGeometry]) -> BaseGeometry | None:
    if not pieces:
        return None
    return (
        pieces[0] if len(pieces) == 1 else shapely.MultiLineString(list(map(shapely.get_coordinates, pieces)))
    )
