"""What filters choose: run on PostGIS over a handful of features, each made to be told from the others."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select

from tests.conftest import TEMPLATE, Postgis
from twin.features.cql2 import Filter, condition, read_json, read_text
from twin.features.crs import EVERY_CRS, Crs
from twin.store.database import Connection, compile_sql, connect
from twin.store.registry import add_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Field, FieldKind, Layer, Style, Text


def words(text: str) -> Text:
    return Text(vi=text, en=text)


def field(name: str, kind: FieldKind = "text") -> Field:
    return Field(name=name, label=words(name), kind=kind)


THINGS = Layer(
    id="things",
    title=words("things"),
    description=words("things"),
    group="added",
    geometry="Geometry",
    run_time=True,
    title_field="Tên",
    style=Style(colour="#111111"),
    fields=(
        field("Tên"), field("other"), field("amount", "integer"), field("size", "number"), field("open", "boolean"),
        field("day", "date"), field("seen", "datetime"), field("until", "datetime"), field("geom"),
        field('50% "cao" : m', "number"), field("x" * 80),
    ),
)  # fmt: skip
ROWS: tuple[tuple[Any, ...], ...] = (
    # name, other, amount, size, open, day, seen, until, geom, tall, long, shape
    ("Đường Láng", "đường láng", 7, 2.5, True, "2024-02-29", "2024-02-29T16:59:59Z", "2024-03-31T00:00:00Z",
     "text", 1.5, "a", "POINT(105.80 21.02)"),
    ("Straße", "STRASSE", -7, -2.5, False, "2024-03-01", "2024-02-29T17:00:00Z", "2024-03-10T00:00:00Z",
     None, None, None, "LINESTRING(105.80 21.02, 105.81 21.02)"),
    ("50% giảm_giá", "Straße", 0, 0.0, True, None, None, None,
     None, None, None, "POLYGON((105.82 21.00,105.83 21.00,105.83 21.01,105.82 21.01,105.82 21.00))"),
    ("it's", "it's", 9007199254740993, 1e100, None, "2023-01-01", "2023-01-01T00:00:00Z", "2023-01-01T00:00:00Z",
     None, None, None, "GEOMETRYCOLLECTION(POINT(105.85 21.05),LINESTRING(105.85 21.05,105.86 21.06))"),
    (None, None, None, None, None, None, None, None, None, None, None,
     "MULTIPOLYGON(((105.88 21.08,105.89 21.08,105.89 21.09,105.88 21.08)))"),
)  # fmt: skip


@pytest.fixture(scope="module")
def things(postgis: Postgis) -> Iterator[Connection]:
    """A connection to the things, with ids from 1 on."""
    with postgis.clone(TEMPLATE) as url, connect(url, autocommit=True) as connection:
        add_layer(connection, THINGS)
        columns = [*(column_name(known.name) for known in THINGS.fields), "geom"]
        table = feature_table(THINGS)
        statement, _ = compile_sql(
            insert(table).values({name: bindparam(f"v{n}") for n, name in enumerate(columns)})
        )
        for row in ROWS:
            values = (*row[:-1], f"SRID=4326;{row[-1]}")
            connection.execute(statement.encode(), {f"v{n}": value for n, value in enumerate(values)})
        yield connection


def chosen(connection: Connection, asked: Filter) -> list[int]:
    table = feature_table(THINGS)
    found = select(table.c.id).where(condition(asked.shape, THINGS, table)).order_by(table.c.id)
    statement, constants = compile_sql(found)
    return [row[0] for row in connection.execute(statement.encode(), {**constants, **asked.bound()})]


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("TRUE", [1, 2, 3, 4, 5]),
        ("FALSE", []),
        ("open", [1, 3]),
        ("NOT open", [2]),
        ("id = 3", [3]),
        ("amount = 9007199254740993", [4]),
        ("amount > 6.5", [1, 4]),
        ("size < 0", [2]),
        # What is unknown is neither so nor not so.
        ("NOT amount = 7", [2, 3, 4]),
        ("amount IS NULL", [5]),
        ("open IS NOT NULL AND NOT day IS NULL", [1, 2]),
        ("geom IS NULL", [2, 3, 4, 5]),
        ("twin_geom IS NULL", []),
        ('"50% ""cao"" : m" BETWEEN 1 AND 2', [1]),
        (f"{'x' * 80} = 'a'", [1]),
        # Texts.
        ("\"Tên\" = 'it''s' AND other = 'it\\'s'", [4]),
        ("Tên = 'Đường Láng'", [1]),
        ("Tên > 'Straße'", [1, 4]),
        ("Tên LIKE '50\\%%'", [3]),
        ("Tên LIKE '%giảm\\_giá'", [3]),
        ("Tên LIKE '%giảm\\%giá'", []),
        ("Tên LIKE '___ß_'", []),
        ("Tên LIKE '____ß_'", [2]),
        ("Tên NOT LIKE '%a%'", [1, 3, 4]),
        ("CASEI(Tên) = CASEI(other)", [1, 2, 4]),
        ("CASEI(Tên) = CASEI('ĐƯỜNG LÁNG')", [1]),
        ("CASEI(Tên) LIKE CASEI('STRASS%')", [2]),
        ("CASEI('Οδος') = CASEI('ΟΔΟΣ') AND id = 1", [1]),
        ("ACCENTI(Tên) = ACCENTI('Duong Lang')", [1]),
        ("ACCENTI(Tên) = ACCENTI('Đường Láng')", [1]),
        ("ACCENTI(Tên) = ACCENTI('duong lang')", []),
        ("ACCENTI(CASEI(Tên)) = CASEI(ACCENTI('DUONG LANG'))", [1]),
        ("CASEI(Tên) IN (CASEI('IT''S'), CASEI('x'), other)", [1, 4]),
        ("Tên IN ('x', 'it''s', 'Straße')", [2, 4]),
        ("Tên NOT IN ('x', 'it''s', 'Straße')", [1, 3]),
        ("ACCENTI(Tên) IN ('Duong Lang', 'x')", [1]),
        # Arithmetic: what has no result is unknown, and hides no other feature.
        ("14 / amount = 2", [1]),
        ("amount / 2 = 3.5", [1]),
        ("amount div 2 = 3", [1]),
        ("amount div 2 = -3", [2]),
        ("amount % 4 = -3", [2]),
        ("amount % 0 = 0 OR amount div 0 = 0 OR amount / 0 = 0 OR size % 0 = 0 OR size div 0 = 0", []),
        ("size % 2 = 0.5", [1]),
        ("size div 2 = -1", [2]),
        ("size ^ 2 = 6.25", [1, 2]),
        ("size ^ 0.5 < 2", [1, 3]),
        ("size ^ -1 = 0.4", [1]),
        ("amount - 1 = 9007199254740992", [4]),
        ("amount * amount * amount > 9223372036854775807", [4]),
        ("-amount = 7", [2]),
        ("amount = 1 + 2 * 3", [1]),
        ("amount = -(2 ^ 3) + 1", [2]),
        ("amount + size > size", [1]),
        # Days and moments: where they meet, a moment is its day in the city.
        ("day = DATE('2024-02-29')", [1]),
        ("seen = TIMESTAMP('2024-02-29T17:00:00Z')", [2]),
        ("seen = DATE('2024-02-29')", [1]),
        ("seen = day", [1, 2, 4]),
        ("seen >= DATE('2024-03-01')", [2]),
        ("DATE('2024-03-01') IN (seen, day)", [2]),
        ("day IN (DATE('2024-02-29'), TIMESTAMP('2024-02-29T17:00:00Z'))", [1, 2]),
        ("day BETWEEN DATE('2024-01-01') AND DATE('2024-02-29')", [1]),
        ("T_INTERSECTS(seen, INTERVAL('2024-03-01', '..'))", [2]),
        ("T_DURING(INTERVAL(seen, until), INTERVAL('..', '2024-03-15T00:00:00Z'))", [2, 4]),
        ("T_DURING(INTERVAL(seen, until), INTERVAL('2024-02-28', '2024-04-01'))", [1, 2]),
        ("T_AFTER(day, INTERVAL('..', '..'))", []),
        ("T_EQUALS(INTERVAL(seen, until), INTERVAL('2023-01-01T00:00:00Z', '2023-01-01T00:00:00.0Z'))", [4]),
        # Arrays are sets.
        ("A_EQUALS(('a', 'b', 'a'), ('b', 'a')) AND id = 1", [1]),
        ("A_CONTAINS((1, 2.0, 'x'), (2, 1.0))", [1, 2, 3, 4, 5]),
        ("A_CONTAINS(('1'), (1))", []),
        ("A_CONTAINS(('true', '2024-01-01'), (TRUE)) OR A_CONTAINS(('2024-01-01'), (DATE('2024-01-01')))", []),
        ("A_CONTAINEDBY((amount), (7, 0, 1))", [1, 3]),
        ("A_OVERLAPS((Tên, other), ('it''s', 'Straße'))", [2, 3, 4]),
        ("A_EQUALS((), ())", [1, 2, 3, 4, 5]),
        ("A_CONTAINS((INTERVAL('2024-01-01','..'), POINT(1 1)), (POINT(1 1)))", [1, 2, 3, 4, 5]),
        # Shapes.
        ("S_INTERSECTS(twin_geom, BBOX(105.79,21.01,105.805,21.03))", [1, 2]),
        ("S_INTERSECTS(BBOX(105.79,21.01,0,105.805,21.03,9), twin_geom)", [1, 2]),
        ("S_INTERSECTS(twin_geom, POINT Z (105.825 21.005 7))", [3]),
        ("S_WITHIN(twin_geom, POLYGON((105.79 21.01,105.87 21.01,105.87 21.07,105.79 21.07,105.79 21.01)))", [1, 2, 4]),
        ("S_CONTAINS(twin_geom, POINT(105.825 21.005))", [3]),
        ("S_TOUCHES(twin_geom, POINT(105.80 21.02))", [2]),
        ("S_DISJOINT(twin_geom, GEOMETRYCOLLECTION(POINT(105.80 21.02),POINT(105.825 21.005)))", [4, 5]),
        ("S_EQUALS(twin_geom, LINESTRING(105.81 21.02,105.80 21.02))", [2]),
        ("S_CROSSES(twin_geom, LINESTRING(105.805 21.01,105.805 21.03))", [2]),
        ("S_OVERLAPS(twin_geom, BBOX(105.825,21.005,105.84,21.02))", [3]),
        ("S_INTERSECTS(twin_geom, BBOX(105.80,21.02,105.80,21.02))", [1, 2]),
        ("S_INTERSECTS(twin_geom, BBOX(179,-90,105.801,90))", [1, 2]),
        ("S_INTERSECTS(twin_geom, BBOX(180,-90,105.801,90))", [1, 2]),
        ("S_INTERSECTS(twin_geom, twin_geom)", [1, 2, 3, 4, 5]),
        ("area(twin_geom) > 1000000", [3]),
        ("length(twin_geom) BETWEEN 1000 AND 1100", [2]),
        ("distance(twin_geom, POINT(105.80 21.021)) < 112", [1, 2]),
    ],
)  # fmt: skip
def test_a_filter_chooses(things: Connection, written: str, ids: list[int]) -> None:
    assert chosen(things, read_text(written, THINGS)) == ids


def test_an_empty_list_holds_nothing(things: Connection) -> None:
    asked = read_json(json.dumps({"op": "in", "args": [{"property": "amount"}, []]}), THINGS)
    assert chosen(things, asked) == []


def project(connection: Connection, crs: Crs, shape: str) -> str:
    told = f"ST_Transform(ST_GeomFromText(%s, 4326), {crs.srid})"
    flipped = f"ST_FlipCoordinates({told})" if crs.latitude_first else told
    row = connection.execute(f"SELECT ST_AsText({flipped}, 12)".encode(), (shape,)).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: str(crs.curie))
def test_geometries_are_read_in_the_system_that_is_stated(things: Connection, crs: Crs) -> None:
    tight = "POLYGON((105.7999 21.0199,105.8001 21.0199,105.8001 21.0201,105.7999 21.0201,105.7999 21.0199))"
    asked = read_text(f"S_INTERSECTS(twin_geom, {project(things, crs, tight)})", THINGS, crs)
    assert chosen(things, asked) == [1, 2]
    corners = [
        project(things, crs, f"POINT({corner})").removeprefix("POINT(").removesuffix(")").split(" ")
        for corner in ("105.7999 21.0199", "105.8001 21.0201")
    ]
    box = ",".join(number for corner in corners for number in corner)
    assert chosen(things, read_text(f"S_INTERSECTS(twin_geom, BBOX({box}))", THINGS, crs)) == [1, 2]


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: str(crs.curie))
def test_literals_are_moved_as_the_database_moves_features(things: Connection, crs: Crs) -> None:
    place = "POINT(105.8123456 21.0123456)"
    (encoded,) = read_text(f"S_INTERSECTS(twin_geom, {project(things, crs, place)})", THINGS, crs).values
    row = things.execute(
        "SELECT ST_Distance(%s::geometry, ST_GeomFromText(%s, 4326))", (encoded, place)
    ).fetchone()
    assert row is not None
    assert row[0] < 1e-8


def test_values_are_bound_and_shapes_are_shared() -> None:
    table = feature_table(THINGS)
    first, second = (
        read_text(f"Tên = '{name}' AND amount IN ({listed}) AND S_WITHIN(twin_geom, {shape})", THINGS)
        for name, listed, shape in (
            ("x'' OR =", "1", "POINT(1 2)"),
            ("%(y)s", "2, 3, 4", "LINESTRING(1 2, 3 4)"),
        )
    )
    assert first.shape == second.shape
    assert hash(first.shape) == hash(second.shape)
    assert first != second
    statement, constants = compile_sql(select(table.c.id).where(condition(first.shape, THINGS, table)))
    assert "OR ''" not in statement
    assert set(constants) == set(first.bound())
    assert read_text("amount = 1", THINGS).shape != read_text("amount = 1.5", THINGS).shape


def test_a_text_that_looks_like_sql_is_a_text(things: Connection) -> None:
    for text in (
        "'; DROP TABLE city_added.things; --",
        "%(filter_1)s",
        "$1",
        "%s",
        "a\\b",
        "' OR TRUE OR ''='",
    ):
        quoted = text.replace("'", "''")
        assert chosen(things, read_text(f"Tên = '{quoted}'", THINGS)) == []
