"""The legend of a layer: a line for each look that a feature may have on the map, and nothing else."""

from typing import Literal

from pydantic import JsonValue

from twin.features.style import ALL, condition_of
from twin.vocabulary import UNKNOWN, Field, Frozen, GeometryType, Layer, StyleClass, Text

Symbol = Literal["point", "line", "polygon"]

OTHER = Text(vi="Khác", en="Other")
_SYMBOLS: dict[GeometryType, Symbol] = {
    "Point": "point",
    "LineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
    "Geometry": "polygon",
}


class LegendEntry(Frozen):
    """One look. `filter` is a MapLibre expression that is true of exactly the features that have it."""

    label: Text
    symbol: Symbol
    colour: str
    outline: str | None
    width: float
    dash: tuple[float, ...]
    opacity: float
    filter: JsonValue


def _entry(layer: Layer, label: Text, colour: str, width: float | None, wanted: JsonValue) -> LegendEntry:
    style = layer.style
    return LegendEntry(
        label=label,
        symbol=_SYMBOLS[layer.geometry],
        colour=colour,
        outline=style.outline,
        width=style.width if width is None else width,
        dash=style.dash,
        opacity=style.opacity,
        filter=wanted,
    )


def _ranges_cover(field: Field, classes: tuple[StyleClass, ...]) -> bool:
    """Tell whether every number that the field admits falls into a class; `maximum` of a class is exclusive."""
    reached = field.minimum
    ordered = sorted(classes, key=lambda known: -float("inf") if known.minimum is None else known.minimum)
    for known in ordered:
        if known.minimum is not None and (reached is None or known.minimum > reached):
            return False
        if known.maximum is None:
            return True
        reached = known.maximum
    return field.maximum is not None and reached is not None and field.maximum < reached


def _classes_cover(field: Field, classes: tuple[StyleClass, ...]) -> bool:
    listed = {value for known in classes for value in known.values}
    match field.kind:
        case "choice":
            return {choice.value for choice in field.choices} - {UNKNOWN.value} <= listed
        case "boolean":
            return listed >= {True, False}
        case "integer" | "number" if not listed:
            return _ranges_cover(field, classes)
    return False


def _may_be_unknown(field: Field, classes: tuple[StyleClass, ...]) -> bool:
    if any(UNKNOWN.value in known.values for known in classes):
        return False
    return not field.required or any(choice.value == UNKNOWN.value for choice in field.choices)


def _rest_label(layer: Layer, field: Field) -> Text | None:
    """Name what falls into no class, or return None where nothing can."""
    unknown = _may_be_unknown(field, layer.style.classes)
    covered = _classes_cover(field, layer.style.classes)
    label = layer.style.unknown_label
    match unknown, covered:
        case True, True:
            return label
        case True, False:
            return Text(vi=f"{label.vi} hoặc khác", en=f"{label.en} or other")
        case False, False:
            return OTHER
    return None


def legend_of(layer: Layer) -> list[LegendEntry]:
    """Return the lines of the layer's legend, in the order in which its classes are declared."""
    style = layer.style
    if style.by is None:
        return [_entry(layer, layer.title, style.colour, None, ALL)]
    conditions = [condition_of(style.by, known) for known in style.classes]
    entries = [
        _entry(layer, known.label, known.colour, known.width, condition)
        for known, condition in zip(style.classes, conditions, strict=True)
    ]
    rest = _rest_label(layer, layer.by_name[style.by])
    if rest is not None:
        entries.append(_entry(layer, rest, style.colour, None, ["!", ["any", *conditions]]))
    return entries
