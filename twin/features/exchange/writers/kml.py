"""KML, its placemarks made by PostGIS: always in WGS 84, drawn in the layer's colours."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, or_, select
from sqlalchemy import Text as SqlText

from twin.errors import BadInputError
from twin.features.classes import class_number
from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.selection import ExportColumn, Selection, render
from twin.store.tables import SRID
from twin.vocabulary import Field, Layer, StyleClass, Text

UNWRITABLE = "[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""Characters that XML cannot hold in any form."""
REPLACEMENT = "\ufffd"
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"), ("\n", "&#10;"))
_INT = 2**31
_TELL_EVERY = 20_000


def _refuse(crs: int) -> BadInputError:
    return BadInputError(
        vi=f"KML chỉ dùng WGS 84 (EPSG:4326), không dùng EPSG:{crs}.",
        en=f"KML is always in WGS 84 (EPSG:4326), not in EPSG:{crs}.",
    )


def _colour(colour: str, opacity: float) -> str:
    """Return `#rrggbb` as KML has it: opacity, blue, green, red."""
    return f"{round(opacity * 255):02x}{colour[5:7]}{colour[3:5]}{colour[1:3]}"


def _style(layer: Layer, number: int, known: StyleClass | None) -> str:
    style = layer.style
    colour = _colour(known.colour if known else style.colour, style.opacity)
    outline = _colour(style.outline, 1) if style.outline else colour
    width = (known.width if known else None) or style.width
    return (
        f'<Style id="s{number}"><IconStyle><color>{colour}</color></IconStyle><LineStyle><color>'
        f"{outline if 'Polygon' in layer.geometry else colour}</color><width>{width:g}</width></LineStyle>"
        f"<PolyStyle><color>{colour}</color></PolyStyle></Style>\n"
    )


def _escaped(text: ColumnElement[Any]) -> ColumnElement[str]:
    made: ColumnElement[str] = func.regexp_replace(text, UNWRITABLE, REPLACEMENT, "g")
    for mark, written in _ESCAPES:
        made = func.replace(made, mark, written)
    return made


def _is_small(field: Field) -> bool:
    """Tell whether the field's bounds keep it within KML's integers, which have 32 bits."""
    return (
        None not in {field.minimum, field.maximum}
        and max(abs(field.minimum or 0), abs(field.maximum or 0)) < _INT
    )


def _type(selection: Selection, column: ExportColumn) -> str:
    match selection.kind_of(column):
        case "number":
            return "double"
        case "boolean":
            return "bool"
        case "integer" if _is_small(column.field):
            return "int"
    # An integer that may be larger goes as its digits.
    return "string"


def _text(selection: Selection, column: ExportColumn) -> ColumnElement[str]:
    value = selection.value(column)
    match selection.kind_of(column):
        case "text" | "choice":
            return _escaped(value)
        case "boolean":
            return cast(cast(value, Integer), SqlText)
        case "datetime":
            return func.to_char(value, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return cast(value, SqlText)


def _placemark(selection: Selection) -> ColumnElement[str]:
    layer, title = selection.layer, selection.title()
    key = cast(selection.table.c.id, SqlText)
    parts: list[ColumnElement[str]] = [literal(f'<Placemark id="{layer.id}.'), key, literal('">')]
    if title is not None:
        parts += [literal("<name>"), func.coalesce(_text(selection, title), ""), literal("</name>")]
    schema = quoteattr(f"#{layer.id}")
    parts += [literal("<styleUrl>#s"), cast(class_number(layer, selection.table), SqlText)]
    parts += [literal(f"</styleUrl><ExtendedData><SchemaData schemaUrl={schema}>")]
    for column in selection.columns:
        opening, closing = f"<SimpleData name={quoteattr(column.name)}>", "</SimpleData>"
        # NULL makes the whole term NULL, and concat() leaves it out: an unknown value is no element at all.
        parts.append(literal(opening).concat(_text(selection, column)).concat(literal(closing)))
    text: ColumnElement[str] = func.concat(
        *_in_hundreds(parts), "</SchemaData></ExtendedData>", _shape(selection), "</Placemark>"
    )
    return text


def _shape(selection: Selection) -> ColumnElement[str]:
    """Return the geometry's KML. PostGIS 3.3 refuses collections: theirs is made of their parts'."""
    geometry, digits = selection.geometry, selection.options.geographic_digits
    part = func.ST_Dump(geometry).table_valued("path", "geom", name="part")
    parts = select(func.string_agg(func.ST_AsKML(part.c.geom, digits), literal(""))).scalar_subquery()
    mixed = func.GeometryType(geometry) == "GEOMETRYCOLLECTION"
    return case(
        (mixed, func.concat("<MultiGeometry>", parts, "</MultiGeometry>")),
        else_=func.ST_AsKML(geometry, digits),
    )


def _in_hundreds(parts: list[ColumnElement[str]]) -> Iterator[ColumnElement[str]]:
    """Group what would be more than PostgreSQL's hundred arguments."""
    for first in range(0, len(parts), 90):
        yield func.concat(*parts[first : first + 90])


def _opening(outgoing: Outgoing) -> str:
    layer = outgoing.selection.layer
    fields = "".join(
        f"<SimpleField type={quoteattr(_type(outgoing.selection, column))} name={quoteattr(column.name)}>"
        f"<displayName>{escape(column.field.label.vi)}</displayName></SimpleField>\n"
        for column in outgoing.columns
    )
    classes: list[StyleClass | None] = [*layer.style.classes, None]
    styles = "".join(_style(layer, number, known) for number, known in enumerate(classes))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
        f"<name>{escape(layer.title.vi)} / {escape(layer.title.en)}</name>\n"
        f"<description>{escape(outgoing.provenance.document())}</description>\n{styles}"
        f"<Schema name={quoteattr(layer.id)} id={quoteattr(layer.id)}>\n{fields}</Schema>\n"
        f"<Folder><name>{escape(layer.id)}</name>\n"
    )


def _spoiled(outgoing: Outgoing) -> tuple[Text, ...]:
    """Tell how many features have characters that XML cannot hold."""
    selection = outgoing.selection
    texts = [column.column for column in selection.columns if column.field.kind == "text"]
    bad = or_(*(text.op("~")(UNWRITABLE) for text in texts))
    counting = selection.rows(func.count()).where(bad).order_by(None)
    row = outgoing.snapshot.connection.execute(render(counting).encode()).fetchone()
    return (replaced(row[0]),) if row and row[0] else ()


def replaced(features: int) -> Text:
    """Say that so many features had characters that the format cannot hold."""
    return Text(
        vi=f"{features} đối tượng có ký tự điều khiển mà định dạng này không chứa được; đã thay bằng «{REPLACEMENT}».",
        en=f"{features} features have control characters that this format cannot hold; “{REPLACEMENT}” stands instead.",
    )


def write_kml(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write one folder of placemarks; raises BadInputError for another CRS than 4326."""
    if outgoing.crs != SRID:
        raise _refuse(outgoing.crs)
    statement = render(outgoing.selection.rows(_placemark(outgoing.selection)))
    with path.open("wb", buffering=1 << 20) as target, outgoing.snapshot.copied(statement) as placemarks:
        target.write(_opening(outgoing).encode())
        for row, placemark in enumerate(placemarks):
            target.write(placemark)
            if row % _TELL_EVERY == 0:
                outgoing.tell(row)
        target.write(b"</Folder>\n</Document>\n</kml>\n")
    return _spoiled(outgoing)
