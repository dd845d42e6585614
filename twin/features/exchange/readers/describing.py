"""A run-time layer from a file: its columns as fields under their own names, with kinds told honestly.

What identifies (codes, numbers with leading zeros) stays text; a column is a number, a day or a yes-or-no only
if every value of the sample is one.
"""

import colorsys
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely
from pydantic import ValidationError

from twin.errors import BadInputError
from twin.features.exchange.folding import fold, fold_name
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers import dates, numbers, points
from twin.features.exchange.readers.columns import distinct_texts
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.planning import Sample
from twin.features.exchange.readers.points import ShapeReader, find_shapes
from twin.features.exchange.readers.values import FALSE_WORDS, TRUE_WORDS
from twin.features.exchange.readers.wkb import parse_wkb
from twin.features.exchange.texts import is_text
from twin.vocabulary import SYSTEM_FIELDS, Field, FieldKind, GeometryType, Layer, Style, Text

GROUP = "added"
_STAMPED = frozenset(field.name for field in SYSTEM_FIELDS) - {"valid_from", "valid_to", "source"}
_KML_SETTINGS = frozenset({"altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon"})
_CODE_NAME = re.compile(r"(^|[ _])(ma|id|code|fid|gid|uuid|osm id)($|[ _])")
_TITLE_NAMES = ("name", "ten", "tengoi", "title", "tieude", "label")
_WHOLE = re.compile(r"-?(0|[1-9]\d{0,17})")
_LOSES = re.compile(r"0\d|\d{16}")
"""Digits that a number would lose: leading zeros, and the end of what is too long for one."""
_LONGEST_NAME = 200
_DIMENSIONS: dict[int, GeometryType] = {0: "Point", 1: "LineString", 2: "Polygon"}
_GOLDEN = 0.618


def describe_layer(sample: Sample, path: Path, layer_id: str, options: ReadOptions) -> Layer:
    """Return the layer. Raises `BadInputError` for an id that cannot be one, or a table without coordinates."""
    header = sample.header
    columns = find_shapes(header.schema.names, options.mapping) if not header.has_geometry else None
    skipped = {*(columns.taken if columns else ()), *([header.row_id] if header.row_id else ())}
    fields = tuple(_describe_fields(sample, skipped))
    shapes = ShapeReader(columns, points.survey(columns, sample.table).mark) if columns else None
    title = " ".join(re.sub(r"[_\-]+", " ", path.stem).split()) or layer_id
    title_field = _find_title(fields)
    try:
        return Layer(
            id=layer_id,
            title=Text(vi=title, en=title),
            description=Text(vi=f"Nhập từ tệp {path.name}.", en=f"Added from the file {path.name}."),
            group=GROUP,
            geometry=_find_geometry(sample, shapes),
            fields=fields,
            style=_choose_style(layer_id, title_field),
            title_field=title_field,
            min_zoom=9,
            run_time=True,
        )
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        raise BadInputError(
            vi=f"Không tạo được lớp {quote(layer_id)} (mã lớp gồm chữ thường, số, gạch dưới, tối đa 40 ký tự): {said}.",
            en=f"No layer {quote(layer_id)} can be made (an id is lower-case letters, digits and underscores, at most "
            f"40): {said}.",
        ) from error


def _describe_fields(sample: Sample, skipped: set[str]) -> list[Field]:
    """Return a field for each column that holds something a layer can keep."""
    fields = []
    for name, values in sample.table.items():
        kind = _find_kind(name, values)
        is_system = name in _STAMPED or (name in {"valid_from", "valid_to"} and kind in {"date", "datetime"})
        is_setting = sample.header.format in {"kml", "kmz"} and name.lower() in _KML_SETTINGS
        if name in skipped or is_system or is_setting or kind is None or not name.strip():
            continue
        label = name[:_LONGEST_NAME]
        fields.append(Field(name=label, label=Text(vi=label, en=label), kind=kind, on_map=False))
    return fields


def _find_kind(name: str, values: pa.Array) -> FieldKind | None:
    """Return what a column holds; None for bytes, which no field can."""
    kind = values.type
    if pa.types.is_binary(kind):
        return None
    if is_text(kind) or pa.types.is_integer(kind):
        plain = "integer" if pa.types.is_integer(kind) else _find_text_kind(distinct_texts(values))
        return "text" if _is_code(name) else plain
    return next((found for matches, found in _TYPED if matches(kind)), "text")


_TYPED: tuple[tuple[Callable[[pa.DataType], bool], FieldKind], ...] = (
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
)


def _is_code(name: str) -> bool:
    """Tell whether a name says that its values identify: `ma_xa`, `osm_id`, `code`."""
    return bool(_CODE_NAME.search(fold(name))) or fold_name(name).endswith(("code", "id"))


def _find_text_kind(texts: list[str]) -> FieldKind:
    known = [text.strip() for text in texts if not numbers.is_unknown(text)]
    if not known:
        return "text"
    if all(_WHOLE.fullmatch(text) for text in known):
        return "integer"
    if _are_numbers(known):
        return "number"
    if {fold(text) for text in known} <= (TRUE_WORDS | FALSE_WORDS) - {"x", "v", "t", "f", "y", "n"}:
        return "boolean"
    form = dates.survey(known)
    if not form.serials and not any(isinstance(dates.read_date(text, form), str) for text in known):
        return "date" if not any(":" in text for text in known) else "datetime"
    return "text"


def _are_numbers(texts: list[str]) -> bool:
    """Tell whether all texts are plain numbers whose decimal mark is beyond doubt."""
    written = [numbers.dissect(text) for text in texts]
    if any(one is None or one.unit or _LOSES.match(one.digits) for one in written):
        return False
    evidence = numbers.survey(texts)
    return not evidence.either or evidence.mark is not None


def _find_title(fields: tuple[Field, ...]) -> str | None:
    """Return the text field that names a feature."""
    texts = [field.name for field in fields if field.kind == "text"]
    for wanted in _TITLE_NAMES:
        found = next((name for name in texts if fold_name(name) == wanted), None)
        if found is not None:
            return found
    return next((name for name in texts if fold(name).split(" ")[0] in {"ten", "name"}), None)


def _find_geometry(sample: Sample, shapes: ShapeReader | None) -> GeometryType:
    """Return the type that holds what the sample shows, where the file declares nothing wider."""
    if shapes is not None:
        met = shapes.read_shapes(sample.table).shapes
    else:
        met = parse_wkb(sample.wkb).shapes if sample.wkb is not None else np.array([], dtype=object)
    kinds = {int(kind) for kind in shapely.get_type_id(met)}
    dimensions = {int(size) for size in shapely.get_dimensions(met)} - {-1}
    rows = sample.header.rows
    is_whole = rows is not None and rows <= len(met)
    declared = (sample.header.geometry or "Unknown").split(" ")[0].removeprefix("2.5D").removeprefix("Multi")
    if _COLLECTION in kinds or len(dimensions) != 1:
        return "Geometry"
    found = _DIMENSIONS[dimensions.pop()]
    return found if is_whole or declared == found or shapes is not None else "Geometry"


_COLLECTION = 7


def _choose_style(layer_id: str, title_field: str | None) -> Style:
    """Return a quiet style whose hue depends on the id alone."""
    number = int.from_bytes(hashlib.sha256(layer_id.encode()).digest()[:4], "big")
    hue = number * _GOLDEN % 1
    return Style(
        colour=_hex(hue, 0.45, 0.62),
        outline=_hex(hue, 0.30, 0.62),
        opacity=0.75,
        width=3,
        label_field=title_field,
    )


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(
        f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
