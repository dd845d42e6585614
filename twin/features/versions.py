"""The versions that a feature has had: how an ETag names one, and what is said when the wrong one is meant."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.numeric import Int8
from sqlalchemy import BigInteger, DateTime, FromClause, bindparam, func, literal_column, select

from twin.errors import PreconditionFailedError, PreconditionRequiredError
from twin.features.query import tag_of
from twin.features.question import EXACT
from twin.features.statement import Statement
from twin.features.telling import feature_text
from twin.store.history import states_of
from twin.store.tables import feature_table
from twin.vocabulary import Layer

Connection = psycopg.AsyncConnection[TupleRow]
Expected = frozenset[int] | None
"""Moments (microseconds since 1970) of the versions that a writer knows of; None: any."""

_TAG = re.compile(r'(?:W/)?"(\d{1,16})[^"]*"', re.ASCII)
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Version:
    """A feature as it was since a moment: GeoJSON in UTF-8, to the last digit that is held."""

    feature: bytes
    updated_at: datetime

    @property
    def tag(self) -> str:
        return tag_of(self.updated_at)


class StaleVersionError(PreconditionFailedError):
    """Somebody wrote the feature since. `meant` are the versions written against, `present` is the one that stands, if any."""

    def __init__(self, meant: list[Version], present: Version | None) -> None:
        super().__init__(
            vi="Đối tượng đã được người khác sửa sau khi bạn mở. Hãy xem bản hiện nay rồi sửa lại.",
            en="The feature was changed by somebody since you opened it. See how it stands now, then change it.",
        )
        self.meant = meant
        self.present = present


def no_version_named() -> PreconditionRequiredError:
    """Ask which version a request means."""
    return PreconditionRequiredError(
        vi="Cần tiêu đề If-Match: ETag của bản bạn đã xem (hoặc * nếu bản nào cũng được).",
        en="The header If-Match is needed: the ETag of the version that you have seen (or * for any).",
    )


def moment_of(number: int) -> datetime:
    """Return the moment of so many microseconds since 1970. Raises OverflowError for one that no clock shows."""
    return _START + timedelta(microseconds=number)


def number_of(moment: datetime) -> int:
    """Return a moment as microseconds since 1970, as it stands in an ETag."""
    return int(tag_of(moment).strip('"'))


def read_expected(if_match: str) -> Expected:
    """Read an If-Match header: the representation that a tag was given with does not matter, its version does."""
    if if_match.strip() == "*":
        return None
    return frozenset(int(number) for number in _TAG.findall(if_match))


def _version_of(layer: Layer, rows: FromClause) -> Statement:
    text, joined = feature_text(layer, rows, EXACT)
    told = func.convert_to(text, literal_column("'UTF8'"))
    return Statement.of(select(told, rows.c.updated_at).select_from(joined))


@lru_cache(maxsize=1024)
def _present_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    return _version_of(
        layer, select(table).where(table.c.id == bindparam("id", type_=BigInteger())).subquery("present")
    )


@lru_cache(maxsize=1024)
def _past_statement(layer: Layer) -> Statement:
    states = states_of(layer, bindparam("id", type_=BigInteger())).subquery("states")
    moment = bindparam("moment", type_=DateTime(timezone=True))
    return _version_of(layer, select(states).where(states.c.updated_at == moment).limit(1).subquery("past"))


async def read_version(connection: Connection, layer: Layer, identifier: int) -> Version | None:
    """Return how a feature stands in this transaction; None where there is none."""
    row = await _present_statement(layer).run(connection, id=Int8(identifier))
    return None if row is None else Version(*row)


async def read_past_version(
    connection: Connection, layer: Layer, identifier: int, moment: datetime
) -> Version | None:
    """Return the version that a feature had since a moment, now or in the past."""
    row = await _past_statement(layer).run(connection, id=Int8(identifier), moment=moment)
    return None if row is None else Version(*row)


async def require_version(
    connection: Connection, layer: Layer, identifier: int, expected: Expected, updated_at: datetime
) -> None:
    """Hold the version that stands against those expected. Raises StaleVersionError."""
    if expected is None or number_of(updated_at) in expected:
        return
    present = await read_version(connection, layer, identifier)
    meant = [
        await read_past_version(connection, layer, identifier, moment_of(number))
        for number in sorted(expected)[:10]
    ]
    if present is not None:
        raise StaleVersionError([version for version in meant if version is not None], present)
