"""Arrow rows as PostgreSQL's binary COPY, and the curve along which they are written."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from twin.features.exchange.intake import copying
from twin.features.exchange.intake.copying import copy_into, encode, encode_rows
from twin.features.exchange.intake.curve import curve_order
from twin.store.database import Connection

KINDS = {
    "words": (pa.string(), "text"),
    "whole": (pa.int64(), "bigint"),
    "share": (pa.float64(), "double precision"),
    "truth": (pa.bool_(), "boolean"),
    "day": (pa.date32(), "date"),
    "moment": (pa.timestamp("us", tz="UTC"), "timestamptz"),
}
FIRST, LAST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the zone is added to what is drawn
SCHEMA = pa.schema([(name, arrow) for name, (arrow, _) in KINDS.items()])
ROWS = [
    (
        "Ngõ 130 «Trung Kính»\t\n\\",
        7,
        2.5,
        True,
        date(2025, 7, 1),
        datetime(2025, 7, 1, 5, 30, 0, 123456, UTC),
    ),
    ("", -(2**63), float("-inf"), False, date(1, 1, 1), datetime(1900, 1, 1, tzinfo=UTC)),
    (None, None, None, None, None, None),
    ("đ" * 5000, 2**63 - 1, 1e-308, True, date(9999, 12, 31), datetime(2000, 1, 1, tzinfo=UTC)),
]


def batch_of(rows: Sequence[tuple[object, ...]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([dict(zip(KINDS, row, strict=True)) for row in rows], schema=SCHEMA)


def make_table(connection: Connection, name: str = "copied") -> sql.Identifier:
    columns = ", ".join(f"{column} {kind}" for column, (_, kind) in KINDS.items())
    connection.execute(
        f"CREATE TEMP TABLE {name} (place bigint GENERATED ALWAYS AS IDENTITY, {columns})".encode()
    )
    return sql.Identifier(name)


def read_back(connection: Connection, name: str = "copied") -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {', '.join(KINDS)} FROM {name} ORDER BY place".encode()).fetchall()


def test_every_kind_of_value_arrives_as_it_was(scratch: Connection) -> None:
    batch = batch_of(ROWS)
    assert (
        copy_into(
            scratch, make_table(scratch), KINDS, map(encode, [batch, batch.slice(1, 2), batch.slice(0, 0)])
        )
        == 6
    )
    scratch.execute("SET LOCAL TimeZone = 'UTC'")
    assert read_back(scratch) == [*ROWS, ROWS[1], ROWS[2]]


def test_columns_of_one_kind_without_gaps(scratch: Connection) -> None:
    copy_into(scratch, make_table(scratch), KINDS, map(encode, [batch_of([ROWS[0], ROWS[3]])]))
    scratch.execute("SET LOCAL TimeZone = 'UTC'")
    assert read_back(scratch) == [ROWS[0], ROWS[3]]


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.none()
            | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=40),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.floats(allow_nan=False),
            st.none() | st.booleans(),
            st.none() | st.dates(),
            st.none() | st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_any_rows_arrive(shared_connection: Connection, rows: list[tuple[object, ...]]) -> None:
    with shared_connection.transaction(force_rollback=True):
        copy_into(shared_connection, make_table(shared_connection), KINDS, map(encode, [batch_of(rows)]))
        assert read_back(shared_connection) == rows


def test_a_batch_past_the_limit_is_cut(scratch: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_LARGEST_SLICE", 1000)
    rows = [(f"{'x' * 300}{number}", number, None, None, None, None) for number in range(50)]
    assert copy_into(scratch, make_table(scratch), KINDS, map(encode, [batch_of(rows)])) == 50
    assert read_back(scratch) == rows


def ewkb(shapes: Sequence[object]) -> pa.Array:
    return pa.array(
        shapely.to_wkb(shapely.set_srid(np.array(shapes, dtype=object), 4326), include_srid=True), pa.binary()
    )


def test_rows_are_written_along_the_curve(scratch: Connection) -> None:
    random = np.random.default_rng(1)
    points = random.uniform((105.7, 20.9), (105.9, 21.1), (2000, 2))
    scratch.execute(
        "CREATE TEMP TABLE placed (at bigint GENERATED ALWAYS AS IDENTITY, geom geometry(Point, 4326))"
    )
    batch = pa.RecordBatch.from_arrays([ewkb([shapely.Point(point) for point in points])], names=["geom"])
    copy_into(scratch, sql.Identifier("placed"), ["geom"], map(encode, [batch]))
    stored: npt.NDArray[np.float64] = np.array(
        scratch.execute("SELECT ST_X(geom), ST_Y(geom) FROM placed ORDER BY at").fetchall()
    )
    assert sorted(map(tuple, stored)) == sorted(map(tuple, points)), "no point is lost or moved"
    step, step_before = (np.hypot(*np.diff(places, axis=0).T).mean() for places in (stored, points))
    assert step < step_before / 10


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (105.9 21)", "LINESTRING (105.9 21, 105 20)", "POLYGON ((105.9 21, 105 20, 105 21, 105.9 21))",
        "MULTIPOINT (105.9 21, 105 20)", "MULTILINESTRING ((105.9 21, 105 20))",
        "MULTIPOLYGON (((105.9 21, 105 20, 105 21, 105.9 21)))",
    ],
)  # fmt: skip
def test_the_curve_knows_where_every_type_begins(wkt: str) -> None:
    """Four corners of a square are visited along its sides; the last corner is given as another type."""
    corners = [
        shapely.Point(105.0, 20.0),
        shapely.Point(105.0, 21.0),
        shapely.Point(105.9, 20.0),
        shapely.from_wkt(wkt),
    ]
    order = curve_order(ewkb(corners)).tolist()
    assert abs(order.index(0) - order.index(3)) == 2, "opposite corners are never neighbours on the curve"


def test_the_curve_stops_at_nothing_odd() -> None:
    odd = pa.array(
        [b"", b"\x01\x07\x00\x00\x20", b"\x00" * 40, shapely.to_wkb(shapely.Point(1, 2))], pa.binary()
    )
    assert sorted(curve_order(odd).tolist()) == [0, 1, 2, 3]
    assert curve_order(pa.array([], pa.binary())).tolist() == []


def test_lengths_are_what_copy_expects() -> None:
    batch = pa.RecordBatch.from_pydict({"a": pa.array([1, None], pa.int64()), "b": pa.array(["é", None])})
    one = b"\x00\x02" + b"\x00\x00\x00\x08" + (1).to_bytes(8, "big") + b"\x00\x00\x00\x02" + "é".encode()
    assert bytes(encode_rows(batch)) == one + b"\x00\x02" + b"\xff\xff\xff\xff" * 2


def test_moments_count_from_the_year_2000() -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=5)
    batch = pa.RecordBatch.from_pydict({"m": pa.array([moment], pa.timestamp("us", tz="UTC"))})
    assert bytes(encode_rows(batch))[6:] == (5).to_bytes(8, "big")
