"""Real workers on a real database: programs of their own, as `twin worker` starts them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import WARD, Postgis
from twin.access import User
from twin.jobs.job import Job, find, submit
from twin.store.locks import wait_until

PATIENCE = 60.0
"""Seconds; what is waited for takes a few on a machine that has nothing else to do."""
AN = User("an", frozenset({"editor"}))
REPORT = "rain_activation"


@contextmanager
def worker(url: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker on a database until the block ends."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWIN_")}
    environment = kept | {"TWIN_DATABASE_URL": url, "TWIN_JOBS_AT_ONCE": "1", "TWIN_JOBS_NICE": "0"} | more
    process = subprocess.Popen([sys.executable, "-m", "twin", "worker"], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def held(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Keep whoever reads the flooding spots waiting: a job stands still in the middle for as long as is wished."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE city.flood_spots IN ACCESS EXCLUSIVE MODE")
        yield connection
        connection.rollback()


class Office:
    """Somebody who asks for reports and looks at what becomes of them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.connection = psycopg.connect(url, autocommit=True)

    def connect_again(self) -> None:
        self.connection.close()
        self.connection = psycopg.connect(self._url, autocommit=True)

    def ask(self, **inputs: Any) -> Job:
        return submit(self.connection, AN, REPORT, inputs, {})

    def see(self, job: Job) -> Job:
        return find(self.connection, AN, job.id)

    def wait(self, job: Job, *states: str) -> Job:
        assert wait_until(lambda: self.see(job).state in states, PATIENCE), self.see(job)
        return self.see(job)

    def waiting(self) -> int:
        """Count who stands before the table that is held."""
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'city.flood_spots'::regclass"
        row = self.connection.execute(asked).fetchone()
        assert row is not None
        return int(row[0])

    def wait_reading(self, job: Job) -> Job:
        """Wait until the job stands before the table."""
        assert wait_until(lambda: self.waiting() == 1, PATIENCE), self.see(job)
        return self.see(job)

    def process_of(self, worker: int) -> int:
        """Return the worker's process that has the job: the one that is connected to the database."""

        def connected() -> list[int]:
            return [one for one in children(worker) if sockets_of(one) > 1]

        assert wait_until(lambda: len(connected()) == 1, PATIENCE)
        return connected()[0]


@pytest.fixture(scope="module")
def url(postgis: Postgis, ward_folder: Path) -> Iterator[str]:
    """A ward for the jobs of one module."""
    del ward_folder
    with postgis.clone(WARD) as made:
        yield made


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    made = Office(url)
    yield made
    # What one test leaves behind is not another's.
    made.connection.execute(
        "SELECT city_store.dismiss_job(id) FROM city_store.jobs WHERE state IN ('accepted', 'running')"
    )
    made.connection.close()


def children(process: int) -> list[int]:
    """Return the processes that a worker has started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return [int(one) for one in listed]


def sockets_of(process: int) -> int:
    """Count the sockets that a process has open."""
    try:
        return sum(one.is_socket() for one in Path(f"/proc/{process}/fd").iterdir())
    except FileNotFoundError:
        return 0
