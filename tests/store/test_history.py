"""Whoever writes, by whatever door: what a change would lose is kept, and it is said who and when."""

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from twin.layers import built_in_layers
from twin.store.database import Connection, act_as, compile_sql, connect
from twin.store.history import held_at, states_of
from twin.vocabulary import Layer

LAYER = built_in_layers()["alleys"]
LINE = "SRID=4326;LINESTRING(105.79 21.01, 105.80 21.02)"
INSERT = "INSERT INTO city.alleys (name, level, width_m, geom) VALUES (%s, 'ngo', %s, %s) RETURNING id"


def add_alley(url: str, name: str, width: float | None, user: str = "an") -> int:
    with connect(url) as connection:
        act_as(connection, user)
        row = connection.execute(INSERT, (name, width, LINE)).fetchone()
    assert row is not None
    return int(row[0])


def run(url: str, statement: str, user: str = "binh") -> int:
    with connect(url) as connection:
        act_as(connection, user)
        return connection.execute(statement.encode()).rowcount


def moment(url: str) -> datetime:
    with connect(url) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    return row[0]  # type: ignore[no-any-return]


def widths_at(connection: Connection, layer: Layer, when: datetime) -> dict[str, float | None]:
    held = held_at(layer, when)
    text, values = compile_sql(held.select().with_only_columns(held.c.name, held.c.width_m))
    return dict(connection.execute(text.encode(), values).fetchall())


def test_as_of_shows_each_moment_as_it_was(database: str) -> None:
    before = moment(database)
    first = add_alley(database, "Ngõ 1", 2.5)
    add_alley(database, "Ngõ 2", None)
    created = moment(database)
    run(database, f"UPDATE city.alleys SET width_m = 3 WHERE id = {first}")
    widened = moment(database)
    run(database, f"DELETE FROM city.alleys WHERE id = {first}")
    with connect(database) as connection:
        assert widths_at(connection, LAYER, before) == {}
        assert widths_at(connection, LAYER, created) == {"Ngõ 1": 2.5, "Ngõ 2": None}
        assert widths_at(connection, LAYER, widened) == {"Ngõ 1": 3, "Ngõ 2": None}
        assert widths_at(connection, LAYER, moment(database)) == {"Ngõ 2": None}


def test_states_say_who_and_how(database: str) -> None:
    feature = add_alley(database, "Ngõ 1", 2.5, user="an")
    run(database, "UPDATE city.alleys SET width_m = 3", user="binh")
    run(database, "DELETE FROM city.alleys", user="chi")
    text, values = compile_sql(states_of(LAYER, feature))
    with connect(database) as connection:
        cursor = connection.execute(text.encode(), values)
        names = [column.name for column in cursor.description or ()]
        states = [dict(zip(names, row, strict=True)) for row in cursor]
    told = [(s["width_m"], s["updated_by"], s["change"], s["changed_by"]) for s in states]
    assert told == [(3, "binh", "delete", "chi"), (2.5, "an", "update", "binh")]


def test_a_change_that_changes_nothing_leaves_no_trace(database: str) -> None:
    add_alley(database, "Ngõ 1", 2.5)
    version = "SELECT version FROM city_store.layer_versions WHERE layer = 'alleys'"
    with connect(database) as connection:
        before = connection.execute(version).fetchone()
    run(database, "UPDATE city.alleys SET width_m = 2.5")
    with connect(database) as connection:
        assert connection.execute(version).fetchone() == before
        assert connection.execute("SELECT count(*) FROM city_history.alleys").fetchone() == (0,)


def test_two_writers_of_one_row_lose_no_state(database: str) -> None:
    """The transaction that began first but writes last must not hide what the other wrote in between."""
    add_alley(database, "Ngõ 1", 2)
    with connect(database) as late:
        late.execute("SELECT now()")
        run(database, "UPDATE city.alleys SET width_m = 3", user="binh")
        late.execute("UPDATE city.alleys SET width_m = 4")
    with connect(database) as connection:
        kept = connection.execute("SELECT width_m FROM city_history.alleys ORDER BY history_id").fetchall()
        spans = connection.execute(
            "SELECT bool_and(updated_at < recorded_to) FROM city_history.alleys"
        ).fetchone()
    assert kept == [(2,), (3,)]
    assert spans == (True,)


def test_truncating_keeps_every_row(database: str) -> None:
    add_alley(database, "Ngõ 1", 2)
    add_alley(database, "Ngõ 2", 3)
    run(database, "TRUNCATE city.alleys")
    with connect(database) as connection:
        kept = connection.execute("SELECT name, change FROM city_history.alleys ORDER BY name").fetchall()
    assert kept == [("Ngõ 1", "delete"), ("Ngõ 2", "delete")]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM city_history.alleys",
        "UPDATE city_history.alleys SET width_m = 9",
        "TRUNCATE city_history.alleys",
        "UPDATE city.alleys SET id = id + 1000",
        "UPDATE city.alleys SET import_id = 99",
        (
            "INSERT INTO city.alleys (name, level, geom, updated_at) "
            f"VALUES ('Ngõ 3', 'ngo', '{LINE}', now() - interval '1 day')"
        ),
        f"INSERT INTO city.alleys (name, level, geom, import_id) VALUES ('Ngõ 3', 'ngo', '{LINE}', 99)",
    ],
)
def test_the_record_cannot_be_falsified(database: str, statement: str) -> None:
    add_alley(database, "Ngõ 1", 2)
    run(database, "UPDATE city.alleys SET width_m = 3")
    with pytest.raises(psycopg.errors.IntegrityError):
        run(database, statement)


def test_only_a_declared_writer_of_the_past_writes_one(database: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    with connect(database) as connection:
        connection.execute("SELECT set_config('twin.writes_past', 'on', true)")
        connection.execute(
            "INSERT INTO city.alleys (name, level, geom, updated_at) VALUES ('Ngõ 1', 'ngo', %s, %s)",
            (LINE, long_ago),
        )
    with connect(database) as connection:
        assert widths_at(connection, LAYER, long_ago) == {"Ngõ 1": None}


def test_listeners_hear_one_word_a_statement(database: str) -> None:
    with connect(database, autocommit=True) as listener:
        listener.execute("LISTEN twin_changes")
        first = add_alley(database, "Ngõ 1", 2)
        second = add_alley(database, "Ngõ 2", 2)
        run(database, "UPDATE city.alleys SET width_m = 3")
        heard = [json.loads(notice.payload) for notice in listener.notifies(timeout=10, stop_after=3)]
    assert [(word["verb"], word["ids"]) for word in heard] == [
        ("insert", [first]),
        ("insert", [second]),
        ("update", [first, second]),
    ]
    assert [word["version"] for word in heard] == [1, 2, 3]
