"""What describes the tiles: the grids, the tile sets of each layer and of all layers together, and TileJSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from twin.api.doors import Asked, Asking, add_door
from twin.api.parameters import BadParameterError
from twin.api.replies import TILE, Reply
from twin.api.tiles import read_grid
from twin.features.catalogue import joined, tiles_path, version_of
from twin.features.gathering import END_ZOOM
from twin.features.grids import GRIDS, TILE_PIXELS, WEB_MERCATOR, Cover, Grid
from twin.features.query import Box
from twin.features.style import COUNT, LABEL, OVERVIEW, is_named_at_points, label_zoom, tile_zooms
from twin.vocabulary import Field, FieldKind, Layer, Text

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILE_JSON = "application/vnd.mapbox.tile+json"
EVERYTHING = Text(vi="Tất cả các lớp", en="All layers")
FROM_AFAR = Text(vi="nhìn từ xa, gộp theo ô", en="from afar, gathered in cells")
FEATURES = Text(vi="Số đối tượng", en="Features")
NAMES = Text(vi="điểm ghi tên", en="where names stand")

_DIMENSIONS = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 2}
_JSON_TYPES: Mapping[FieldKind, str] = {"integer": "integer", "number": "number", "boolean": "boolean"}
_TILE_JSON_TYPES: Mapping[FieldKind, str] = {"integer": "Number", "number": "Number", "boolean": "Boolean"}


def _matrix(grid: Grid, zoom: int) -> dict[str, Any]:
    rows, columns = grid.size(zoom)
    return {
        "id": str(zoom),
        "scaleDenominator": grid.scale(zoom),
        "cellSize": grid.cell(zoom),
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [grid.west, grid.north],
        "tileWidth": TILE_PIXELS,
        "tileHeight": TILE_PIXELS,
        "matrixWidth": columns,
        "matrixHeight": rows,
    }


def _named(grid: Grid) -> dict[str, Any]:
    return {"id": grid.id, "title": grid.title, "uri": grid.uri, "crs": grid.crs}


async def tile_matrix_sets(asking: Asked) -> Reply:
    """List the grids in which tiles are served."""
    listed = [
        {
            **_named(grid),
            "links": [asking.link(rel, f"/tileMatrixSets/{grid.id}", grid.title) for rel in ("self", "item")],
        }
        for grid in GRIDS.values()
    ]
    return asking.reply({"tileMatrixSets": listed}, stamp="2")


async def tile_matrix_set(asking: Asked, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe a grid as OGC's registry does: 256 pixels a tile, row 0 in the north."""
    grid = read_grid(tileMatrixSetId)
    document = {
        **_named(grid),
        "orderedAxes": list(grid.axes),
        "wellKnownScaleSet": grid.scale_set,
        "tileMatrices": [_matrix(grid, zoom) for zoom in range(grid.deepest + 1)],
    }
    return asking.reply(document, stamp="2")


def limits_of(grid: Grid, box: Box, zooms: tuple[int, int]) -> list[dict[str, Any]]:
    """Return which tiles of each zoom a box touches."""
    covers = (Cover.of(grid, zoom, box) for zoom in range(zooms[0], zooms[1] + 1))
    return [
        {
            "tileMatrix": str(cover.zoom),
            "minTileRow": cover.first_row,
            "maxTileRow": cover.last_row,
            "minTileCol": cover.first_column,
            "maxTileCol": cover.last_column,
        }
        for cover in covers
    ]


def _zooms(grid: Grid, layers: tuple[Layer, ...]) -> tuple[int, int]:
    """Return the zooms of a grid between which these layers have tiles of their own."""
    told = [tile_zooms(layer) for layer in layers]
    least, most = min(zooms[0] for zooms in told), max(zooms[1] for zooms in told)
    return max(0, least - grid.sharper), min(most - grid.sharper, grid.deepest)


@dataclass(frozen=True)
class _Source:
    """One source layer of a layer's tiles: its id, what it shows, its zooms in a grid, its fields."""

    id: str
    title: str
    zooms: tuple[int, int]
    dimension: int | None
    fields: Mapping[str, Field]


