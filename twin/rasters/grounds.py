"""The terrain that the twin keeps: brought in from a file, read as it was held on a day, undone.

A new terrain leaves the earlier ones where they are. What was undone is marked and kept; the one before it holds again.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import shapely

from twin.access import Everything, RasterThing, User, require
from twin.analysis.projection import to_metres
from twin.analysis.relief import shade
from twin.analysis.surface import Surface
from twin.errors import BadInputError, ConflictError, NotFoundError, TooLargeError
from twin.rasters.frames import Box, Frame, choose_resampling, warp
from twin.rasters.judging import Heights, Unit
from twin.rasters.keeping import keep, open_kept, read_numbers
from twin.rasters.terrain import Terrain, Wanted, read_terrain
from twin.reporting.surfaces import SHADE_STYLE, style_heights
from twin.store.database import Connection, act_as, connect
from twin.store.rasters import TerrainRow, keep_terrain, list_terrains, terrain_held, undo_terrain

MOST_BYTES = 8 * 2**30
MARGIN = 100.0
"""Metres round the ward: what runs in from there counts too, where the file knows it."""
EXAGGERATION = 5.0
"""Of the light on the ground: a ward of the delta falls by two metres."""
_KNOWN_PLACES = 500


@dataclass(frozen=True)
class Said:
    """What somebody says of a terrain file. `resolution` is in metres; None is the file's own."""

    crs: str | None = None
    unit: Unit | None = None
    resolution: float | None = None
    source: str | None = None
    licence: str | None = None
    measured_on: date | None = None


def import_terrain(
    url: str, user: User, path: Path, said: Said, kept_at: datetime | None = None
) -> TerrainRow:
    """Keep the heights of the ward's ground from a file; `kept_at` is for whoever may write a past.

    Raises UnauthenticatedError, ForbiddenError, TooLargeError, ConflictError for the terrain that is held already, and
    what `read_terrain` does: BadFileError, or BadInputError where something must be said or asked otherwise.
    """
    require(user, "import", Everything())
    digest = _digest(path)
    with connect(url) as connection:
        act_as(connection, user.name)
        box, held = _find_box(connection), terrain_held(connection, _now(connection))
        found = read_terrain(
            path, Wanted(box, said.resolution, said.crs, said.unit), _known_ground(connection, user, held)
        )
        if held is not None and (held.file_sha256, held.cell) == (digest, found.surface.cell):
            raise ConflictError(
                vi=f"Tệp này đã là địa hình đang dùng (bản {held.version}).",
                en=f"This file is the terrain in use already (version {held.version}).",
            )
        return _keep(connection, path, digest, found, said, kept_at)


