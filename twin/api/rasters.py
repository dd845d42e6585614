"""Rasters: the ground, the light on it, and what reports drew on squares, each with its legend, numbers and file.

A raster never changes after it was kept: its id stands for the same numbers for good, so that clients may keep what
they were told. Which terrain is in use is what the list says.
"""

import asyncio
import math
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from starlette.responses import FileResponse

from twin.access import Everything, RasterThing, may, require
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.parameters import BadParameterError, described, read_limit
from twin.api.raster_telling import (
    GEOTIFF,
    PATH,
    TITLE,
    list_tile_sets,
    tell_raster,
    tell_tile_json,
    tell_tile_set,
)
from twin.api.replies import JSON, Reply, is_known
from twin.api.tile_sets import TILE_JSON
from twin.api.tiles import FOR_GOOD, read_grid
from twin.features.grids import WEB_MERCATOR
from twin.rasters.keeping import Kept, kept_of
from twin.rasters.storing import open_stored
from twin.store.database import Connection
from twin.store.rasters import find_rasters, list_rasters, terrain_held
from twin.vocabulary import Text

LANDING_LINK = ("related", PATH, TITLE, JSON)
MOST_LISTED = 500
UNKNOWN = Text(vi="Chưa biết ở đây", en="Unknown here")
OUTSIDE = Text(vi="Ngoài phạm vi của raster", en="Outside the raster")
_LONGITUDE, _LATITUDE = 180.0, 90.0


def _in_use(connection: Connection, most: int) -> list[Kept]:
    """Return the rasters of the ground in use, then those of results, the newest first."""
    held = terrain_held(connection, datetime.now(UTC))
    ground = [] if held is None else find_rasters(connection, [held.heights, held.shade])
    return [kept_of(row) for row in (*ground, *list_rasters(connection, "result", most))][:most]


async def rasters(asking: Asked) -> Reply:
    """List the ground in use and the rasters of kept results, the newest first."""
    require(asking.user, "read", Everything())
    most = read_limit(asking.given, MOST_LISTED)
    found = await asking.service.rasters.ask(lambda connection: _in_use(connection, most))
    told = [tell_raster(asking, kept) for kept in found if may(asking.user, "read", RasterThing(kept.id))]
    return asking.reply({"rasters": told, "links": [asking.link("self", PATH, asking.say(TITLE))]})


async def _find(asking: Asking, raster_id: str) -> Kept:
    return await asking.service.rasters.find(asking.user, raster_id)


async def raster(asking: Asked, rasterId: str) -> Reply:  # noqa: N803 - as OGC's names are written
    """Describe a raster: where it lies, what its numbers are, how they are drawn, where it comes from."""
    kept = await _find(asking, rasterId)
    return asking.reply(tell_raster(asking, kept), stamp=kept.row.sha256[:24])


async def tile_sets(asking: Asked, rasterId: str) -> Reply:  # noqa: N803 - as OGC's names are written
    """List the grids in which a raster is drawn."""
    kept = await _find(asking, rasterId)
    return asking.reply(list_tile_sets(asking, kept), stamp=kept.row.sha256[:24])