def _sources(asking: Asking, grid: Grid, layer: Layer) -> list[_Source]:
    """Return the source layers of a layer: its features, its cells from afar, and the points of its names."""
    style, (least, most) = layer.style, _zooms(grid, (layer,))
    title, dimension = asking.say(layer.title), _DIMENSIONS.get(layer.geometry)

    def known(*names: str | None) -> dict[str, Field]:
        return {name: layer.by_name[name] for name in names if name in layer.by_name}

    near = max(0, layer.min_zoom - grid.sharper)
    sources = [_Source(layer.id, title, (min(near, most), most), dimension, known(*layer.map_fields))]
    far = {COUNT: Field(name=COUNT, label=FEATURES, kind="integer"), **known(style.by)}
    end = max(least, min(most, max(layer.min_zoom, END_ZOOM) - 1 - grid.sharper))
    sources.append(
        _Source(f"{layer.id}.{OVERVIEW}", f"{title}: {asking.say(FROM_AFAR)}", (least, end), dimension, far)
    )
    if is_named_at_points(layer):
        names, first = (
            known(style.label_field, style.by, layer.title_field),
            max(0, label_zoom(layer) - grid.sharper),
        )
        sources.append(
            _Source(f"{layer.id}.{LABEL}", f"{title}: {asking.say(NAMES)}", (first, most), 0, names)
        )
    return sources


def _layer(asking: Asking, grid: Grid, layer: Layer) -> Iterator[dict[str, Any]]:
    for source in _sources(asking, grid, layer):
        properties = {
            field.name: {"type": _JSON_TYPES.get(field.kind, "string"), "title": asking.say(field.label)}
            for field in source.fields.values()
        }
        yield {
            "id": source.id,
            "title": source.title,
            "description": asking.say(layer.description),
            "dataType": "vector",
            **({} if source.dimension is None else {"geometryDimension": source.dimension}),
            "minTileMatrix": str(source.zooms[0]),
            "maxTileMatrix": str(source.zooms[1]),
            "propertiesSchema": {"type": "object", "properties": properties},
            "links": [asking.link("collection", f"/collections/{layer.id}", asking.say(layer.title))],
        }


class _Tiled:
    """Layers whose tiles are told together: those of one collection, or of the whole city."""

    def __init__(self, asking: Asking, layers: tuple[Layer, ...], path: str, title: str) -> None:
        self._asking = asking
        self._layers = layers
        self._path = path
        self._title = title

    @property
    def stamp(self) -> str:
        """What changes with the layers."""
        return version_of(self._layers, self._asking.service.watch)

    async def box(self) -> Box | None:
        """Return the box round all that the layers hold."""
        asking = self._asking
        held = [(await asking.service.summaries.of(asking.user, layer)).box for layer in self._layers]
        return joined([box for box in held if box is not None])

    def _link(self, rel: str, grid: Grid) -> dict[str, str]:
        return self._asking.link(rel, f"{self._path}/{grid.id}", f"{self._title} ({grid.id})")

    def _item(self, grid: Grid, box: Box | None) -> dict[str, Any]:
        """Return what a list tells of a tile set. Its links can be followed as they stand: no templates."""
        told: dict[str, Any] = {
            "title": f"{self._title} ({grid.id})",
            "dataType": "vector",
            "crs": grid.crs,
            "tileMatrixSetId": grid.id,
            "tileMatrixSetURI": grid.uri,
            "links": [
                self._link("self", grid),
                self._asking.link(TILING_SCHEME, f"/tileMatrixSets/{grid.id}", grid.title),
            ],
        }
        if box is not None:
            corners = {"lowerLeft": [box.west, box.south], "upperRight": [box.east, box.north]}
            told["boundingBox"] = {**corners, "crs": CRS84}
            told["tileMatrixSetLimits"] = limits_of(grid, box, _zooms(grid, self._layers))
        return told

    async def listed(self) -> dict[str, Any]:
        """Return the list of the tile sets: one a grid."""
        box = await self.box()
        links = [self._asking.link("self", self._path, self._title)]
        return {"links": links, "tilesets": [self._item(grid, box) for grid in GRIDS.values()]}

    async def told(self, grid: Grid) -> dict[str, Any]:
        """Return the description of one tile set."""
        asking, path = self._asking, f"{self._path}/{grid.id}"
        document = self._item(grid, await self.box())
        template = f"{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        document["links"].append({**asking.link("item", template, "Tiles", TILE), "templated": True})
        if grid is WEB_MERCATOR:
            document["links"].append(asking.link("describedby", f"{path}/tilejson", "TileJSON", TILE_JSON))
        document["layers"] = [told for layer in self._layers for told in _layer(asking, grid, layer)]
        return document

    async def tile_json(self, template: str) -> dict[str, Any]:
        """Return the tile set as TileJSON 3.0, which knows WebMercatorQuad only."""
        least, most = _zooms(WEB_MERCATOR, self._layers)
        document: dict[str, Any] = {
            "tilejson": "3.0.0",
            "name": self._title,
            "scheme": "xyz",
            "tiles": [f"{self._asking.base}{template}"],
            "minzoom": least,
            "maxzoom": most,
            "vector_layers": [told for layer in self._layers for told in self._vector_layers(layer)],
        }
        box = await self.box()
        if box is not None:
            document["bounds"] = [box.west, box.south, box.east, box.north]
            document["center"] = [(box.west + box.east) / 2, (box.south + box.north) / 2, most]
        return document

    def _vector_layers(self, layer: Layer) -> Iterator[dict[str, Any]]:
        for source in _sources(self._asking, WEB_MERCATOR, layer):
            yield {
                "id": source.id,
                "description": source.title,
                "minzoom": source.zooms[0],
                "maxzoom": source.zooms[1],
                "fields": {
                    name: _TILE_JSON_TYPES.get(field.kind, "String") for name, field in source.fields.items()
                },
            }