def _digest(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES:
        raise TooLargeError(
            vi=f"Tệp lớn hơn {MOST_BYTES >> 30} GiB; hãy cắt lấy phần của phường.",
            en=f"The file is larger than {MOST_BYTES >> 30} GiB; cut out the ward's part.",
        )
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _now(connection: Connection) -> datetime:
    row = connection.execute("SELECT now()").fetchone()
    moment: datetime = (row or ())[0]
    return moment


def _find_box(connection: Connection) -> Box:
    row = connection.execute("SELECT ST_AsBinary(ST_Extent(geom)::geometry) FROM city.ward").fetchone()
    if row is None or row[0] is None:
        raise BadInputError(
            vi="Chưa có địa giới phường: hãy nhập lớp «ward» trước.",
            en="The twin has no ward boundary yet: import the layer “ward” first.",
        )
    (outline,) = to_metres(np.array([shapely.from_wkb(bytes(row[0]))], dtype=np.object_))
    west, south, east, north = outline.bounds
    return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN


def _known_ground(connection: Connection, user: User, held: TerrainRow | None) -> Heights | None:
    """Return heights that are known by other ways: of the flooding spots, and of the terrain in use."""
    rows = connection.execute(
        "SELECT ST_AsBinary(ST_PointOnSurface(geom)), ground_m FROM city.flood_spots WHERE ground_m IS NOT NULL"
    ).fetchall()
    points = to_metres(shapely.from_wkb([bytes(shape) for shape, _ in rows]))
    places, metres = shapely.get_coordinates(points), np.array([height for _, height in rows], dtype=float)
    if held is not None:
        ground = read_numbers(connection, user, held.heights)
        spread = _spread(ground)
        places, metres = np.vstack([places, spread]), np.concatenate([metres, ground.at(spread)])
    return Heights(places, metres) if len(places) else None


def _spread(ground: Surface) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    rows, columns = np.nonzero(np.isfinite(ground.values))
    some = np.linspace(0, len(rows) - 1, min(_KNOWN_PLACES, len(rows))).astype(int)
    east = ground.west + (columns[some] + 0.5) * ground.cell
    return np.column_stack([east, ground.north - (rows[some] + 0.5) * ground.cell])


def _keep(  # noqa: PLR0913, PLR0917 - a terrain and all that is said of it
    connection: Connection, path: Path, digest: str, found: Terrain, said: Said, kept_at: datetime | None
) -> TerrainRow:
    ground, number = found.surface, _next_number(connection)
    told = {
        "source": said.source,
        "licence": said.licence,
        "date": said.measured_on and str(said.measured_on),
    }
    tags = {name: value for name, value in told.items() if value} | {"version": str(number)}
    heights = keep(connection, f"terrain-{number}", "terrain", ground, style_heights(ground), tags)
    light = shade(ground, EXAGGERATION)
    lit = keep(connection, f"hillshade-{number}", "hillshade", light, SHADE_STYLE, tags)
    kept = {
        "version": number,
        "heights": heights.id,
        "shade": lit.id,
        "file_name": path.name,
        "file_sha256": digest,
        "source": said.source,
        "licence": said.licence,
        "measured_on": said.measured_on,
        "own_resolution": found.own_resolution,
        "cell": ground.cell,
        "squares": int(np.isfinite(ground.values).sum()),
        "notes": [{"vi": note.vi, "en": note.en} for note in found.notes],
    }
    return keep_terrain(connection, kept, kept_at)


def _next_number(connection: Connection) -> int:
    # Held until the transaction ends, so that two imports at once do not take the same number.
    connection.execute("LOCK TABLE city_store.terrains IN SHARE ROW EXCLUSIVE MODE")
    return max((one.version for one in list_terrains(connection)), default=0) + 1


def undo_import(url: str, user: User, version: int | None = None) -> TerrainRow:
    """Take a terrain out of use, the newest in use where no version is named; return it.

    Raises UnauthenticatedError, ForbiddenError, NotFoundError where there is none.
    """
    require(user, "import", Everything())
    with connect(url) as connection:
        act_as(connection, user.name)
        held = terrain_held(connection, _now(connection)) if version is None else None
        number = version if version is not None else held.version if held else None
        undone = None if number is None else undo_terrain(connection, number)
        if undone is None:
            raise NotFoundError(
                vi="Không có bản địa hình nào như vậy đang dùng.", en="No such terrain is in use."
            )
        return undone


def every_terrain(url: str, user: User) -> list[TerrainRow]:
    """Return every terrain that was ever kept, the newest first. Raises UnauthenticatedError, ForbiddenError."""
    require(user, "read", RasterThing("terrain"))
    with connect(url) as connection:
        return list_terrains(connection)


def read_ground(connection: Connection, user: User, held: TerrainRow, cell: float | None) -> Surface:
    """Return a terrain's heights in metres, on squares with sides of `cell` metres where that is given.

    Raises BadInputError for squares that are too small, too large or too many; UnauthenticatedError, ForbiddenError.
    """
    with open_kept(connection, user, held.heights) as stored:
        if cell is None or cell == held.cell:
            return stored.read()
        dataset = stored.dataset
        bounds = dataset.bounds
        frame = Frame.over((bounds.left, bounds.bottom, bounds.right, bounds.top), cell)
        values = warp(dataset, dataset.crs, frame, dataset.nodata, choose_resampling(frame, held.cell))
    return Surface(values, frame.cell, frame.west, frame.north)
