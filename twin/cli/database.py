"""Commands for the database itself."""

from typing import Annotated

import typer

from twin.cli.screen import say, show
from twin.settings import Settings

COMMANDS = typer.Typer()


@COMMANDS.command()
def migrate(
    write: Annotated[
        str | None,
        typer.Option(help="Viết bản sửa đổi mới cho thay đổi này / Write a new revision for this change."),
    ] = None,
) -> None:
    """Đưa cơ sở dữ liệu về cấu trúc mới nhất. / Bring the database to the newest structure."""
    from twin.store.embedded import open_database
    from twin.store.migrate import migrate as bring_up_to_date
    from twin.store.migrate import write_revision

    with open_database(Settings(), create=True) as url:
        if write:
            show(str(write_revision(url, write)))
        bring_up_to_date(url)
    say("Cấu trúc dữ liệu đã mới nhất.", "The tables are up to date.")
