"""How a raster is drawn, and so its legend: classes of one colour each, or colours that run into one another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Self

import numpy as np
from pydantic import Field as Described
from pydantic import model_validator

from twin.analysis.surface import Surface
from twin.vocabulary import Colour, Frozen, StyleClass, Text


class Stop(Frozen):
    """A value and its colour; between two stops the colours are mixed."""

    value: float
    colour: Colour


class RasterStyle(Frozen):
    """Either `classes` (half-open ranges) or `stops`, in order. What falls into no class is not drawn, nor the unknown.

    Beyond the first and last stop their colours go on.
    """

    id: str
    title: Text
    unit: str | None = None
    classes: tuple[StyleClass, ...] = ()
    stops: tuple[Stop, ...] = ()
    opacity: Annotated[float, Described(ge=0, le=1)] = 1.0

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if bool(self.classes) == bool(self.stops):
            raise ValueError(f"raster style {self.id}: either classes or stops")
        values = [stop.value for stop in self.stops]
        if values != sorted(set(values)):
            raise ValueError(f"raster style {self.id}: stops rise")
        return self


@dataclass(frozen=True)
class RasterDrawing:
    """Numbers on squares for the map, as a drawing is for features; NaN is unknown and is not drawn."""

    id: str
    title: Text
    surface: Surface = field(compare=False)
    style: RasterStyle


_BLUES = ("#c6dbef", "#9ecae1", "#6baed6", "#2171b5", "#08306b")
_FILM = 0.01
"""Metres: less water than this wets a street and is not drawn."""
_GROUND = ("#1a6b4f", "#6aa84f", "#c9d27a", "#e8cf8f", "#b98a56", "#8a5a3b")


def style_depths(edges: Sequence[float]) -> RasterStyle:
    """Return the style of a depth of water (metres) for the four edges between its classes."""
    bounds = [_FILM, *edges, None]
    classes = tuple(
        StyleClass(label=_label(least, most), colour=colour, minimum=least, maximum=most)
        for (least, most), colour in zip(pairwise(bounds), _BLUES, strict=True)
    )
    title = Text(vi="Độ sâu ngập", en="Depth of water")
    return RasterStyle(id="depth", title=title, unit="m", classes=classes, opacity=0.85)


def _label(least: float | None, most: float | None) -> Text:
    if least == _FILM:
        return Text(vi=f"Dưới {_comma(most)} m", en=f"Under {most:g} m")
    if most is None:
        return Text(vi=f"Từ {_comma(least)} m", en=f"{least:g} m and over")
    return Text(vi=f"{_comma(least)} - {_comma(most)} m", en=f"{least:g} to {most:g} m")


def _comma(value: float | None) -> str:
    return f"{value:g}".replace(".", ",")


def style_heights(ground: Surface) -> RasterStyle:
    """Return the style of a terrain: its own lows and highs from green to brown, but for the odd hundredth."""
    low, high = np.nanpercentile(ground.values, [1, 99])
    low, high = math.floor(low * 2) / 2, math.ceil(high * 2) / 2
    values = np.linspace(low, max(high, low + 1), len(_GROUND)).round(2).tolist()
    stops = tuple(Stop(value=value, colour=colour) for value, colour in zip(values, _GROUND, strict=True))
    return RasterStyle(
        id="heights", title=Text(vi="Cao độ mặt đất", en="Ground height"), unit="m", stops=stops
    )


SHADE_STYLE = RasterStyle(
    id="shade",
    title=Text(vi="Bóng địa hình", en="Hillshade"),
    stops=(Stop(value=0.0, colour="#000000"), Stop(value=1.0, colour="#ffffff")),
    opacity=0.5,
)
