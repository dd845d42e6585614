"""Commands for what the twin holds: its layers and the imports that filled them."""

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from twin.access import Everything, LayerThing, machine_owner, require
from twin.cli.screen import say, show
from twin.settings import Settings

if TYPE_CHECKING:
    from twin.store.database import Connection

COMMANDS = typer.Typer()
LAYERS = typer.Typer(help="Các lớp / The layers.", no_args_is_help=True)
COMMANDS.add_typer(LAYERS, name="layers")

LayerId = Annotated[str, typer.Argument(help="Mã lớp / Layer id.")]


@LAYERS.command(name="list")
def list_layers() -> None:
    """Liệt kê các lớp. / List the layers."""
    from twin.store.database import connect
    from twin.store.embedded import open_database
    from twin.store.registry import read_layers, read_removed_layers

    require(machine_owner(getpass.getuser()), "read", Everything())
    with open_database(Settings()) as url, connect(url) as connection:
        held, removed = read_layers(connection), read_removed_layers(connection)
    width = max(map(len, [*held, *removed]))
    for layer in held.values():
        mark = "+" if layer.run_time else " "
        show(f"{mark} {layer.id:{width}}  {layer.title.vi} / {layer.title.en}")
    for layer in removed.values():
        show(f"- {layer.id:{width}}  {layer.title.vi} / {layer.title.en} (đã xóa / removed)")


@LAYERS.command(name="remove")
def remove(layer: LayerId) -> None:
    """Gỡ một lớp đã thêm; dữ liệu vẫn còn. / Take an added layer off the map; its data stay."""
    from twin.store.registry import remove_layer

    _change(layer, remove_layer)
    say(
        f"Đã gỡ lớp «{layer}». Lấy lại: twin layers restore {layer}",
        f"The layer “{layer}” is off the map. To have it back: twin layers restore {layer}",
    )


@LAYERS.command(name="restore")
def restore(layer: LayerId) -> None:
    """Lấy lại một lớp đã gỡ. / Put a removed layer back."""
    from twin.store.registry import restore_layer

    _change(layer, restore_layer)
    say(f"Đã lấy lại lớp «{layer}».", f"The layer “{layer}” is back.")


@COMMANDS.command(name="imports")
def list_imports(
    layer: Annotated[str | None, typer.Argument(help="Chỉ lớp này / Only this layer.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Số dòng / Rows.")] = 20,
) -> None:
    """Liệt kê các lần nhập, mới nhất trước. / List the imports, the newest first."""
    from twin.features.exchange.intake.records import list_imports as read_imports
    from twin.store.database import connect
    from twin.store.embedded import open_database

    with open_database(Settings()) as url, connect(url) as connection:
        found = read_imports(connection, machine_owner(getpass.getuser()), layer, limit)
    for one in found:
        counts = ", ".join(f"{name} {number}" for name, number in one.counts.items() if number)
        when = one.started_at.astimezone().isoformat(sep=" ", timespec="seconds")
        show(f"{one.id:>6}  {when}  {one.imported_by}  {one.layer}  {one.file_name}", f"        {counts}")
        origin = " · ".join(filter(None, (one.source, one.licence, one.sha256)))
        show(f"        {origin}")
    if not found:
        say("Chưa có lần nhập nào.", "There has been no import.")


def _change(layer_id: str, change: "Callable[[Connection, str], None]") -> None:
    from twin.store.database import act_as, connect
    from twin.store.embedded import open_database

    user = machine_owner(getpass.getuser())
    require(user, "define", LayerThing(layer_id))
    with open_database(Settings()) as url, connect(url) as connection:
        act_as(connection, user.name)
        change(connection, layer_id)
