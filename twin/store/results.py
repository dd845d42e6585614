"""The results that are kept: the whole told document, and what it is found by."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from twin.store.database import Connection
from twin.store.tables import METADATA, STORE


def _moment(name: str, **more: Any) -> Column[Any]:
    return Column(name, DateTime(timezone=True), **more)


results = Table(
    "results",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("title", JSONB, nullable=False),
    Column("name", Text),
    Column("inputs", JSONB, nullable=False),
    Column("what_if", JSONB, nullable=False),
    Column("data_as_of", Date, nullable=False),
    Column("norm_as_of", Date, nullable=False),
    Column("origins", JSONB, nullable=False),
    Column("norms", JSONB, nullable=False),
    Column("rasters", JSONB, nullable=False),
    Column("code_version", Text, nullable=False),
    _moment("made_at", nullable=False),
    Column("made_by", Text, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("document", LargeBinary, nullable=False),
    _moment("kept_at", nullable=False, server_default=text("now()")),
    _moment("kept_until"),
    Column("revision", Integer, nullable=False, server_default=text("1")),
    _moment("removed_at"),
    Column("removed_by", Text),
    Index("ix_results_made_at", "made_at", "id"),
    Index("ix_results_question", "question"),
    Index("ix_results_kept_until", "kept_until"),
    schema=STORE,
)
"""What reports found: `document` is `twin.city.telling.tell`'s, as JSON packed with zstd.

`question` is the same for what is asked alike, `key` also for what was answered from the same data. Without
`kept_until` a result is kept for ever; `revision` counts the changes of its name and its time. `rasters` are the ids of
those that it names.
"""


@dataclass(frozen=True)
class ResultRow:
    """A kept result without its document."""

    id: UUID
    key: str
    question: str
    report: str
    title: dict[str, str]
    name: str | None
    inputs: dict[str, Any]
    what_if: list[dict[str, Any]]
    data_as_of: date
    norm_as_of: date
    origins: list[dict[str, Any]]
    norms: list[str]
    rasters: list[str]
    code_version: str
    made_at: datetime
    made_by: str
    seconds: float
    size: int
    kept_at: datetime
    kept_until: datetime | None
    revision: int
    removed_at: datetime | None
    removed_by: str | None


_NAMES = [one.name for one in fields(ResultRow)]
_WHOLE = sql.SQL(", ").join(map(sql.Identifier, _NAMES))
_KEPT = sql.SQL("(kept_until IS NULL OR kept_until > now())")
"""What is past its time is not shown, though it was not swept yet."""
_WRITTEN = [name for name in _NAMES if name not in {"kept_at", "revision", "removed_at", "removed_by"}]
_JSON = {"title", "inputs", "what_if", "origins", "norms", "rasters"}
_INSERT = sql.SQL("INSERT INTO city_store.results ({}, document) VALUES ({}, %(document)s)").format(
    sql.SQL(", ").join(map(sql.Identifier, _WRITTEN)),
    sql.SQL(", ").join(map(sql.Placeholder, _WRITTEN)),
)


def _rows(connection: Connection, tail: str, given: dict[str, Any]) -> list[ResultRow]:
    """Return the rows that a fixed rest of a statement chooses."""
    statement = sql.SQL("SELECT {} FROM city_store.results WHERE {} AND {}")
    with connection.cursor(row_factory=class_row(ResultRow)) as cursor:
        return cursor.execute(
            statement.format(_WHOLE, _KEPT, sql.SQL(tail)),
            given,
        ).fetchall()


def write_result(connection: Connection, told: dict[str, Any], document: bytes) -> None:
    """Write a result down; `told` has the names of `ResultRow`."""
    values = {name: Jsonb(told[name]) if name in _JSON else told[name] for name in _WRITTEN}
    connection.execute(_INSERT, {**values, "document": document})


def find_row(connection: Connection, result_id: UUID) -> ResultRow | None:
    """Return a result that is kept, removed ones too."""
    return next(iter(_rows(connection, "id = %(id)s", {"id": result_id})), None)


def read_packed(connection: Connection, result_id: UUID) -> bytes | None:
    """Return the packed document of a result."""
    row = connection.execute(
        "SELECT document FROM city_store.results WHERE id = %s", (result_id,), binary=True
    ).fetchone()
    return None if row is None else bytes(row[0])


def newest_alike(connection: Connection, question: str) -> ResultRow | None:
    """Return the newest result of what was asked alike, whatever its data."""
    alike = "question = %(question)s AND removed_at IS NULL ORDER BY made_at DESC LIMIT 1"
    return next(iter(_rows(connection, alike, {"question": question})), None)


_CHOSEN = """
(removed_at IS NULL) = %(there)s
AND (%(report)s::text IS NULL OR report = %(report)s)
AND (%(made_by)s::text IS NULL OR made_by = %(made_by)s)
AND (%(words)s::text IS NULL OR position(city_store.fold(%(words)s) IN city_store.fold(name)) > 0)
"""
_PAGE = f"{_CHOSEN} ORDER BY made_at DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s"


def list_rows(connection: Connection, chosen: dict[str, Any], limit: int, offset: int) -> list[ResultRow]:
    """Return results, the newest first. `chosen` has `there` (not removed), `report`, `made_by` and `words` of a name."""
    return _rows(connection, _PAGE, {**chosen, "limit": limit, "offset": offset})


def count_rows(connection: Connection, chosen: dict[str, Any]) -> int:
    """Count what `list_rows` lists."""
    statement = sql.SQL("SELECT count(*) FROM city_store.results WHERE {} AND {}")
    row = connection.execute(statement.format(_KEPT, sql.SQL(_CHOSEN)), chosen).fetchone()
    return 0 if row is None else int(row[0])


def rename_row(
    connection: Connection, result_id: UUID, revision: int, name: str | None, until: datetime | None
) -> bool:
    """Change a result's name and time; False where it is no longer of this revision."""
    changed = connection.execute(
        "UPDATE city_store.results SET name = %s, kept_until = %s, revision = revision + 1"
        " WHERE id = %s AND revision = %s AND removed_at IS NULL",
        (name, until, result_id, revision),
    )
    return changed.rowcount == 1


def mark_row(connection: Connection, result_id: UUID, revision: int, removed_by: str | None) -> bool:
    """Mark a result as removed by somebody, or take the mark off (None); False where its revision is another."""
    changed = connection.execute(
        "UPDATE city_store.results SET revision = revision + 1, removed_by = %(by)s,"
        " removed_at = CASE WHEN %(by)s::text IS NULL THEN NULL ELSE now() END"
        " WHERE id = %(id)s AND revision = %(revision)s",
        {"id": result_id, "revision": revision, "by": removed_by},
    )
    return changed.rowcount == 1


def sweep_rows(connection: Connection, removed_days: int) -> list[str]:
    """Delete what is past its time; return the rasters that the deleted ones named."""
    rows = connection.execute(
        "DELETE FROM city_store.results WHERE kept_until < now()"
        " OR removed_at < now() - make_interval(days => %s) RETURNING rasters",
        (removed_days,),
    ).fetchall()
    return sorted({raster for (rasters,) in rows for raster in rasters})


def sweep_rasters(connection: Connection, rasters: list[str]) -> None:
    """Delete those of these rasters that no result names."""
    if rasters:
        connection.execute(
            "DELETE FROM city_store.rasters r WHERE kind = 'result' AND id = ANY (%s)"
            " AND NOT EXISTS (SELECT FROM city_store.results WHERE rasters ? r.id)",
            (rasters,),
        )
