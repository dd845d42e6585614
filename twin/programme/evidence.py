"""Files that stand behind a record of the programme: kept, listed, handed out as what they were found to be.

A removed file is marked and kept. Nothing about a record changes with its evidence: it has no part in versions.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int8
from sqlalchemy import ARRAY, BigInteger, Select, bindparam, func, insert, literal_column, select, update
from sqlalchemy import Text as SqlText

from twin.access import LayerThing, User, require
from twin.errors import NotFoundError
from twin.features.edit import Connection, writing
from twin.features.query import no_such_feature
from twin.features.statement import Statement
from twin.features.writable import require_writable
from twin.programme.media import Recognised, recognise
from twin.store.database import Pool
from twin.store.tables import evidence, feature_table
from twin.vocabulary import Layer

_TOLD = (
    *("id", "register", "record_id", "file_name", "media_type", "size", "sha256"),
    *("created_at", "created_by", "removed_at", "removed_by"),
)
_COLUMNS = [evidence.c[name] for name in _TOLD]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as somebody sends it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that stands behind a record; `media_type` is what its bytes are, whatever a browser said."""

    id: int
    register: str
    record_id: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
    created_by: str
    removed_at: datetime | None
    removed_by: str | None


def _whole(name: str) -> Any:
    return bindparam(name, type_=BigInteger())


def _words(name: str) -> Any:
    return bindparam(name, type_=SqlText())


@lru_cache(maxsize=64)
def _record_statement(register: Layer) -> Statement:
    """Hold the record, so that the same file sent twice at once is kept once."""
    table = feature_table(register)
    return Statement.of(select(table.c.id).where(table.c.id == _whole("record")).with_for_update())


def _of_record() -> Select[Any]:
    about = (evidence.c.register == _words("register"), evidence.c.record_id == _whole("record"))
    return select(*_COLUMNS).where(*about)


_SAME = Statement.of(
    _of_record().where(
        evidence.c.sha256 == _words("sha256"),
        evidence.c.file_name == _words("file_name"),
        evidence.c.removed_at.is_(None),
    )
)
_KEEP = Statement.of(
    insert(evidence).values({name: bindparam(name) for name in (*_TOLD[1:7], "content")}).returning(*_COLUMNS)
)
_LIST = Statement.of(
    _of_record()
    .where(evidence.c.removed_at.is_(None) | bindparam("with_removed"))
    .order_by(evidence.c.created_at, evidence.c.id)
)
_LIST_MANY = Statement.of(
    select(*_COLUMNS)
    .where(
        evidence.c.register == _words("register"),
        evidence.c.record_id == func.any(bindparam("records", type_=ARRAY(BigInteger))),
        evidence.c.removed_at.is_(None),
    )
    .order_by(evidence.c.created_at, evidence.c.id)
)
_READ = Statement.of(
    select(*_COLUMNS, evidence.c.content).where(
        evidence.c.id == _whole("identifier"), evidence.c.register == _words("register")
    )
)
_REMOVE = Statement.of(
    update(evidence)
    .where(
        evidence.c.id == _whole("identifier"),
        evidence.c.register == _words("register"),
        evidence.c.removed_at.is_(None),
    )
    .values(removed_at=func.now(), removed_by=literal_column("city_store.asking_user()"))
    .returning(*_COLUMNS)
)


async def keep_evidence(pool: Pool, user: User, register: Layer, record_id: int, sent: SentFile) -> Evidence:
    """Keep a file behind a record; the same file under the same name is kept once.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError for the record, what `media.recognise` does for
    the file, and UnavailableError.
    """
    require_writable(user, register)
    known = await asyncio.to_thread(recognise, sent.name, sent.content)
    async with writing(pool, user, register) as connection:
        if await _record_statement(register).run(connection, record=Int8(record_id)) is None:
            raise no_such_feature(register, record_id)
        return await _find_or_keep(connection, register, record_id, known, sent.content)


async def _find_or_keep(
    connection: Connection, register: Layer, record_id: int, known: Recognised, content: bytes
) -> Evidence:
    about = {"register": register.id, "file_name": known.file_name, "sha256": known.sha256}
    row = await _SAME.run(connection, record=Int8(record_id), **about)
    if row is None:
        described = {**about, "media_type": known.media_type, "size": Int8(known.size), "content": content}
        row = await _KEEP.run(connection, record_id=Int8(record_id), **described)
    if row is None:
        raise no_such_feature(register, record_id)
    return Evidence(*row)


async def list_evidence(
    pool: Pool, user: User, register: Layer, record_id: int, *, with_removed: bool = False
) -> list[Evidence]:
    """Return the files behind a record, the oldest first; none for a record that there is not.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(register.id))
    rows = await _LIST.rows(pool, register=register.id, record=Int8(record_id), with_removed=with_removed)
    return [Evidence(*row) for row in rows]


async def list_evidence_of(
    pool: Pool, user: User, register: Layer, record_ids: Sequence[int]
) -> dict[int, list[Evidence]]:
    """Return the files behind several records, by record; one that has none is not named.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(register.id))
    rows = await _LIST_MANY.rows(pool, register=register.id, records=[Int8(one) for one in record_ids])
    found: dict[int, list[Evidence]] = {}
    for one in (Evidence(*row) for row in rows):
        found.setdefault(one.record_id, []).append(one)
    return found


async def read_evidence(pool: Pool, user: User, register: Layer, identifier: int) -> tuple[Evidence, bytes]:
    """Return a file and its bytes, also of one that was removed: it is kept as proof.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError and UnavailableError.
    """
    require(user, "read", LayerThing(register.id))
    row = await _READ.row(pool, register=register.id, identifier=Int8(identifier))
    if row is None:
        raise _no_such_file(identifier)
    return Evidence(*row[:-1]), bytes(row[-1])


async def remove_evidence(pool: Pool, user: User, register: Layer, identifier: int) -> Evidence:
    """Mark a file as removed: it is listed no more unless asked for.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError (also for one removed before) and UnavailableError.
    """
    async with writing(pool, user, register) as connection:
        row = await _REMOVE.run(connection, register=register.id, identifier=Int8(identifier))
        if row is None:
            raise _no_such_file(identifier)
        return Evidence(*row)


def _no_such_file(identifier: int) -> NotFoundError:
    return NotFoundError(
        vi=f"Không có tệp minh chứng «{identifier}».", en=f"There is no file of evidence “{identifier}”."
    )
