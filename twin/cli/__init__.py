"""The command line `twin`: every module of this folder is a family of commands, its `COMMANDS`."""

import gc
import importlib
import pkgutil
import sys
from types import ModuleType

import typer
from pydantic import ValidationError

from twin.cli.screen import complain
from twin.errors import TwinError
from twin.settings import Settings
from twin.vocabulary import Text

HELP = Text(
    vi="Bản song sinh số của phường: các lớp bản đồ trong PostGIS, mở theo chuẩn OGC, trên một bản đồ.",
    en="A ward's digital twin: its layers in PostGIS, served to the OGC standards, on one map.",
)


def _families() -> list[ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def _collect_rarely() -> None:
    """Let Python look for cycles less often: a batch of rows is 65,000 new objects, and none of them a cycle.

    As it comes, Python walks through everything at every 700th: a fifth of the time of an import.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS, _YOUNG, _OLD)


_OBJECTS, _YOUNG, _OLD = 100_000, 50, 50


def build_app() -> typer.Typer:
    """Gather the families' commands under one program."""
    app = typer.Typer(
        name="twin",
        help=f"{HELP.vi}\n\n{HELP.en}",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for family in _families():
        commands = getattr(family, "COMMANDS", None)
        if isinstance(commands, typer.Typer):
            app.add_typer(commands)
    return app


def _database_errors() -> tuple[type[Exception], ...]:
    import psycopg
    import sqlalchemy.exc

    return (psycopg.Error, sqlalchemy.exc.SQLAlchemyError)


def _complain_of_settings(error: ValidationError) -> None:
    """Name the environment's variables that make no sense. Anything else that is not valid is our own mistake."""
    if error.title != Settings.__name__:
        raise error
    named = ", ".join(
        f"TWIN_{'_'.join(map(str, wrong['loc'])).upper()}: {wrong['msg']}" for wrong in error.errors()
    )
    complain(f"Cài đặt không hợp lệ: {named}", f"A setting makes no sense: {named}")


def main() -> None:
    """Run one command. Whatever is refused becomes two lines and exit code 1."""
    _collect_rarely()
    try:
        build_app()()
    except TwinError as error:
        complain(error.text.vi, error.text.en)
    except ValidationError as error:
        _complain_of_settings(error)
    except OSError as error:
        cause = f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")
        complain(f"Hệ điều hành từ chối: {cause}", f"The system refuses: {cause}")
    except _database_errors() as error:
        cause = str(error).strip().partition("\n")[0]
        complain(f"Cơ sở dữ liệu từ chối: {cause}", f"The database refuses: {cause}")
    else:
        return
    sys.exit(1)
