"""Reading and writing the programme's records through the engine of all layers, held to what they must mean.

Agencies, tasks, indicators and models are named by key, the others by id. A record that is written is held to
`soundness` in the transaction that writes it, against the registers as that transaction sees them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8
from pydantic import JsonValue
from sqlalchemy import BigInteger, bindparam, func, literal_column, select
from sqlalchemy import Text as SqlText

from twin.access import LayerThing, User, require
from twin.errors import ConflictError, NotFoundError
from twin.features.edit import Judge, Sent, Target, Written, create_item, delete_item, patch_item
from twin.features.history import Restored, restore_item
from twin.features.idempotency import Key
from twin.features.properties import properties_of
from twin.features.query import no_such_feature
from twin.features.statement import Statement
from twin.features.submission import LARGEST_INTEGER, Fault, FeatureRefusedError
from twin.features.versions import no_version_named
from twin.features.writable import require_writable
from twin.programme.keys import KEY, find_key_faults, is_keyed, key_of
from twin.programme.moments import today
from twin.programme.naming import find_naming, say_some
from twin.programme.soundness import Known, Record, find_faults
from twin.registers import registers
from twin.store.database import Pool
from twin.store.tables import column_name, feature_table, history_table
from twin.vocabulary import Layer, Text

SHORT_NAMES: Mapping[str, Layer] = {
    name.removeprefix("programme_"): register for name, register in registers().items()
}
"""The registers as doors and commands name them: `tasks`, `indicators`, ..."""
Layers = Mapping[str, Layer]
Ask = Callable[[Statement, Mapping[str, Any]], Awaitable[list[TupleRow]]]
"""Runs a statement: on the pool, or in a transaction that is open."""


def find_register(name: str) -> Layer:
    """Return a register by its short name. Raises NotFoundError."""
    if name not in SHORT_NAMES:
        listed = ", ".join(SHORT_NAMES)
        raise NotFoundError(
            vi=f"Chương trình không có «{name[:60]}» (có: {listed}).",
            en=f"The programme has no “{name[:60]}” (known: {listed}).",
        )
    return SHORT_NAMES[name]


def no_such_record(register: Layer, name: str) -> NotFoundError:
    return NotFoundError(
        vi=f"«{register.title.vi}» không có «{name[:60]}».",
        en=f"“{register.title.en}” has no “{name[:60]}”.",
    )


@lru_cache(maxsize=16)
def _key_statement(register: Layer) -> Statement:
    table = feature_table(register)
    return Statement.of(select(table.c.id).where(table.c.external_id == bindparam("key", type_=SqlText())))


LONGEST_ID = 18


async def find_record(pool: Pool, user: User, register: Layer, name: str) -> int:
    """Return the id of the record that is named by its key, or by its id where the register has no keys.

    Raises NotFoundError, UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(register.id))
    if not is_keyed(register):
        if not (name.isascii() and name.isdigit() and len(name) <= LONGEST_ID):
            raise no_such_record(register, name)
        return int(name)
    row = None if "\x00" in name else await _key_statement(register).row(pool, key=name)
    if row is None:
        raise no_such_record(register, name)
    return int(row[0])


@lru_cache(maxsize=16)
def _last_key_statement(register: Layer) -> Statement:
    past = history_table(register)
    held = past.c.external_id == bindparam("key", type_=SqlText())
    return Statement.of(select(past.c.id).where(held).order_by(past.c.recorded_to.desc()).limit(1))


async def find_past_record(pool: Pool, user: User, register: Layer, name: str) -> int:
    """Return what `find_record` does, also for a record that was deleted since."""
    try:
        return await find_record(pool, user, register, name)
    except NotFoundError:
        if not is_keyed(register) or "\x00" in name:
            raise
        row = await _last_key_statement(register).row(pool, key=name)
        if row is None:
            raise
        return int(row[0])


@lru_cache(maxsize=16)
def _rows_statement(register: Layer) -> Statement:
    table = feature_table(register)
    fields = [table.c[column_name(field.name)].label(field.name) for field in register.all_fields]
    return Statement.of(
        select(
            table.c.id, table.c.external_id.label("key"), table.c.source, table.c.updated_at, *fields
        ).order_by(table.c.id)
    )


def _columns(register: Layer) -> tuple[str, ...]:
    return ("id", "key", "source", "updated_at", *(field.name for field in register.all_fields))


