"""A feature that is sent twice because the answer was lost is added once: `Idempotency-Key`.

The key is claimed in the transaction that adds the feature, so that both stand or neither does, also when the
database is killed between them; who comes with the same key meanwhile waits for that transaction.
"""

from dataclasses import dataclass

import psycopg
from psycopg.rows import TupleRow

from twin.access import User
from twin.errors import KeyReusedError
from twin.features.versions import Version
from twin.vocabulary import Layer

Connection = psycopg.AsyncConnection[TupleRow]
KEPT_HOURS = 24
"""For so long the same key gets the same answer; after that it is as good as new."""

_CLAIM = """
    INSERT INTO city_store.answers AS known (user_name, key, digest, layer) VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_name, key) DO UPDATE SET digest = excluded.digest, layer = excluded.layer, created_at = now()
    WHERE known.created_at < now() - make_interval(hours => %s)
    RETURNING true"""
_SWEEP = """
    DELETE FROM city_store.answers WHERE (user_name, key) IN (
        SELECT user_name, key FROM city_store.answers WHERE created_at < now() - make_interval(hours => %s)
        LIMIT 100 FOR UPDATE SKIP LOCKED)"""
_FIND = """
    SELECT known.digest, known.feature_id, known.feature, known.updated_at, versions.version
    FROM city_store.answers known JOIN city_store.layer_versions versions USING (layer)
    WHERE known.user_name = %s AND known.key = %s"""
_KEEP = """
    UPDATE city_store.answers SET feature_id = %s, feature = %s, updated_at = %s
    WHERE user_name = %s AND key = %s"""


@dataclass(frozen=True)
class Key:
    """What a client named a request by, and a digest of all that it asks."""

    name: str
    digest: str


@dataclass(frozen=True)
class Answered:
    """What was answered when the key came first."""

    id: int
    layer_version: int
    version: Version


async def claim(connection: Connection, user: User, layer: Layer, key: Key) -> Answered | None:
    """Take a key that is free, or return what it was answered with.

    Raises KeyReusedError where it came with another request.
    """
    asked = (user.name, key.name, key.digest, layer.id, KEPT_HOURS)
    if await (await connection.execute(_CLAIM, asked)).fetchone():
        await connection.execute(_SWEEP, (KEPT_HOURS,))
        return None
    row = await (await connection.execute(_FIND, (user.name, key.name))).fetchone()
    if row is None or row[0] != key.digest:
        raise KeyReusedError(
            vi="Idempotency-Key này đã dùng cho một nội dung khác; hãy đặt khóa mới.",
            en="This Idempotency-Key came with other content before; take a new one.",
        )
    _, identifier, feature, updated_at, layer_version = row
    return Answered(identifier, layer_version, Version(feature, updated_at))


async def keep_answer(
    connection: Connection, user: User, key: Key, identifier: int, version: Version
) -> None:
    """Keep what a key is answered with."""
    kept = (identifier, version.feature, version.updated_at, user.name, key.name)
    await connection.execute(_KEEP, kept)
