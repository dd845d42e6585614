"""Commands for the action programme: its records, how it stands, its report, the sheets that agencies send."""

import typer

from twin.cli.programme import figures, records, sheets

COMMANDS = typer.Typer()
PROGRAMME = typer.Typer(help="Chương trình hành động / The action programme.", no_args_is_help=True)
COMMANDS.add_typer(PROGRAMME, name="programme")
for _family in (records, figures, sheets):
    PROGRAMME.add_typer(_family.COMMANDS)
