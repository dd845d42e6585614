"""The hot door of OGC API - Tiles, and what describes its tile sets."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import User
from twin.api.coding import Coding, choose_coding
from twin.api.doors import Asked, Asking, add_door
from twin.api.items import Bare
from twin.api.parameters import BadParameterError, read_query
from twin.api.replies import REVALIDATE, TILE, Reply, header_of, is_known, send_bytes
from twin.api.service import Service, city_now, seconds_of_day_left, service_of
from twin.api.tile_cache import KeptTile, pack
from twin.errors import NotFoundError
from twin.features.query import Box
from twin.features.style import tile_zooms
from twin.features.tiles import DEEPEST, Tile, read_tile
from twin.vocabulary import Layer

GRID = "WebMercatorQuad"
GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{GRID}"
GRID_CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
HALF_WORLD = 20037508.342789244
TILE_PIXELS = 256
PIXEL_METRES = 0.00028
"""The size of a pixel for which OGC reckons scale denominators."""

_ALLOWED = frozenset({"f", "v"})


def _number(scope: Scope, name: str) -> int:
    text = scope["path_params"][name]
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise BadParameterError(name, "phải là số nguyên", "must be a whole number")
    return int(text)


def _read_place(scope: Scope) -> Tile:
    tile = Tile(_number(scope, "tileMatrix"), _number(scope, "tileRow"), _number(scope, "tileCol"))
    if not tile.stands:
        raise NotFoundError(vi="Lưới không có ô này.", en="The grid has no such tile.")
    return tile


async def _know_version(service: Service, layer: Layer, asked: str) -> bool:
    """Tell whether the client named the layer's present version; a newer one than is known is looked up."""
    number = asked.partition("-")[0]
    if number.isascii() and number.isdigit() and int(number) > service.watch.version_of(layer):
        await service.watch.look_up(service.pool, layer)
    return asked in {service.stamp(layer), str(service.watch.version_of(layer))}


@dataclass(frozen=True)
class _Wanted:
    """A tile as somebody asks for it; `stamp` names the state of the layer and the day that it is to show."""

    user: User
    layer: Layer
    tile: Tile
    day: date
    stamp: str
    coding: Coding

    async def find(self, service: Service) -> KeptTile:
        """Take the tile from memory, or make it."""
        if not service.watch.fresh:
            return await pack(await self._read(service), self.stamp, self.coding)
        key = (self.layer.id, self.tile, self.coding)
        return service.tiles.find(key, self.stamp) or await service.tiles.make(
            key, self.stamp, lambda: self._read(service)
        )

    async def _read(self, service: Service) -> bytes:
        return await read_tile(service.pool, self.user, self.layer, self.tile, self.day)


