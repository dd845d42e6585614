"""A city to read, of a ward in a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from tests.conftest import Ward
from twin.access import machine_owner
from twin.city.asking import hold_inputs
from twin.city.city import LiveCity
from twin.features.submission import LOCAL_TIME
from twin.reporting import Inputs
from twin.store.database import connect

USER = machine_owner("thử")


def today() -> date:
    return datetime.now(LOCAL_TIME).date()


@contextmanager
def open_city(ward: Ward, **inputs: Any) -> Iterator[LiveCity]:
    with connect(ward.url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield LiveCity(connection, USER, hold_inputs(Inputs, inputs), today())
