"""Commands for those who may write."""

from typing import Annotated

import typer

from twin.access.policy import Role
from twin.cli.screen import say, show
from twin.settings import Settings

COMMANDS = typer.Typer()

Name = Annotated[str, typer.Argument(help="Người hoặc chương trình mang mã / Who bears the token.")]
Chosen = Annotated[Role, typer.Option(help="Vai trò / Role.")]


@COMMANDS.command()
def token(name: Name, role: Chosen = "editor") -> None:
    """Tạo một mã truy cập mới. / Make a new token."""
    from twin.access.tokens import create_token
    from twin.store.database import connect
    from twin.store.embedded import open_database

    with open_database(Settings()) as url, connect(url) as connection:
        made = create_token(connection, name, (role,))
        # Inside the transaction: a token that could not be shown was never made.
        say(
            f"Mã của {name} ({role}), chỉ hiện một lần này:",
            f"The token of {name} ({role}), shown only this once:",
        )
        show(f"  {made}")
