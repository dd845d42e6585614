"""What is wrong with recorded features: shapes, broken rules, things recorded twice."""

import unicodedata
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from twin.analysis.projection import Shapes
from twin.vocabulary import Comparison, Rule

Marks = NDArray[np.bool_]
LEAST_LENGTH = 0.5
"""Metres below which a line is a slip of the pen; an area has to have this by this."""
SAME_AREA = 0.9
"""Two areas are the same when what they share is so much of what they cover together."""
SAME_LINE = 1.0
"""Metres that the points of two lines may be apart when they are the same line."""


@dataclass(frozen=True)
class ShapeFaults:
    """For each shape: it crosses itself, it is hardly there, no part of it is in the ward."""

    invalid: Marks
    tiny: Marks
    outside: Marks


def find_shape_faults(shapes: Shapes, outline: BaseGeometry | None) -> ShapeFaults:
    """Judge shapes in metres; without an outline none is outside."""
    dimension = shapely.get_dimensions(shapes)
    tiny = (dimension == 1) & (shapely.length(shapes) < LEAST_LENGTH)
    tiny |= (dimension == 2) & (shapely.area(shapes) < LEAST_LENGTH**2)  # noqa: PLR2004 - an area's dimension
    tiny |= shapely.is_empty(shapes)
    valid = shapely.is_valid(shapes)
    outside = np.zeros(len(shapes), dtype=np.bool_)
    if outline is not None:
        shapely.prepare(outline)
        outside[valid] = ~shapely.intersects(outline, shapes[valid])
    # What crosses itself has no area to speak of.
    return ShapeFaults(~valid, tiny & valid, outside)


def breaks(frame: pd.DataFrame, rule: Rule) -> Marks:
    """Say which rows break a rule: `then` is false where `when` is true. What is unknown breaks nothing."""
    holds, known = compare(frame, rule.then)
    broken = known & ~holds
    if rule.when is not None:
        applies, decided = compare(frame, rule.when)
        broken &= applies & decided
    return broken


def compare(frame: pd.DataFrame, comparison: Comparison) -> tuple[Marks, Marks]:
    """Return whether the comparison is true, and whether that can be told."""
    left = frame[comparison.field]
    known = left.notna().to_numpy(dtype=np.bool_)
    everywhere = np.ones(len(frame), dtype=np.bool_)
    if comparison.operator in {"known", "unknown"}:
        return known == (comparison.operator == "known"), everywhere
    if comparison.operator == "in":
        listed = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
        return left.isin(listed).to_numpy(dtype=np.bool_), known
    right = frame[comparison.other_field] if comparison.other_field else comparison.value
    told = known & (right.notna().to_numpy(dtype=np.bool_) if isinstance(right, pd.Series) else True)
    found = np.zeros(len(frame), dtype=np.bool_)
    other = right[told] if isinstance(right, pd.Series) else right
    found[told] = _HOLDS[comparison.operator](left[told], other).to_numpy(dtype=np.bool_)
    return found, told


_HOLDS = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def find_twins(
    shapes: Shapes, names: "pd.Series[str]", fields: pd.DataFrame, near: float
) -> NDArray[np.intp]:
    """Return pairs of positions (the first below the second) that look like one thing recorded twice, in order.

    Areas and lines: the same shape. Whatever has a name: the same name (case and spaces aside) within `near` metres.
    Neither counts where a field that is known of both differs: that tells them apart.
    """
    same = [_same_names(shapes, names, near), _same_shapes(shapes)]
    pairs = np.unique(np.concatenate(same), axis=0)
    return pairs[_agree(fields, pairs)]


def _pairs(tree: shapely.STRtree, shapes: Shapes, near: float) -> NDArray[np.intp]:
    one, other = tree.query(shapes, predicate="dwithin", distance=near)
    found: NDArray[np.intp] = np.column_stack([one, other])[one < other]
    return found


def _same_names(shapes: Shapes, names: "pd.Series[str]", near: float) -> NDArray[np.intp]:
    # A line that goes on under its name is no double, so that lines are told by their shapes alone.
    named = np.flatnonzero(names.notna().to_numpy() & (shapely.get_dimensions(shapes) != 1))
    folded = names.iloc[named].map(_fold)
    told = named[folded.duplicated(keep=False).to_numpy()]
    if len(told) == 0:
        return np.empty((0, 2), dtype=np.intp)
    key = names.iloc[told].map(_fold).to_numpy()
    pairs = _pairs(shapely.STRtree(shapes[told]), shapes[told], near)
    found: NDArray[np.intp] = told[pairs[key[pairs[:, 0]] == key[pairs[:, 1]]]]
    return found


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _same_shapes(shapes: Shapes) -> NDArray[np.intp]:
    """Return pairs of areas that cover the same, and of lines that run the same."""
    chosen = np.flatnonzero((shapely.get_dimensions(shapes) > 0) & shapely.is_valid(shapes))
    if len(chosen) == 0:
        return np.empty((0, 2), dtype=np.intp)
    one, other = shapely.STRtree(shapes[chosen]).query(shapes[chosen], predicate="intersects")
    pairs = chosen[np.column_stack([one, other])[one < other]]
    first, second = shapes[pairs[:, 0]], shapes[pairs[:, 1]]
    alike = shapely.get_dimensions(first) == shapely.get_dimensions(second)
    lines = alike & (shapely.get_dimensions(first) == 1)
    areas = alike & ~lines
    same = np.zeros(len(pairs), dtype=np.bool_)
    same[lines] = shapely.hausdorff_distance(first[lines], second[lines]) <= SAME_LINE
    shared = shapely.area(shapely.intersection(first[areas], second[areas]))
    covered = shapely.area(first[areas]) + shapely.area(second[areas]) - shared
    same[areas] = shared >= SAME_AREA * covered
    found: NDArray[np.intp] = pairs[same]
    return found


def _agree(fields: pd.DataFrame, pairs: NDArray[np.intp]) -> Marks:
    """Say of which pairs no field tells them apart."""
    agree = np.ones(len(pairs), dtype=np.bool_)
    for name in fields:
        values = fields[name].astype(object).where(fields[name].notna(), None).to_numpy()
        one, other = values[pairs[:, 0]], values[pairs[:, 1]]
        unknown = np.array([a is None or b is None for a, b in zip(one, other, strict=True)], dtype=np.bool_)
        agree &= unknown | (one == other)
    return agree
