"""Commands for results that are kept: which there are, one of them as a file, its name, its time, and two compared."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.reports import show_answer, write_file
from twin.cli.screen import say, show
from twin.errors import BadInputError
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.access import User
    from twin.store.database import Connection

COMMANDS = typer.Typer()
_OUT = "Tệp .json .geojson .csv .xlsx .pdf .docx .gpkg .html / File."


@contextmanager
def _opened() -> "Iterator[tuple[Connection, User, Settings]]":
    from twin.access import machine_owner
    from twin.store.database import connect
    from twin.store.embedded import open_database

    settings = Settings()
    with open_database(settings) as url, connect(url, autocommit=True) as connection:
        yield connection, machine_owner(getpass.getuser()), settings


@COMMANDS.command(name="results")
def list_results(
    report: Annotated[str | None, typer.Option(help="Chỉ báo cáo này / Only this report.")] = None,
    name: Annotated[str | None, typer.Option(help="Chữ trong tên / Words of the name.")] = None,
    by: Annotated[str | None, typer.Option(help="Chỉ của người này / Only this person's.")] = None,
    removed: Annotated[bool, typer.Option(help="Kết quả đã xóa / Those removed.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Nhiều nhất / At most.")] = 50,
) -> None:
    """Liệt kê các kết quả đã lưu, mới nhất trước. / List the results that are kept, the newest first."""
    from twin.city.keeping import Choice, list_kept

    with _opened() as (connection, user, _):
        found, matched = list_kept(connection, user, Choice(report, by, name, removed=removed), limit)
    for kept in found:
        row = kept.row
        until = "" if row.kept_until is None else f" · {row.kept_until:%d/%m/%Y}"
        called = row.name or f"{kept.title.vi} / {kept.title.en}"
        show(f"{row.id}  {row.made_at:%d/%m/%Y %H:%M}  {row.report}  {called} ({row.made_by}){until}")
    say(f"{matched} kết quả.", f"{matched} results.")


def _read_day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise BadInputError(
            vi=f"«{text}» không phải ngày dạng 2027-03-31.", en=f"“{text}” is no day as 2027-03-31."
        ) from None


@COMMANDS.command(name="result")
def show_one(  # noqa: PLR0913, PLR0917 - what may be done with a result
    result: Annotated[str, typer.Argument(help="Mã kết quả / Result id (twin results).")],
    out: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    name: Annotated[
        str | None, typer.Option(help="Đặt tên; giữ mãi mãi / Name it and keep it for ever.")
    ] = None,
    keep_until: Annotated[
        str | None, typer.Option(help="Lưu đến hết ngày này / Keep until the end of this day.")
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Xóa; còn khôi phục được 30 ngày / Remove.")
    ] = False,
    restore: Annotated[bool, typer.Option("--restore", help="Khôi phục / Put back.")] = False,
) -> None:
    """Xem, ghi ra tệp, đặt tên, xóa một kết quả đã lưu. / Show, write, name or remove a kept result."""
    from twin.city.files import format_of
    from twin.city.keeping import Change, change_kept, read_id, read_result, remove_kept, restore_kept
    from twin.city.ward import read_ward

    written, identifier = None if out is None else format_of(out.suffix), read_id(result)
    day = None if keep_until is None else _read_day(keep_until).date()
    with _opened() as (connection, user, settings):
        if restore:
            restore_kept(connection, user, identifier)
        if name is not None or day is not None:
            change = Change(named=name is not None, name=name, dated=day is not None, keep_until=day)
            change_kept(connection, user, identifier, change)
        found = read_result(connection, user, identifier)
        ward = read_ward(connection, settings.ward_code, settings.ward_name)
        if remove:
            remove_kept(connection, user, identifier)
    show(f"{found.report.title.vi} / {found.report.title.en}")
    for asked in (*found.asked, *found.supposed):
        show(f"  {asked.vi} / {asked.en}")
    show_answer(found.answer)
    if out is not None and written is not None:
        write_file(out, written.write(found, ward))
    if remove:
        say("Đã xóa; khôi phục bằng --restore trong 30 ngày.", "Removed; --restore puts it back for 30 days.")


@COMMANDS.command(name="compare")
def compare_two(
    one: Annotated[str, typer.Argument(help="Mã kết quả trước / Id of the result before.")],
    other: Annotated[str, typer.Argument(help="Mã kết quả sau / Id of the result after.")],
    out: Annotated[Path | None, typer.Option(help=_OUT)] = None,
) -> None:
    """So sánh hai kết quả của một báo cáo. / Compare two results of one report."""
    from twin.city.comparing import compare
    from twin.city.files import format_of
    from twin.city.keeping import read_id, read_result
    from twin.city.ward import read_ward

    written, identifiers = None if out is None else format_of(out.suffix), [read_id(one), read_id(other)]
    with _opened() as (connection, user, settings):
        before, after = (read_result(connection, user, identifier) for identifier in identifiers)
        ward = read_ward(connection, settings.ward_code, settings.ward_name)
    told = compare(before, after).told
    show(f"{told.report.title.vi} / {told.report.title.en}")
    for said in (*told.asked, *told.answer.notes):
        show(f"  {said.vi} / {said.en}")
    show_answer(told.answer)
    if out is not None and written is not None:
        write_file(out, written.write(told, ward))
