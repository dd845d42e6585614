"""A layer that is tried on, and filters run against PostGIS."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from twin.features.cql2 import Filter, condition
from twin.settings import Settings
from twin.store.database import Connection, compile_sql, connect
from twin.store.tables import feature_table
from twin.vocabulary import Layer

Count = Callable[[Layer, Filter], int]


def count_in(connection: Connection, layer: Layer, asked: Filter) -> int:
    table = feature_table(layer)
    counted = select(func.count()).select_from(table).where(condition(asked.shape, layer, table))
    statement, constants = compile_sql(counted)
    row = connection.execute(statement.encode(), {**constants, **asked.bound()}).fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture(scope="session")
def standard() -> Path:
    """The folder of the standard's own set."""
    folder = Settings().sample_data
    if folder is None:
        pytest.skip("TWIN_SAMPLE_DATA names no folder of real files")
    return folder / "ogc" / "cql2"


@pytest.fixture(scope="module")
def shared_connection(shared_database: str) -> Iterator[Connection]:
    """A connection for tests that only read, or take back what they did."""
    with connect(shared_database) as connection:
        yield connection
        connection.rollback()


def row(connection: Connection, statement: str, values: Any = None) -> tuple[Any, ...]:
    found = connection.execute(statement.encode(), values).fetchone()
    assert found is not None
    return found
