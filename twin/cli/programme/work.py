"""The database, the person at the keyboard, and what the commands of the programme write and read."""

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from twin.access import User, machine_owner
from twin.errors import BadInputError
from twin.features.properties import properties_of
from twin.programme.records import Room, find_register
from twin.settings import Settings
from twin.store.database import Connection, Pool, connect, open_pool
from twin.store.embedded import open_database
from twin.store.registry import read_layers
from twin.vocabulary import Field, Layer

T = TypeVar("T")
DASH = "–"


def keyboard() -> User:
    return machine_owner(getpass.getuser())


def on_connection(work: Callable[[Connection, User], T]) -> T:
    """Do something on a connection of the database that the settings name."""
    with open_database(Settings()) as url, connect(url, autocommit=True) as connection:
        return work(connection, keyboard())


def on_pool(work: Callable[[Pool, User, Mapping[str, Layer]], Awaitable[T]]) -> T:
    """Do something on a pool; `work` also gets the layers that can be places."""

    async def run(url: str, layers: Mapping[str, Layer]) -> T:
        pool = await open_pool(url, 2)
        try:
            return await work(pool, keyboard(), layers)
        finally:
            await pool.close()

    with open_database(Settings()) as url:
        with connect(url) as connection:
            layers = read_layers(connection)
        return asyncio.run(run(url, layers))


def room_of(pool: Pool, user: User, register: Layer, layers: Mapping[str, Layer]) -> Room:
    return Room(pool, user, register, layers)


def register_of(key: str) -> Layer:
    """Return the register that a key belongs to, by its form."""
    letter, _, rest = key.partition(".")
    if letter == "M":
        return find_register("models")
    if letter == "T" or rest.count(".") == 1:
        return find_register("indicators")
    return find_register("tasks" if rest else "agencies")


def read_values(register: Layer, given: list[str]) -> dict[str, Any]:
    """Read `name=value` words as the fields take them; an empty value makes a field unknown. Raises BadInputError."""
    fields = {one.name: one.field for one in properties_of(register)}
    values: dict[str, Any] = {}
    for word in given:
        name, equals, text = word.partition("=")
        if not equals:
            raise BadInputError(
                vi=f"«{word}» phải có dạng trường=giá trị.", en=f"“{word}” must be field=value."
            )
        values[name] = _value(fields.get(name), text)
    return values


def _value(field: Field | None, text: str) -> Any:
    if not text:
        return None
    if field is None or field.kind not in {"integer", "number", "boolean"}:
        return text
    try:
        return json.loads(text.replace(",", "."))
    except json.JSONDecodeError:
        return text


def told(value: object) -> str:
    """Return a value as it is shown; unknown is a dash."""
    return DASH if value is None else f"{value:g}" if isinstance(value, float) else str(value)
