"""How the database writes a row: as GeoJSON, as JSON-FG, as a line of CSV."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import array

from twin.features.crs import CRS84
from twin.features.exchange.marks import DANGEROUS, shield_text
from twin.features.properties import Property, properties_of
from twin.features.question import Telling
from twin.features.statement import constant
from twin.store.tables import SRID
from twin.vocabulary import Layer

EXACT_DIGITS = 15
"""A single feature is told as it is held, so that sending it back unchanged changes nothing."""

_FINER = 2
"""Decimal places more for a single feature in a system that it is not held in: a tenth of a millimetre."""

Written = tuple[ColumnElement[str], FromClause]
"""The text of a row, and the rows joined with what it needs."""


def told_properties(layer: Layer, telling: Telling) -> tuple[Property, ...]:
    """Return the properties that are told, the layer's own first."""
    known = properties_of(layer)
    if telling.columns is None:
        return known
    return tuple(one for one in known if one.column in telling.columns)


def _written_out(rows: FromClause, known: tuple[Property, ...]) -> ColumnElement[str]:
    """Write a row's properties one by one: slower by a tenth, but a name may be of any length."""
    members = [
        func.concat(
            literal(json.dumps(one.name) + ":", Text),
            func.coalesce(cast(func.to_json(rows.c[one.column]), Text), "null"),
        )
        for one in known
    ]
    inside = members[0]
    for member in members[1:]:
        inside = func.concat(inside, constant(","), member)
    return func.concat(constant("{"), inside, constant("}"))


def _properties(known: tuple[Property, ...], rows: FromClause) -> Written:
    """Return a row's properties as the text of a JSON object."""
    if any(one.cut_as_alias for one in known):
        return _written_out(rows, known), rows
    columns = (rows.c[one.column].label(one.name) for one in known)
    carried = select(*columns).correlate(rows).lateral("carried")
    return cast(func.row_to_json(literal_column("carried")), Text), rows.join(carried, literal_column("true"))


def _digits(telling: Telling) -> ColumnElement[Any]:
    crs = telling.crs
    if not telling.exact:
        return literal_column(str(crs.digits))
    return literal_column(str(EXACT_DIGITS if crs.srid == SRID else crs.digits + _FINER))


def _shape(layer: Layer, telling: Telling, rows: FromClause) -> ColumnElement[str]:
    """Return the geometry as GeoJSON without a word of its system: that stands in the answer's head."""
    shape: ColumnElement[str] = func.ST_AsGeoJSON(
        telling.crs.told(rows.c.geom), _digits(telling), literal_column("0")
    )
    return shape if layer.geometry_required else func.coalesce(shape, constant("null"))


def _interval(rows: FromClause) -> ColumnElement[str]:
    """Return the valid time as JSON-FG has it: both days included, and open where it is not known."""
    last = rows.c.valid_to - literal_column("1")
    unknown = and_(rows.c.valid_from.is_(None), rows.c.valid_to.is_(None))
    start, end = (func.coalesce(cast(day, Text), constant("..")) for day in (rows.c.valid_from, last))
    interval = func.concat(constant('{"interval":["'), start, constant('","'), end, constant('"]}'))
    return case((unknown, constant("null")), else_=interval)


def _members(layer: Layer, telling: Telling, rows: FromClause) -> Iterator[ColumnElement[str]]:
    """Yield what stands between a feature's id and its properties."""
    shape = _shape(layer, telling, rows) if telling.geometry else constant("null")
    if telling.form == "json":
        yield from (constant(',"geometry":'), shape)
        return
    as_place = telling.crs is not CRS84
    yield from (constant(',"time":'), _interval(rows))
    yield from (constant(',"geometry":'), constant("null") if as_place else shape)
    yield from (constant(',"place":'), shape if as_place else constant("null"))


def feature_text(layer: Layer, rows: FromClause, telling: Telling) -> Written:
    """Return the GeoJSON or JSON-FG text of a row."""
    properties, joined = _properties(told_properties(layer, telling), rows)
    text = func.concat(
        constant('{"type":"Feature","id":'),
        rows.c.id,
        *_members(layer, telling, rows),
        constant(',"properties":'),
        properties,
        constant("}"),
    )
    return text, joined


def _is_text(one: Property) -> bool:
    return one.field.kind in {"text", "choice"}


def _cell(one: Property, column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a value as a spreadsheet may show it: a text that it would run as a formula gets an apostrophe."""
    if _is_text(one):
        dangerous = column.op("~", is_comparison=True)(literal(DANGEROUS, Text))
        return case((dangerous, func.concat(constant("''"), column)), else_=column)
    if one.field.kind == "datetime":
        return func.btrim(cast(func.to_json(column), Text), constant('"'))
    return cast(column, Text)


def cells(layer: Layer, rows: FromClause, telling: Telling) -> list[ColumnElement[str]]:
    """Return the cells of a row of CSV, in the order of `headings`; what is unknown is null."""
    told: list[ColumnElement[str]] = [cast(rows.c.id, Text)]
    told += [_cell(one, rows.c[one.column]) for one in told_properties(layer, telling)]
    if telling.geometry:
        told.append(func.ST_AsText(telling.crs.told(rows.c.geom), _digits(telling)))
    return told


def headings(layer: Layer, telling: Telling) -> list[str]:
    """Return the first line of CSV: the id, the properties, the geometry (as WKT), no name twice."""
    names = [one.name for one in told_properties(layer, telling)]
    free = {name: name if name not in names else f"twin_{name}" for name in ("id", "geometry")}
    return [free["id"], *names, *([free["geometry"]] if telling.geometry else [])]


def heading_line(layer: Layer, telling: Telling) -> bytes:
    """Return the first line of CSV after the mark by which spreadsheets know UTF-8."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(shield_text(name) for name in headings(layer, telling))
    return b"\xef\xbb\xbf" + line.getvalue().encode()


def _quoted(cell: ColumnElement[str]) -> ColumnElement[str]:
    quote = constant('"')
    return quote.concat(func.replace(cell, quote, constant('""'))).concat(quote)


def line_text(layer: Layer, rows: FromClause, telling: Telling) -> Written:
    """Return a row as a line of CSV (RFC 4180) with its end: what is unknown is nothing between two commas."""
    bare = {0, *(1 + place for place, one in enumerate(told_properties(layer, telling)) if not _is_text(one))}
    line = [
        cell if place in bare else _quoted(cell) for place, cell in enumerate(cells(layer, rows, telling))
    ]
    text = func.array_to_string(array(line), constant(","), constant(""))
    return func.concat(text, literal_column("E'\\n'", Text)), rows


def row_text(layer: Layer, rows: FromClause, telling: Telling) -> Written:
    """Return a row in the form that is asked for."""
    return (line_text if telling.form == "csv" else feature_text)(layer, rows, telling)