def _of_layer(asking: Asking, collection_id: str) -> tuple[_Tiled, Layer]:
    layer = asking.layer(collection_id)
    path = f"/collections/{layer.id}/tiles"
    return _Tiled(asking, (layer,), path, asking.say(layer.title)), layer


def _of_city(asking: Asking) -> _Tiled:
    return _Tiled(asking, asking.layers(), "/tiles", asking.say(EVERYTHING))


async def tile_sets(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """List the tile sets of a layer: one a grid."""
    tiled, _ = _of_layer(asking, collectionId)
    return asking.reply(await tiled.listed(), stamp=tiled.stamp)


async def tile_set(asking: Asked, collectionId: str, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's names
    """Describe the tiles of a layer: from which zoom, over which part of the world, with which properties."""
    grid = read_grid(tileMatrixSetId)
    tiled, _ = _of_layer(asking, collectionId)
    return asking.reply(await tiled.told(grid), stamp=tiled.stamp)


async def tile_json(asking: Asked, collectionId: str, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's names
    """Describe the tiles of a layer as TileJSON."""
    _require_mercator(tileMatrixSetId)
    tiled, layer = _of_layer(asking, collectionId)
    template = tiles_path(layer, asking.service.watch.version_of(layer))
    return asking.reply(await tiled.tile_json(template), TILE_JSON, stamp=tiled.stamp)


async def city_tile_sets(asking: Asked) -> Reply:
    """List the tile sets of all layers together."""
    tiled = _of_city(asking)
    return asking.reply(await tiled.listed(), stamp=tiled.stamp)


async def city_tile_set(asking: Asked, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe the tiles of all layers together; `collections` of a tile chooses among them."""
    grid = read_grid(tileMatrixSetId)
    tiled = _of_city(asking)
    return asking.reply(await tiled.told(grid), stamp=tiled.stamp)


async def city_tile_json(asking: Asked, tileMatrixSetId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe the tiles of all layers together as TileJSON."""
    _require_mercator(tileMatrixSetId)
    tiled = _of_city(asking)
    template = f"/api/tiles/{WEB_MERCATOR.id}/{{z}}/{{y}}/{{x}}"
    return asking.reply(await tiled.tile_json(template), TILE_JSON, stamp=tiled.stamp)


def _require_mercator(name: str) -> None:
    if read_grid(name) is not WEB_MERCATOR:
        raise BadParameterError(
            "tileMatrixSetId",
            f"với TileJSON chỉ nhận {WEB_MERCATOR.id}",
            f"takes only {WEB_MERCATOR.id} where TileJSON is asked for",
        )


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, "/tileMatrixSets", tile_matrix_sets, tags=["Tiles"], operation_id="getTileMatrixSetsList")
    one = "/tileMatrixSets/{tileMatrixSetId}"
    add_door(app, one, tile_matrix_set, tags=["Tiles"], operation_id="getTileMatrixSet")
    for path, kind, (several, single, told) in (
        ("/collections/{collectionId}/tiles", "collection", (tile_sets, tile_set, tile_json)),
        ("/tiles", "dataset", (city_tile_sets, city_tile_set, city_tile_json)),
    ):
        name = f".{kind}.vector"
        add_door(app, path, several, tags=["Tiles"], operation_id=f"{name}.getTileSetsList")
        grid = f"{path}/{{tileMatrixSetId}}"
        add_door(app, grid, single, tags=["Tiles"], operation_id=f"{name}.getTileSet")
        add_door(app, f"{grid}/tilejson", told, tags=["Tiles"], operation_id=f"{name}.getTileJson")
