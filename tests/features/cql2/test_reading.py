"""Text and JSON become the same tree; nothing that can be sent raises anything but the one error, with its place."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.features.cql2.writing import to_json, to_text
from twin.features.cql2 import FilterError, document, text
from twin.features.cql2.tree import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    DEEPEST,
    LONGEST,
    SPATIAL,
    TEMPORAL,
    Array,
    Box,
    Geometry,
    Interval,
    Literal,
    Name,
    Node,
    call,
)


def literal(value: Any) -> Literal:
    return Literal(value, place=0)


letters = st.characters(codec="utf-8", exclude_characters="\x00")
# Text cannot write a value that ends in a backslash: the closing quote would be an escaped one.
words = st.text(letters, max_size=12).filter(lambda word: not word.endswith("\\")).map(literal)
numbers = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)
).map(literal)
days = st.dates().map(literal)
moments = st.datetimes(timezones=st.just(UTC)).map(literal)
truths = st.booleans().map(literal)
names = st.text(letters, min_size=1, max_size=12).map(lambda name: Name(name, place=0))
degrees = st.floats(-90, 90)
positions = st.lists(degrees, min_size=2, max_size=3).map(tuple)
lines = st.lists(positions, min_size=2, max_size=4).map(tuple)


def geometry(kind: str, coordinates: st.SearchStrategy[Any]) -> st.SearchStrategy[Geometry]:
    return coordinates.map(lambda found: Geometry(kind, found, place=0))


several = st.lists(lines, min_size=1, max_size=2).map(tuple)
geometries = st.one_of(
    geometry("Point", positions),
    geometry("LineString", lines),
    geometry("MultiPoint", lines),
    geometry("Polygon", several),
    geometry("MultiLineString", several),
    geometry("MultiPolygon", st.tuples(several)),
)
collections = st.lists(geometries, min_size=1, max_size=3).map(
    lambda found: Geometry("GeometryCollection", tuple(found), place=0)
)
boxes = st.sampled_from([4, 6]).flatmap(
    lambda size: st.lists(degrees, min_size=size, max_size=size).map(lambda sides: Box(tuple(sides), place=0))
)
shapes = st.one_of(geometries, collections, boxes, names)
ends = st.one_of(st.none(), days, moments, names)
times = st.one_of(days, moments, names, st.builds(lambda a, b: Interval(a, b, place=0), ends, ends))
lists = st.lists(st.one_of(words, numbers, truths), min_size=1, max_size=4).map(
    lambda items: Array(tuple(items), place=0)
)


def calls(ops: tuple[str, ...], *operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.builds(lambda op, args: call(op, *args, place=0), st.sampled_from(ops), st.tuples(*operands))


amounts: st.SearchStrategy[Node] = st.recursive(
    st.one_of(numbers, names), lambda inner: calls(ARITHMETIC, inner, inner), max_leaves=6
)
folded: st.SearchStrategy[Node] = st.recursive(
    st.one_of(words, names), lambda inner: calls(("casei", "accenti"), inner), max_leaves=3
)
predicates = st.one_of(
    calls(COMPARISONS, folded, folded),
    calls(COMPARISONS, amounts, amounts),
    calls(("between",), amounts, amounts, amounts),
    calls(("like",), folded, words),
    calls(("in",), st.one_of(folded, amounts), lists),
    calls(("isNull",), st.one_of(names, folded, amounts, shapes)),
    calls(SPATIAL, shapes, shapes),
    calls(TEMPORAL, times, times),
    calls(ARRAYS, lists, lists),
    truths,
)
filters: st.SearchStrategy[Node] = st.recursive(
    predicates,
    lambda inner: st.one_of(calls(("not",), inner), calls(("and", "or"), inner, inner, inner)),
    max_leaves=8,
)


@settings(max_examples=200)
@given(filters)
def test_a_tree_written_out_is_read_again_as_it_was(tree: Node) -> None:
    assert text.read_tree(to_text(tree)) == tree
    assert document.read_tree(json.dumps(to_json(tree))) == tree


SCRAPS = """a = <> ( ) , 'x' "y" 1 .5 1e9 - + * / ^ % div and or not like between in is null true date( timestamp(
interval( '..' bbox( point( polygon(( casei( s_intersects( t_after( a_equals( z"""
NOISE = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(SCRAPS.split()), max_size=25).map(" ".join))


def place_of_fault(read: Callable[[str], object], content: str) -> int | str | None:
    try:
        read(content)
    except FilterError as error:
        return error.place
    return None


@settings(max_examples=300)
@given(NOISE)
def test_whatever_is_sent_as_text_only_one_error_is_raised(content: str) -> None:
    place = place_of_fault(text.read_tree, content)
    assert place is None or 1 <= int(place) <= len(content) + 1


JSON_NOISE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["op", "args", "property", "date", "timestamp", "interval", "bbox", "type", "coordinates"]
            ),
            st.one_of(
                inner, st.sampled_from(["=", "and", "in", "Point", "Polygon", "GeometryCollection", "isNull"])
            ),
            max_size=3,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.one_of(JSON_NOISE.map(json.dumps), st.text(max_size=40)))
def test_whatever_is_sent_as_json_only_one_error_is_raised(content: str) -> None:
    place = place_of_fault(document.read_tree, content)
    assert place is None or isinstance(place, int) or place.startswith("$")


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("", 1, "found the end"),
        ("level = 'ngo", 9, "closing quote"),
        ('"level = 1', 1, "closing quote"),
        ("level = ", 9, "expected a value"),
        ("level == 1", 8, "expected a value"),
        ("level ! 1", 7, "does not belong"),
        ("a = 1 = 2", 7, "parentheses"),
        ("2 ^ 3 ^ 4 > 1", 7, "parentheses"),
        ("a NOT 5", 7, "LIKE, BETWEEN or IN"),
        ("a BETWEEN 1 OR 2", 13, "“AND”"),
        ("a IN 1", 6, "“(”"),
        ("a IS 1", 6, "“NULL”"),
        ("a = 1) OR (1 = 1", 6, "found “)”"),
        ("a = 1; DROP TABLE x", 6, "does not belong"),
        ("div > 1", 1, "keyword"),
        ("a = +b", 5, "before a number"),
        ("a = 1e999", 5, "too large"),
        ("a = DATE('2021-02-30')", 10, "exists"),
        ("a = DATE('0000-01-01')", 10, "exists"),
        ("a = TIMESTAMP('2021-02-03T25:00:00Z')", 15, "exists"),
        ("a = TIMESTAMP('2021-02-03T05:00:00+07:00')", 15, "exists"),
        ("a = 'x\x00y'", 7, "NUL"),
        ("S_INTERSECTS(geom,POINT(NaN 1))", 25, "a number"),
        ("S_INTERSECTS(geom,POINT(inf 1))", 25, "a number"),
        ("S_INTERSECTS(geom,POINT('1' 1))", 25, "a number"),
        ("S_INTERSECTS(geom,POINT(1))", 26, "a number"),
        ("S_INTERSECTS(geom,POINT EMPTY)", 25, "“EMPTY”"),
        ("S_INTERSECTS(geom,BBOX(1,2,3))", 19, "4 or 6"),
        ("S_INTERSECTS(geom,POLYGON(1 2,3 4))", 27, "“(”"),
        ("S_INTERSECTS(geom,GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 1))))", 38, "a collection"),
        ("NOT " * 5_000 + "a = 1", 4 * DEEPEST + 1, "40 levels"),
        ("(" * 5_000 + "a = 1" + ")" * 5_000, DEEPEST + 1, "40 levels"),
        ("1" + "+1" * 5_000 + " = a", 80, "40 levels"),
        ("a = -" + "-" * 5_000 + "1", 44, "40 levels"),
        ("a = '" + "x" * LONGEST + "'", LONGEST + 1, "longer than"),
    ],
)  # fmt: skip
def test_a_fault_in_text_is_told_with_its_place(content: str, place: int, said: str) -> None:
    with pytest.raises(FilterError) as refused:
        text.read_tree(content)
    assert refused.value.place == place
    assert said in refused.value.text.en
    assert refused.value.text.vi.startswith(f"Tham số «filter», ký tự thứ {place}: ")


@pytest.mark.parametrize(
    ("content", "place", "said"),
    [
        ("nothing", 1, "is not JSON"),
        ("", 1, "is not JSON"),
        ("{}", "$", "one of the members"),
        ("null", "$", "isNull"),
        ('{"op":5,"args":[]}', "$.op", "a text"),
        ('{"op":"=","args":1}', "$.args", "an array"),
        ('{"op":"=","args":[{"property":1},2]}', "$.args[0].property", "name of a property"),
        ('{"op":"=","args":[{"date":"x"},2]}', "$.args[0].date", "exists"),
        ('{"op":"=","args":[{"interval":["x"]},2]}', "$.args[0].interval", "two ends"),
        ('{"op":"=","args":["\\u0000",2]}', "$.args[0]", "NUL"),
        ('{"op":"=","args":["\\ud800",2]}', "$.args[0]", "surrogate"),
        ('{"type":"\\ud800"}', "$.type", "type of geometry"),
        ('{"date":"\\ud800"}', "$.date", "exists"),
        ('{"timestamp":"\\udfff"}', "$.timestamp", "exists"),
        ('{"interval":["\\ud800",".."]}', "$.interval[0]", "exists"),
        ('{"op":"=","args":[NaN,2]}', "$", "no number"),
        ('{"op":"=","args":[-Infinity,2]}', "$", "no number"),
        ('{"op":"=","args":[1e400,2]}', "$", "too large"),
        ('{"type":"Circle","coordinates":[1,2]}', "$.type", "type of geometry"),
        ('{"type":["Point"],"coordinates":[1,2]}', "$.type", "type of geometry"),
        ('{"type":"Point","coordinates":["1",2]}', "$.coordinates", "2 or 3 numbers"),
        ('{"type":"Point","coordinates":[true,2]}', "$.coordinates", "2 or 3 numbers"),
        ('{"type":"Polygon","coordinates":[[[1,2],null]]}', "$.coordinates[0][1]", "2 or 3 numbers"),
        ('{"type":"LineString"}', "$.coordinates", "coordinates"),
        ('{"type":"GeometryCollection","geometries":[]}', "$.geometries", "geometries"),
        ('{"bbox":[1,2,3,4,5]}', "$.bbox", "4 or 6"),
        ("[" * LONGEST, "$", "40 levels"),
        ('{"op":"not","args":[' * 5_000 + "true" + "]}" * 5_000, "$", "longer than"),
        ('{"op":"not","args":[' * 60 + "true" + "]}" * 60, "$" + ".args[0]" * DEEPEST, "40 levels"),
        ("1" * (LONGEST + 1), "$", "longer than"),
    ],
)
def test_a_fault_in_json_is_told_with_its_place(content: str, place: int | str, said: str) -> None:
    with pytest.raises(FilterError) as refused:
        document.read_tree(content)
    assert refused.value.place == place
    assert said in refused.value.text.en
    assert f"{refused.value.text.vi}{refused.value.text.en}".encode()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("'it''s' = 'it\\'s'", ("it's", "it's")),
        ("'a\\%' = ''", ("a\\%", "")),
        ("'Ngõ 12' = 'ngõ\t12'", ("Ngõ 12", "ngõ\t12")),
        ("1. = .5", (1.0, 0.5)),
        ("-7 = 1E2", (-7, 100.0)),
        ("9223372036854775807 = 9223372036854775808", (9223372036854775807, 9223372036854775808.0)),
        ("true = FALSE", (True, False)),
        ("date('2024-02-29') = TimeStamp('2024-02-29T01:02:03.5Z')",
         (date(2024, 2, 29), datetime(2024, 2, 29, 1, 2, 3, 500_000, UTC))),
    ],
)  # fmt: skip
def test_literals_mean_what_they_say(written: str, meant: tuple[Any, Any]) -> None:
    assert text.read_tree(written) == call("=", *map(literal, meant), place=0)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("a or b and not c", '"a" OR ("b" AND (NOT ("c")))'),
        ("not a = 1 and b", '(NOT ("a" = 1)) AND "b"'),
        ("a + b * c ^ 2 > -d", '("a" + ("b" * ("c" ^ 2))) > (-1 * "d")'),
        ("-2 ^ 2 = 4", "((-2) ^ 2) = 4"),
        ("a-1-1 = 7 div 2 % 3", '(("a" - 1) - 1) = ((7 div 2) % 3)'),
        ("a not between 1 and 2 or b is not null", '(NOT ("a" BETWEEN 1 AND 2)) OR (NOT ("b" IS NULL))'),
        ("a LIKE 'x' and b not in (1)", "\"a\" LIKE 'x' AND (NOT (\"b\" IN (1)))"),
        ("chiều_rộng > 3", '"chiều_rộng" > 3'),
        ("point = 1 AND date > 2 AND bbox = 3", '"point" = 1 AND "date" > 2 AND "bbox" = 3'),
        ('"50% ""cao"" : m" = 1', '("50% ""cao"" : m") = (1)'),
        ("s_Intersects(geom,multipoint(1 2,3 4))", "S_INTERSECTS(geom,MULTIPOINT((1 2),(3 4)))"),
        ("a_contains(x,(y))", 'A_CONTAINS (x , ("y"))'),
    ],
)  # fmt: skip
def test_what_binds_more_strongly_is_read_first(written: str, same: str) -> None:
    assert text.read_tree(written) == text.read_tree(same)
