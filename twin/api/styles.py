"""How the layers are drawn: OGC API - Styles with MapLibre's style documents, legends, and the viewer's catalogue.

There is a style of all layers together, and one of each layer, called by the layer's id.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from twin.api.collections import STYLE_JSON
from twin.api.doors import Asked, Asking, add_door
from twin.api.replies import GEOJSON, Reply
from twin.features.catalogue import Catalogue, read_bounds, read_catalogue, tiles_path, version_of
from twin.features.legend import LegendEntry, legend_of
from twin.features.style import document_of, layers_of, source_of
from twin.vocabulary import GeometryType, Layer, Text

WHOLE = "twin"
"""The style of all layers; a layer that bears this id has its style under its collection alone."""

SPECIFICATION = "https://maplibre.org/maplibre-style-spec/"
_TITLE = Text(vi="Cả thành phố", en="The whole city")
_ABOUT = Text(
    vi="Mọi lớp theo thứ tự vẽ, nhìn từ xa thì gộp theo ô.",
    en="Every layer in drawing order; from afar gathered in cells.",
)
_STYLES = Text(vi="Các kiểu vẽ", en="Styles")
_DOCUMENT = Text(vi="Kiểu vẽ MapLibre", en="MapLibre style")
_METADATA = Text(vi="Về kiểu vẽ này", en="About this style")
_KINDS: dict[GeometryType, str] = {
    "Point": "points",
    "LineString": "lines",
    "Polygon": "polygons",
    "MultiPolygon": "polygons",
    "Geometry": "any",
}
_LEGEND = TypeAdapter(list[LegendEntry])


def _tiles(asking: Asking, layer: Layer) -> str:
    return f"{asking.base}{tiles_path(layer, asking.service.watch.version_of(layer))}"


def _path(layer: Layer) -> str:
    return f"/collections/{layer.id}/style" if layer.id == WHOLE else f"/styles/{layer.id}"


def _entry(asking: Asking, style_id: str, title: Text, path: str) -> dict[str, Any]:
    links = [asking.link("stylesheet", path, asking.say(_DOCUMENT), STYLE_JSON)]
    if path.startswith("/styles/"):
        links.append(asking.link("describedby", f"{path}/metadata", asking.say(_METADATA)))
    return {"id": style_id, "title": asking.say(title), "links": links}


def _entry_of(asking: Asking, layer: Layer) -> dict[str, Any]:
    return _entry(asking, layer.id, layer.title, _path(layer))


async def styles(asking: Asked) -> Reply:
    """List the styles: one of all layers, and one of each that the user may read."""
    layers = asking.layers()
    whole = _entry(asking, WHOLE, _TITLE, f"/styles/{WHOLE}")
    document = {
        "title": asking.say(_STYLES),
        "default": WHOLE,
        "styles": [whole, *(_entry_of(asking, layer) for layer in layers)],
        "links": [asking.link("self", "/styles", asking.say(_STYLES))],
    }
    return asking.reply(document, stamp=version_of(layers, asking.service.watch))


async def layer_styles(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """List the styles of a layer: one."""
    layer = asking.layer(collectionId)
    path = f"/collections/{layer.id}/styles"
    document = {
        "title": asking.say(layer.title),
        "default": layer.id,
        "styles": [_entry_of(asking, layer)],
        "links": [asking.link("self", path, asking.say(layer.title))],
    }
    return asking.reply(document, stamp=asking.service.stamp(layer))


async def style(asking: Asked, styleId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return a MapLibre style: of all layers together, or of one alone."""
    if styleId != WHOLE:
        return await layer_style(asking, styleId)
    layers = asking.layers()
    stamp = version_of(layers, asking.service.watch)
    if unchanged := asking.unchanged(stamp):
        return unchanged
    box = await read_bounds(asking.user, asking.service.summaries, asking.service.ward)
    tiles = {layer.id: _tiles(asking, layer) for layer in layers}
    bounds = (box.west, box.south, box.east, box.north)
    return asking.reply(document_of(list(layers), tiles, bounds, WHOLE), STYLE_JSON, stamp=stamp)


