"""Where on the map things changed: the features that are of another class, that came and that went."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas.geodataframe import GeoDataFrame

from twin.city.comparing.verdicts import AFTER, BEFORE, CHOICES, CLASSES, VERDICT, Verdict, is_number
from twin.city.telling import plain
from twin.documents.map.classes import entry_number
from twin.features.legend import legend_of
from twin.reporting import Column, Direction, Drawing, Table
from twin.reporting.surfaces import RasterDrawing, RasterStyle
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Scalar, Style, StyleClass, Text

_LONGEST_ID = 40
_NO_CLASS = Text(vi="Không vẽ", en="Not drawn")
_NOWHERE = Text(vi="Không có", en="Not there")
_COUNT = Column("count", Text(vi="Số đối tượng", en="Features"), "integer", digits=0)


@dataclass(frozen=True)
class _Classed:
    """A feature's line of the legend, and the value that it was chosen by; None is unknown."""

    label: Text
    value: Any


def _classify(drawing: Drawing) -> dict[Hashable, _Classed]:
    legend, by = legend_of(drawing.layer), drawing.layer.style.by
    if by is None:
        return dict.fromkeys(drawing.frame.index.tolist(), _Classed(drawing.layer.title, "there"))
    found: dict[Hashable, _Classed] = {}
    for number, value in zip(drawing.frame.index.tolist(), map(plain, drawing.frame[by]), strict=True):
        place = entry_number(legend, {by: value})
        label = _NO_CLASS if place is None else legend[place].label
        found[number] = _Classed(label, None if value == UNKNOWN.value else value)
    return found


def _judge(one: _Classed, other: _Classed, better: Direction | tuple[Scalar, ...] | None) -> Verdict:
    if one.value is None or other.value is None:
        return "unknown"
    if isinstance(better, tuple):
        was, now = (
            better.index(value) if value in better else len(better) for value in (one.value, other.value)
        )
        return "changed" if was == now else "better" if now < was else "worse"
    if better is None or not (is_number(one.value) and is_number(other.value)):
        return "changed"
    return "better" if (other.value > one.value) == (better == "more") else "worse"


@dataclass(frozen=True)
class Moved:
    """The features that changed, as a drawing, and how many went from which class to which."""

    drawing: Drawing
    table: Table
    verdicts: tuple[Verdict, ...]


def compare_drawings(one: Drawing, other: Drawing) -> Moved | None:
    """Return what changed; None where features cannot be told apart by their ids."""
    if not (one.frame.index.is_unique and other.frame.index.is_unique) or one.of != other.of:
        return None
    before, after = _classify(one), _classify(other)
    rows: list[tuple[Hashable, Text, Text, Verdict]] = []
    for number in dict.fromkeys((*after, *before)):
        was, now = before.get(number), after.get(number)
        if was is None or now is None:
            there = was or now
            words = there.label if there else _NOWHERE
            rows.append(
                (number, _NOWHERE, words, "new") if was is None else (number, words, _NOWHERE, "gone")
            )
        elif was.label != now.label:
            rows.append((number, was.label, now.label, _judge(was, now, other.better)))
    return _moved(one, other, rows)


def _moved(one: Drawing, other: Drawing, rows: list[tuple[Hashable, Text, Text, Verdict]]) -> Moved:
    layer = _layer(other.layer, {text.en: text for row in rows for text in row[1:3]})
    shapes = [
        (other if number in other.frame.index else one).frame.geometry.loc[number] for number, *_ in rows
    ]
    named = _names(one, other, [row[0] for row in rows])
    frame: GeoDataFrame = GeoDataFrame(
        {
            **named,
            "before": [row[1].en for row in rows],
            "after": [row[2].en for row in rows],
            "change": [row[3] for row in rows],
        },
        geometry=shapes,
        index=pd.Index([row[0] for row in rows], name="id"),
        crs=4326,
    )
    return Moved(Drawing(layer, frame, other.of), _count(layer, rows), tuple(row[3] for row in rows))


def _names(one: Drawing, other: Drawing, numbers: list[Hashable]) -> dict[str, list[Any]]:
    title = other.layer.title_field
    if title is None or title not in other.frame or title not in one.frame:
        return {}
    sides = [(side.frame[title].to_dict()) for side in (one, other)]
    return {"name": [plain(sides[1].get(number, sides[0].get(number))) for number in numbers]}


