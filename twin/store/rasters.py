"""Rasters in the database: their bytes in parts, so that every server and every backup has them, and the terrains.

A raster never changes after it was kept: its id stands for the same bytes for good.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import class_row
from psycopg.types.json import Jsonb
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from twin.store.database import Connection
from twin.store.tables import METADATA, STORE

PART_BYTES = 2**20

rasters = Table(
    "rasters",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", JSONB(none_as_null=True), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("created_by", Text, nullable=False, server_default=text(f"{STORE}.asking_user()")),
    Index("ix_rasters_kind", "kind", "created_at"),
    schema=STORE,
)
"""Numbers on squares as Cloud-Optimized GeoTIFF; `about` is what is told of one without opening it."""

raster_parts = Table(
    "raster_parts",
    METADATA,
    Column("raster", Text, ForeignKey(f"{STORE}.rasters.id", ondelete="CASCADE"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    schema=STORE,
)
"""The bytes of a raster, a megabyte a row."""

terrains = Table(
    "terrains",
    METADATA,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("heights", Text, ForeignKey(f"{STORE}.rasters.id"), nullable=False),
    Column("shade", Text, ForeignKey(f"{STORE}.rasters.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("source", Text),
    Column("licence", Text),
    Column("measured_on", Date),
    Column("own_resolution", Double, nullable=False),
    Column("cell", Double, nullable=False),
    Column("squares", BigInteger, nullable=False),
    Column("notes", JSONB(none_as_null=True), nullable=False, server_default=text("'[]'")),
    Column("kept_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    Column("kept_by", Text, nullable=False, server_default=text(f"{STORE}.asking_user()")),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", Text),
    schema=STORE,
)
"""The ground, as often as somebody brought it: the newest that was not undone holds, and the earlier ones are kept."""


@dataclass(frozen=True)
class RasterRow:
    """A raster without its bytes."""

    id: str
    kind: str
    about: dict[str, Any]
    size: int
    sha256: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True)
class TerrainRow:
    """One terrain: which rasters hold it, where it comes from; resolutions in metres, `squares` of known height."""

    version: int
    heights: str
    shade: str
    file_name: str
    file_sha256: str
    source: str | None
    licence: str | None
    measured_on: date | None
    own_resolution: float
    cell: float
    squares: int
    notes: list[dict[str, str]]
    kept_at: datetime
    kept_by: str
    undone_at: datetime | None
    undone_by: str | None


_KEEP = b"""
INSERT INTO city_store.rasters (id, kind, about, size, sha256) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING RETURNING id
"""
_KEEP_PART = b"INSERT INTO city_store.raster_parts (raster, part, content) VALUES (%s, %s, %s)"
_FIND = b"SELECT * FROM city_store.rasters WHERE id = ANY (%s)"
_LIST = b"SELECT * FROM city_store.rasters WHERE kind = %s ORDER BY created_at DESC, id LIMIT %s"
_PARTS = b"SELECT content FROM city_store.raster_parts WHERE raster = %s ORDER BY part"
_HELD = b"""
SELECT * FROM city_store.terrains
WHERE kept_at <= %(moment)s AND (undone_at IS NULL OR undone_at > %(moment)s)
ORDER BY kept_at DESC, version DESC LIMIT 1
"""
_TERRAINS = b"SELECT * FROM city_store.terrains ORDER BY kept_at DESC, version DESC"
_UNDO = b"""
UPDATE city_store.terrains SET undone_at = now(), undone_by = city_store.asking_user()
WHERE version = %s AND undone_at IS NULL RETURNING *
"""
_KEEP_TERRAIN = b"""
INSERT INTO city_store.terrains (version, heights, shade, file_name, file_sha256, source, licence, measured_on,
    own_resolution, cell, squares, notes, kept_at)
VALUES (%(version)s, %(heights)s, %(shade)s, %(file_name)s, %(file_sha256)s, %(source)s, %(licence)s, %(measured_on)s,
    %(own_resolution)s, %(cell)s, %(squares)s, %(notes)s, coalesce(%(kept_at)s, now()))
RETURNING *
"""


def keep_raster(
    connection: Connection, raster_id: str, kind: str, about: dict[str, Any], content: bytes
) -> None:
    """Write a raster and its bytes in the connection's transaction; one that is kept already stays as it is."""
    digest = hashlib.sha256(content).hexdigest()
    kept = connection.execute(_KEEP, (raster_id, kind, Jsonb(about), len(content), digest)).fetchone()
    if kept is None:
        return
    with connection.cursor() as cursor:
        for part, begin in enumerate(range(0, len(content), PART_BYTES)):
            cursor.execute(_KEEP_PART, (raster_id, part, content[begin : begin + PART_BYTES]))


def _rasters(connection: Connection, statement: bytes, given: Sequence[Any]) -> list[RasterRow]:
    with connection.cursor(row_factory=class_row(RasterRow)) as cursor:
        return cursor.execute(statement, given).fetchall()


def find_rasters(connection: Connection, raster_ids: Sequence[str]) -> list[RasterRow]:
    """Return those of these rasters that there are, without their bytes."""
    found = {row.id: row for row in _rasters(connection, _FIND, (list(raster_ids),))}
    return [found[one] for one in raster_ids if one in found]


def list_rasters(connection: Connection, kind: str, most: int) -> list[RasterRow]:
    """Return the rasters of a kind, the newest first."""
    return _rasters(connection, _LIST, (kind, most))


def read_parts(connection: Connection, raster_id: str) -> Iterator[bytes]:
    """Yield a raster's bytes in order."""
    with connection.cursor(binary=True) as cursor:
        for (content,) in cursor.stream(_PARTS, (raster_id,)):
            yield bytes(content)


def _terrains(connection: Connection, statement: bytes, given: Any = None) -> list[TerrainRow]:
    with connection.cursor(row_factory=class_row(TerrainRow)) as cursor:
        return cursor.execute(statement, given).fetchall()


def terrain_held(connection: Connection, moment: datetime) -> TerrainRow | None:
    """Return the terrain that the database held at a moment."""
    return next(iter(_terrains(connection, _HELD, {"moment": moment})), None)


def list_terrains(connection: Connection) -> list[TerrainRow]:
    """Return every terrain that was ever kept, undone ones too, the newest first."""
    return _terrains(connection, _TERRAINS)


def keep_terrain(connection: Connection, told: dict[str, Any], kept_at: datetime | None) -> TerrainRow:
    """Write down a terrain whose rasters are kept; `kept_at` is now unless a past is being written."""
    (row,) = _terrains(connection, _KEEP_TERRAIN, {**told, "notes": Jsonb(told["notes"]), "kept_at": kept_at})
    return row


def undo_terrain(connection: Connection, version: int) -> TerrainRow | None:
    """Mark a terrain as undone; None where there is none of this number, or it was undone before."""
    return next(iter(_terrains(connection, _UNDO, (version,))), None)
