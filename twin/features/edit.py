"""Adding, changing and deleting one feature, in the asking user's name."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8
from pydantic import JsonValue
from sqlalchemy import BigInteger, ColumnElement, LargeBinary, bindparam, delete, func, insert, select, update

from twin.access import User
from twin.errors import ConflictError, RuleBrokenError, TwinError
from twin.features.crs import CRS84, Crs
from twin.features.idempotency import Key, claim, keep_answer
from twin.features.properties import Property, properties_of
from twin.features.query import no_such_feature
from twin.features.statement import TOO_SLOW, Statement, database_away, took_too_long
from twin.features.submission import Submission, Value, read_feature, read_patch
from twin.features.versions import Expected, Version, no_version_named, read_version, require_version
from twin.features.writable import require_writable
from twin.store.database import Pool
from twin.store.guards import rule_of
from twin.store.tables import feature_table
from twin.vocabulary import Field, Layer, Rule, Text

Connection = psycopg.AsyncConnection[TupleRow]
Judge = Callable[[Connection, Mapping[str, Value]], Awaitable[None]]
"""Holds a feature as it will be, by property name, to what its layer cannot declare; raises what it finds."""


@dataclass(frozen=True)
class Target:
    """Which feature to write. `expected`: versions, of which one must be its own; None: whatever it is by now.

    `unnamed`: a version had to be named, and was not.
    """

    id: int
    expected: Expected = None
    unnamed: bool = False


@dataclass(frozen=True)
class Sent:
    """A feature or a part of one as somebody sent it, with the system that its coordinates are in."""

    document: JsonValue
    crs: Crs = CRS84


READ_LAYER_VERSION = "SELECT version FROM city_store.layer_versions WHERE layer = %s"
NAME_WRITER = "SELECT set_config('twin.user', %s, true)"


@dataclass(frozen=True)
class Written:
    """Which feature was written, how it now stands (None: deleted), and the version of its layer after that."""

    id: int
    layer_version: int
    version: Version | None


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


def _taken(layer: Layer, constraint: str) -> ConflictError:
    if constraint == feature_table(layer).primary_key.name:
        return ConflictError(
            vi="Đối tượng vừa được người khác khôi phục.", en="The feature was restored by somebody just now."
        )
    return ConflictError(
        vi=f"Lớp «{layer.id}» đã có đối tượng khác mang mã ở nguồn này.",
        en=f"The layer “{layer.id}” already has another feature with this external id.",
    )


def _severed() -> ConflictError:
    return ConflictError(
        vi="Bản ghi nói tới thứ không có, hoặc còn bản ghi khác nói tới nó.",
        en="The record speaks of what is not there, or other records still speak of it.",
    )


@asynccontextmanager
async def writing(pool: Pool, user: User, layer: Layer) -> AsyncIterator[Connection]:
    """Open a transaction in the user's name, and say in words what the database refuses."""
    require_writable(user, layer)
    try:
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(NAME_WRITER, (user.name,))
            yield connection
    except psycopg.errors.CheckViolation as error:
        raise _explain(layer, error) from error
    except psycopg.errors.UniqueViolation as error:
        raise _taken(layer, error.diag.constraint_name or "") from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise _severed() from error
    except TOO_SLOW as error:
        raise took_too_long() from error
    except psycopg.OperationalError as error:
        raise database_away() from error


async def _apart(read: Callable[[], Submission]) -> Submission:
    """Read what was sent in a thread: an outline of a hundred thousand corners takes a while to be found valid."""
    return await asyncio.to_thread(read)


async def _judge(
    judge: Judge | None, connection: Connection, layer: Layer, after: Mapping[str, Value]
) -> None:
    if judge is not None:
        await judge(connection, {one.name: after.get(one.column) for one in _typed(layer)})


