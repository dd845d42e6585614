"""Vector tiles of a layer: what the map draws, clipped and encoded by PostGIS.

The grid is OGC's WebMercatorQuad. A tile holds one source layer, named by the layer's id, with the properties
in `Layer.map_fields` and nothing more; a feature's id in the tile is its id.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from psycopg.types.numeric import Int4
from sqlalchemy import (
    BindParameter,
    Case,
    ColumnElement,
    Date,
    Double,
    Integer,
    bindparam,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.schema import Table

from twin.access import LayerThing, User, require
from twin.features.properties import properties_of
from twin.features.query import SIDES, Box, overlaps
from twin.features.statement import Statement
from twin.store.database import Pool
from twin.store.tables import SRID, feature_table
from twin.vocabulary import Layer

EXTENT = 4096
BUFFER = 64
"""Units of a tile that it reaches over its edge, so that lines and circles meet at the seams."""

DEEPEST = 24
MERCATOR_LATITUDE = 85.051128


@dataclass(frozen=True)
class Tile:
    """A square of WebMercatorQuad: row 0 is the northernmost."""

    zoom: int
    row: int
    column: int

    @classmethod
    def at(cls, zoom: int, longitude: float, latitude: float) -> "Tile":
        """Return the tile in which a place lies; at the edge of the grid, the one nearest to it."""
        size = 1 << zoom
        flat = max(-MERCATOR_LATITUDE, min(MERCATOR_LATITUDE, latitude))
        north = math.asinh(math.tan(math.radians(flat))) / math.pi
        row, column = int((1 - north) / 2 * size), int((longitude + 180) / 360 * size)
        return cls(zoom, min(max(row, 0), size - 1), min(max(column, 0), size - 1))

    @property
    def stands(self) -> bool:
        """Tell whether the grid has such a tile."""
        size = 1 << self.zoom
        return self.zoom <= DEEPEST and 0 <= self.row < size and 0 <= self.column < size

    @property
    def reach(self) -> Box:
        """The tile with its buffer, in WGS 84; it stops at the edges of the grid."""
        margin = BUFFER / EXTENT
        return Box(
            max(-180.0, self._longitude(self.column - margin)),
            max(-MERCATOR_LATITUDE, self._latitude(self.row + 1 + margin)),
            min(180.0, self._longitude(self.column + 1 + margin)),
            min(MERCATOR_LATITUDE, self._latitude(self.row - margin)),
        )

    def _longitude(self, column: float) -> float:
        return column / (1 << self.zoom) * 360 - 180

    def _latitude(self, row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / (1 << self.zoom)))))


def _number(constant: float) -> ColumnElement[Any]:
    return literal_column(str(constant))


def _drawable(table: Table) -> Case[Any]:
    """Cut away what lies over the edge of the projection, where its coordinates are infinite."""
    geom, edge = table.c.geom, MERCATOR_LATITUDE
    band = func.ST_MakeEnvelope(*(_number(side) for side in (-180, -edge, 180, edge, SRID)))
    inside = (func.ST_YMax(geom) <= _number(edge)) & (func.ST_YMin(geom) >= _number(-edge))
    return case((inside, geom), else_=func.ST_ClipByBox2D(geom, band))


def _carried(layer: Layer) -> Iterator[ColumnElement[Any]]:
    """Yield what the map reads; a name that is too long for a column goes as a member of a jsonb, which opens."""
    table, wanted = feature_table(layer), set(layer.map_fields)
    for place, one in enumerate(properties_of(layer)):
        if one.name not in wanted:
            continue
        column = table.c[one.column]
        yield (
            func.jsonb_build_object(one.name, column).label(f"twin:{place}")
            if one.cut_as_alias
            else column.label(one.name)
        )


@lru_cache(maxsize=1024)
def _tile_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    square = func.ST_TileEnvelope(*(bindparam(name, type_=Integer()) for name in ("zoom", "column", "row")))
    sides: list[BindParameter[float]] = [bindparam(side, type_=Double()) for side in SIDES]
    reach = func.ST_MakeEnvelope(*sides, _number(SRID))
    flat = func.ST_Transform(_drawable(table), _number(3857))
    clipped = func.ST_AsMVTGeom(flat, square, _number(EXTENT), _number(BUFFER), literal_column("true"))
    today = bindparam("today", type_=Date())
    drawn = (
        select(
            table.c.id.label("twin:id"),
            clipped.label("twin:geom"),
            *_carried(layer),
        )
        .where(table.c.geom.op("&&", is_comparison=True)(reach), overlaps(table, today, today))
        .subquery("drawn")
    )
    # Rows whose geometry falls outside the square are NULL here, and ST_AsMVT leaves them out by itself.
    encoded = func.ST_AsMVT(literal_column("drawn"), layer.id, _number(EXTENT), "twin:geom", "twin:id")
    return Statement.of(select(encoded).select_from(drawn))


async def read_tile(pool: Pool, user: User, layer: Layer, tile: Tile, today: date) -> bytes:
    """Return a layer's Mapbox Vector Tile of what is so in the city today; empty below `Layer.min_zoom`.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(layer.id))
    if tile.zoom < layer.min_zoom:
        return b""
    place = {"zoom": tile.zoom, "row": tile.row, "column": tile.column}
    values = {name: Int4(number) for name, number in place.items()} | {
        side: getattr(tile.reach, side) for side in SIDES
    }
    row = await _tile_statement(layer).row(pool, **values, today=today)
    return bytes(row[0]) if row and row[0] else b""
