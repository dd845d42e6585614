"""The queue's tables, installed once and brought to the present by procrastinate's own migrations."""

import uuid
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager

from twin.store.database import Connection
from twin.store.queue import QUEUE, install_queue

RESTARTS = "DROP FUNCTION procrastinate_trigger_function_status_events_update_v1 CASCADE"


def revisions() -> list[str]:
    return sorted(one.name for one in Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def note(connection: Connection) -> str:
    row = connection.execute("SELECT obj_description(%s::regnamespace, 'pg_namespace')", (QUEUE,)).fetchone()
    assert row is not None
    return str(row[0])


def test_it_stands_and_installing_it_again_changes_nothing(scratch: Connection) -> None:
    assert note(scratch) == revisions()[-1]
    install_queue(scratch)
    assert note(scratch) == revisions()[-1]
    assert scratch.execute("SELECT count(*) FROM city_queue.procrastinate_jobs").fetchone() == (0,)
    # The way to the queue's schema is not left open to what comes after.
    assert scratch.execute("SELECT to_regclass('procrastinate_jobs')").fetchone() == (None,)


def test_an_older_queue_is_brought_to_the_present(scratch: Connection) -> None:
    older = revisions()[-2]
    scratch.execute(f"COMMENT ON SCHEMA city_queue IS '{older}'".encode())
    scratch.execute(f"SET LOCAL search_path = city_queue; {RESTARTS}; RESET search_path".encode())
    install_queue(scratch)
    assert note(scratch) == revisions()[-1]
    found = scratch.execute(
        "SELECT to_regproc('city_queue.procrastinate_trigger_function_status_events_update_v1')"
    )
    assert found.fetchone() != (None,)


def test_a_job_and_its_place_in_the_queue_are_one_thing(scratch: Connection) -> None:
    row = scratch.execute(
        "INSERT INTO city_store.jobs (what) VALUES ('site') RETURNING id, queue_id, state"
    ).fetchone()
    assert row is not None
    job, place, state = row
    assert state == "accepted"
    queued = scratch.execute(
        "SELECT args FROM city_queue.procrastinate_jobs WHERE id = %s", (place,)
    ).fetchone()
    assert queued == ({"job_id": str(job)},)
    assert scratch.execute("SELECT city_store.dismiss_job(%s)", (job,)).fetchone() == (True,)
    assert scratch.execute("SELECT count(*) FROM city_queue.procrastinate_jobs").fetchone() == (0,)
    assert scratch.execute("SELECT city_store.dismiss_job(%s)", (job,)).fetchone() == (True,)
    assert scratch.execute("SELECT city_store.dismiss_job(%s)", (uuid.uuid4(),)).fetchone() == (False,)


@pytest.mark.parametrize(("attempts", "becomes"), [(0, "accepted"), (2, "accepted"), (3, "failed")])
def test_what_lost_its_place_is_queued_anew_or_fails(
    scratch: Connection, attempts: int, becomes: str
) -> None:
    row = scratch.execute(
        "INSERT INTO city_store.jobs (what, state, attempts) VALUES ('site', 'running', %s) RETURNING id",
        (attempts,),
    ).fetchone()
    assert row is not None
    scratch.execute(b"SET LOCAL search_path = city_queue; DELETE FROM procrastinate_jobs; RESET search_path")
    reaped = scratch.execute(
        """SELECT city_store.reap_jobs('10 s', 3, '{"vi": "x", "en": "y"}')"""
    ).fetchall()
    assert reaped == [row]
    told = scratch.execute("SELECT state FROM city_store.jobs WHERE id = %s", row).fetchone()
    assert told == (becomes,)
    left = scratch.execute("SELECT count(*) FROM city_queue.procrastinate_jobs").fetchone()
    assert left == (int(becomes == "accepted"),)
    again = scratch.execute("SELECT city_store.reap_jobs('10 s', 3, '{}')").fetchall()
    assert again == []
