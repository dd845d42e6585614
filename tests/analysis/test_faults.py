"""Broken shapes, broken rules and things recorded twice, by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from twin.analysis.faults import breaks, find_shape_faults, find_twins
from twin.analysis.projection import Shapes
from twin.vocabulary import Comparison, Rule, Text

WORDS = Text(vi="quy tắc", en="rule")


def shapes(*made: shapely.Geometry) -> Shapes:
    return np.array(made, dtype=np.object_)


def test_shapes() -> None:
    bow = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    told = find_shape_faults(
        shapes(
            Point(5, 5),
            bow,
            box(0, 0, 0.3, 0.3),
            LineString([(0, 0), (0.4, 0)]),
            box(200, 0, 210, 10),
            Polygon(),
        ),
        box(0, 0, 100, 100),
    )
    assert told.invalid.tolist() == [False, True, False, False, False, False]
    assert told.tiny.tolist() == [False, False, True, True, False, True]
    assert told.outside.tolist() == [False, False, False, False, True, True]
    assert not find_shape_faults(shapes(Point(500, 500)), None).outside.any()


@pytest.mark.parametrize(
    ("then", "when", "broken"),
    [
        (Comparison(field="end", operator=">=", other_field="start"), None, [False, True, False, False]),
        (Comparison(field="end", operator="known"), None, [False, False, True, False]),
        (Comparison(field="kind", operator="in", value=("a", "b")), None, [False, False, True, False]),
        (
            Comparison(field="kind", operator="in", value=("b",)),
            Comparison(field="start", operator="<", value=3),
            [True, False, True, False],
        ),
        (
            Comparison(field="kind", operator="<>", value="a"),
            Comparison(field="end", operator="unknown"),
            [False] * 4,
        ),
        (Comparison(field="start", operator="=", value=1), None, [False, True, True, False]),
    ],
)
def test_a_rule_is_broken_only_by_what_is_known(
    then: Comparison, when: Comparison | None, broken: list[bool]
) -> None:
    frame = pd.DataFrame(
        {"start": [1.0, 5, 2, np.nan], "end": [2.0, 4, np.nan, 1], "kind": ["a", "b", "c", None]}
    )
    assert breaks(frame, Rule(id="rule", message=WORDS, then=then, when=when)).tolist() == broken


def twins(things: list[tuple[shapely.Geometry, str | None, Any]], near: float = 20) -> list[list[int]]:
    names = pd.Series([name for _, name, _ in things], dtype=object)
    fields = pd.DataFrame({"kind": pd.Series([kind for *_, kind in things], dtype=object)})
    found: list[list[int]] = find_twins(
        shapes(*(shape for shape, *_ in things)), names, fields, near
    ).tolist()
    return found


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        (
            [(Point(0, 0), "Trụ 1", "a"), (Point(9, 0), " trụ  1", None), (Point(0, 50), "Trụ 1", "a")],
            [[0, 1]],
        ),
        ([(Point(0, 0), "Trụ 1", "a"), (Point(9, 0), "Trụ 1", "b")], []),
        ([(Point(0, 0), None, "a"), (Point(0, 0), None, "a")], []),
        ([(Point(0, 0), "Trụ 1", "a"), (Point(0, 0), "Trụ 2", "a")], []),
        (
            [
                (box(0, 0, 10, 10), None, None),
                (box(0, 0, 10, 9.5), None, None),
                (box(0, 0, 10, 5), None, None),
            ],
            [[0, 1]],
        ),
        ([(box(0, 0, 10, 10), None, "a"), (box(0, 0, 10, 10), None, "b")], []),
        (
            [
                (LineString([(0, 0), (50, 0)]), "Ngõ 1", None),
                (LineString([(50, 0.5), (0, 0.5), (0, 0)]), "Ngõ 1", None),
                (LineString([(50, 0), (90, 0)]), "Ngõ 1", None),
            ],
            [[0, 1]],
        ),
    ],
)
def test_twins(things: list[tuple[shapely.Geometry, str | None, Any]], expected: list[list[int]]) -> None:
    assert twins(things) == expected


def test_nothing_has_no_twin() -> None:
    assert twins([]) == []
