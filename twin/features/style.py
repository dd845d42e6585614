"""A layer as MapLibre draws it, and so as its legend tells it.

Which features belong to a class is said once, in `condition_of`: the colours, the widths and the legend's
filters all read it, so that a legend line can never claim what the map does not draw. Tiles leave a field out
where its value is unknown, so an unknown value is asked with `["!", ["has", field]]` and is never zero.
"""

import math
from collections.abc import Iterator
from typing import Literal

from pydantic import JsonValue

from twin.vocabulary import UNKNOWN, GeometryType, Layer, StyleClass

Expression = JsonValue
"""A MapLibre style expression, which is JSON."""

Part = Literal[
    "fill", "casing", "line", "circle", "extrusion", "label",
    "overview-fill", "overview-line", "overview-circle",
]  # fmt: skip

FONT: list[JsonValue] = ["Be Vietnam Pro", "sans-serif"]
"""CSS families: without a `glyphs` URL MapLibre draws text from the page's own web fonts."""

MAX_TILE_ZOOM = 16
"""Deeper zooms are drawn from these tiles: a tile unit is then 0.15 m, under a pixel of zoom 19."""

COUNT = "twin:count"
"""The property of a cell of an overview that says how many features it stands for."""

OVERVIEW = "overview"
"""The source layer `<id>.overview` holds a layer's cells."""

LABEL = "label"
"""The source layer `<id>.label` holds the points at which things with an inside are named: each once, in one tile."""

HALO = "#ffffff"
INK = "#343a40"
FADED_HEIGHT_OPACITY = 0.9
ALL: Expression = ["all"]
"""A filter that every feature passes."""

_SHAPES: dict[GeometryType, tuple[str, ...]] = {
    "Point": ("circle",),
    "LineString": ("line",),
    "Polygon": ("fill",),
    "MultiPolygon": ("fill",),
    "Geometry": ("fill", "line", "circle"),
}
_SHAPE_GEOMETRY = {"fill": "Polygon", "line": "LineString", "circle": "Point"}


def tile_zooms(layer: Layer) -> tuple[int, int]:
    """Return the zooms between which a layer has tiles: below `Layer.min_zoom`, tiles of its overview."""
    return 0, max(layer.min_zoom, MAX_TILE_ZOOM)


def is_named_at_points(layer: Layer) -> bool:
    """Tell whether labels have a source layer of their own: in each tile that an area crosses it would be named anew."""
    return layer.style.label_field is not None and layer.geometry not in {"Point", "LineString"}


def label_zoom(layer: Layer) -> int:
    """Return the first zoom whose tiles must hold the labels."""
    return min(math.floor(max(layer.style.label_min_zoom, layer.min_zoom)), tile_zooms(layer)[1])


def _in_range(value: Expression, style_class: StyleClass) -> Expression:
    bounds: list[JsonValue] = [["==", ["typeof", value], "number"]]
    if style_class.minimum is not None:
        bounds.append([">=", value, style_class.minimum])
    if style_class.maximum is not None:
        bounds.append(["<", value, style_class.maximum])
    return ["all", *bounds]


def condition_of(field: str, style_class: StyleClass) -> Expression:
    """Return the expression that is true of the features of one class.

    A class that takes the value `unknown` also takes features that carry no value at all.
    """
    value: Expression = ["get", field]
    if not style_class.values:
        return _in_range(value, style_class)
    listed: Expression = ["in", value, ["literal", list(style_class.values)]]
    if UNKNOWN.value in style_class.values:
        return ["any", unknown_condition(field), listed]
    return listed


def unknown_condition(field: str) -> Expression:
    """Return the expression that is true of features whose value of this field nobody knows."""
    return ["any", ["!", ["has", field]], ["==", ["get", field], UNKNOWN.value]]


def _by_class(layer: Layer, values: list[JsonValue], otherwise: JsonValue) -> Expression:
    field = layer.style.by
    if field is None or all(value == otherwise for value in values):
        return otherwise
    cases: list[JsonValue] = []
    for style_class, value in zip(layer.style.classes, values, strict=True):
        cases += [condition_of(field, style_class), value]
    return ["case", *cases, otherwise]


def colour_of(layer: Layer) -> Expression:
    """Return the layer's colour, or the expression that tells it by class."""
    return _by_class(layer, [style_class.colour for style_class in layer.style.classes], layer.style.colour)


