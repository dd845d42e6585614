"""Rasters kept by the twin: written into the database whole, opened by id, and laid beside the server for tiles."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from rasterio.io import MemoryFile

from twin.access import RasterThing, User, require
from twin.analysis.surface import Surface
from twin.errors import BadInputError, NotFoundError, UnavailableError
from twin.rasters.storing import Stored, pack_raster, stored_in
from twin.reporting.surfaces import RasterStyle
from twin.store.database import Connection
from twin.store.rasters import RasterRow, find_rasters, keep_raster, read_parts
from twin.vocabulary import Text

Kind = Literal["terrain", "hillshade", "result"]
MOST_CACHED = 4 * 2**30
"""Bytes of files beside one server; who was asked for longest ago goes first."""
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")


@dataclass(frozen=True)
class Kept:
    """A raster of the twin, without its numbers. `bounds` are degrees (WGS 84), `cell` is metres."""

    id: str
    kind: Kind
    title: Text
    style: RasterStyle
    bounds: tuple[float, float, float, float]
    cell: float
    rows: int
    columns: int
    deepest_zoom: int
    told: Mapping[str, str]
    """What else is said of it: source, licence, date."""
    row: RasterRow


def keep(  # noqa: PLR0913, PLR0917 - what a raster has
    connection: Connection,
    raster_id: str,
    kind: Kind,
    surface: Surface,
    style: RasterStyle,
    told: Mapping[str, str],
    title: Text | None = None,
) -> Kept:
    """Write a surface into the database, in the connection's transaction; `told` becomes the file's tags.

    What is kept already under this id stays as it is: an id stands for the same numbers for good.
    Raises BadInputError for an id that cannot stand in an address.
    """
    if not _ID.fullmatch(raster_id):
        raise BadInputError(
            vi=f"Mã raster không hợp lệ: «{raster_id}».", en=f"No id of a raster: “{raster_id}”."
        )
    content = pack_raster(surface, style, {name.upper(): value for name, value in told.items()})
    with MemoryFile(content) as memory, memory.open() as dataset:  # type: ignore[no-untyped-call]
        stored = stored_in(dataset, raster_id)
        about = {
            "title": (title or style.title).model_dump(mode="json"),
            "style": style.model_dump(mode="json"),
            "bounds": list(stored.bounds),
            "cell": surface.cell,
            "shape": list(surface.values.shape),
            "deepest_zoom": stored.deepest_zoom,
            "told": dict(told),
        }
    keep_raster(connection, raster_id, kind, about, content)
    return find(connection, raster_id)


def kept_of(row: RasterRow) -> Kept:
    """Return what a row tells."""
    about: dict[str, Any] = row.about
    west, south, east, north = about["bounds"]
    rows, columns = about["shape"]
    return Kept(
        row.id,
        cast(Kind, row.kind),
        Text.model_validate(about["title"]),
        RasterStyle.model_validate(about["style"]),
        (west, south, east, north),
        about["cell"],
        rows,
        columns,
        about["deepest_zoom"],
        about["told"],
        row,
    )


def find(connection: Connection, raster_id: str) -> Kept:
    """Return a raster. Raises NotFoundError."""
    for row in find_rasters(connection, [raster_id]):
        return kept_of(row)
    raise NotFoundError(
        vi=f"Không có raster «{raster_id[:120]}».", en=f"There is no raster “{raster_id[:120]}”."
    )


@contextmanager
def open_kept(connection: Connection, user: User, raster_id: str) -> Iterator[Stored]:
    """Open a raster by its id, in memory.

    Raises NotFoundError, UnauthenticatedError, ForbiddenError.
    """
    require(user, "read", RasterThing(raster_id))
    find(connection, raster_id)
    content = b"".join(read_parts(connection, raster_id))
    with MemoryFile(content) as memory, memory.open() as dataset:  # type: ignore[no-untyped-call]
        yield stored_in(dataset, raster_id)


def read_numbers(connection: Connection, user: User, raster_id: str) -> Surface:
    """Return a raster's numbers, each as a 32-bit number has it. Raises as `open_kept` does."""
    with open_kept(connection, user, raster_id) as stored:
        return stored.read()


def lay_file(connection: Connection, row: RasterRow, folder: Path) -> Path:
    """Return the file of a raster, named after its content; it is written where it is not there yet.

    Raises UnavailableError where there is no room for it.
    """
    path = folder / f"{row.sha256}.tif"
    try:
        if path.is_file() and path.stat().st_size == row.size:
            os.utime(path)
            return path
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(connection, row, path)
        _make_room(folder, path)
    except OSError as error:
        raise UnavailableError(
            vi=f"Không ghi được tệp raster vào {folder}: {error.strerror}.",
            en=f"The raster's file cannot be written to {folder}: {error.strerror}.",
        ) from error
    return path


def _fetch(connection: Connection, row: RasterRow, path: Path) -> None:
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as beside:
        try:
            for part in read_parts(connection, row.id):
                digest.update(part)
                beside.write(part)
            beside.close()
            if digest.hexdigest() != row.sha256:
                raise UnavailableError(
                    vi=f"Raster «{row.id}» trong cơ sở dữ liệu đã hỏng.",
                    en=f"The raster “{row.id}” is damaged in the database.",
                )
            Path(beside.name).replace(path)
        finally:
            Path(beside.name).unlink(missing_ok=True)


def _make_room(folder: Path, newest: Path) -> None:
    """Remove the files that were asked for longest ago; whoever reads one still has it open."""
    files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in folder.glob("*.tif"))
    spare = sum(size for _, size, _ in files) - MOST_CACHED
    for _, size, path in files:
        if spare <= 0:
            return
        if path != newest:
            path.unlink(missing_ok=True)
            spare -= size
