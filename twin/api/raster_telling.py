"""What is told of a raster: as a document, as tile sets, as TileJSON."""

from typing import Any

from twin.api.doors import Asking
from twin.api.replies import JSON
from twin.api.tile_sets import CRS84, TILING_SCHEME, limits_of
from twin.features.grids import GRIDS, WEB_MERCATOR, Grid
from twin.features.query import Box
from twin.rasters.keeping import Kept, Kind
from twin.reporting.surfaces import RasterStyle
from twin.vocabulary import Text

PATH = "/rasters"
TITLE = Text(vi="Địa hình, ngập và các raster khác", en="Terrain, floods and other rasters")
PNG = "image/png"
GEOTIFF = "image/tiff; application=geotiff; profile=cloud-optimized"
STORED_IN = "http://www.opengis.net/def/crs/EPSG/0/5897"
TILE_SETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"
_KINDS: dict[Kind, Text] = {
    "terrain": Text(vi="Địa hình", en="Terrain"),
    "hillshade": Text(vi="Bóng địa hình", en="Hillshade"),
    "result": Text(vi="Kết quả báo cáo", en="Result of a report"),
}
_LEAST_ZOOM = 8
_CLOSER = 2
"""So many zooms more are drawn than show every square: a square is then some pixels wide, and told apart."""


def _zooms(kept: Kept, grid: Grid) -> tuple[int, int]:
    deepest = min(kept.deepest_zoom + _CLOSER, WEB_MERCATOR.deepest) - grid.sharper
    return min(_LEAST_ZOOM, deepest), deepest


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def legend_of(style: RasterStyle) -> dict[str, Any]:
    """Return how numbers are drawn: classes of one colour each, or stops between which colours are mixed."""
    classes = [
        {"label": _text(one.label), "colour": one.colour, "minimum": one.minimum, "maximum": one.maximum}
        for one in style.classes
    ]
    stops = [{"value": stop.value, "colour": stop.colour} for stop in style.stops]
    return {
        "title": _text(style.title),
        "unit": style.unit,
        "opacity": style.opacity,
        "classes": classes,
        "stops": stops,
    }


def _template(asking: Asking, kept: Kept, grid: Grid, place: str) -> str:
    return f"{asking.base}/api{PATH}/{kept.id}/tiles/{grid.id}/{place}.png"


def _links(asking: Asking, kept: Kept, title: str) -> list[dict[str, Any]]:
    path = f"{PATH}/{kept.id}"
    tile_json = asking.link(
        "describedby",
        f"{path}/tiles/{WEB_MERCATOR.id}/tilejson",
        "TileJSON",
        "application/vnd.mapbox.tile+json",
    )
    value = asking.link("value", f"{path}/value?lon={{lon}}&lat={{lat}}", "Value at a place", JSON)
    return [
        asking.link("self", path, title),
        asking.link(TILE_SETS, f"{path}/tiles", title),
        tile_json,
        {**value, "templated": True},
        asking.link("enclosure", f"{path}/download", f"{title} (GeoTIFF)", GEOTIFF),
    ]


def tell_raster(asking: Asking, kept: Kept) -> dict[str, Any]:
    """Return all that is known of a raster without its numbers."""
    title = asking.say(kept.title)
    return {
        "id": kept.id,
        "kind": kept.kind,
        "title": title,
        "titles": _text(kept.title),
        "description": asking.say(_KINDS[kept.kind]),
        "crs": [CRS84],
        "storageCrs": STORED_IN,
        "extent": {"spatial": {"bbox": [[round(side, 6) for side in kept.bounds]], "crs": CRS84}},
        "cell_m": kept.cell,
        "rows": kept.rows,
        "columns": kept.columns,
        "unit": kept.style.unit,
        "legend": legend_of(kept.style),
        "tiles": _template(asking, kept, WEB_MERCATOR, "{z}/{y}/{x}"),
        "zooms": list(_zooms(kept, WEB_MERCATOR)),
        "about": dict(kept.told),
        "created": kept.row.created_at.isoformat(),
        "links": _links(asking, kept, title),
    }


def _tile_set(asking: Asking, kept: Kept, grid: Grid) -> dict[str, Any]:
    title = f"{asking.say(kept.title)} ({grid.id})"
    return {
        "title": title,
        "dataType": "map",
        "crs": grid.crs,
        "tileMatrixSetId": grid.id,
        "tileMatrixSetURI": grid.uri,
        "links": [
            asking.link("self", f"{PATH}/{kept.id}/tiles/{grid.id}", title),
            asking.link(TILING_SCHEME, f"/tileMatrixSets/{grid.id}", grid.title),
        ],
    }


def list_tile_sets(asking: Asking, kept: Kept) -> dict[str, Any]:
    """Return the tile sets of a raster: one a grid."""
    link = asking.link("self", f"{PATH}/{kept.id}/tiles", asking.say(kept.title))
    return {"tilesets": [_tile_set(asking, kept, grid) for grid in GRIDS.values()], "links": [link]}


def tell_tile_set(asking: Asking, kept: Kept, grid: Grid) -> dict[str, Any]:
    """Return the tile set of a raster in a grid, with the tiles that it touches."""
    told = _tile_set(asking, kept, grid)
    west, south, east, north = kept.bounds
    item = {
        "rel": "item",
        "href": _template(asking, kept, grid, "{tileMatrix}/{tileRow}/{tileCol}"),
        "type": PNG,
        "templated": True,
    }
    return {
        **told,
        "tileMatrixSetLimits": limits_of(grid, Box(west, south, east, north), _zooms(kept, grid)),
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
        "links": [*told["links"], item],
    }


def tell_tile_json(asking: Asking, kept: Kept) -> dict[str, Any]:
    """Return the tiles of a raster as TileJSON."""
    least, most = _zooms(kept, WEB_MERCATOR)
    west, south, east, north = kept.bounds
    return {
        "tilejson": "3.0.0",
        "name": asking.say(kept.title),
        "scheme": "xyz",
        "tiles": [_template(asking, kept, WEB_MERCATOR, "{z}/{y}/{x}")],
        "minzoom": least,
        "maxzoom": most,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, min(most, kept.deepest_zoom)],
        "attribution": kept.told.get("source", ""),
        # TileJSON 3 asks for it; there are no features in these tiles.
        "vector_layers": [],
    }
