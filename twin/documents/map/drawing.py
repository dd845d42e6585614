"""A map of a ward for paper: layers over its outline, legend, scale, north and sources, drawn as SVG.

Widths and radii are the style's, whose pixels are smaller here than on a screen; colours and classes are the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from twin.analysis.projection import to_metres
from twin.documents.document import Picture
from twin.documents.map.classes import entry_number
from twin.documents.map.grids import MapGrid
from twin.documents.map.labels import draw_labels
from twin.documents.map.margin import draw_legend, draw_north, draw_scale, draw_sources
from twin.documents.map.paths import UNITS, Frame, frame_of, parts_of, path_of
from twin.documents.page.html import FAMILY
from twin.features.legend import LegendEntry, legend_of
from twin.vocabulary import Layer

PIXEL = 0.13 * UNITS
"""A pixel of a style, on paper: half of what it is on most screens, since paper is looked at from nearer."""
HALO = "#ffffff"
GROUND = "#fbfaf7"


@dataclass(frozen=True, slots=True)
class MapFeature:
    """What is drawn of a feature: its geometry in WGS 84, and the fields that the layer's style reads."""

    geometry: Any
    properties: Mapping[str, Any] = field(default_factory=dict)
    label: str | None = None


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer with its features, sorted by the lines of its legend."""

    layer: Layer
    legend: tuple[LegendEntry, ...]
    classed: tuple[tuple[MapFeature, ...], ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(len(features) for features in self.classed)


def classify(layer: Layer, features: Iterable[MapFeature]) -> MapLayer:
    """Return the layer with each feature under its line of the legend."""
    legend = tuple(legend_of(layer))
    classed: list[list[MapFeature]] = [[] for _ in legend]
    for feature in features:
        number = entry_number(legend, feature.properties)
        if number is not None:
            classed[number].append(feature)
    return MapLayer(layer, legend, tuple(map(tuple, classed)))


def _projected(geometries: Iterable[Any], srid: int) -> list[Any]:
    from numpy import array

    shapes = array([*geometries, None], dtype=object)[:-1]
    return list(to_metres(shapes, srid))


def _stroke(path: str, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    cap = "butt" if dash else "round"
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}" stroke-linecap="{cap}"'
        f' stroke-linejoin="round"{dashed}/>'
    )


def _fill(path: str, colour: str, opacity: float) -> str:
    return f'<path d="{path}" fill="{colour}" fill-opacity="{opacity:g}"/>'


def _draw_shape(shape: str, path: str, entry: LegendEntry) -> str:
    width = entry.width * PIXEL
    match shape:
        case "Polygon":
            # A line as wide as a small house would hide its colour.
            edge = _stroke(path, entry.outline, max(width / 2, 0.2)) if entry.outline else ""
            return _fill(path, entry.colour, entry.opacity) + edge
        case "Point":
            return _fill(path, entry.colour, entry.opacity) + _stroke(
                path, entry.outline or HALO, 0.8 * PIXEL
            )
    casing = _stroke(path, entry.outline, width + 2 * PIXEL) if entry.outline else ""
    return casing + _stroke(path, entry.colour, width, " ".join(f"{part * width:.1f}" for part in entry.dash))


def _draw_entry(frame: Frame, entry: LegendEntry, geometries: Sequence[Any]) -> str:
    paths: dict[str, list[str]] = {"Polygon": [], "LineString": [], "Point": []}
    for geometry in geometries:
        for part in parts_of(frame.cut(geometry)):
            shape = "LineString" if part.geom_type == "LinearRing" else part.geom_type
            paths[shape].append(path_of(frame, part, entry.width * PIXEL))
    return "".join(_draw_shape(shape, "".join(drawn), entry) for shape, drawn in paths.items() if drawn)


def _draw_outline(frame: Frame, outline: Any) -> str:
    path = "".join(path_of(frame, part, 0) for part in parts_of(outline))
    return _stroke(path, "#5c3317", 2.2 * PIXEL, "18 6 4 6")


def _rim(frame: Frame) -> str:
    """Draw the frame's edge, all of it inside: half of a line on the rim of a picture is cut off."""
    return (
        f'<rect x="1" y="1" width="{frame.width - 2:.1f}" height="{frame.height - 2:.1f}" fill="none" stroke="#000"'
        ' stroke-width="2"/>'
    )


def _draw_layers(frame: Frame, layers: Sequence[MapLayer], srid: int) -> tuple[str, str]:
    """Return the drawn layers, lowest first, and their labels on top of all."""
    drawn, named = [], []
    for one in sorted(layers, key=lambda one: one.layer.order):
        for entry, features in zip(one.legend, one.classed, strict=True):
            places = _projected((feature.geometry for feature in features), srid)
            drawn.append(_draw_entry(frame, entry, places))
            named += [
                (feature.label, place)
                for feature, place in zip(features, places, strict=True)
                if feature.label
            ]
    return "".join(drawn), draw_labels(frame, named)


@dataclass(frozen=True, slots=True)
class MapSheet:
    """What a map on paper shows. `outline` is the ward in WGS 84, and says what the map covers."""

    layers: tuple[MapLayer, ...]
    outline: Any
    caption: str
    sources: tuple[str, ...]
    dated: date
    width: float = 160
    """Of the whole picture, in millimetres."""
    height: float = 135
    """Of the map itself at most, without what stands below it."""
    srid: int = 5897
    grid: MapGrid | None = None
    """A raster under the layers, in the metric system."""


def draw_map(sheet: MapSheet) -> Picture:
    """Return the map as a picture. Raises UnavailableError where the fonts are missing."""
    [outline] = _projected([sheet.outline], sheet.srid)
    frame = frame_of(outline, sheet.width * UNITS, sheet.height * UNITS)
    ground, names = _draw_layers(frame, sheet.layers, sheet.srid)
    painted = "" if sheet.grid is None else sheet.grid.draw(frame)
    legend, legend_height = draw_legend(sheet.layers, frame.width, sheet.grid)
    words = [
        *sheet.sources,
        f"Hệ tọa độ VN-2000, EPSG:{sheet.srid}. Vẽ theo số liệu đến ngày {sheet.dated:%d/%m/%Y}.",
    ]
    sources, sources_height = draw_sources(words, frame.width)
    below = frame.height + 3 * UNITS
    height = below + legend_height + sources_height
    edge = f'width="{frame.width:.1f}" height="{frame.height:.1f}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:.1f} {height:.1f}"'
        f' width="{sheet.width:g}mm" height="{height / UNITS:.2f}mm" font-family="{escape(FAMILY)}">'
        f'<rect {edge} fill="{GROUND}"/>{painted}{ground}{_draw_outline(frame, outline)}{names}'
        f"{draw_scale(frame)}{draw_north(frame)}{_rim(frame)}"
        f'<g transform="translate(0 {below:.1f})">{legend}</g>'
        f'<g transform="translate(0 {below + legend_height:.1f})">{sources}</g></svg>'
    )
    return Picture(
        svg=svg,
        width=sheet.width,
        height=round(height / UNITS, 2),
        caption=sheet.caption,
        description=_describe(sheet),
    )


def _describe(sheet: MapSheet) -> str:
    """Say in words what the legend counts."""
    told = (
        f"{one.layer.title.vi}: "
        + ", ".join(f"{entry.label.vi} {count}" for entry, count in zip(one.legend, one.counts, strict=True))
        for one in sheet.layers
        if not one.layer.base_map
    )
    return f"{sheet.caption}. {'; '.join(told)}"
