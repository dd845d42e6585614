"""Imports that are cut short, meet each other, or bring very much at once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import shapely

from tests.features.exchange.loading.conftest import City, line, read_csv
from twin.errors import BadInputError
from twin.features.exchange.imports import ImportOptions, Merged
from twin.features.exchange.intake import direct, indexes
from twin.features.exchange.loading import import_file
from twin.vocabulary import Text

WriteAlleys = Callable[..., Path]
MANY = 400

KILLED = """
import select, sys
from pathlib import Path
from twin.access import machine_owner
from twin.features.exchange.imports import ImportOptions
from twin.features.exchange.intake import direct, indexes
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions

url, path, many, stop = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
indexes.MANY_ROWS = direct.MANY_ROWS = many

def tell(step, done, total):
    if step.en.startswith(stop) and (done or total is None):
        print("here", flush=True)
        # Not one long read: a signal that comes just before that is only looked at when it ends.
        while not select.select([sys.stdin], [], [], 0.1)[0]:
            pass
        sys.exit("nobody ended this program")

import_file(url, machine_owner("an"), "alleys", path, ImportOptions(read=ReadOptions(batch_rows=100, sample_rows=1)), tell)
"""


def rows(count: int) -> list[dict[str, object]]:
    return [{"external_id": f"a{number}", "name": f"Ngõ {number}", "level": "ngo"} for number in range(count)]


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the way of many rows with few."""
    monkeypatch.setattr(direct, "MANY_ROWS", 100)
    monkeypatch.setattr(indexes, "MANY_ROWS", 100)


def schema_of(city: City) -> list[tuple[object, ...]]:
    return city.rows(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'city' AND tablename = 'alleys' UNION ALL "
        "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'city.alleys'::regclass "
        "ORDER BY 1"
    )


@pytest.mark.parametrize("stop", ["Reading", "Comparing", "Writing", "Building"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_leaves_the_layer_as_it_was(
    city: City, write_alleys: WriteAlleys, stop: str, how: signal.Signals
) -> None:
    bulk = stop == "Building"
    if not bulk:
        city.load(write_alleys(rows(3)))
    before, schema = city.state(), schema_of(city)
    path = write_alleys(rows(MANY), "many.geojson")
    arguments = [sys.executable, "-c", KILLED, city.url, str(path), str(100 if bulk else 10**9), stop]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "here\n"
        program.send_signal(how)
        assert program.wait(30) in {-how, 128 + how}, "the signal ended it, and not what it waited for"
    assert city.state() == before, "the server waits for the lock of a transaction that still ends"
    assert schema_of(city) == schema
    assert city.load(path).merged.new == (MANY if bulk else MANY - 3)


def test_a_lost_connection_leaves_the_layer_as_it_was(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(rows(3)))
    before = city.state()

    def cut(step: Text, _done: int, _total: int | None) -> None:
        if step.en.startswith("Writing"):
            city.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND state = 'idle in transaction'"
            )

    with pytest.raises(psycopg.OperationalError):
        import_file(city.url, city.user, "alleys", write_alleys(rows(9), "b.geojson"), ImportOptions(), cut)
    assert city.state() == before


def test_two_imports_at_once_run_one_after_the_other(city: City, write_alleys: WriteAlleys) -> None:
    paths = [write_alleys(rows(50), f"{name}.geojson") for name in "ab"]
    met, waited = threading.Barrier(2, timeout=30), threading.Event()

    def bring(path: Path) -> Merged:
        met.wait()
        return import_file(
            city.url, city.user, "alleys", path, ImportOptions(), lambda step, *_: _note_waiting(step, waited)
        ).merged

    with ThreadPoolExecutor(2) as pool:
        merged = sorted(pool.map(bring, paths), key=lambda each: each.new)
    assert merged == [Merged(same=50), Merged(new=50)]
    assert city.one("SELECT count(*) FROM city.alleys") == 50


def _note_waiting(step: Text, waited: threading.Event) -> None:
    if step.en.startswith("Waiting"):
        waited.set()


def test_an_import_waits_for_another_and_says_so(city: City, write_alleys: WriteAlleys) -> None:
    waited = threading.Event()
    with psycopg.connect(city.url) as other, ThreadPoolExecutor(1) as pool:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('twin import alleys', 0))")
        report = pool.submit(
            import_file, city.url, city.user, "alleys", write_alleys(rows(2)), ImportOptions(),
            lambda step, *_: _note_waiting(step, waited),
        )  # fmt: skip
        assert waited.wait(30)
        other.rollback()
        assert report.result(30).merged == Merged(new=2)