async def serve_tile(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}`."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    tile = _read_place(scope)
    version = read_query(scope["query_string"], _ALLOWED).get("v")
    now = city_now()
    current = version is not None and await _know_version(service, layer, version)
    stamp = f"{service.stamp(layer)}-{now.date():%y%m%d}"
    tag = service.tag(stamp)
    keep = f"max-age={seconds_of_day_left(now)}" if current and tag else REVALIDATE
    head = Reply(b"", TILE, tag=tag, keep=keep, public=service.is_public(layer))
    if is_known(scope, tag):
        await head(scope, receive, send)
        return
    coding = choose_coding(header_of(scope, b"accept-encoding"))
    kept = await _Wanted(user, layer, tile, now.date(), stamp, coding).find(service)
    headers = head.raw_headers
    if kept.coding != "identity":
        headers.append((b"content-encoding", kept.coding.encode()))
    await send_bytes(send, 200 if kept.body else 204, headers, kept.body)


def _matrix(zoom: int) -> dict[str, Any]:
    cell = 2 * HALF_WORLD / (TILE_PIXELS << zoom)
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL_METRES,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_WORLD, HALF_WORLD],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": 1 << zoom,
        "matrixHeight": 1 << zoom,
    }


def _grid_item(asking: Asking) -> dict[str, Any]:
    links = [asking.link("self", f"/tileMatrixSets/{GRID}", GRID)]
    return {
        "id": GRID,
        "title": "Google Maps Compatible for the World",
        "uri": GRID_URI,
        "crs": GRID_CRS,
        "links": links,
    }


async def tile_matrix_sets(asking: Asked) -> Reply:
    """List the grids in which tiles are served: one."""
    return asking.reply({"tileMatrixSets": [_grid_item(asking)]}, stamp="1")


async def tile_matrix_set(asking: Asked) -> Reply:
    """Describe WebMercatorQuad: 256 pixels a tile, row 0 in the north."""
    document = {
        "id": GRID,
        "title": "Google Maps Compatible for the World",
        "uri": GRID_URI,
        "crs": GRID_CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(DEEPEST + 1)],
    }
    return asking.reply(document, stamp="1")


def _tile_set(asking: Asking, layer: Layer) -> dict[str, Any]:
    path = f"/collections/{layer.id}/tiles/{GRID}"
    return {
        "title": asking.say(layer.title),
        "dataType": "vector",
        "crs": GRID_CRS,
        "tileMatrixSetURI": GRID_URI,
        "links": [
            asking.link("self", path, asking.say(layer.title)),
            asking.link(TILING_SCHEME, f"/tileMatrixSets/{GRID}", GRID),
            {
                **asking.link("item", f"{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "Tiles", TILE),
                "templated": True,
            },
        ],
    }


def _cover(zoom: int, box: Box) -> dict[str, Any]:
    """Return which tiles of a zoom a box touches."""
    first = Tile.at(zoom, box.west, box.north)
    last = Tile.at(zoom, box.east, box.south)
    return {
        "tileMatrix": str(zoom),
        "minTileRow": first.row,
        "maxTileRow": last.row,
        "minTileCol": first.column,
        "maxTileCol": last.column,
    }


async def tile_sets(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """List the tile sets of a layer: one."""
    layer = asking.layer(collectionId)
    links = [asking.link("self", f"/collections/{layer.id}/tiles", asking.say(layer.title))]
    document = {"links": links, "tilesets": [_tile_set(asking, layer)]}
    return asking.reply(document, stamp=asking.service.stamp(layer))


async def tile_set(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe the tiles of a layer: from which zoom, over which part of the world, with which properties."""
    layer = asking.layer(collectionId)
    summary = await asking.service.summaries.of(asking.user, layer)
    least, most = tile_zooms(layer)
    document = _tile_set(asking, layer) | {"layers": [_layer(asking, layer)]}
    if summary.box is not None:
        box = summary.box
        document["boundingBox"] = {
            "lowerLeft": [box.west, box.south],
            "upperRight": [box.east, box.north],
            "crs": CRS84,
        }
        document["tileMatrixSetLimits"] = [_cover(zoom, box) for zoom in range(least, most + 1)]
    return asking.reply(document, stamp=asking.service.stamp(layer))


_DIMENSIONS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 2}


def _layer(asking: Asking, layer: Layer) -> dict[str, Any]:
    least, most = tile_zooms(layer)
    dimension = _DIMENSIONS.get(layer.geometry)
    properties = {
        name: {"title": asking.say(layer.by_name[name].label)}
        for name in layer.map_fields
        if name in layer.by_name
    }
    return {
        "id": layer.id,
        "title": asking.say(layer.title),
        "dataType": "vector",
        **({} if dimension is None else {"geometryDimension": dimension}),
        "minTileMatrix": str(least),
        "maxTileMatrix": str(most),
        "propertiesSchema": {"type": "object", "properties": properties},
    }


def register(app: FastAPI) -> None:
    """Add the doors of tiles; the hot one before all others."""
    path = f"/api/collections/{{collectionId}}/tiles/{GRID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    app.router.routes.insert(0, Route(path, Bare(serve_tile), methods=["GET"], name="tile"))
    add_door(app, "/tileMatrixSets", tile_matrix_sets, tags=["Tiles"])
    add_door(app, f"/tileMatrixSets/{GRID}", tile_matrix_set, tags=["Tiles"])
    add_door(app, "/collections/{collectionId}/tiles", tile_sets, tags=["Tiles"])
    add_door(app, f"/collections/{{collectionId}}/tiles/{GRID}", tile_set, tags=["Tiles"])