async def _rows(ask: Ask, name: str) -> tuple[Record, ...]:
    register = registers()[name]
    found = await ask(_rows_statement(register), {})
    return tuple(dict(zip(_columns(register), row, strict=True)) for row in found)


async def read_rows(pool: Pool, user: User, register: Layer) -> tuple[Record, ...]:
    """Return all records of a register, with `id`, `key` and `source`. Raises what `read_page` raises."""
    require(user, "read", LayerThing(register.id))
    return await _rows(on_pool(pool), register.id)


async def know(ask: Ask, layers: Layers) -> Known:
    """Read what records may name. `layers` are those that can be places."""

    async def by_key(name: str) -> dict[str, Record]:
        return {row["key"]: row for row in await _rows(ask, name) if row["key"] is not None}

    return Known(
        agencies=await _rows(ask, "programme_agencies"),
        tasks=await by_key("programme_tasks"),
        indicators=await by_key("programme_indicators"),
        models=await by_key("programme_models"),
        targets=await _rows(ask, "programme_targets"),
        layers=frozenset(name for name, layer in layers.items() if not layer.derived),
        today=today(),
    )


@lru_cache(maxsize=1024)
def _stands_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    return Statement.of(select(table.c.id).where(table.c.id == bindparam("id", type_=BigInteger())))


async def _missing_place(ask: Ask, layers: Layers, values: Mapping[str, Any]) -> list[Fault]:
    """Return the fault of a place whose feature is not in its layer."""
    layer, identifier = layers.get(str(values.get("layer"))), values.get("feature_id")
    if layer is None or type(identifier) is not int or not 0 < identifier <= LARGEST_INTEGER:
        return []
    if await ask(_stands_statement(layer), {"id": Int8(identifier)}):
        return []
    missing = no_such_feature(layer, identifier).text
    label = registers()["programme_places"].by_name["feature_id"].label
    told = Text(vi=f"«{label.vi}»: {missing.vi}", en=f"“{label.en}” (feature_id): {missing.en}")
    return [Fault("feature_id", told)]


@dataclass(frozen=True)
class Room:
    """Where records are written: the pool, who writes, the register, and the layers that can be places."""

    pool: Pool
    user: User
    register: Layer
    layers: Layers

    async def faults(
        self, ask: Ask, values: Mapping[str, Any], identifier: int | None, held: str | None
    ) -> list[Fault]:
        """Return what is wrong with a record as it will be."""
        found = find_key_faults(self.register, values, held)
        found += find_faults(self.register, values, await know(ask, self.layers), identifier)
        if self.register.id == "programme_places":
            found += await _missing_place(ask, self.layers, values)
        return found

    def judge(self, identifier: int | None = None, held: Mapping[str, Any] | None = None) -> Judge:
        """Return what holds a record to its meaning within the transaction that writes it.

        What was wrong with it before (`held`) does not stand in the way of changing something else.
        """
        key = None if held is None else held[KEY]

        async def judge(connection: psycopg.AsyncConnection[TupleRow], values: Mapping[str, Any]) -> None:
            ask = in_transaction(connection)
            faults = await self.faults(ask, values, identifier, key)
            if faults and held is not None:
                before = await self.faults(ask, held, identifier, key)
                faults = [fault for fault in faults if fault not in before]
            if faults:
                raise FeatureRefusedError(faults)

        return judge

    async def complete(
        self,
        refused: FeatureRefusedError,
        values: Mapping[str, Any],
        identifier: int | None = None,
        held: str | None = None,
    ) -> FeatureRefusedError:
        """Return a refusal with every fault of the record: those of its declaration first, then of its meaning."""
        declared = {fault.name for fault in refused.faults}
        more = await self.faults(on_pool(self.pool), values, identifier, held)
        return FeatureRefusedError(
            [*refused.faults, *(fault for fault in more if fault.name not in declared)]
        )


def on_pool(pool: Pool) -> Ask:
    return lambda statement, values: statement.rows(pool, **values)


def in_transaction(connection: psycopg.AsyncConnection[TupleRow]) -> Ask:
    async def ask(statement: Statement, values: Mapping[str, Any]) -> list[TupleRow]:
        async with connection.cursor(binary=True) as cursor:
            await cursor.execute(statement.text, {**statement.constants, **values})
            return await cursor.fetchall()

    return ask


def _properties(document: JsonValue) -> dict[str, JsonValue]:
    properties = document.get("properties") if isinstance(document, dict) else None
    return dict(properties) if isinstance(properties, dict) else {}


