"""Results that are kept: written down whole, found again, named, kept for longer, removed and put back.

Whoever may run a report may have what it found kept for a while. To name a result, to keep it for longer and to remove
it is its maker's, or of whoever may write.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
from twin.errors import BadInputError, NotFoundError, PreconditionFailedError, UnavailableError
from twin.features.submission import LOCAL_TIME
from twin.rasters.keeping import keep, open_kept
from twin.store.database import Connection
from twin.store.rasters import find_rasters
from twin.store.results import (
    ResultRow,
    count_rows,
    find_row,
    list_rows,
    mark_row,
    read_packed,
    rename_row,
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


def read_told(connection: Connection, user: User, result_id: UUID) -> dict[str, JsonValue]:
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

    return recall(read_told(connection, user, result_id), surface)


@dataclass(frozen=True)
class Change:
    """What becomes of a kept result. `named` says that a name is given (None takes it off), `dated` that a time is.

    A result that gets a name, and no time with it, is kept for ever; one that loses it, for the days of the unnamed.
    """

    named: bool = False
    name: str | None = None
    dated: bool = False
    keep_until: date | None = None
    """The last day on which it is kept; None: for ever."""


@dataclass(frozen=True)
class Choice:
    """Which kept results are listed; `words` stand in the name, in any case and with or without marks."""

    report: str | None = None
    made_by: str | None = None
    words: str | None = None
    removed: bool = False


def list_kept(
    connection: Connection, user: User, choice: Choice, limit: int, offset: int = 0
) -> tuple[list[Kept], int]:
    """Return the chosen results, the newest first, and how many there are in all.

    Raises UnauthenticatedError and ForbiddenError.
    """
    require(user, "read", Everything())
    chosen = {
        "there": not choice.removed,
        "report": choice.report,
        "made_by": choice.made_by,
        "words": choice.words,
    }
    rows = list_rows(connection, chosen, limit, offset)
    return [Kept(row) for row in rows], count_rows(connection, chosen)


def change_kept(  # noqa: PLR0913 - who changes what of which, and what else must hold
    connection: Connection,
    user: User,
    result_id: UUID,
    change: Change,
    *,
    revision: int | None = None,
    days: int = DAYS_UNNAMED,
) -> Kept:
    """Name a result, or say how long it is kept; `revision` is the one that is meant, None whichever stands.

    Raises as `find_kept`; ForbiddenError for somebody else's result, PreconditionFailedError where somebody changed it
    meanwhile, BadInputError for a name or a day that cannot be.
    """
    row = _to_change(connection, user, result_id)
    name = read_name(change.name) if change.named else row.name
    until = row.kept_until
    if change.dated:
        until = None if change.keep_until is None else _end_of(change.keep_until)
    elif change.named:
        until = None if name is not None else _until(user, days)
    if not rename_row(connection, result_id, row.revision if revision is None else revision, name, until):
        raise _changed_meanwhile()
    return find_kept(connection, user, result_id)


def remove_kept(connection: Connection, user: User, result_id: UUID, *, revision: int | None = None) -> None:
    """Remove a result; it can be put back for `DAYS_REMOVED` days. Raises as `change_kept`."""
    row = _to_change(connection, user, result_id)
    if not mark_row(connection, result_id, row.revision if revision is None else revision, user.name):
        raise _changed_meanwhile()


def restore_kept(connection: Connection, user: User, result_id: UUID) -> Kept:
    """Put a removed result back. Raises as `change_kept`."""
    row = _to_change(connection, user, result_id, removed=True)
    if row.removed_at is not None and not mark_row(connection, result_id, row.revision, None):
        raise _changed_meanwhile()
    return find_kept(connection, user, result_id)


def _to_change(connection: Connection, user: User, result_id: UUID, *, removed: bool = False) -> ResultRow:
    row = find_kept(connection, user, result_id, removed=removed).row
    require(user, "write", ResultThing(row.made_by))
    return row


def _end_of(day: date) -> datetime:
    if day < datetime.now(LOCAL_TIME).date():
        raise BadInputError(
            vi=f"Ngày {day:%d/%m/%Y} đã qua: hãy chọn ngày từ hôm nay.",
            en=f"The day {day.isoformat()} is past: choose today or a later day.",
        )
    return datetime.combine(day, time.max, LOCAL_TIME)


def _changed_meanwhile() -> PreconditionFailedError:
    return PreconditionFailedError(
        vi="Kết quả đã được người khác đổi tên hoặc đổi hạn lưu sau khi bạn mở. Hãy xem lại rồi đổi.",
        en="Somebody changed the result's name or its time since you opened it. See how it stands now, then change it.",
    )


def sweep_results(connection: Connection) -> None:
    """Delete what is past its time, and what was removed long ago, with the rasters that nothing names any more."""
    # Who keeps a result and who sweeps take turns: a raster that is found stays until the result that names it stands.
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    sweep_rasters(connection, sweep_rows(connection, DAYS_REMOVED))