def _layer(of: Layer, labels: dict[str, Text]) -> Layer:
    choices = tuple(Choice(value=name, label=label) for name, label in sorted(labels.items())) or (UNKNOWN,)
    named = (Field(name="name", label=Text(vi="Tên", en="Name")),) if of.title_field else ()
    return Layer(
        id=f"change_{of.id}"[:_LONGEST_ID],
        title=Text(vi=f"Thay đổi: {of.title.vi}", en=f"What changed: {of.title.en}"),
        description=Text(
            vi="Những đối tượng đổi nhóm, mới có hoặc không còn giữa hai kết quả.",
            en="The features whose class changed between two results, that came, or that went.",
        ),
        group=of.group,
        geometry=of.geometry,
        title_field="name" if named else None,
        fields=(
            *named,
            Field(name="before", label=BEFORE, kind="choice", choices=choices),
            Field(name="after", label=AFTER, kind="choice", choices=choices),
            Field(name="change", label=VERDICT.label, kind="choice", choices=CHOICES),
        ),
        style=Style(
            colour=UNKNOWN_COLOUR,
            by="change",
            classes=CLASSES,
            opacity=of.style.opacity,
            width=of.style.width + 1,
        ),
    )


def _count(layer: Layer, rows: list[tuple[Hashable, Text, Text, Verdict]]) -> Table:
    counts: dict[tuple[str, str, Verdict], int] = {}
    for _, was, now, verdict in rows:
        counts[was.en, now.en, verdict] = counts.get((was.en, now.en, verdict), 0) + 1
    columns = [
        Column(name, layer.by_name[name].label, "choice", choices=layer.by_name[name].choices)
        for name in ("before", "after")
    ]
    listed = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return Table(
        layer.id,
        layer.title,
        (*columns, _COUNT, VERDICT),
        tuple((was, now, count, verdict) for (was, now, verdict), count in listed),
    )


def compare_rasters(one: RasterDrawing, other: RasterDrawing) -> RasterDrawing | None:
    """Return how much more there is on each square; None where the two lie on other squares, or nothing changed."""
    placed = [
        (side.surface.cell, side.surface.west, side.surface.north, np.shape(side.surface.values))
        for side in (one, other)
    ]
    if placed[0] != placed[1]:
        return None
    change = np.subtract(other.surface.values, one.surface.values)
    most = float(np.nanmax(np.abs(change), initial=0.0, where=np.isfinite(change)))
    if most <= 0:
        return None
    title = Text(vi=f"Thay đổi: {other.title.vi}", en=f"What changed: {other.title.en}")
    style = RasterStyle(
        id="change", title=title, unit=other.style.unit, classes=_classes(most), opacity=other.style.opacity
    )
    return RasterDrawing(f"change_{other.id}"[:_LONGEST_ID], title, other.surface.holding(change), style)


def _classes(most: float) -> tuple[StyleClass, ...]:
    """Return four classes for less and more; what hardly changed is not drawn."""
    half, least = round(most / 2, 3), round(most / 50, 3) or most / 50
    ranges = (
        (None, -half, "#b2182b"),
        (-half, -least, "#f4a582"),
        (least, half, "#92c5de"),
        (half, None, "#2166ac"),
    )
    return tuple(
        StyleClass(label=_range(low, high), colour=colour, minimum=low, maximum=high)
        for low, high, colour in ranges
    )


def _range(low: float | None, high: float | None) -> Text:
    def comma(value: float) -> str:
        return f"{value:g}".replace(".", ",")

    if low is None:
        return Text(vi=f"Giảm hơn {comma(-(high or 0))}", en=f"Less by over {-(high or 0):g}")
    if high is None:
        return Text(vi=f"Tăng từ {comma(low)}", en=f"More by {low:g} and over")
    if high < 0:
        return Text(vi=f"Giảm {comma(-high)} - {comma(-low)}", en=f"Less by {-high:g} to {-low:g}")
    return Text(vi=f"Tăng {comma(low)} - {comma(high)}", en=f"More by {low:g} to {high:g}")
