"""Commands for the height of the ground."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from twin.cli.screen import say, show, step
from twin.settings import Settings
from twin.vocabulary import Text

if TYPE_CHECKING:
    from twin.store.rasters import TerrainRow

COMMANDS = typer.Typer()
TERRAIN = typer.Typer(
    help="Địa hình: cao độ mặt đất / Terrain: the height of the ground.", no_args_is_help=True
)
COMMANDS.add_typer(TERRAIN, name="terrain")

File = Annotated[
    Path, typer.Argument(help="GeoTIFF, lưới ASCII (.asc) hoặc mảnh SRTM (N21E105.hgt) / The file.")
]
Crs = Annotated[str | None, typer.Option(help="Hệ tọa độ, ví dụ EPSG:5897 / The file's CRS.")]
Unit = Annotated[Literal["m", "ft"] | None, typer.Option(help="Đơn vị cao độ / Unit of the heights.")]
Resolution = Annotated[float | None, typer.Option(help="Cỡ ô lưu giữ (m) / Squares to keep, metres.")]
Source = Annotated[str | None, typer.Option(help="Nguồn dữ liệu / Who made the data.")]
Licence = Annotated[str | None, typer.Option(help="Giấy phép / Licence.")]
Day = Annotated[
    datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Ngày đo / Day of the survey.")
]
READING = Text(vi="Đọc và lưu địa hình", en="Reading and keeping the terrain")


@TERRAIN.command(name="import")
def bring_in(  # noqa: PLR0913, PLR0917 - what may be said of a file
    file: File, crs: Crs = None, unit: Unit = None, resolution: Resolution = None, source: Source = None,
    licence: Licence = None, day: Day = None,
) -> None:  # fmt: skip
    """Nhập địa hình từ tệp; bản trước vẫn được giữ. / Import a terrain; the one before is kept."""
    from twin.access import machine_owner
    from twin.rasters.grounds import Said, import_terrain
    from twin.store.embedded import open_database

    said = Said(crs, unit, resolution, source, licence, day.date() if day else None)
    with step(READING), open_database(Settings()) as url:
        kept = import_terrain(url, machine_owner(getpass.getuser()), file, said)
    for note in kept.notes:
        say(f"! {note['vi']}", note["en"])
    say(
        f"Đã lưu địa hình bản {kept.version}: {kept.squares:,} ô {kept.cell:g} m biết cao độ.",
        f"Terrain version {kept.version} is kept: {kept.squares:,} squares of {kept.cell:g} m have a height.",
    )


@TERRAIN.command(name="list")
def list_all() -> None:
    """Liệt kê các bản địa hình đã lưu. / List the terrains that were kept."""
    from twin.access import machine_owner
    from twin.rasters.grounds import every_terrain
    from twin.store.embedded import open_database

    with open_database(Settings()) as url:
        for row in every_terrain(url, machine_owner(getpass.getuser())):
            show(_line(row))


def _line(row: "TerrainRow") -> str:
    undone = f"  (đã gỡ / undone {row.undone_at:%d/%m/%Y}, {row.undone_by})" if row.undone_at else ""
    about = " · ".join(part for part in (row.source, row.licence) if part)
    return f"{row.version:3}  {row.kept_at:%d/%m/%Y}  {row.cell:g} m  {row.file_name}  {about}  {row.kept_by}{undone}"


@TERRAIN.command()
def undo(
    version: Annotated[
        int | None, typer.Argument(help="Bản cần gỡ; bỏ trống: bản đang dùng / Version.")
    ] = None,
) -> None:
    """Gỡ một bản địa hình; bản trước lại được dùng. / Take a terrain out of use; the one before holds again."""
    from twin.access import machine_owner
    from twin.rasters.grounds import undo_import
    from twin.store.embedded import open_database

    with open_database(Settings()) as url:
        undone = undo_import(url, machine_owner(getpass.getuser()), version)
    say(
        f"Đã gỡ địa hình bản {undone.version}; tệp vẫn được giữ.",
        f"Terrain version {undone.version} is out of use, and kept.",
    )
