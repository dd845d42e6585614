"""Results that are kept: written down whole, found again, named, kept for longer, removed and put back.

Whoever may run a report may have what it found kept for a while. To name a result, to keep it for longer and to remove
it is its maker's, or of whoever may write.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import zstandard
from pydantic import JsonValue

from twin.access import Everything, LayerThing, ResultThing, User, require
from twin.analysis.surface import Surface
from twin.city.recalling import recall
from twin.city.running import Result
from twin.city.telling import reference_of, tell
from twin.errors import BadInputError, NotFoundError, UnavailableError
from twin.rasters.keeping import keep, open_kept
from twin.store.database import Connection
from twin.store.rasters import find_rasters
from twin.store.results import (
    ResultRow,
    find_row,
    read_packed,
    sweep_rasters,
    sweep_rows,
    write_result,
)
from twin.vocabulary import Text

DAYS_UNNAMED = 30
"""A result that nobody named is kept so many days, unless the setting says otherwise."""
DAYS_OF_NOBODY = 1
"""What somebody asked who is not signed in is kept so many days at most."""
DAYS_REMOVED = 30
"""A removed result can be put back for so many days."""
LONGEST_NAME = 200
_OBSERVED = "observations:"
_PACKING = 6
_LOCK = 7_418_205_178


@dataclass(frozen=True)
class Kept:
    """A result that is kept, and what it is found by."""

    row: ResultRow

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def title(self) -> Text:
        return Text(vi=self.row.title["vi"], en=self.row.title["en"])


def keep_result(
    connection: Connection,
    user: User,
    result: Result,
    *,
    name: str | None = None,
    days: int = DAYS_UNNAMED,
) -> UUID:
    """Keep a result and return its id: for ever under a name, else for so many days.

    In the connection's transaction where there is one. Sweeps what is past its time. Raises UnauthenticatedError and
    ForbiddenError, BadInputError for a name that none can be, UnavailableError where the database has no room.
    """
    require(user, "read", Everything())
    if name is not None:
        require(user, "write", ResultThing(result.made_by))
    document = tell(result)
    written = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    told = _told(result, document, read_name(name)) | {
        "id": uuid4(),
        "size": len(written),
        "kept_until": None if name is not None else _until(user, days),
    }
    packed = zstandard.ZstdCompressor(level=_PACKING).compress(written)
    try:
        with connection.transaction():
            sweep_results(connection)
            _keep_rasters(connection, result)
            write_result(connection, told, packed)
    except (psycopg.errors.DiskFull, psycopg.errors.ReadOnlySqlTransaction) as error:
        raise _no_room() from error
    kept: UUID = told["id"]
    return kept


def _keep_rasters(connection: Connection, result: Result) -> None:
    told = {"report": result.report.id, "date": result.data_as_of.isoformat()}
    for drawing in result.answer.rasters:
        raster = reference_of(drawing)
        if not find_rasters(connection, [raster]):
            keep(connection, raster, "result", drawing.surface, drawing.style, told)


def _no_room() -> UnavailableError:
    return UnavailableError(
        vi="Cơ sở dữ liệu hết chỗ hoặc chỉ đọc: kết quả chưa được lưu.",
        en="The database is full or read-only: the result was not kept.",
    )


def _until(user: User, days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days if user.signed_in else min(days, DAYS_OF_NOBODY))


def _told(result: Result, document: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    inputs = document["inputs"]
    return {
        "key": result.key,
        "question": result.question,
        "report": result.report.id,
        "title": document["title"],
        "name": name,
        "inputs": {known: value for known, value in inputs.items() if known != "what_if"},
        "what_if": inputs["what_if"],
        "data_as_of": result.data_as_of,
        "norm_as_of": result.norm_as_of,
        "origins": document["sources"],
        "norms": [norm.id for norm in result.norms],
        "rasters": [one["raster"] for one in document["rasters"]],
        "code_version": result.code_version,
        "made_at": result.made_at,
        "made_by": result.made_by,
        "seconds": result.seconds,
    }


def read_name(given: str | None) -> str | None:
    """Return a name without what stands round it. Raises BadInputError for an empty, long or unwritable one."""
    if given is None:
        return None
    name = given.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInputError(
            vi=f"Tên kết quả cần từ 1 đến {LONGEST_NAME} chữ trên một dòng.",
            en=f"A result's name has 1 to {LONGEST_NAME} letters on one line.",
        )
    return name


def read_id(given: str) -> UUID:
    """Return the id of a result. Raises NotFoundError for what is none."""
    try:
        return UUID(given)
    except ValueError:
        raise _not_there(given) from None


def _not_there(given: object) -> NotFoundError:
    shown = str(given)[:60]
    return NotFoundError(
        vi=f"Không có kết quả «{shown}»: mã sai, đã xóa hoặc hết hạn lưu.",
        en=f"There is no result “{shown}”: a wrong id, or it was removed, or its time was over.",
    )


def find_kept(connection: Connection, user: User, result_id: UUID, *, removed: bool = False) -> Kept:
    """Return a kept result; a removed one only with `removed`.

    Raises NotFoundError, and UnauthenticatedError or ForbiddenError for who may not read what it was made from.
    """
    require(user, "read", Everything())
    row = find_row(connection, result_id)
    if row is None or (row.removed_at is not None and not removed):
        raise _not_there(result_id)
    for origin in row.origins:
        require(user, "read", LayerThing(str(origin["layer"]).removeprefix(_OBSERVED)))
    return Kept(row)


def read_document(connection: Connection, user: User, result_id: UUID) -> dict[str, JsonValue]:
    """Return what was told of a kept result; raises as `find_kept`."""
    find_kept(connection, user, result_id)
    packed = read_packed(connection, result_id)
    if packed is None:
        raise _not_there(result_id)
    document: dict[str, JsonValue] = json.loads(zstandard.ZstdDecompressor().decompress(packed))
    return document


def read_result(connection: Connection, user: User, result_id: UUID) -> Result:
    """Return a kept result as it was; raises as `find_kept`, and ConflictError where it cannot be read back."""

    def surface(raster: str) -> Surface:
        with open_kept(connection, user, raster) as stored:
            return stored.read()

    return recall(read_document(connection, user, result_id), surface)


def sweep_results(connection: Connection) -> None:
    """Delete what is past its time, and what was removed long ago, with the rasters that nothing names any more."""
    # Who keeps a result and who sweeps take turns: a raster that is found stays until the result that names it stands.
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    sweep_rasters(connection, sweep_rows(connection, DAYS_REMOVED))
