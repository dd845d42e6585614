"""The command that writes the map as one page for somebody without the twin."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from twin.cli.screen import say, step
from twin.errors import BadInputError
from twin.settings import Settings
from twin.vocabulary import Text

COMMANDS = typer.Typer()

WRITING = Text(vi="Ghi bản đồ", en="Writing the map")


def _checked(path: Path) -> Path:
    if path.suffix.lower() in {".html", ".htm"}:
        return path
    raise BadInputError(
        vi=f"Bản đồ được ghi thành một trang web: hãy đặt tên tệp kết thúc bằng .html, không phải «{path.name}».",
        en=f"The map is written as a web page: choose a name that ends in .html, not “{path.name}”.",
    )


@COMMANDS.command(name="map")
def write(
    file: Annotated[Path, typer.Argument(help="Tệp .html / The .html file.")],
    layers: Annotated[
        str | None,
        typer.Option(help="Mã các lớp, cách nhau bằng dấu phẩy / Layer ids with commas (tất cả / all)."),
    ] = None,
) -> None:
    """Ghi các lớp thành một trang bản đồ dùng được không cần mạng. / Write the layers as one page that needs no network."""
    from twin.access import machine_owner
    from twin.features.deck.page import write_map
    from twin.store.embedded import open_database

    path, settings = _checked(file), Settings()
    chosen = [name.strip() for name in layers.split(",") if name.strip()] if layers else None
    title = Text(vi=f"Bản đồ phường {settings.ward_name}", en=f"Map of {settings.ward_name} ward")
    with step(WRITING), open_database(settings) as url:
        drawn = write_map(url, machine_owner(getpass.getuser()), path, chosen, title)
    features, size = sum(one.survey.rows for one in drawn), path.stat().st_size / 1e6
    say(
        f"{path}: {len(drawn)} lớp, {features} đối tượng, {size:.1f} MB.",
        f"{len(drawn)} layers, {features} features, {size:.1f} MB.",
    )
