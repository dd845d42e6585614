"""What a layer looks like from afar: its features gathered into cells, each of which says how many it stands for.

Every feature falls into one cell, by the middle of its box. With the others of its class and kind of geometry it
becomes

- a part of the cell's square, as wide as the class's share of the cell, where they are areas smaller than a cell;
- itself, where it is an area as large as a cell;
- the longest of them, where they are lines;
- a point in the middle of them, where they are points.

So nothing is left out without being counted, a legend's classes keep their colours and filters, and a tile holds
so many cells at most, however many features there are.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Case,
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Select,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array
from sqlalchemy.types import NullType

from twin.features.classes import class_number
from twin.features.grids import EXTENT, MERCATOR_LATITUDE
from twin.store.tables import SRID, column_name
from twin.vocabulary import Layer

AREA_BITS = 6
"""A tile has 64 cells of areas each way: 8 pixels of the 512 that it fills on a screen."""

THIN_BITS = 5
"""Lines and points are thinned to 32 cells each way."""

DASH = 4.0
"""Units of a tile: half a pixel of a screen, under which a line would vanish."""

_Part = ColumnElement[Any]


def _sql(constant: float | str) -> ColumnElement[float]:
    return literal_column(str(constant), Double)


def spots_of(layer: Layer, rows: FromClause) -> Select[Any]:
    """Return each row as a spot: where it lies in the world, how large it is, and its class.

    `u` and `v` are shares of the side of EPSG:3857's square, from the north-west, and so is `size`: the shorter
    side of an area's box, the longer one of a line's.
    """
    geom, edge = rows.c.geom, MERCATOR_LATITUDE
    west, east, south, north = (
        getattr(func, f"ST_{side}")(geom) for side in ("XMin", "XMax", "YMin", "YMax")
    )
    middle = func.greatest(_sql(-edge), func.least(_sql(edge), (south + north) / _sql(2)))
    tangent = func.tan(_sql("pi() / 4") + func.radians(middle) / _sql(2))
    dimension = func.ST_Dimension(geom, type_=Integer)
    sides = (east - west, north - south)
    size = case((dimension == _sql(2), func.least(*sides)), else_=func.greatest(*sides))
    return select(
        rows.c.id,
        dimension.label("dimension"),
        (((west + east) / _sql(2) + _sql(180)) / _sql(360)).label("u"),
        (_sql(0.5) - func.ln(tangent) / _sql("(2 * pi())")).label("v"),
        (size / _sql(360)).label("size"),
        class_number(layer, rows).label("class"),
        literal_column("1", BigInteger).label("features"),
    )


def _side(spots: FromClause, zoom: int) -> Case[Any]:
    """Return how many cells stand side by side in the world."""
    areas, others = (_sql(2 ** (zoom + bits)) for bits in (AREA_BITS, THIN_BITS))
    return case((spots.c.dimension == _sql(2), areas), else_=others)


def gathered(spots: FromClause, zoom: int) -> Select[Any]:
    """Join the spots of each cell, class and kind into one, with the id and size of the largest.

    What was gathered at one zoom may be gathered again at a lower one.
    """
    cells = _side(spots, zoom)
    is_large_area = (spots.c.dimension == _sql(2)) & (spots.c.size * cells >= _sql(1))
    x, y = (
        cast(func.floor(spots.c[name] * cells), Integer).label(axis)
        for name, axis in (("u", "x"), ("v", "y"))
    )
    keys = (spots.c.dimension, x, y, spots.c["class"], case((is_large_area, spots.c.id)).label("alone"))
    pair = array([spots.c.size, cast(spots.c.id, Double)], type_=Double)
    largest = func.max(pair, type_=ARRAY(Double))
    features = func.sum(spots.c.features)
    u, v = (func.sum(spots.c[name] * spots.c.features) / features for name in ("u", "v"))
    return select(
        *keys,
        cast(largest[_sql(2)], BigInteger).label("id"),
        u.label("u"),
        v.label("v"),
        largest[_sql(1)].label("size"),
        cast(features, BigInteger).label("features"),
    ).group_by(*keys)


def _place(u: _Part, v: _Part) -> tuple[_Part, _Part]:
    """Return the longitude and latitude of a place in the world's square."""
    return u * _sql(360) - _sql(180), func.degrees(
        func.atan(func.sinh(_sql("pi()") * (_sql(1) - _sql(2) * v)))
    )


def _square(found: FromClause, cells: _Part) -> ColumnElement[Any]:
    """Return the part of a cell's square that a class has, from west to east in the order of the classes."""
    by_cell = (found.c.dimension, found.c.x, found.c.y, found.c.alone.is_(None))
    total = func.sum(found.c.features).over(partition_by=by_cell)
    until = func.sum(found.c.features).over(partition_by=by_cell, order_by=found.c["class"])
    west, north = _place((found.c.x + (until - found.c.features) / total) / cells, found.c.y / cells)
    east, south = _place((found.c.x + until / total) / cells, (found.c.y + _sql(1)) / cells)
    return func.ST_MakeEnvelope(west, south, east, north, _sql(SRID))


def _line(found: FromClause, rows: FromClause, zoom: int) -> ColumnElement[Any]:
    """Return a line, or a dash in its place where it is so short that a tile would leave it out."""
    half = DASH / 2 / (EXTENT << zoom)
    ends = (func.ST_MakePoint(*_place(found.c.u + _sql(side), found.c.v)) for side in (-half, half))
    dash = func.ST_SetSRID(func.ST_MakeLine(*ends), _sql(SRID))
    return case((found.c.size < _sql(2 * half), dash), else_=rows.c.geom)


def cells_of(layer: Layer, rows: FromClause, spots: FromClause, zoom: int) -> Select[Any]:
    """Return the cells that the spots of these rows fall into at a zoom of WebMercatorQuad.

    `features` says how many a cell stands for, `feature_id` which where it is one; `reaching` is true of what
    may reach over the edge of a tile; `properties` has the value by which the style tells classes apart.
    """
    found = gathered(spots, zoom).subquery("gathered")
    cells = _sql(f"{2 ** (zoom + AREA_BITS)}::float8")
    as_it_is = or_(found.c.dimension == _sql(1), found.c.alone.is_not(None))
    middle = func.ST_SetSRID(func.ST_MakePoint(*_place(found.c.u, found.c.v)), _sql(SRID))
    drawn = case(
        (found.c.dimension == _sql(1), _line(found, rows, zoom)),
        (found.c.alone.is_not(None), rows.c.geom),
        (found.c.dimension == _sql(0), middle),
        else_=_square(found, cells),
    )
    by = layer.style.by
    told = null() if by is None else func.jsonb_build_object(by, rows.c[column_name(by)])
    return select(
        found.c.features,
        case((found.c.features == _sql(1), found.c.id)).label("feature_id"),
        as_it_is.label("reaching"),
        cast(told, JSONB).label("properties"),
        type_coerce(drawn, NullType()).label("geom"),
    ).select_from(found.join(rows, rows.c.id == found.c.id))
