"""Small files as offices make them, and the doors through which they go in."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from twin.access import User, machine_owner
from twin.features.exchange.imports import ImportOptions, ImportReport
from twin.features.exchange.loading import import_file
from twin.settings import Settings
from twin.store.database import Connection, connect

Row = dict[str, Any]


@dataclass(frozen=True)
class City:
    """One database and somebody who may write to it."""

    url: str
    user: User
    folder: Path

    def load(self, path: Path, layer: str = "alleys", **options: Any) -> ImportReport:
        return import_file(self.url, self.user, layer, path, ImportOptions(**options))

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode(), values or None).fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute(statement.encode(), values or None)

    def one(self, statement: str, *values: Any) -> Any:
        found = self.rows(statement, *values)
        assert len(found) == 1
        return found[0][0] if len(found[0]) == 1 else found[0]

    def state(self, layer: str = "alleys") -> tuple[Any, ...]:
        """Everything that an import could change: features, history, version, records."""
        return (
            self.rows(f"SELECT * FROM city.{layer} ORDER BY id"),
            self.rows(f"SELECT * FROM city_history.{layer} ORDER BY history_id"),
            self.one("SELECT version FROM city_store.layer_versions WHERE layer = %s", layer),
            self.rows("SELECT * FROM city_store.imports ORDER BY id"),
        )


@pytest.fixture
def city(database: str, tmp_path: Path) -> City:
    return City(database, machine_owner("an"), tmp_path)


@pytest.fixture
def write_alleys(tmp_path: Path) -> Callable[..., Path]:
    """Write alleys as GeoJSON; each row lies beside the one before it."""

    def write(rows: Sequence[Row], name: str = "alleys.geojson") -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {key: value for key, value in row.items() if key != "line"},
                "geometry": {"type": "LineString", "coordinates": row.get("line") or line(number)},
            }
            for number, row in enumerate(rows)
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf8")
        return path

    return write


def line(number: int) -> list[list[float]]:
    west = round(105.79 + number % 100 * 1e-4, 7)
    south = round(21.01 + number // 100 * 1e-4, 7)
    return [[west, south], [round(west + 1e-4, 7), round(south + 1e-4, 7)]]


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def sample_data() -> Path:
    folder = Settings().sample_data
    if folder is None:
        pytest.skip("TWIN_SAMPLE_DATA names no folder of real files")
    return folder


@pytest.fixture(scope="module")
def shared_connection(shared_database: str) -> Iterator[Connection]:
    """A connection for tests that run many times over; each takes back what it did."""
    with connect(shared_database) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
        connection.rollback()