async def layer_style(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return a MapLibre style of one layer alone."""
    layer = asking.layer(collectionId)
    document = {
        "version": 8,
        "name": layer.id,
        "sources": {layer.id: source_of(layer, _tiles(asking, layer))},
        "layers": layers_of(layer),
    }
    return asking.reply(document, STYLE_JSON, stamp=asking.service.stamp(layer))


def _drawn(asking: Asking, layer: Layer) -> dict[str, Any]:
    """Tell what a style needs of a layer, and where a sample of it is."""
    needed = (layer.by_name[name] for name in layer.style.fields if name in layer.by_name)
    sample = asking.link("items", f"/collections/{layer.id}/items", asking.say(layer.title), GEOJSON)
    return {
        "id": layer.id,
        "description": asking.say(layer.description),
        "type": _KINDS[layer.geometry],
        "attributes": [{"id": field.name, "type": field.kind} for field in needed],
        "sampleData": sample,
    }


async def style_metadata(asking: Asked, styleId: str) -> Reply:  # noqa: N803 - OGC's name
    """Tell of a style: what it draws, which attributes of which layers it reads, where its document is."""
    layers = asking.layers() if styleId == WHOLE else (asking.layer(styleId),)
    title, about = (_TITLE, _ABOUT) if styleId == WHOLE else (layers[0].title, layers[0].description)
    path = f"/styles/{styleId}"
    sheet = {
        "title": asking.say(_DOCUMENT),
        "version": "8",
        "specification": SPECIFICATION,
        "native": True,
        "tilingScheme": "WebMercatorQuad",
        "link": asking.link("stylesheet", path, asking.say(_DOCUMENT), STYLE_JSON),
    }
    document = {
        "id": styleId,
        "title": asking.say(title),
        "description": asking.say(about),
        "scope": "style",
        "stylesheets": [sheet],
        "layers": [_drawn(asking, layer) for layer in layers],
        "links": [asking.link("self", f"{path}/metadata", asking.say(_METADATA))],
    }
    return asking.reply(document, stamp=version_of(layers, asking.service.watch))


async def legend(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return the lines of a layer's legend, each with the filter that finds its features."""
    layer = asking.layer(collectionId)
    lines = _LEGEND.dump_python(legend_of(layer), mode="json")
    return asking.reply(lines, stamp=asking.service.stamp(layer))


async def catalogue(asking: Asked) -> Reply:
    """Return everything that the viewer is built from."""
    service = asking.service
    await service.derivations.current(*asking.layers())
    stamp = version_of(asking.layers(), service.watch)
    if unchanged := asking.unchanged(stamp):
        return unchanged
    found = await read_catalogue(asking.user, service.summaries, service.ward)
    return asking.reply(found.model_dump(mode="json"), stamp=stamp)


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, "/styles", styles, tags=["Styles"], operation_id="getStyles")
    add_door(app, "/styles/{styleId}", style, tags=["Styles"], operation_id="getStyle")
    metadata = "/styles/{styleId}/metadata"
    add_door(app, metadata, style_metadata, tags=["Styles"], operation_id="getStyleMetadata")
    one = "/collections/{collectionId}"
    add_door(app, f"{one}/styles", layer_styles, tags=["Styles"], operation_id="getLayerStyles")
    add_door(app, f"{one}/style", layer_style, tags=["Styles"], operation_id="getLayerStyle")
    lines: dict[str, Any] = {"operation_id": "getLegend", "response_model": list[LegendEntry]}
    add_door(app, f"{one}/legend", legend, tags=["Styles"], **lines)
    whole: dict[str, Any] = {"operation_id": "getCatalogue", "response_model": Catalogue}
    add_door(app, "/catalogue", catalogue, tags=["Styles"], **whole)
