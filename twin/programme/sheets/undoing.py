"""The sheets that were applied, and taking one back: its records go, and the history keeps them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int8
from sqlalchemy import BigInteger, bindparam, select

from twin.access import LayerThing, User, require
from twin.errors import ConflictError, NotFoundError
from twin.features.edit import Connection, writing
from twin.features.statement import Statement
from twin.programme.sheets.documents import UPDATES
from twin.programme.sheets.records import SHEETS
from twin.registers import registers
from twin.store.database import Pool
from twin.store.tables import imports
from twin.vocabulary import Frozen

_HOLD = "SELECT started_at, counts FROM city_store.imports WHERE id = %s AND layer = %s FOR UPDATE"
_MARK = "UPDATE city_store.imports SET counts = %s WHERE id = %s"
# Records as the sheet brought them bear the moment of its transaction; those changed since a later one.
_REMOVE = (
    "DELETE FROM city.programme_updates WHERE import_id = %(id)s AND updated_at = %(moment)s",
    "DELETE FROM city.programme_values WHERE import_id = %(id)s AND updated_at = %(moment)s",
)
_COUNT = """
SELECT (SELECT count(*) FROM city.programme_updates WHERE import_id = %(id)s)
     + (SELECT count(*) FROM city.programme_values WHERE import_id = %(id)s)
"""
# A task that moved with the sheet and has not moved since goes back to where it stood before.
_RESTORE = """
UPDATE city.programme_tasks t SET status = before.status, percent = before.percent
FROM (SELECT DISTINCT ON (h.id) h.id, h.status, h.percent FROM city_history.programme_tasks h
      WHERE h.recorded_to = %(moment)s AND h.change = 'update' ORDER BY h.id, h.updated_at) AS before
WHERE before.id = t.id AND t.updated_at = %(moment)s
  AND t.external_id IN (SELECT u.task FROM city.programme_updates u WHERE u.import_id = %(id)s AND u.updated_at = %(moment)s)
"""
_LIST = Statement.of(
    select(
        *(
            imports.c[name]
            for name in ("id", "started_at", "imported_by", "file_name", "sha256", "plan", "counts")
        )
    )
    .where(imports.c.layer == SHEETS)
    .order_by(imports.c.id.desc())
    .limit(bindparam("limit", type_=BigInteger()))
)


class AppliedSheet(Frozen):
    """A sheet that was applied, and what has become of it since; `rows` says whom each stored row spoke of."""

    id: int
    applied_at: datetime
    applied_by: str
    file_name: str
    sha256: str
    rows: dict[int, str]
    undone_at: datetime | None = None
    undone_by: str | None = None


class Undone(Frozen):
    """What was taken back: records removed, tasks back where they stood, and records kept since somebody changed them."""

    import_id: int
    removed: int
    tasks: int
    kept: int


async def list_sheets(pool: Pool, user: User, limit: int = 50) -> list[AppliedSheet]:
    """Return the sheets that were applied, the newest first.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(UPDATES))
    return [_applied(row) for row in await _LIST.rows(pool, limit=Int8(limit))]


def _applied(row: Sequence[Any]) -> AppliedSheet:
    identifier, applied_at, applied_by, file_name, sha256, plan, counts = row
    return AppliedSheet(
        id=identifier,
        applied_at=applied_at,
        applied_by=applied_by,
        file_name=file_name,
        sha256=sha256,
        rows=plan["rows"],
        undone_at=counts.get("undone_at"),
        undone_by=counts.get("undone_by"),
    )


async def undo_sheet(pool: Pool, user: User, import_id: int) -> Undone:
    """Take back what a sheet brought, but for records that somebody has changed since; the history keeps all.

    Raises NotFoundError, ConflictError for a sheet that was taken back before, UnauthenticatedError,
    ForbiddenError and UnavailableError.
    """
    async with writing(pool, user, registers()[UPDATES]) as connection:
        moment, counts = await _hold(connection, import_id)
        about = {"id": Int8(import_id), "moment": moment}
        tasks = (await connection.execute(_RESTORE, about)).rowcount
        removed = sum([(await connection.execute(statement, about)).rowcount for statement in _REMOVE])
        kept = await (await connection.execute(_COUNT, about)).fetchone()
        undone = Undone(import_id=import_id, removed=removed, tasks=tasks, kept=kept[0] if kept else 0)
        told = {
            **counts,
            "removed": removed,
            "undone_by": user.name,
            "undone_at": datetime.now(UTC).isoformat(),
        }
        await connection.execute(_MARK, (Jsonb(told), import_id))
        return undone


async def _hold(connection: Connection, import_id: int) -> tuple[datetime, Mapping[str, Any]]:
    row = await (await connection.execute(_HOLD, (Int8(import_id), SHEETS))).fetchone()
    if row is None:
        raise NotFoundError(
            vi=f"Không có bảng tiến độ nào được nhập với số «{import_id}».",
            en=f"No progress sheet was applied under the number “{import_id}”.",
        )
    if "undone_at" in row[1]:
        raise ConflictError(
            vi="Bảng tiến độ này đã được rút lại trước đó.", en="This progress sheet was taken back before."
        )
    return row[0], row[1]