def _scaled(layer: Layer, factor: float, extra: float) -> Expression:
    base = layer.style.width
    widths = [base if known.width is None else known.width for known in layer.style.classes]
    return _by_class(
        layer, [round(width * factor + extra, 2) for width in widths], round(base * factor + extra, 2)
    )


def _width(layer: Layer, least: float, most: float, extra: float = 0) -> Expression:
    """Grow with the zoom: the declared size three zooms after the first, `most` times it at seven."""
    stops: list[JsonValue] = []
    for zoom, factor in ((0, least), (3, 1.0), (7, most)):
        stops += [layer.min_zoom + zoom, _scaled(layer, factor, extra)]
    return ["interpolate", ["exponential", 1.5], ["zoom"], *stops]


def _layer(layer: Layer, part: Part, kind: str, **rest: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": f"{layer.id}:{part}",
        "type": kind,
        "source": layer.id,
        "source-layer": layer.id,
        "minzoom": layer.min_zoom,
        "metadata": {"twin:layer": layer.id, "twin:part": part},
        **rest,
    }


def _filter_of(layer: Layer, shape: str) -> dict[str, JsonValue]:
    if layer.geometry != "Geometry":
        return {}
    return {"filter": ["==", ["geometry-type"], _SHAPE_GEOMETRY[shape]]}


def _stroke(
    layer: Layer, part: Part, colour: Expression, opacity: float = 1, wider: float = 0
) -> dict[str, JsonValue]:
    paint: dict[str, JsonValue] = {
        "line-color": colour,
        "line-width": _width(layer, 0.4, 3, wider),
        "line-opacity": opacity,
    }
    if layer.style.dash and part == "line":
        paint["line-dasharray"] = list(layer.style.dash)
    cap = "butt" if layer.style.dash else "round"
    return _layer(layer, part, "line", layout={"line-cap": cap, "line-join": "round"}, paint=paint)


def _fills(layer: Layer) -> Iterator[dict[str, JsonValue]]:
    paint: dict[str, JsonValue] = {"fill-color": colour_of(layer), "fill-opacity": layer.style.opacity}
    yield _layer(layer, "fill", "fill", paint=paint, **_filter_of(layer, "fill"))
    if layer.style.outline is not None and layer.geometry != "Geometry":
        yield _stroke(layer, "line", layer.style.outline)


def _lines(layer: Layer) -> Iterator[dict[str, JsonValue]]:
    if layer.style.outline is not None and layer.geometry != "Geometry":
        yield _stroke(layer, "casing", layer.style.outline, wider=2)
    yield {**_stroke(layer, "line", colour_of(layer), layer.style.opacity), **_filter_of(layer, "line")}


def _circles(layer: Layer) -> Iterator[dict[str, JsonValue]]:
    paint: dict[str, JsonValue] = {
        "circle-color": colour_of(layer),
        "circle-opacity": layer.style.opacity,
        "circle-radius": _width(layer, 0.5, 1.8),
        "circle-stroke-color": layer.style.outline or HALO,
        "circle-stroke-width": 1.5,
    }
    yield _layer(layer, "circle", "circle", paint=paint, **_filter_of(layer, "circle"))


def _far(layer: Layer, part: Part, kind: str, shape: str, **rest: JsonValue) -> dict[str, JsonValue]:
    """Draw cells: only tiles from afar have them, so that they need no zooms of their own."""
    own: Expression = ["==", ["geometry-type"], _SHAPE_GEOMETRY[shape]]
    drawn = _layer(layer, part, kind, filter=own, **rest) | {"source-layer": f"{layer.id}.{OVERVIEW}"}
    del drawn["minzoom"]
    return drawn


def _by_count(*stops: tuple[int, float]) -> Expression:
    """Grow with the number of features that a cell stands for, as its logarithm."""
    flat: list[JsonValue] = [part for count, value in stops for part in (round(math.log(count), 3), value)]
    return ["interpolate", ["linear"], ["ln", ["get", COUNT]], *flat]


def _overview(layer: Layer) -> Iterator[dict[str, JsonValue]]:
    """Yield what draws the cells of the layer's overview, in the layer's colours and by its classes."""
    colour, opacity = colour_of(layer), layer.style.opacity
    shapes = _SHAPES[layer.geometry]
    if "fill" in shapes:
        thin = _by_count((1, round(opacity * 0.35, 3)), (50, opacity))
        paint: dict[str, JsonValue] = {"fill-color": colour, "fill-opacity": thin, "fill-antialias": False}
        yield _far(layer, "overview-fill", "fill", "fill", paint=paint)
    if "line" in shapes:
        width = _scaled(layer, 0.4, 0)
        paint = {"line-color": colour, "line-width": width, "line-opacity": opacity}
        yield _far(layer, "overview-line", "line", "line", paint=paint)
    if "circle" in shapes:
        radius = _by_count((1, 3), (1000, 12))
        paint = {"circle-color": colour, "circle-opacity": opacity, "circle-radius": radius}
        paint |= {"circle-stroke-color": layer.style.outline or HALO, "circle-stroke-width": 1}
        yield _far(layer, "overview-circle", "circle", "circle", paint=paint)


