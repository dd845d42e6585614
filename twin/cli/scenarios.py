"""Commands for what-ifs: which scenarios there are, and the ones that are saved by name."""

import getpass
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from twin.cli.screen import say, show
from twin.errors import BadInputError
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.access import User
    from twin.store.database import Connection

COMMANDS = typer.Typer()
_FAMILY = typer.Typer(no_args_is_help=True, help="Kịch bản giả định. / What-if scenarios.")
COMMANDS.add_typer(_FAMILY, name="scenario")
Name = Annotated[str, typer.Argument(help="Tên / Name.")]
Found = TypeVar("Found")


def read_what_if(given: list[str]) -> list[dict[str, Any]]:
    """Return the steps that `--what-if` names: a saved one's name, a JSON object or list of them, or @file."""
    steps: list[dict[str, Any]] = []
    for one in given:
        text = Path(one[1:]).read_text(encoding="utf8") if one.startswith("@") else one
        if not text.lstrip().startswith(("{", "[")):
            steps.append({"saved": text})
            continue
        try:
            told = json.loads(text)
        except json.JSONDecodeError as error:
            raise BadInputError(
                vi=f"--what-if không phải JSON: {error.msg}.", en=f"--what-if is not JSON: {error.msg}."
            ) from None
        steps += told if isinstance(told, list) else [told]
    return steps


def _on_database(do: "Callable[[Connection, User], Found]") -> Found:
    from twin.access import machine_owner
    from twin.store.database import connect
    from twin.store.embedded import open_database

    with open_database(Settings()) as url, connect(url, autocommit=True) as connection:
        return do(connection, machine_owner(getpass.getuser()))


@_FAMILY.command(name="list")
def list_scenarios() -> None:
    """Liệt kê các kịch bản và những kịch bản đã lưu. / List the scenarios, and those that are saved."""
    from twin.city.saved import list_saved
    from twin.scenarios import scenarios

    width = max(map(len, scenarios()))
    for one in scenarios().values():
        show(f"{one.id:{width}}  {one.title.vi} / {one.title.en}")
        for name, field in one.inputs.model_fields.items():
            needed = "*" if field.is_required() else " "
            show(f"{'':{width}}    {needed} {name}: {field.title}")
    for saved in _on_database(list_saved):
        steps = ", ".join(step.scenario for step in saved.steps)
        show(f"«{saved.name}»  {steps}  ({saved.written_by}, {saved.written_at:%d/%m/%Y %H:%M})")


@_FAMILY.command(name="show")
def show_scenario(name: Name) -> None:
    """In các bước của một kịch bản đã lưu dưới dạng JSON. / Print a saved what-if's steps as JSON."""
    from twin.city.saved import find_saved

    saved = _on_database(lambda connection, user: find_saved(connection, user, name))
    steps = [step.model_dump(mode="json") for step in saved.steps]
    show(json.dumps(steps, ensure_ascii=False, indent=2))


@_FAMILY.command(name="save")
def save_scenario(
    name: Name,
    what_if: Annotated[
        list[str],
        typer.Option("--what-if", help="Tên đã lưu, JSON hoặc @tệp / A saved name, JSON or @file."),
    ],
    note: Annotated[str | None, typer.Option(help="Ghi chú / Note.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Ghi đè / Write anew.")] = False,
) -> None:
    """Lưu các bước dưới một tên. / Save steps under a name."""
    from twin.city.asking import hold_inputs
    from twin.city.saved import Draft, change, find_saved, save

    steps: Any = read_what_if(what_if)
    draft = hold_inputs(Draft, {"name": name, "note": note, "what_if": steps})

    def write(connection: "Connection", user: "User") -> int:
        if not replace:
            return save(connection, user, draft).version
        held = find_saved(connection, user, name)
        return change(connection, user, held.id, frozenset([held.version]), draft).version

    version = _on_database(write)
    say(f"Đã lưu «{name}» (bản {version}).", f"“{name}” is saved (version {version}).")


@_FAMILY.command(name="remove")
def remove_scenario(name: Name) -> None:
    """Bỏ một kịch bản đã lưu; lịch sử vẫn còn. / Remove a saved what-if; its history stays."""
    from twin.city.saved import find_saved, remove

    def write(connection: "Connection", user: "User") -> None:
        held = find_saved(connection, user, name)
        remove(connection, user, held.id, frozenset([held.version]))

    _on_database(write)
    say(f"Đã bỏ «{name}».", f"“{name}” is removed.")


@_FAMILY.command(name="restore")
def restore_scenario(name: Name) -> None:
    """Đưa lại một kịch bản đã bỏ. / Bring back a removed what-if."""
    from twin.city.saved import find_saved, history_of, restore

    def write(connection: "Connection", user: "User") -> None:
        gone = find_saved(connection, user, name, removed=True)
        before = next(one for one in history_of(connection, user, gone.id) if not one.removed)
        restore(connection, user, gone.id, before.version)

    _on_database(write)
    say(f"Đã đưa lại «{name}».", f"“{name}” is back.")