async def tile_set(asking: Asked, rasterId: str, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's names
    """Describe the tiles of a raster in one grid, with the tiles in which there is something."""
    grid, kept = read_grid(tileMatrixSetId), await _find(asking, rasterId)
    return asking.reply(tell_tile_set(asking, kept, grid), stamp=kept.row.sha256[:24])


async def tile_json(asking: Asked, rasterId: str, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's names
    """Describe the tiles of a raster as TileJSON."""
    if read_grid(tileMatrixSetId) is not WEB_MERCATOR:
        raise BadParameterError(
            "tileMatrixSetId",
            f"với TileJSON chỉ nhận {WEB_MERCATOR.id}",
            f"takes only {WEB_MERCATOR.id} where TileJSON is asked for",
        )
    kept = await _find(asking, rasterId)
    return asking.reply(tell_tile_json(asking, kept), TILE_JSON, stamp=kept.row.sha256[:24])


def _degrees(given: dict[str, str], name: str, most: float) -> float:
    try:
        number = float(given[name])
    except (KeyError, ValueError):
        number = math.nan
    if not abs(number) <= most:
        raise BadParameterError(
            name, f"phải là số độ từ {-most:g} đến {most:g}", f"must be degrees from {-most:g} to {most:g}"
        )
    return number


async def value(asking: Asked, rasterId: str) -> Reply:  # noqa: N803 - as OGC's names are written
    """Return the number at a place (WGS 84); null, with words, where it is unknown."""
    longitude = _degrees(asking.given, "lon", _LONGITUDE)
    latitude = _degrees(asking.given, "lat", _LATITUDE)
    kept = await _find(asking, rasterId)
    path = await asking.service.rasters.file(kept)

    def read() -> float | None:
        with open_stored(path) as stored:
            return stored.value_at(longitude, latitude)

    number = await asyncio.to_thread(read)
    told = {
        "raster": kept.id,
        "longitude": longitude,
        "latitude": latitude,
        "value": None if number is None else round(number, 3),
        "unit": kept.style.unit,
        **_words(asking, kept, number, (longitude, latitude)),
    }
    return asking.reply(told, stamp=f"{kept.row.sha256[:24]}-{longitude}-{latitude}")


def _words(asking: Asking, kept: Kept, number: float | None, place: tuple[float, float]) -> dict[str, Any]:
    """Return what a number means: the class that it falls into, or why there is none."""
    if number is None:
        west, south, east, north = kept.bounds
        inside = west <= place[0] <= east and south <= place[1] <= north
        return {"class": None, "note": asking.say(UNKNOWN if inside else OUTSIDE)}
    found = next((one for one in kept.style.classes if _within(number, one.minimum, one.maximum)), None)
    return {"class": asking.say(found.label) if found else None, "note": None}


def _within(number: float, least: float | None, most: float | None) -> bool:
    return (least is None or number >= least) and (most is None or number < most)


async def download(asking: Asked, rasterId: str) -> Any:  # noqa: N803 - as OGC's names are written
    """Hand out a raster as Cloud-Optimized GeoTIFF, whole or in the parts that a client asks for (Range)."""
    require(asking.user, "export", RasterThing(rasterId))
    kept = await _find(asking, rasterId)
    public = not asking.user.signed_in
    tag = f'"{kept.row.sha256[:32]}"'
    if is_known(asking.scope, tag):
        return Reply(b"", GEOTIFF, status=304, tag=tag, keep=FOR_GOOD, public=public)
    path = await asking.service.rasters.file(kept)
    headers = {
        "ETag": tag,
        "Cache-Control": f"{'public' if public else 'private'}, {FOR_GOOD}",
        "Last-Modified": kept.row.created_at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "Vary": "Authorization",
    }
    return FileResponse(path, media_type=GEOTIFF, filename=f"{kept.id}.tif", headers=headers)


def _degrees_described(name: str, most: float) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "description": "Degrees (WGS 84).",
        "schema": {"type": "number", "minimum": -most, "maximum": most},
    }


def register(app: FastAPI) -> None:
    """Add the doors."""
    one, tags = f"{PATH}/{{rasterId}}", ["Rasters"]
    limit = described("limit", schema={"type": "integer", "minimum": 1, "maximum": MOST_LISTED})
    add_door(app, PATH, rasters, limit, tags=tags, operation_id="getRasters")
    add_door(app, one, raster, tags=tags, operation_id="getRaster")
    add_door(app, f"{one}/tiles", tile_sets, tags=tags, operation_id=".raster.map.getTileSetsList")
    grid = f"{one}/tiles/{{tileMatrixSetId}}"
    add_door(app, grid, tile_set, tags=tags, operation_id=".raster.map.getTileSet")
    add_door(app, f"{grid}/tilejson", tile_json, tags=tags, operation_id=".raster.map.getTileJson")
    place = (_degrees_described("lon", _LONGITUDE), _degrees_described("lat", _LATITUDE))
    add_door(app, f"{one}/value", value, *place, forms=ONLY_JSON, tags=tags, operation_id="getRasterValue")
    add_door(app, f"{one}/download", download, forms=ONLY_JSON, tags=tags, operation_id="getRasterFile")
