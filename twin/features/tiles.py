"""Vector tiles of a layer: what the map draws, clipped and encoded by PostGIS.

A tile holds features as they are in one source layer, named by the layer's id, with the properties in
`Layer.map_fields` and nothing more; a feature's id in the tile is its id. From afar it holds the cells of
`twin.features.cells` instead, in the source layer `<id>.overview`, each with how many features it stands for. Where
areas are named, `<id>.label` holds a point inside each, in the one tile that the point lies in.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Case,
    ColumnElement,
    Double,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.types import NullType

from twin.access import LayerThing, User, require
from twin.errors import UnavailableError
from twin.features.cells import cells_of, spots_of
from twin.features.cql2 import Filter, Shape, computed, condition
from twin.features.gathering import (
    END_ZOOM,
    FIRST_ZOOM,
    Overview,
    Time,
    held_rows,
    lasting,
    overviews,
)
from twin.features.grids import BUFFER, EXTENT, MERCATOR, MERCATOR_LATITUDE, Grid, Tile
from twin.features.properties import properties_of
from twin.features.query import SIDES
from twin.features.statement import Statement
from twin.features.style import COUNT, LABEL, OVERVIEW, is_named_at_points, label_zoom
from twin.store.database import Pool
from twin.store.tables import SRID, column_name
from twin.vocabulary import Layer

_SQUARE = ("left", "bottom", "right", "top")
_ROUND = tuple(f"{side}_around" for side in SIDES)


@dataclass(frozen=True)
class View(Time):
    """Which city is shown; with a `filter` only the features that it is true of: a tile of several layers has none."""

    filter: Filter | None = None


class OverviewGoneError(UnavailableError):
    """The cells that a tile was to be drawn from had to make room for others."""


def _number(constant: float) -> ColumnElement[Any]:
    return literal_column(str(constant))


def _bounds(names: tuple[str, ...], srid: int) -> ColumnElement[Any]:
    sides: list[BindParameter[float]] = [bindparam(name, type_=Double()) for name in names]
    return func.ST_MakeEnvelope(*sides, _number(srid))


def _drawable(geom: ColumnElement[Any]) -> Case[Any]:
    """Cut away what lies over the edge of the projection, where its coordinates are infinite."""
    edge = MERCATOR_LATITUDE
    band = func.ST_MakeEnvelope(*(_number(side) for side in (-180, -edge, 180, edge, SRID)))
    inside = (func.ST_YMax(geom) <= _number(edge)) & (func.ST_YMin(geom) >= _number(-edge))
    return case((inside, geom), else_=func.ST_ClipByBox2D(geom, band))


def _clipped(geom: ColumnElement[Any], grid: Grid, buffer: ColumnElement[Any]) -> ColumnElement[Any]:
    flat = func.ST_Transform(_drawable(geom), _number(MERCATOR)) if grid.srid == MERCATOR else geom
    square = _bounds(_SQUARE, grid.srid)
    return func.ST_AsMVTGeom(flat, square, _number(EXTENT), buffer, literal_column("true"))


def _touches(rows: FromClause) -> ColumnElement[bool]:
    return rows.c.geom.op("&&", is_comparison=True)(_bounds(SIDES, SRID))


def _carried(layer: Layer, rows: FromClause, wanted: Container[str | None]) -> Iterator[ColumnElement[Any]]:
    """Yield what the map reads; a name that is too long for a column goes as a member of a jsonb, which opens."""
    for place, one in enumerate(properties_of(layer)):
        if one.name not in wanted:
            continue
        column = rows.c[one.column]
        yield (
            func.jsonb_build_object(one.name, column).label(f"twin:{place}")
            if one.cut_as_alias
            else column.label(one.name)
        )


def _chosen(layer: Layer, rows: FromClause, chosen: Shape | None) -> list[ColumnElement[bool]]:
    return [] if chosen is None else [condition(chosen, layer, rows)]


def _encoded(drawn: Select[Any], name: str) -> ScalarSelect[Any]:
    """Encode rows that have `twin:geom` and `twin:id`; all else in them are properties."""
    # Rows whose geometry falls outside the square are NULL here, and ST_AsMVT leaves them out by itself.
    encoded = func.ST_AsMVT(literal_column("drawn"), name, _number(EXTENT), "twin:geom", "twin:id")
    return select(encoded).select_from(drawn.subquery("drawn")).scalar_subquery()


def _labels(layer: Layer, rows: FromClause, grid: Grid, wanted: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return a point inside everything that has a name, with what its classes are told apart and found by."""
    style = layer.style
    point = func.ST_PointOnSurface(rows.c.geom, type_=NullType()).label("twin:point")
    carried = _carried(layer, rows, {style.label_field, style.by, layer.title_field})
    known = rows.c[column_name(style.label_field or "")].is_not(None)
    inside = select(rows.c.id.label("twin:id"), point, *carried).where(*wanted, known)
    # Said once in a subquery of its own: the clipping names it several times over.
    points = inside.offset(0).subquery("points")
    geometry = _clipped(points.c["twin:point"], grid, _number(0)).label("twin:geom")
    return select(geometry, *(column for column in points.c if column.name != "twin:point"))


