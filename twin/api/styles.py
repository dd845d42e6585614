"""How the layers are drawn: MapLibre styles, legends, and the catalogue that the viewer is built from."""

from typing import Any

from fastapi import FastAPI
from pydantic import TypeAdapter

from twin.api.collections import STYLE_JSON
from twin.api.doors import Asked, add_door
from twin.api.replies import Reply
from twin.features.catalogue import Catalogue, read_bounds, read_catalogue, tiles_path, version_of
from twin.features.legend import LegendEntry, legend_of
from twin.features.style import document_of, layers_of, source_of
from twin.vocabulary import Layer

_LEGEND = TypeAdapter(list[LegendEntry])


def _tiles(asking: Asked, layer: Layer) -> str:
    return f"{asking.base}{tiles_path(layer, asking.service.watch.version_of(layer))}"


async def style(asking: Asked) -> Reply:
    """Return one MapLibre style of all layers."""
    layers = asking.layers()
    stamp = version_of(layers, asking.service.watch)
    if unchanged := asking.unchanged(stamp):
        return unchanged
    box = await read_bounds(asking.user, asking.service.summaries, asking.service.ward)
    tiles = {layer.id: _tiles(asking, layer) for layer in layers}
    bounds = (box.west, box.south, box.east, box.north)
    return asking.reply(document_of(list(layers), tiles, bounds, "twin"), STYLE_JSON, stamp=stamp)


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


async def legend(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return the lines of a layer's legend, each with the filter that finds its features."""
    layer = asking.layer(collectionId)
    lines = _LEGEND.dump_python(legend_of(layer), mode="json")
    return asking.reply(lines, stamp=asking.service.stamp(layer))


async def catalogue(asking: Asked) -> Reply:
    """Return everything that the viewer is built from."""
    service = asking.service
    stamp = version_of(asking.layers(), service.watch)
    if unchanged := asking.unchanged(stamp):
        return unchanged
    found = await read_catalogue(asking.user, service.summaries, service.ward)
    return asking.reply(found.model_dump(mode="json"), stamp=stamp)


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, "/styles/twin", style, tags=["Styles"], operation_id="getStyle")
    one = "/collections/{collectionId}"
    add_door(app, f"{one}/style", layer_style, tags=["Styles"], operation_id="getLayerStyle")
    lines: dict[str, Any] = {"operation_id": "getLegend", "response_model": list[LegendEntry]}
    add_door(app, f"{one}/legend", legend, tags=["Styles"], **lines)
    whole: dict[str, Any] = {"operation_id": "getCatalogue", "response_model": Catalogue}
    add_door(app, "/catalogue", catalogue, tags=["Styles"], **whole)
