"""A real PostGIS for the whole run, and a migrated database of its own for each test that asks."""

import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from twin.store.database import Connection, connect
from twin.store.embedded import ROLE, PrivateServer
from twin.store.locks import try_lock, wait_until
from twin.store.migrate import migrate

# A shell lets what it runs in the background ignore Ctrl-C, and so would every program that a test starts and
# interrupts. What is set here is Python's own way, which a started program does not inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long one example takes says how busy the machine is, and nothing of what is tested.
settings.register_profile("twin", deadline=None)
settings.load_profile("twin")

TEMPLATE = "twin_template"
WARD = "twin_ward"
_SERIAL = itertools.count(1)


class Postgis:
    """The run's server: makes databases and drops them."""

    def __init__(self, server: PrivateServer) -> None:
        self._server = server
        self.home = server.home
        self._administrator_url = server.administrator_url

    def url(self, database: str) -> str:
        return self._server.url_of(database)

    def execute(self, statement: str, **names: str) -> None:
        with psycopg.connect(self._administrator_url, autocommit=True) as connection:
            parts = {key: sql.Identifier(name) for key, name in names.items()}
            connection.execute(sql.SQL(statement).format(**parts))

    def has(self, database: str) -> bool:
        with psycopg.connect(self._administrator_url) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (database,))
            return found.fetchone() is not None

    @contextmanager
    def clone(self, template: str) -> Iterator[str]:
        """Lend a copy of a database (nobody may be connected to it) and yield the copy's URL."""
        name = f"test_{os.getpid()}_{next(_SERIAL)}"
        self.execute(
            "CREATE DATABASE {name} TEMPLATE {template} OWNER {owner} STRATEGY file_copy",
            name=name,
            template=template,
            owner=ROLE,
        )
        try:
            yield self.url(name)
        finally:
            self.execute("DROP DATABASE {name} WITH (FORCE)", name=name)

    def prepare(self, name: str, template: str, fill: Callable[[str], None]) -> None:
        """Make a database that others are copied from, unless another worker of this run has."""
        with Path(self.home, f"{name}.lock").open("ab") as lock:
            assert wait_until(lambda: try_lock(lock), 300)
            if not self.has(name):
                unfinished = f"{name}_unfinished"
                self.execute("DROP DATABASE IF EXISTS {name}", name=unfinished)
                self.execute(
                    "CREATE DATABASE {name} TEMPLATE {template} OWNER {owner} STRATEGY file_copy",
                    name=unfinished,
                    template=template,
                    owner=ROLE,
                )
                fill(self.url(unfinished))
                self.execute("ALTER DATABASE {old} RENAME TO {new}", old=unfinished, new=name)


@pytest.fixture(scope="session")
def postgis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgis]:
    """A server shared by all workers of this run: the first starts it, the last one out stops it."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "postgis"
    with PrivateServer(home, durable=False) as server:
        found = Postgis(server)
        found.prepare(TEMPLATE, ROLE, migrate)
        yield found


@pytest.fixture(autouse=True)
def every_driver_is_back() -> Iterator[None]:
    """Give GDAL its drivers back: reading a file takes most of them out of the process for good."""
    yield
    reading = sys.modules.get("twin.features.exchange.readers.gdal")
    if reading is not None and reading.restrict_drivers.cache_info().currsize:
        import pyogrio
        from pyogrio import core

        pyogrio.set_gdal_config_options({"GDAL_SKIP": None})
        core._register_drivers()  # noqa: SLF001 - as when it was imported
        reading.restrict_drivers.cache_clear()


@pytest.fixture
def empty_database(postgis: Postgis) -> Iterator[str]:
    """The URL of a database with PostGIS and nothing of ours."""
    with postgis.clone(ROLE) as url:
        yield url


@pytest.fixture
def database(postgis: Postgis) -> Iterator[str]:
    """The URL of a migrated database that holds nothing yet."""
    with postgis.clone(TEMPLATE) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database(postgis: Postgis) -> Iterator[str]:
    """The URL of a migrated database that many tests share: they leave nothing in it."""
    with postgis.clone(TEMPLATE) as url:
        yield url


@pytest.fixture
def scratch(shared_database: str) -> Iterator[Connection]:
    """A connection whose transaction never happened: cheaper than a database of one's own."""
    with connect(shared_database) as connection:
        yield connection
        connection.rollback()


@dataclass(frozen=True)
class Ward:
    """The demonstration ward in a database, and the folder of the files that it was loaded from."""

    url: str
    folder: Path


@pytest.fixture(scope="session")
def ward_folder(postgis: Postgis) -> Path:
    """The demonstration's files, and its database for others to be copied from: made once a run."""
    from twin.demonstration import load_demonstration

    folder = postgis.home / "ward"
    postgis.prepare(WARD, TEMPLATE, lambda url: load_demonstration(url, folder, lambda _vi, _en: None))
    return folder


@pytest.fixture(scope="session")
def ward(postgis: Postgis, ward_folder: Path) -> Iterator[Ward]:
    """The demonstration ward, which tests read and leave as it is."""
    with postgis.clone(WARD) as url:
        yield Ward(url, ward_folder)


@pytest.fixture
def changing_ward(postgis: Postgis, ward_folder: Path) -> Iterator[Ward]:
    """A demonstration ward of the test's own."""
    with postgis.clone(WARD) as url:
        yield Ward(url, ward_folder)
