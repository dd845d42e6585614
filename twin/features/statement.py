"""A statement compiled once and run many times, and what becomes of it while the database is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout
from sqlalchemy import ClauseElement, ColumnElement, Text, literal_column

from twin.errors import UnavailableError
from twin.store.database import Pool, compile_sql


def database_away() -> UnavailableError:
    """Say that the database does not answer, without a word of how it is reached."""
    return UnavailableError(
        vi="Cơ sở dữ liệu đang không trả lời. Hãy thử lại sau ít phút.",
        en="The database is not answering at the moment. Please try again in a few minutes.",
    )


def constant(words: str) -> ColumnElement[str]:
    """Write a constant of ours into the statement, so that it is not sent with every run."""
    return literal_column(f"'{words}'", Text)


TOO_SLOW = (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable)


def took_too_long() -> UnavailableError:
    """Say that the database was at it for longer than it may."""
    return UnavailableError(
        vi="Cơ sở dữ liệu mất quá nhiều thời gian cho việc này. Hãy thử lại, hoặc hỏi một phần nhỏ hơn.",
        en="The database took too long for this. Please try again, or ask for a smaller part.",
    )


@dataclass(frozen=True)
class Statement:
    """Text for psycopg and the constants that stand in it; the values that vary are given with each run."""

    text: bytes
    constants: Mapping[str, Any]

    @classmethod
    def of(cls, clause: ClauseElement) -> "Statement":
        text, parameters = compile_sql(clause)
        return cls(text.encode(), {name: value for name, value in parameters.items() if value is not None})

    async def rows(self, pool: Pool, *, plan_anew: bool = False, **values: Any) -> list[TupleRow]:
        """Run on a connection of the pool. Raises UnavailableError when the database does not answer.

        A statement that runs often keeps one plan for all values; `plan_anew` asks for one made for these.

        For reading only: a connection that died unnoticed is found out by using it, so the statement is then
        run once more, on one that has been checked.
        """
        given = {**self.constants, **values}
        try:
            return await self._run(pool, given, plan_anew=plan_anew)
        except PoolTimeout as error:
            raise database_away() from error
        except TOO_SLOW as error:
            raise took_too_long() from error
        except psycopg.OperationalError as error:
            if not _is_lost(error):
                raise
        try:
            await pool.check()
            return await self._run(pool, given, plan_anew=plan_anew)
        except psycopg.OperationalError as error:
            raise database_away() from error

    async def row(self, pool: Pool, *, plan_anew: bool = False, **values: Any) -> TupleRow | None:
        """Run as `rows` does, and return the first row if there is one."""
        found = await self.rows(pool, plan_anew=plan_anew, **values)
        return found[0] if found else None

    async def run(self, connection: psycopg.AsyncConnection[TupleRow], **values: Any) -> TupleRow | None:
        """Run once in a transaction that somebody else has opened, and return the first row if there is one."""
        async with connection.cursor(binary=True) as cursor:
            await cursor.execute(self.text, {**self.constants, **values})
            return await cursor.fetchone() if cursor.description else None

    async def _run(self, pool: Pool, given: dict[str, Any], *, plan_anew: bool) -> list[TupleRow]:
        async with pool.connection() as connection, connection.cursor(binary=True) as cursor:
            await cursor.execute(self.text, given, prepare=False if plan_anew else None)
            return await cursor.fetchall()


def _is_lost(error: psycopg.OperationalError) -> bool:
    """Tell a connection that is gone from a statement that was refused, such as one that ran too long."""
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))
