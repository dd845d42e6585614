"""The rasters of one process: which there are, their files beside the server, and their tiles."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import psycopg

from twin.access import RasterThing, User, require
from twin.api.tile_cache import KeptTile, Key, TileCache
from twin.features.grids import Tile
from twin.features.statement import database_away
from twin.rasters.keeping import Kept, find, lay_file
from twin.rasters.tiles import draw_tile
from twin.store.database import Connection, connect

Made = TypeVar("Made")
DRAWN_AT_ONCE = 2
"""Tiles of one process that are drawn at the same time."""
KNOWN_SECONDS = 60.0
"""So long nobody asks again whether a raster is still kept; what it holds never changes."""
MOST_KNOWN = 1_000


class RasterShelf:
    """Opens rasters for doors. Its file of a raster is named after its content, so that servers may share a folder."""

    def __init__(self, url: str, folder: Path, tiles: TileCache) -> None:
        self._url, self._folder, self._tiles = url, folder, tiles
        self._known: dict[str, tuple[float, Kept]] = {}
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)

    async def ask(self, work: Callable[[Connection], Made]) -> Made:
        """Ask the database in a thread. Raises UnavailableError beside what `work` raises."""
        return await asyncio.to_thread(self._ask, work)

    def _ask(self, work: Callable[[Connection], Made]) -> Made:
        try:
            with connect(self._url, autocommit=True) as connection:
                return work(connection)
        except psycopg.OperationalError as error:
            raise database_away() from error

    async def find(self, user: User, raster_id: str) -> Kept:
        """Return a raster. Raises UnauthenticatedError, ForbiddenError, NotFoundError, UnavailableError."""
        require(user, "read", RasterThing(raster_id))
        since, kept = self._known.get(raster_id, (0.0, None))
        if kept is None or time.monotonic() - since > KNOWN_SECONDS:
            kept = await self.ask(lambda connection: find(connection, raster_id))
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[raster_id] = (time.monotonic(), kept)
        return kept

    async def file(self, kept: Kept) -> Path:
        """Return the raster's file, fetched from the database where it is not there. Raises UnavailableError."""
        path = self._folder / f"{kept.row.sha256}.tif"
        try:
            os.utime(path)  # whoever was asked for longest ago goes first
        except OSError:
            return await self.ask(lambda connection: lay_file(connection, kept.row, self._folder))
        return path

    async def draw(self, kept: Kept, tile: Tile) -> KeptTile:
        """Return a tile as PNG, from memory where it was drawn before; an empty body where there is nothing."""
        key: Key = ((f"raster:{kept.id}",), tile, None, "identity")
        stamp = kept.row.sha256
        return self._tiles.find(key, stamp) or await self._tiles.make(
            key, stamp, lambda: self._draw(kept, tile)
        )

    async def _draw(self, kept: Kept, tile: Tile) -> bytes:
        async with self._drawing:
            path = await self.file(kept)
            drawn = await asyncio.to_thread(draw_tile, path, tile.zoom, tile.row, tile.column, tile.grid.id)
            return drawn or b""
