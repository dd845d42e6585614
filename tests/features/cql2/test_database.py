"""Filters beside the database's own means: indexes are used, and no filter that passes the checks breaks a statement."""

import json
from collections.abc import Iterator
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import TEMPLATE, Postgis
from tests.features.cql2.conftest import count_in
from tests.features.cql2.test_reading import boxes, calls, collections, geometries, literal
from tests.features.cql2.writing import to_json
from twin.features.cql2 import FilterError, computed, condition, read_json, read_text
from twin.features.cql2.tree import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    SPATIAL,
    TEMPORAL,
    Array,
    Interval,
    Name,
    Node,
)
from twin.layers import built_in_layers
from twin.store.database import Connection, compile_sql, connect
from twin.store.tables import feature_table

BUILDINGS = built_in_layers()["buildings"]
ROWS = 5_000


@pytest.fixture(scope="module")
def buildings(postgis: Postgis) -> Iterator[Connection]:
    """A connection to a street of many houses."""
    with postgis.clone(TEMPLATE) as url, connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO city.buildings (external_id, name, levels, geom) "
            "SELECT 'b' || n, 'Nhà số ' || n, 1 + mod(n, 9), ST_SetSRID(ST_MakeEnvelope(x, 21, x + 5e-6, 21.00001), 4326) "
            "FROM generate_series(1, %s) AS n, LATERAL (SELECT 105.7 + n * 1e-5 AS x) AS place",
            (ROWS,),
        )
        connection.execute("VACUUM ANALYZE city.buildings")
        yield connection


@pytest.mark.parametrize(
    ("asked", "index", "found"),
    [
        ("S_INTERSECTS(geom, BBOX(105.71,20,105.710018,22))", "gx_buildings_geom", 2),
        ("S_INTERSECTS(POINT(105.710002 21.000005), geom)", "gx_buildings_geom", 1),
        ("S_WITHIN(geom, POLYGON((105.71 20,105.71003 20,105.71003 22,105.71 22,105.71 20)))", "gx_buildings_geom", 3),
        ("levels > 0 AND S_EQUALS(geom, POLYGON((1 1,2 1,2 2,1 1)))", "gx_buildings_geom", 0),
        ("id IN (1, 2, 1 + 2)", "pk_buildings", 3),
        ("external_id = 'b77'", "ux_buildings_external_id", 1),
        ("ACCENTI(CASEI(name)) LIKE ACCENTI(CASEI('%Số 4999%'))", "sx_buildings_title", 1),
        ("CASEI(ACCENTI(name)) = ACCENTI(CASEI('NHA SO 4321'))", "sx_buildings_title", 1),
    ],
)  # fmt: skip
def test_a_filter_finds_its_index(buildings: Connection, asked: str, index: str, found: int) -> None:
    wanted, table = read_text(asked, BUILDINGS), feature_table(BUILDINGS)
    statement, _ = compile_sql(select(table.c.id).where(condition(wanted.shape, BUILDINGS, table)))
    plan = buildings.execute(b"EXPLAIN " + statement.encode(), wanted.bound()).fetchall()
    assert index in "\n".join(row[0] for row in plan)
    assert count_in(buildings, BUILDINGS, wanted) == found


def names(*wanted: str) -> st.SearchStrategy[Node]:
    return st.sampled_from(wanted).map(lambda name: Name(name, place=1))


texts: st.SearchStrategy[Node] = st.recursive(
    st.one_of(
        names("name", "use", "external_id"),
        st.text(st.characters(codec="utf-8", exclude_characters="\0")).map(literal),
    ),
    lambda inner: calls(("casei", "accenti"), inner),
    max_leaves=3,
)
patterns = st.text("ab%_\\％＼ß", max_size=5).map(literal)
amounts: st.SearchStrategy[Node] = st.recursive(
    st.one_of(
        names("levels", "id", "height_m"),
        st.integers(-(2**63) + 1, 2**63 - 1).map(literal),
        st.floats(allow_nan=False, allow_infinity=False).map(literal),
        st.sampled_from([0, -1, 0.5, 2]).map(literal),
    ),
    lambda inner: st.one_of(
        calls(ARITHMETIC, inner, inner),
        calls(("distance",), names("geom"), geometries),
        calls(("area",), names("geom")),
    ),
    max_leaves=5,
)
instants = st.one_of(
    names("valid_from", "updated_at"),
    st.dates().map(literal),
    st.datetimes(timezones=st.just(UTC)).map(literal),
)
ends = st.one_of(st.none(), instants)
times = st.one_of(instants, st.builds(lambda start, end: Interval(start, end, place=1), ends, ends))
shapes = st.one_of(names("geom"), geometries, collections, boxes)
scalars = st.one_of(texts, amounts, instants)
sets = st.lists(st.one_of(scalars, shapes, times), max_size=3).map(lambda items: Array(tuple(items), place=1))
alike = [st.tuples(kind, st.lists(kind, max_size=3)) for kind in (texts, amounts, instants)]
listed = st.one_of(alike).map(lambda found: call_in(*found))


def call_in(value: Node, items: list[Node]) -> Node:
    from twin.features.cql2.tree import call

    return call("in", value, Array(tuple(items), place=1), place=1)


well_typed = st.recursive(
    st.one_of(
        calls(COMPARISONS, texts, texts),
        calls(COMPARISONS, amounts, amounts),
        calls(COMPARISONS, instants, instants),
        calls(("between",), instants, instants, instants),
        calls(("between",), amounts, amounts, amounts),
        calls(("like",), texts, patterns),
        calls(("isNull",), st.one_of(scalars, shapes)),
        calls(SPATIAL, shapes, shapes),
        calls(TEMPORAL, times, times),
        calls(ARRAYS, sets, sets),
        listed,
    ),
    lambda inner: st.one_of(calls(("not",), inner), calls(("and", "or"), inner, inner)),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(well_typed)
def test_what_passes_the_checks_runs(buildings: Connection, tree: Node) -> None:
    try:
        asked = read_json(json.dumps(to_json(tree)), BUILDINGS)
        with computed(asked):
            count_in(buildings, BUILDINGS, asked)
    except FilterError as refused:
        assert refused.text.vi  # noqa: PT017 - many of them are refused, and may be