_DRAWN = {"fill": _fills, "line": _lines, "circle": _circles}


def _extrusion(layer: Layer, height_field: str) -> dict[str, JsonValue]:
    height: Expression = ["get", height_field]
    return _layer(
        layer,
        "extrusion",
        "fill-extrusion",
        # A building whose height nobody knows has no box: its footprint stays, flat.
        filter=["all", ["==", ["typeof", height], "number"], [">", height, 0]],
        layout={"visibility": "none"},
        paint={
            "fill-extrusion-color": colour_of(layer),
            "fill-extrusion-height": height,
            "fill-extrusion-opacity": FADED_HEIGHT_OPACITY,
        },
    )


def _label(layer: Layer, label_field: str) -> dict[str, JsonValue]:
    layout: dict[str, JsonValue] = {
        "text-field": ["to-string", ["get", label_field]],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 12, 11, 18, 14],
        "text-max-width": 9,
    }
    if layer.geometry == "LineString":
        layout |= {"symbol-placement": "line", "text-padding": 8}
    elif layer.geometry == "Point":
        layout |= {"text-anchor": "top", "text-offset": [0, 0.8], "text-optional": True}
    paint: dict[str, JsonValue] = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 1.5}
    zooms: dict[str, JsonValue] = {"minzoom": max(layer.style.label_min_zoom, layer.min_zoom)}
    if layer.style.label_max_zoom is not None:
        zooms["maxzoom"] = layer.style.label_max_zoom
    if is_named_at_points(layer):
        zooms["source-layer"] = f"{layer.id}.{LABEL}"
    return _layer(layer, "label", "symbol", layout=layout, paint=paint) | zooms


def layers_of(layer: Layer) -> list[dict[str, JsonValue]]:
    """Return the MapLibre layers that draw one layer, lowest first; its source bears the layer's id."""
    drawn = [*_overview(layer), *(part for shape in _SHAPES[layer.geometry] for part in _DRAWN[shape](layer))]
    if layer.style.height_field is not None and "fill" in _SHAPES[layer.geometry]:
        drawn.append(_extrusion(layer, layer.style.height_field))
    if layer.style.label_field is not None:
        drawn.append(_label(layer, layer.style.label_field))
    return drawn


_LIFTED = {"extrusion": 1, "label": 2}


def _height_in_pile(drawn: dict[str, JsonValue]) -> int:
    return _LIFTED.get(str(drawn["id"]).rpartition(":")[2], 0)


def pile(layers: list[Layer]) -> list[dict[str, JsonValue]]:
    """Return all MapLibre layers in drawing order: by `order`, then volumes, then every label on top."""
    drawn = [part for layer in sorted(layers, key=lambda layer: layer.order) for part in layers_of(layer)]
    return sorted(drawn, key=_height_in_pile)


def source_of(layer: Layer, tiles_url: str) -> dict[str, JsonValue]:
    """Return the MapLibre source of a layer; `tiles_url` has `{z}`, `{y}` and `{x}`."""
    least, most = tile_zooms(layer)
    return {"type": "vector", "tiles": [tiles_url], "minzoom": least, "maxzoom": most}


def document_of(
    layers: list[Layer], tiles: dict[str, str], bounds: tuple[float, float, float, float], name: str
) -> dict[str, JsonValue]:
    """Return a whole MapLibre style of these layers; `tiles` has each layer's absolute URL template."""
    west, south, east, north = bounds
    sources: dict[str, JsonValue] = {layer.id: source_of(layer, tiles[layer.id]) for layer in layers}
    background: dict[str, JsonValue] = {
        "id": "background",
        "type": "background",
        "paint": {"background-color": "#f4f1ec"},
    }
    return {
        "version": 8,
        "name": name,
        "center": [round((west + east) / 2, 5), round((south + north) / 2, 5)],
        "zoom": 14,
        "sources": sources,
        "layers": [background, *pile(layers)],
    }
