"""Connections to PostGIS, and SQLAlchemy's statements in psycopg's hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import ClauseElement
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import make_url

from twin.errors import UnavailableError

Connection = psycopg.Connection[TupleRow]
Pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


def libpq_url(url: str) -> str:
    """Return a URL that libpq takes, whichever driver the given one names."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def alchemy_url(url: str) -> str:
    """Return a URL that SQLAlchemy opens with psycopg 3."""
    return libpq_url(url).replace("postgresql://", "postgresql+psycopg://", 1)


def public_url(url: str) -> str:
    """Return the URL without its password, fit to be shown."""
    return make_url(url).render_as_string(hide_password=True)


def unavailable(url: str, cause: Exception) -> UnavailableError:
    """Say in words that the database cannot be reached."""
    shown, first_line = public_url(url), str(cause).strip().partition("\n")[0]
    return UnavailableError(
        vi=f"Không kết nối được cơ sở dữ liệu {shown}: {first_line}",
        en=f"The database {shown} cannot be reached: {first_line}",
    )


@contextmanager
def connect(url: str, *, autocommit: bool = False) -> Iterator[Connection]:
    """Open one connection for a command: commits when the block ends well, rolls back when it does not.

    Raises UnavailableError when the database does not answer.
    """
    try:
        connection = psycopg.connect(libpq_url(url), autocommit=autocommit, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise unavailable(url, error) from error
    with connection:
        yield connection


LONGEST_SECONDS = 60
"""No question of a reader is worth more of a small machine."""


def _limits(longest_seconds: int) -> str:
    limits = {
        "statement_timeout": f"{longest_seconds}s",
        # No writer waits for another for long.
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
    }
    return " ".join(f"-c {name}={value}" for name, value in limits.items())


async def _keep_plans(connection: psycopg.AsyncConnection[TupleRow]) -> None:
    """Keep a plan for every layer and shape of question: the 100 of psycopg's own limit would be let go in turn."""
    connection.prepared_max = 2_000


async def open_pool(url: str, size: int, *, least: int = 2, longest_seconds: int = LONGEST_SECONDS) -> Pool:
    """Open a pool of the server's and wait until it has its `least` connections; the others come when asked for.

    While the database is away, who waits for a connection is refused after five seconds; the pool gives up
    connecting after two, so that the next who asks makes it try anew at once and not after a growing pause.
    Raises UnavailableError when the database does not answer within ten seconds.
    """
    pool: Pool = AsyncConnectionPool(
        libpq_url(url),
        min_size=min(least, size),
        max_size=size,
        open=False,
        timeout=5,
        reconnect_timeout=2,
        configure=_keep_plans,
        kwargs={"autocommit": True, "options": _limits(longest_seconds)},
    )
    try:
        await pool.open(wait=True, timeout=10)
    except psycopg.OperationalError as error:
        await pool.close()
        raise unavailable(url, error) from error
    return pool


def act_as(connection: Connection, user_name: str) -> None:
    """Write in this person's name until the transaction ends."""
    connection.execute("SELECT set_config('twin.user', %s, true)", (user_name,))


def compile_sql(statement: ClauseElement) -> tuple[str, dict[str, Any]]:
    """Turn a SQLAlchemy Core statement into text and named parameters for psycopg's `execute`."""
    compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), dict(compiled.params or {})
