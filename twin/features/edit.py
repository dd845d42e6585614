"""Adding, changing and deleting one feature, in the asking user's name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8
from pydantic import JsonValue
from sqlalchemy import BigInteger, ColumnElement, LargeBinary, bindparam, delete, func, insert, select, update

from twin.access import LayerThing, User, require
from twin.errors import ConflictError, PreconditionFailedError, RuleBrokenError, TwinError
from twin.features.properties import Property, properties_of
from twin.features.query import no_such_feature, tag_of
from twin.features.statement import Statement, database_away
from twin.features.submission import Submission, read_feature, read_patch
from twin.store.database import Pool
from twin.store.guards import rule_of
from twin.store.tables import feature_table
from twin.vocabulary import Field, Layer, Rule, Text

Connection = psycopg.AsyncConnection[TupleRow]


@dataclass(frozen=True)
class Target:
    """Which feature to write. `expected`: ETags, of which one must be its own; None: whatever it is by now."""

    id: int
    expected: frozenset[str] | None = None


READ_VERSION = "SELECT version FROM city_store.layer_versions WHERE layer = %s"
NAME_WRITER = "SELECT set_config('twin.user', %s, true)"


@dataclass(frozen=True)
class Written:
    """Which feature was written, and the version of its layer after that."""

    id: int
    version: int


def _typed(layer: Layer) -> tuple[Property, ...]:
    return tuple(one for one in properties_of(layer) if not one.read_only)


def _places(layer: Layer) -> dict[str, str]:
    """Return the parameter of each column: a column's own name may not be one that a statement takes."""
    return {one.column: f"value_{place}" for place, one in enumerate(_typed(layer))}


def _geometry() -> ColumnElement[Any]:
    return func.ST_GeomFromEWKB(bindparam("geometry", type_=LargeBinary()))


@lru_cache(maxsize=1024)
def _insert_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    values: dict[str, Any] = {column: bindparam(place) for column, place in _places(layer).items()}
    return Statement.of(insert(table).values({**values, "geom": _geometry()}).returning(table.c.id))


@lru_cache(maxsize=4096)
def _update_statement(layer: Layer, columns: frozenset[str], *, with_geometry: bool) -> Statement:
    table = feature_table(layer)
    values: dict[str, Any] = {column: bindparam(_places(layer)[column]) for column in sorted(columns)}
    if with_geometry:
        values["geom"] = _geometry()
    return Statement.of(update(table).where(table.c.id == _identifier()).values(values))


def _identifier() -> ColumnElement[int]:
    return bindparam("identifier", type_=BigInteger())


@lru_cache(maxsize=1024)
def _hold_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    columns = (table.c[column] for column in _places(layer))
    held = select(table.c.updated_at, *columns).where(table.c.id == _identifier())
    return Statement.of(held.with_for_update())


@lru_cache(maxsize=1024)
def _delete_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    return Statement.of(delete(table).where(table.c.id == _identifier()))


def _explain(layer: Layer, error: psycopg.errors.CheckViolation) -> TwinError:
    """Say in words which rule of the layer the database held against a change."""
    broken = rule_of(layer, error.diag.constraint_name or "")
    if isinstance(broken, Rule):
        return RuleBrokenError(vi=broken.message.vi, en=broken.message.en)
    what = (
        broken.label
        if isinstance(broken, Field)
        else Text(vi="Hình học hoặc thời gian", en="Geometry or time")
    )
    return RuleBrokenError(
        vi=f"«{what.vi}» có giá trị mà lớp «{layer.id}» không nhận.",
        en=f"“{what.en}” has a value that the layer “{layer.id}” does not take.",
    )


def _taken(layer: Layer) -> ConflictError:
    return ConflictError(
        vi=f"Lớp «{layer.id}» đã có đối tượng khác mang mã ở nguồn này.",
        en=f"The layer “{layer.id}” already has another feature with this external id.",
    )


