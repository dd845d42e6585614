"""Vector tiles of a layer: what the map draws, clipped and encoded by PostGIS.

A tile holds one source layer, named by the layer's id, with the properties in `Layer.map_fields` and nothing
more; a feature's id in the tile is its id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Case,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from twin.access import LayerThing, User, require
from twin.features.grids import BUFFER, EXTENT, MERCATOR, MERCATOR_LATITUDE, Grid, Tile
from twin.features.properties import properties_of
from twin.features.query import SIDES, Span, overlaps
from twin.features.statement import Statement
from twin.store.database import Pool
from twin.store.history import held_at
from twin.store.tables import SRID, feature_table
from twin.vocabulary import Layer

_SQUARE = ("left", "bottom", "right", "top")


@dataclass(frozen=True)
class View:
    """Which city is shown: what was so on some day of `span`, as the database held it at `as_of` (None: now)."""

    span: Span
    as_of: datetime | None = None


def _number(constant: float) -> ColumnElement[Any]:
    return literal_column(str(constant))


def _bounds(names: tuple[str, ...], srid: int) -> ColumnElement[Any]:
    sides: list[BindParameter[float]] = [bindparam(name, type_=Double()) for name in names]
    return func.ST_MakeEnvelope(*sides, _number(srid))


def _drawable(rows: FromClause) -> Case[Any]:
    """Cut away what lies over the edge of the projection, where its coordinates are infinite."""
    geom, edge = rows.c.geom, MERCATOR_LATITUDE
    band = func.ST_MakeEnvelope(*(_number(side) for side in (-180, -edge, 180, edge, SRID)))
    inside = (func.ST_YMax(geom) <= _number(edge)) & (func.ST_YMin(geom) >= _number(-edge))
    return case((inside, geom), else_=func.ST_ClipByBox2D(geom, band))


def _clipped(rows: FromClause, grid: Grid) -> ColumnElement[Any]:
    flat = func.ST_Transform(_drawable(rows), _number(MERCATOR)) if grid.srid == MERCATOR else rows.c.geom
    square = _bounds(_SQUARE, grid.srid)
    return func.ST_AsMVTGeom(flat, square, _number(EXTENT), _number(BUFFER), literal_column("true"))


def _carried(layer: Layer, rows: FromClause) -> Iterator[ColumnElement[Any]]:
    """Yield what the map reads; a name that is too long for a column goes as a member of a jsonb, which opens."""
    wanted = set(layer.map_fields)
    for place, one in enumerate(properties_of(layer)):
        if one.name not in wanted:
            continue
        column = rows.c[one.column]
        yield (
            func.jsonb_build_object(one.name, column).label(f"twin:{place}")
            if one.cut_as_alias
            else column.label(one.name)
        )


@lru_cache(maxsize=4096)
def _tile_statement(layer: Layer, grid: Grid, *, past: bool) -> Statement:
    moment: BindParameter[datetime] = bindparam("as_of", type_=DateTime(timezone=True))
    rows = held_at(layer, moment) if past else feature_table(layer)
    touches = rows.c.geom.op("&&", is_comparison=True)(_bounds(SIDES, SRID))
    lasting = overlaps(rows, bindparam("start", type_=Date()), bindparam("end", type_=Date()))
    drawn = (
        select(rows.c.id.label("twin:id"), _clipped(rows, grid).label("twin:geom"), *_carried(layer, rows))
        .where(touches, lasting)
        .subquery("drawn")
    )
    # Rows whose geometry falls outside the square are NULL here, and ST_AsMVT leaves them out by itself.
    encoded = func.ST_AsMVT(literal_column("drawn"), layer.id, _number(EXTENT), "twin:geom", "twin:id")
    return Statement.of(select(encoded).select_from(drawn))


def _values(tile: Tile, view: View) -> dict[str, Any]:
    reach = tile.reach
    values: dict[str, Any] = {side: getattr(reach, side) for side in SIDES}
    values |= dict(zip(_SQUARE, tile.square, strict=True))
    values |= {"start": view.span.start, "end": view.span.end}
    return values if view.as_of is None else {**values, "as_of": view.as_of}


async def read_tile(pool: Pool, user: User, layer: Layer, tile: Tile, view: View) -> bytes:
    """Return a layer's Mapbox Vector Tile; empty below `Layer.min_zoom`.

    Raises UnauthenticatedError, ForbiddenError and UnavailableError.
    """
    require(user, "read", LayerThing(layer.id))
    if tile.level < layer.min_zoom:
        return b""
    statement = _tile_statement(layer, tile.grid, past=view.as_of is not None)
    row = await statement.row(pool, **_values(tile, view))
    return bytes(row[0]) if row and row[0] else b""