@pytest.mark.usefixtures("in_bulk")
def test_many_rows_go_straight_into_an_empty_layer(city: City, write_alleys: WriteAlleys) -> None:
    schema, path = schema_of(city), write_alleys(rows(MANY))
    steps: list[str] = []
    report = import_file(
        city.url,
        city.user,
        "alleys",
        path,
        ImportOptions(source="Sở"),
        lambda step, *_: steps.append(step.en),
    )
    assert "Building the indexes again" in steps
    assert report.merged == Merged(new=MANY)
    assert schema_of(city) == schema, "indexes and constraints are as they were"
    assert city.rows("SELECT DISTINCT import_id, source, updated_by FROM city.alleys") == [
        (report.import_id, "Sở", "an")
    ]
    assert city.one("SELECT version FROM city_store.layer_versions WHERE layer = 'alleys'") == 1
    features, history, version, _ = city.state()
    assert city.load(path).merged == Merged(same=MANY)
    assert city.state()[:3] == (features, history, version)


@pytest.mark.usefixtures("in_bulk")
def test_many_rows_without_ids_go_straight_in_too(city: City, write_alleys: WriteAlleys) -> None:
    path = write_alleys(
        [{key: value for key, value in row.items() if key != "external_id"} for row in rows(MANY)]
    )
    assert city.load(path).merged == Merged(new=MANY)
    assert city.load(path).merged == Merged(same=MANY)


@pytest.mark.usefixtures("in_bulk")
def test_a_repeated_id_among_many_is_refused_with_its_reason(city: City, write_alleys: WriteAlleys) -> None:
    schema = schema_of(city)
    report = city.load(write_alleys([*rows(MANY), rows(1)[0] | {"name": "Lần hai"}]))
    assert report.merged == Merged(new=MANY, refused=1)
    assert report.rejects is not None
    assert [row["name"] for row in read_csv(report.rejects)] == ["Lần hai"]
    assert [path.name for path in city.folder.glob("*.rejects*")] == ["alleys.rejects.csv"]
    assert schema_of(city) == schema


@pytest.mark.usefixtures("in_bulk")
def test_many_new_rows_beside_a_few(city: City, write_alleys: WriteAlleys) -> None:
    city.load(write_alleys(rows(3)))
    schema = schema_of(city)
    assert city.load(write_alleys(rows(MANY))).merged == Merged(new=MANY - 3, same=3)
    assert schema_of(city) == schema


@pytest.mark.usefixtures("in_bulk")
def test_many_rows_do_not_wait_for_a_long_reader(
    city: City, write_alleys: WriteAlleys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The indexes stay where somebody reads on: slower, but nobody is locked out behind the import."""
    monkeypatch.setattr(indexes, "_PATIENCE", "100ms")
    with psycopg.connect(city.url) as reader:
        reader.execute("SELECT count(*) FROM city.alleys")
        assert city.load(write_alleys(rows(MANY))).merged == Merged(new=MANY)


def test_a_long_wait_for_the_lock_is_not_kept_in_the_session(city: City, write_alleys: WriteAlleys) -> None:
    """lock_timeout is for the one lock: a later wait for a row is not cut short by it."""
    with psycopg.connect(city.url) as connection:
        from twin.layers import built_in_layers

        assert indexes.lock_alone(connection, built_in_layers()["alleys"])
        assert connection.execute("SHOW lock_timeout").fetchone() == ("0",)
    assert city.load(write_alleys(rows(1))).merged == Merged(new=1)


def test_readers_see_nothing_of_an_import_until_it_is_done(city: City, write_alleys: WriteAlleys) -> None:
    seen: list[int] = []

    def look(step: Text, _done: int, _total: int | None) -> None:
        if step.en.startswith(("Comparing", "Writing")):
            seen.append(city.one("SELECT count(*) FROM city.alleys"))

    import_file(city.url, city.user, "alleys", write_alleys(rows(9)), ImportOptions(), look)
    assert seen == [0, 0]
    assert city.one("SELECT count(*) FROM city.alleys") == 9


def test_listeners_hear_of_an_import_once(city: City, write_alleys: WriteAlleys) -> None:
    with psycopg.connect(city.url, autocommit=True) as listener:
        listener.execute("LISTEN twin_changes")
        city.load(write_alleys(rows(9)))
        (note,) = _notes(listener)
    assert {"layer": "alleys", "verb": "insert", "count": 9}.items() <= note.items()


def _notes(listener: psycopg.Connection) -> Iterator[dict[str, object]]:
    for note in listener.notifies(timeout=1):
        yield json.loads(note.payload)


def test_a_huge_geometry_goes_in(city: City, write_alleys: WriteAlleys) -> None:
    long_line = shapely.get_coordinates(shapely.Point(105.8, 21.0).buffer(0.01, quad_segs=20_000).exterior)
    row = rows(1)[0] | {"line": long_line.tolist()}
    assert city.load(write_alleys([row])).merged == Merged(new=1)
    assert city.one("SELECT ST_NPoints(geom) FROM city.alleys") == len(long_line)


def test_a_file_that_ends_in_the_middle_stores_nothing(city: City, write_alleys: WriteAlleys) -> None:
    before, path = city.state(), write_alleys(rows(MANY))
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(BadInputError):
        city.load(path)
    assert city.state() == before
    assert line(1) != line(2)