@asynccontextmanager
async def _writing(pool: Pool, user: User, layer: Layer) -> AsyncIterator[Connection]:
    """Open a transaction in the user's name, and say in words what the database refuses."""
    require(user, "write", LayerThing(layer.id))
    try:
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(NAME_WRITER, (user.name,))
            yield connection
    except psycopg.errors.CheckViolation as error:
        raise _explain(layer, error) from error
    except psycopg.errors.UniqueViolation as error:
        raise _taken(layer) from error
    except psycopg.OperationalError as error:
        raise database_away() from error


async def _run(connection: Connection, statement: Statement, **values: Any) -> TupleRow | None:
    cursor = await connection.execute(statement.text, {**statement.constants, **values})
    return await cursor.fetchone() if cursor.description else None


async def _hold(connection: Connection, layer: Layer, target: Target) -> dict[str, Any]:
    """Lock a feature and return its values by column. Raises NotFoundError, PreconditionFailedError."""
    row = await _run(connection, _hold_statement(layer), identifier=Int8(target.id))
    if row is None:
        raise no_such_feature(layer, target.id)
    if target.expected is not None and tag_of(row[0]) not in target.expected:
        raise PreconditionFailedError(
            vi="Đối tượng đã được người khác sửa sau khi bạn mở. Hãy mở lại rồi sửa.",
            en="The feature was changed by somebody since you opened it. Open it again, then change it.",
        )
    return dict(zip(_places(layer), row[1:], strict=True))


async def _version(connection: Connection, layer: Layer, identifier: int) -> Written:
    row = await (await connection.execute(READ_VERSION, (layer.id,))).fetchone()
    return Written(identifier, row[0] if row else 0)


def _given(layer: Layer, submission: Submission) -> dict[str, Any]:
    places = _places(layer)
    values: dict[str, Any] = {places[column]: value for column, value in submission.values.items()}
    return values if submission.geometry is None else {**values, "geometry": submission.geometry}


async def _update(connection: Connection, layer: Layer, identifier: int, submission: Submission) -> Written:
    columns, with_geometry = frozenset(submission.values), submission.geometry is not None
    if columns or with_geometry:
        statement = _update_statement(layer, columns, with_geometry=with_geometry)
        await _run(connection, statement, identifier=Int8(identifier), **_given(layer, submission))
    return await _version(connection, layer, identifier)


async def create_item(pool: Pool, user: User, layer: Layer, sent: JsonValue) -> Written:
    """Add a feature.

    Raises UnauthenticatedError, ForbiddenError, BadInputError, RuleBrokenError, ConflictError (an external id
    that stands already) and UnavailableError.
    """
    async with _writing(pool, user, layer) as connection:
        submission = read_feature(layer, sent)
        row = await _run(connection, _insert_statement(layer), **_given(layer, submission))
        return await _version(connection, layer, row[0] if row else 0)


async def replace_item(pool: Pool, user: User, layer: Layer, target: Target, sent: JsonValue) -> Written:
    """Write a feature anew: what is not sent becomes unknown.

    Raises what `create_item` does, NotFoundError, and PreconditionFailedError where it is no longer as expected.
    """
    async with _writing(pool, user, layer) as connection:
        await _hold(connection, layer, target)
        return await _update(connection, layer, target.id, read_feature(layer, sent))


async def patch_item(pool: Pool, user: User, layer: Layer, target: Target, sent: JsonValue) -> Written:
    """Change what is sent of a feature and leave the rest. Raises what `replace_item` does."""
    async with _writing(pool, user, layer) as connection:
        held = await _hold(connection, layer, target)
        return await _update(connection, layer, target.id, read_patch(layer, sent, held))


async def delete_item(pool: Pool, user: User, layer: Layer, target: Target) -> Written:
    """Delete a feature; its history stays. Raises what `replace_item` does but for what was sent."""
    async with _writing(pool, user, layer) as connection:
        await _hold(connection, layer, target)
        await _run(connection, _delete_statement(layer), identifier=Int8(target.id))
        return await _version(connection, layer, target.id)