@lru_cache(maxsize=4096)
def _detail_statement(
    layer: Layer, grid: Grid, chosen: Shape | None, *, past: bool, named: bool
) -> Statement:
    rows = held_rows(layer, past=past)
    wanted = [_touches(rows), lasting(rows), *_chosen(layer, rows, chosen)]
    geometry = _clipped(rows.c.geom, grid, _number(BUFFER)).label("twin:geom")
    drawn = select(rows.c.id.label("twin:id"), geometry, *_carried(layer, rows, layer.map_fields))
    features = _encoded(drawn.where(*wanted), layer.id)
    if not named:
        return Statement.of(select(features))
    labels = _encoded(_labels(layer, rows, grid, wanted), f"{layer.id}.{LABEL}")
    return Statement.of(select(features, labels))


def _gathered_here(layer: Layer, zoom: int, chosen: Shape | None, *, past: bool) -> FromClause:
    """Work out the cells that may reach into a tile, from the features in the nine tiles round it."""
    held = held_rows(layer, past=past)
    by = layer.style.by
    needed = [held.c.id, held.c.geom, *([] if by is None else [held.c[column_name(by)]])]
    filtered = _chosen(layer, held, chosen)
    near = held.c.geom.op("&&", is_comparison=True)(_bounds(_ROUND, SRID))
    rows = select(*needed).where(near, lasting(held), *filtered).cte("rows")
    return cells_of(layer, rows, spots_of(layer, rows).cte("spots"), zoom).subquery("cells")


def _cells_drawn(cells: FromClause, grid: Grid) -> Select[Any]:
    # Squares and middles of cells lie in one tile, or are cut at its edge: only what is drawn as it is reaches over.
    buffer = case((cells.c.reaching, _number(BUFFER)), else_=_number(0))
    return select(
        cells.c.feature_id.label("twin:id"),
        _clipped(cells.c.geom, grid, buffer).label("twin:geom"),
        cells.c.features.label(COUNT),
        cells.c.properties,
    ).where(_touches(cells))


@lru_cache(maxsize=4096)
def _kept_statement(layer: Layer, cells: Table, grid: Grid, zoom: int) -> Statement:
    name: BindParameter[str] = bindparam("overview", type_=Text())
    here = (cells.c.layer == name, cells.c.zoom == literal_column(str(zoom)))
    encoded = select(_encoded(_cells_drawn(cells, grid).where(*here), f"{layer.id}.{OVERVIEW}"))
    # No row at all where the cells are kept no more: they are not to be taken for an empty city.
    return Statement.of(encoded.where(select(overviews.c.layer).where(overviews.c.layer == name).exists()))


@lru_cache(maxsize=4096)
def _gathered_statement(
    layer: Layer, grid: Grid, zoom: int, chosen: Shape | None, *, past: bool
) -> Statement:
    cells = _gathered_here(layer, zoom, chosen, past=past)
    return Statement.of(select(_encoded(_cells_drawn(cells, grid), f"{layer.id}.{OVERVIEW}")))


def is_from_afar(layer: Layer, tile: Tile, overview: Overview | None) -> bool:
    """Tell whether a tile shows the cells of a layer and not its features."""
    return tile.level < max(layer.min_zoom, overview.detail_zoom if overview else 0)


def _choose(layer: Layer, tile: Tile, view: View, overview: Overview | None) -> Statement:
    past, chosen = view.as_of is not None, view.filter and view.filter.shape
    if not is_from_afar(layer, tile, overview):
        named = is_named_at_points(layer) and tile.level >= label_zoom(layer)
        return _detail_statement(layer, tile.grid, chosen, past=past, named=named)
    if overview is not None and tile.level < END_ZOOM:
        return _kept_statement(layer, overview.cells, tile.grid, max(tile.level, FIRST_ZOOM))
    return _gathered_statement(layer, tile.grid, tile.level, chosen, past=past)


def _values(tile: Tile, view: View) -> dict[str, Any]:
    reach, around = tile.reach, tile.surroundings
    values: dict[str, Any] = {side: getattr(reach, side) for side in SIDES}
    values |= {name: getattr(around, side) for name, side in zip(_ROUND, SIDES, strict=True)}
    values |= dict(zip(_SQUARE, tile.square, strict=True))
    filtered = {} if view.filter is None else view.filter.bound()
    return {**values, **view.values(), **filtered}


async def read_tile(  # noqa: PLR0913 - whose, of what, where and when
    pool: Pool, user: User, layer: Layer, tile: Tile, view: View, *, overview: Overview | None = None
) -> bytes:
    """Return a layer's Mapbox Vector Tile; `overview` has its kept cells, of the same time as the view.

    Raises UnauthenticatedError, ForbiddenError, UnavailableError, and FilterError where the filter's arithmetic fails.
    """
    require(user, "read", LayerThing(layer.id))
    values = _values(tile, view) | ({} if overview is None else {"overview": overview.name})
    with computed(view.filter):
        row = await _choose(layer, tile, view, overview).row(pool, **values)
    if row is None:
        raise OverviewGoneError(
            vi="Ô bản đồ này vừa phải nhường chỗ. Hãy thử lại sau ít giây.",
            en="This tile has just had to make room. Please try again in a few seconds.",
        )
    # A Mapbox Vector Tile is a row of source layers with nothing round it.
    return b"".join(part for part in row or () if part)
