"""Progress from the spreadsheets that agencies send: read into a plan, looked at by a person, stored, taken back."""

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request
from pydantic import Field, ValidationError

from twin.access import LayerThing, require
from twin.api.bodies import read_bytes, read_document
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.edits import CREATED, OK
from twin.api.parameters import BadParameterError, described, read_limit
from twin.api.programme.addresses import ROOT
from twin.api.programme.board import board_of
from twin.api.programme.questions import described_day, described_word, read_day
from twin.api.replies import JSON, Reply, to_json
from twin.errors import BadInputError, NotFoundError
from twin.features.exchange.options import ReadOptions
from twin.programme.media import LONGEST_NAME, clean_name
from twin.programme.records import LONGEST_ID, find_register
from twin.programme.sheets import (
    AppliedSheet,
    Plan,
    Receipt,
    SheetOptions,
    Undone,
    apply_sheet,
    list_sheets,
    read_known,
    read_sheet,
    undo_sheet,
)
from twin.vocabulary import Frozen

SHEETS = f"{ROOT}/sheets"
MOST_SHEETS = 200
Mark = Literal[",", "."]
_MARKS: tuple[Mark, ...] = (",", ".")


class SheetSent(Frozen):
    """A plan that somebody has looked at: by row, the key that it speaks of, or null to leave it out."""

    plan: Plan
    confirmed: dict[Annotated[int, Field(ge=1)], str | None] = Field(default_factory=dict)


def _require_importing(asking: Asking) -> None:
    for name in ("updates", "values"):
        require(asking.user, "import", LayerThing(find_register(name).id))


def _mapping(text: str | None) -> dict[str, str]:
    """Read `COLUMN=field` parts between semicolons. Raises BadParameterError."""
    pairs = [part.rpartition("=") for part in (text or "").split(";") if part.strip()]
    if any(not column.strip() for column, _, _ in pairs):
        raise BadParameterError(
            "map", "phải có dạng CỘT=trường; CỘT=trường", "must look like COLUMN=field; COLUMN=field"
        )
    return {column.strip(): field.strip() for column, _, field in pairs}


def _options(given: dict[str, str]) -> SheetOptions:
    decimal = next((mark for mark in _MARKS if given.get("decimal") == mark), None)
    if "decimal" in given and decimal is None:
        raise BadParameterError("decimal", "chỉ nhận dấu phẩy hoặc dấu chấm", "takes a comma or a point")
    read = ReadOptions(sheet=given.get("sheet"), mapping=_mapping(given.get("map")), decimal=decimal)
    return SheetOptions(read, given.get("agency"), read_day(given, "reported-on"))


async def plan(asking: Asked, request: Request) -> Reply:
    """Read a spreadsheet and say whom each row speaks of. Nothing is stored: what is doubtful is to be confirmed."""
    _require_importing(asking)
    given, service = asking.given, asking.service
    name, options = clean_name(given.get("name", "")), _options(given)
    content = await read_bytes(request, service.settings.most_body_bytes)
    known = await read_known(service.pool, asking.user)

    def read() -> Plan:
        with tempfile.TemporaryDirectory(prefix="twin-sheet-") as folder:
            path = Path(folder, name)
            path.write_bytes(content)
            return read_sheet(path, known, options)

    found = await board_of(asking.scope).readers.do(read)
    return Reply(to_json(found.model_dump(mode="json")), JSON, keep="no-store", public=False)


def _sent(document: object) -> SheetSent:
    try:
        return SheetSent.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "plan"
        raise BadInputError(
            vi=f"Nội dung gửi lên không phải là bảng đã đọc và các xác nhận: «{where[:80]}» không đúng.",
            en=f"What was sent is not a plan with confirmations: “{where[:80]}” is not right.",
        ) from None


async def apply(asking: Asked, request: Request) -> Reply:
    """Store the rows of a plan that are certain, and those that were confirmed; all in one, or nothing."""
    _require_importing(asking)
    service = asking.service
    sent = _sent(await read_document(request, service.settings.most_body_bytes, (JSON,)))
    receipt = await apply_sheet(service.pool, asking.user, sent.plan, sent.confirmed)
    return Reply(to_json(receipt.model_dump(mode="json")), JSON, status=CREATED, public=False)


async def applied(asking: Asked) -> Reply:
    """List the sheets that were applied, the newest first."""
    found = await list_sheets(asking.service.pool, asking.user, read_limit(asking.given, MOST_SHEETS, 50))
    return asking.reply([one.model_dump(mode="json") for one in found])


async def undo(asking: Asked, sheetId: str) -> Reply:  # noqa: N803 - as its address says
    """Take back what a sheet brought, but for records that somebody has changed since."""
    _require_importing(asking)
    if not (sheetId.isascii() and sheetId.isdigit() and len(sheetId) <= LONGEST_ID):
        raise NotFoundError(
            vi=f"Không có bảng tiến độ «{sheetId[:40]}».", en=f"There is no progress sheet “{sheetId[:40]}”."
        )
    told = await undo_sheet(asking.service.pool, asking.user, int(sheetId))
    return Reply(to_json(told.model_dump(mode="json")), JSON, status=OK, public=False)


_SAID = (
    {
        **described_word("name", "What the file is called.", minLength=1, maxLength=LONGEST_NAME),
        "required": True,
    },
    described_word("sheet", "Which sheet of the workbook."),
    described_word("map", "Where columns go: `COLUMN=field; COLUMN=field`."),
    described_word("decimal", "The decimal mark of numbers that are written as text.", enum=list(_MARKS)),
    described_word("agency", "Who sends the sheet, for rows that name no agency."),
    described_day("reported-on", "The day that rows speak of which name none."),
)


def register(app: FastAPI) -> None:
    """Add the doors."""
    doors: list[tuple[str, str, Any, str, Any, tuple[Any, ...]]] = [
        ("POST", SHEETS, plan, "readSheet", Plan, _SAID),
        ("POST", f"{SHEETS}/applied", apply, "applySheet", Receipt, ()),
        ("POST", f"{SHEETS}/{{sheetId}}/undo", undo, "undoSheet", Undone, ()),
        ("GET", SHEETS, applied, "getSheets", list[AppliedSheet], (described("limit"),)),
    ]
    for method, path, endpoint, name, of, parameters in doors:
        add_door(
            app,
            path,
            endpoint,
            *parameters,
            forms=ONLY_JSON,
            methods=[method],
            status_code=CREATED if endpoint is apply else OK,
            tags=["Programme"],
            operation_id=name,
            response_model=of,
        )