async def _hold(connection: Connection, layer: Layer, target: Target) -> dict[str, Any]:
    """Lock a feature and return its values by column. Raises NotFoundError, StaleVersionError."""
    row = await _hold_statement(layer).run(connection, identifier=Int8(target.id))
    if row is None:
        raise no_such_feature(layer, target.id)
    if target.unnamed:
        raise no_version_named()
    await require_version(connection, layer, target.id, target.expected, row[0])
    return dict(zip(_places(layer), row[1:], strict=True))


async def written(connection: Connection, layer: Layer, identifier: int) -> Written:
    """Return how a feature stands after what this transaction did to it."""
    row = await (await connection.execute(READ_LAYER_VERSION, (layer.id,))).fetchone()
    return Written(identifier, row[0] if row else 0, await read_version(connection, layer, identifier))


def _given(layer: Layer, submission: Submission) -> dict[str, Any]:
    places = _places(layer)
    values: dict[str, Any] = {places[column]: value for column, value in submission.values.items()}
    return {**values, "geometry": submission.geometry} if submission.is_placed else values


async def _update(connection: Connection, layer: Layer, identifier: int, submission: Submission) -> Written:
    columns, with_geometry = frozenset(submission.values), submission.is_placed
    if columns or with_geometry:
        statement = _update_statement(layer, columns, with_geometry=with_geometry)
        await statement.run(connection, identifier=Int8(identifier), **_given(layer, submission))
    return await written(connection, layer, identifier)


async def create_item(  # noqa: PLR0913 - who adds what where, once, and what it is held to
    pool: Pool, user: User, layer: Layer, sent: Sent, key: Key | None = None, *, judge: Judge | None = None
) -> Written:
    """Add a feature; once only where the same key comes again with the same feature.

    Raises UnauthenticatedError, ForbiddenError, BadInputError, RuleBrokenError, ConflictError (an external id
    that stands already), KeyReusedError and UnavailableError.
    """
    require_writable(user, layer)
    submission = await _apart(lambda: read_feature(layer, sent.document, sent.crs))
    async with writing(pool, user, layer) as connection:
        if key is not None and (answered := await claim(connection, user, layer, key)):
            return Written(answered.id, answered.layer_version, answered.version)
        await _judge(judge, connection, layer, submission.values)
        row = await _insert_statement(layer).run(connection, **_given(layer, submission))
        made = await written(connection, layer, row[0] if row else 0)
        if key is not None and made.version is not None:
            await keep_answer(connection, user, key, made.id, made.version)
        return made


async def replace_item(pool: Pool, user: User, layer: Layer, target: Target, sent: Sent) -> Written:
    """Write a feature anew: what is not sent becomes unknown.

    Raises what `create_item` does, NotFoundError, StaleVersionError where it is no longer as expected, and
    PreconditionRequiredError where the target had to name a version and does not.
    """
    require_writable(user, layer)
    submission = await _apart(lambda: read_feature(layer, sent.document, sent.crs, identifier=target.id))
    async with writing(pool, user, layer) as connection:
        await _hold(connection, layer, target)
        return await _update(connection, layer, target.id, submission)


async def patch_item(  # noqa: PLR0913 - who changes what of which, and what it is held to
    pool: Pool, user: User, layer: Layer, target: Target, sent: Sent, *, judge: Judge | None = None
) -> Written:
    """Change what is sent of a feature and leave the rest. Raises what `replace_item` does."""
    async with writing(pool, user, layer) as connection:
        held = await _hold(connection, layer, target)
        submission = await _apart(
            lambda: read_patch(layer, sent.document, held, sent.crs, identifier=target.id)
        )
        await _judge(judge, connection, layer, {**held, **submission.values})
        return await _update(connection, layer, target.id, submission)


async def delete_item(pool: Pool, user: User, layer: Layer, target: Target) -> Written:
    """Delete a feature; its history stays. Raises what `replace_item` does but for what was sent."""
    async with writing(pool, user, layer) as connection:
        await _hold(connection, layer, target)
        await _delete_statement(layer).run(connection, identifier=Int8(target.id))
        return await written(connection, layer, target.id)