def _with_key(register: Layer, sent: Sent) -> Sent:
    """Give a new record the key that follows from its numbers, unless it brings one."""
    properties = _properties(sent.document)
    key = key_of(register, properties)
    if not isinstance(sent.document, dict) or key is None or properties.get(KEY) is not None:
        return sent
    return Sent({**sent.document, "properties": {**properties, KEY: key}}, sent.crs)


async def add_record(room: Room, sent: Sent, key: Key | None = None) -> Written:
    """Add a record; once only where the same key of a request comes again.

    Raises what `create_item` does; FeatureRefusedError has every fault at once.
    """
    require_writable(room.user, room.register)
    keyed = _with_key(room.register, sent)
    try:
        return await create_item(room.pool, room.user, room.register, keyed, key, judge=room.judge())
    except FeatureRefusedError as refused:
        raise await room.complete(refused, _properties(keyed.document)) from None


@lru_cache(maxsize=16)
def _held_statement(register: Layer) -> Statement:
    table = feature_table(register)
    columns = (table.c[one.column] for one in properties_of(register))
    return Statement.of(select(*columns).where(table.c.id == bindparam("id", type_=BigInteger())))


async def _held(room: Room, identifier: int) -> dict[str, Any]:
    row = await _held_statement(room.register).row(room.pool, id=Int8(identifier))
    if row is None:
        raise no_such_record(room.register, str(identifier))
    return {one.name: value for one, value in zip(properties_of(room.register), row, strict=True)}


async def change_record(room: Room, target: Target, sent: Sent) -> Written:
    """Change what is sent of a record and leave the rest.

    Raises what `patch_item` does; FeatureRefusedError has every fault at once.
    """
    require_writable(room.user, room.register)
    held = await _held(room, target.id)
    judge = room.judge(target.id, held)
    try:
        return await patch_item(room.pool, room.user, room.register, target, sent, judge=judge)
    except FeatureRefusedError as refused:
        after = {**held, **_properties(sent.document)}
        raise await room.complete(refused, after, target.id, held[KEY]) from None


_REFERRING: Mapping[str, tuple[tuple[str, str], ...]] = {
    "programme_tasks": (("programme_updates", "task"), ("programme_places", "task")),
    "programme_indicators": (("programme_targets", "indicator"), ("programme_values", "indicator")),
}
"""By which records of other registers one is named."""


@lru_cache(maxsize=16)
def _referring_statement(name: str, field: str) -> Statement:
    table = feature_table(registers()[name])
    same = table.c[column_name(field)] == bindparam("key", type_=SqlText())
    return Statement.of(select(func.count(literal_column("*"))).where(same))


async def restore_record(room: Room, target: Target, number: int) -> Restored:
    """Write a record back to the state that began at a moment; raises what `restore_item` does and FeatureRefusedError."""
    return await restore_item(
        room.pool, room.user, room.register, target, number, judge=room.judge(target.id)
    )


async def delete_record(room: Room, target: Target) -> Written:
    """Delete a record; its history stays.

    Raises what `delete_item` does, and ConflictError while other records name it.
    """
    require_writable(room.user, room.register)
    held = await _held(room, target.id)
    if target.unnamed:
        raise no_version_named()
    await _require_unnamed(room, held | {"id": target.id, "key": held[KEY]})
    return await delete_item(room.pool, room.user, room.register, target)


async def _require_unnamed(room: Room, held: Mapping[str, Any]) -> None:
    """Raise ConflictError while other records name this one."""
    for name, field in _REFERRING.get(room.register.id, ()):
        row = await _referring_statement(name, field).row(room.pool, key=held[KEY])
        if row is not None and row[0]:
            title = registers()[name].title
            raise ConflictError(
                vi=f"«{held[KEY]}» còn {row[0]} bản ghi ở «{title.vi}»: hãy xóa chúng trước.",
                en=f"“{held[KEY]}” is named by {row[0]} records of “{title.en}”: delete these first.",
            )
    naming = find_naming(room.register, held, await know(on_pool(room.pool), room.layers))
    if naming:
        listed = say_some(naming)
        raise ConflictError(
            vi=f"«{held[KEY]}» còn được các bản ghi {listed} nhắc tới: hãy sửa chúng trước.",
            en=f"“{held[KEY]}” is named by the records {listed}: change these first.",
        )
