"""Commands for the spreadsheets of progress that agencies send."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from twin.cli.screen import say, show
from twin.errors import BadInputError

if TYPE_CHECKING:
    from twin.programme.sheets import Plan, Receipt, SheetRow

COMMANDS = typer.Typer()


@COMMANDS.command(name="import-sheet")
def import_sheet(  # noqa: PLR0913, PLR0917 - all that may be said of a sheet
    file: Annotated[Path, typer.Argument(help="Bảng tiến độ .xlsx .csv / The sheet.")],
    confirm: Annotated[
        list[str] | None, typer.Option(help="DÒNG=MÃ (bỏ dòng: DÒNG=) / ROW=KEY, or ROW= to leave it out.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Ghi vào hệ thống / Store it.")] = False,
    agency: Annotated[str | None, typer.Option(help="Đơn vị gửi bảng / Who sends it.")] = None,
    reported_on: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Ngày của cả bảng / Its day.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Trang tính / Which sheet.")] = None,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="CỘT=trường / COLUMN=field.")] = None,
    decimal: Annotated[Literal[",", "."] | None, typer.Option(help="Dấu thập phân / Decimal mark.")] = None,
) -> None:
    """Đọc bảng tiến độ; chỉ ghi khi có --apply. / Read a sheet of progress; it is stored only with --apply."""
    from twin.cli.programme.work import on_pool
    from twin.features.exchange.options import ReadOptions
    from twin.programme.sheets import SheetOptions, apply_sheet, read_known, read_sheet

    read = ReadOptions(sheet=sheet, mapping=_pairs(mapping or []), decimal=decimal)
    day = None if reported_on is None else reported_on.date()
    confirmed = _confirmed(confirm or [])

    async def work(pool: Any, user: Any, _layers: Any) -> "tuple[Plan, Receipt | None]":
        plan = read_sheet(file, await read_known(pool, user), SheetOptions(read, agency, day))
        return plan, await apply_sheet(pool, user, plan, confirmed) if apply else None

    plan, receipt = on_pool(work)
    for statement in plan.statements:
        say(f"  - {statement.vi}", statement.en)
    for row in plan.rows:
        if row.decision != "nothing":
            _tell_row(row)
    if receipt is None:
        say("Chưa ghi gì vào hệ thống. Ghi: --apply.", "Nothing is stored. To store it: --apply.")
    else:
        _tell_receipt(receipt)


def _pairs(stated: list[str]) -> dict[str, str]:
    return dict(pair.rpartition("=")[::2] for pair in stated)


def _confirmed(stated: list[str]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for word in stated:
        row, equals, key = word.partition("=")
        if not equals or not row.isdigit():
            raise BadInputError(
                vi=f"«{word}»: --confirm cần dạng DÒNG=MÃ, ví dụ 3=III.7.",
                en=f"“{word}”: --confirm takes ROW=KEY, such as 3=III.7.",
            )
        found[int(row)] = key or None
    return found


_MARKS = {"certain": "=", "ask": "?", "nothing": " "}


def _tell_row(row: "SheetRow") -> None:
    near = ", ".join(f"{one.key} ({one.score})" for one in row.candidates)
    show(f"{row.number:>4} {_MARKS[row.decision]} {row.name or row.said or '–'} → {near or '–'}")
    for text in (*row.faults, *row.cautions):
        say(f"       {text.vi}", text.en)


def _tell_receipt(receipt: "Receipt") -> None:
    for left in receipt.left:
        say(f"{left.row:>4}: {left.reason.vi}", left.reason.en)
    stored, same, number = len(receipt.stored), len(receipt.same), receipt.import_id
    say(
        f"Đã ghi {stored} dòng, {same} dòng đã có từ trước, {len(receipt.left)} dòng để lại.",
        f"{stored} rows are stored, {same} stood already, {len(receipt.left)} are left.",
    )
    if number is not None:
        say(
            f"Rút lại: twin programme undo-sheet {number}",
            f"To take it back: twin programme undo-sheet {number}",
        )


@COMMANDS.command(name="sheets")
def list_applied() -> None:
    """Các bảng tiến độ đã nhập. / Sheets of progress that were applied."""
    from twin.cli.programme.work import on_pool
    from twin.programme.sheets import list_sheets

    found = on_pool(lambda pool, user, _layers: list_sheets(pool, user))
    for one in found:
        when = one.applied_at.astimezone().isoformat(sep=" ", timespec="minutes")
        mark = f" (đã rút / taken back: {one.undone_by})" if one.undone_by else ""
        show(f"{one.id:>6}  {when}  {one.applied_by}  {one.file_name}  {len(one.rows)}{mark}")
    if not found:
        say("Chưa có bảng nào.", "There has been none.")


@COMMANDS.command(name="undo-sheet")
def undo(number: Annotated[int, typer.Argument(help="Số của lần nhập / Its number.")]) -> None:
    """Rút lại một bảng tiến độ. / Take back a sheet of progress."""
    from twin.cli.programme.work import on_pool
    from twin.programme.sheets import undo_sheet

    told = on_pool(lambda pool, user, _layers: undo_sheet(pool, user, number))
    say(
        f"Đã gỡ {told.removed} bản ghi; {told.kept} bản ghi đã có người sửa nên giữ lại.",
        f"{told.removed} records are gone; {told.kept} were changed since, and stay.",
    )
