"""OGC API: the landing page, what the service conforms to, and the layers as collections."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import FastAPI

from twin.api.collection_pages import show_collection, show_collections, show_fields, show_landing
from twin.api.dashboard import LANDING_LINK as DASHBOARD_LINK
from twin.api.doors import HTML_TYPE, Asked, Asking, Face, add_door
from twin.api.forms import PAGE_FORMS
from twin.api.functions import LANDING_LINK as FUNCTIONS_LINK
from twin.api.html import Html, both, element, join
from twin.api.jobs import LANDING_LINK as JOBS_LINK
from twin.api.processes import LANDING_LINK as PROCESSES_LINK
from twin.api.rasters import LANDING_LINK as RASTERS_LINK
from twin.api.records import CATALOGUE, record_collection
from twin.api.records import TITLE as RECORDS_TITLE
from twin.api.replies import GEOJSON, JSON, SCHEMA_JSON, Reply
from twin.api.results import LANDING_LINK as RESULTS_LINK
from twin.api.tile_sets import TILING_SCHEMES
from twin.features.catalogue import version_of
from twin.features.crs import CRS84, EVERY_CRS
from twin.features.properties import properties_of
from twin.features.schema import Schema, form_schema, queryables_schema, sortables_schema
from twin.features.summary import Summary
from twin.layers import GROUPS
from twin.vocabulary import Layer, Text

OPENAPI_JSON = "application/vnd.oai.openapi+json;version=3.0"
OPENAPI_31 = "application/vnd.oai.openapi+json;version=3.1"
STYLE_JSON = "application/vnd.mapbox.style+json"
STYLES = "http://www.opengis.net/def/rel/ogc/1.0/styles"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
SORTABLES = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
SCHEMA = "http://www.opengis.net/def/rel/ogc/1.0/schema"
TILE_SETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
OGC_CATALOGUE = "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/landing-page",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/advanced-property-roles",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/returnables-and-receivables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/sortables",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    *(
        f"http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/{name}"
        for name in (
            "record-core",
            "record-collection",
            "record-core-query-parameters",
            "records-api",
            "searchable-catalog",
            "json",
            "html",
            "oas30",
        )
    ),
    *(
        f"http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/{name}"
        for name in ("core", "ogc-process-description", "json", "html", "oas30", "job-list", "dismiss")
    ),
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/collections-selection",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
)
"""What the tests hold; nothing is claimed that is not served."""

TITLE = Text(vi="Bản song sinh số phường", en="Digital twin of the ward")
CONFORMANCE_TITLE = Text(vi="Các chuẩn được tuân thủ", en="Conformance")
COLLECTIONS_TITLE = Text(vi="Các lớp dữ liệu", en="Layers")
DESCRIPTION = Text(
    vi="Các lớp bản đồ của phường theo chuẩn OGC API - Features và Tiles.",
    en="The ward's layers, to the standards OGC API - Features and Tiles.",
)


LANDING_LINKS = (
    ("self", "/", Text(vi="Trang đầu", en="This document"), JSON),
    (
        "service-desc",
        "/openapi.json",
        Text(vi="Mô tả API, OpenAPI 3.0", en="The API in OpenAPI 3.0"),
        OPENAPI_JSON,
    ),
    (
        "service-desc",
        "/openapi31.json",
        Text(vi="Mô tả API, OpenAPI 3.1", en="The API in OpenAPI 3.1"),
        OPENAPI_31,
    ),
    ("service-doc", "/openapi?f=html", Text(vi="Mô tả API, để đọc", en="The API, to read"), HTML_TYPE),
    ("conformance", "/conformance", CONFORMANCE_TITLE, JSON),
    ("data", "/collections", COLLECTIONS_TITLE, JSON),
    FUNCTIONS_LINK,
    (TILING_SCHEMES, "/tileMatrixSets", Text(vi="Lưới ô bản đồ", en="Tile matrix sets"), JSON),
    (TILE_SETS, "/tiles", Text(vi="Ô bản đồ của mọi lớp", en="Tiles of all layers"), JSON),
    (STYLES, "/styles", Text(vi="Các kiểu vẽ", en="Styles"), JSON),
    DASHBOARD_LINK,
    PROCESSES_LINK,
    JOBS_LINK,
    RASTERS_LINK,
    RESULTS_LINK,
    (OGC_CATALOGUE, f"/collections/{CATALOGUE}/items", RECORDS_TITLE, GEOJSON),
    (
        "related",
        "/catalogue",
        Text(vi="Mọi thứ dựng nên bản đồ", en="Everything that the map is built from"),
        JSON,
    ),
    ("search", "/search", Text(vi="Tìm theo tên", en="Search by name"), GEOJSON),
    ("related", "/programme", Text(vi="Chương trình hành động", en="The action programme"), JSON),
)


async def landing(asking: Asked) -> Reply:
    """Say what stands here and where."""
    ward = asking.service.ward.name
    document = {
        "title": f"{asking.say(TITLE)} {ward}",
        "description": asking.say(DESCRIPTION),
        "links": [asking.link(rel, path, asking.say(text), kind) for rel, path, text, kind in LANDING_LINKS],
    }
    title = Text(vi=f"{TITLE.vi} {ward}", en=f"{TITLE.en} {ward}")
    return asking.reply(
        document, face=Face(title, lambda: show_landing(document, asking.base, asking.language))
    )


async def conformance(asking: Asked) -> Reply:
    """List the conformance classes that hold."""
    face = Face(CONFORMANCE_TITLE, lambda: element("ul", *(element("li", one) for one in CONFORMANCE)))
    return asking.reply({"conformsTo": CONFORMANCE}, stamp="1", face=face)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"


def _extent(summary: Summary) -> dict[str, Any]:
    """Return where and when a layer's features are, as far as it is known.

    Part 1 has null for an end that is open, but OGC's own test suite cannot read one: a layer without an
    end says nothing here of time. Its record in the catalogue does.
    """
    told: dict[str, Any] = {}
    if summary.box is not None:
        box = summary.box
        sides = [round(side, 6) for side in (box.west, box.south, box.east, box.north)]
        told["spatial"] = {"bbox": [sides], "crs": CRS84.uri}
    if summary.since is not None and summary.until is not None:
        interval = [_midnight(summary.since), _midnight(summary.until)]
        told["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    return {"extent": told} if told else {}


PARTS = (
    ("items", "items", Text(vi="đối tượng", en="features"), GEOJSON),
    (SCHEMA, "schema", Text(vi="các trường", en="fields"), SCHEMA_JSON),
    ("describedby", "schema", Text(vi="các trường", en="fields"), SCHEMA_JSON),
    (QUERYABLES, "queryables", Text(vi="hỏi được theo", en="what may be asked"), SCHEMA_JSON),
    (SORTABLES, "sortables", Text(vi="xếp được theo", en="what may be sorted by"), SCHEMA_JSON),
    (TILE_SETS, "tiles", Text(vi="ô bản đồ", en="tiles"), JSON),
    (STYLES, "styles", Text(vi="các kiểu vẽ", en="styles"), JSON),
    ("style", "style", Text(vi="kiểu vẽ", en="style"), STYLE_JSON),
    ("legend", "legend", Text(vi="chú giải", en="legend"), JSON),
    ("enclosure", "download", Text(vi="tải về toàn bộ", en="all of it as one file"), GEOJSON),
)
"""Where the parts of a collection are: relation, path, what it is, media type."""


def _links(asking: Asking, layer: Layer) -> list[dict[str, str]]:
    title, path = asking.say(layer.title), f"/collections/{layer.id}"
    parts = (
        asking.link(rel, f"{path}/{part}", f"{title}: {asking.say(words)}", kind)
        for rel, part, words, kind in PARTS
    )
    files = (
        asking.link("items", f"{path}/items?f={form.name}", f"{title} ({form.title})", form.bare_type)
        for form in PAGE_FORMS.values()
        if form.media_type != GEOJSON
    )
    return [asking.link("self", path, title), *parts, *files]


async def _collection(asking: Asking, layer: Layer) -> dict[str, Any]:
    summary = await asking.service.summaries.of(asking.user, layer)
    return {
        "id": layer.id,
        "title": asking.say(layer.title),
        "description": asking.say(layer.description),
        "itemType": "feature",
        "crs": [crs.uri for crs in EVERY_CRS],
        "storageCrs": CRS84.uri,
        **_extent(summary),
        "links": _links(asking, layer),
    }


async def collections(asking: Asked) -> Reply:
    """List the layers that the asking user may read."""
    layers = asking.layers()
    stamp = version_of(layers, asking.service.watch)
    if unchanged := asking.unchanged(stamp):
        return unchanged
    listed = [await _collection(asking, layer) for layer in layers]
    listed.append(await record_collection(asking))
    links = [asking.link("self", "/collections", asking.say(COLLECTIONS_TITLE))]
    counts = {layer.id: (await asking.service.summaries.of(asking.user, layer)).count for layer in layers}
    face = Face(
        COLLECTIONS_TITLE, lambda: show_collections(layers, counts, GROUPS, asking.base, asking.language)
    )
    return asking.reply({"links": links, "collections": listed}, stamp=stamp, face=face)


async def collection(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Describe one layer."""
    layer = asking.layer(collectionId)
    stamp = asking.service.stamp(layer)
    document = await _collection(asking, layer)
    count = (await asking.service.summaries.of(asking.user, layer)).count
    face = Face(layer.title, lambda: show_collection(layer, document, count, asking.language))
    return asking.reply(document, stamp=stamp, face=face)


def _of_fields(asking: Asking, layer: Layer, words: Text) -> Face:
    title = Text(vi=f"{layer.title.vi}: {words.vi}", en=f"{layer.title.en}: {words.en}")

    def body() -> Html:
        about = element("p", both(layer.description, asking.language))
        return join([about, show_fields(properties_of(layer), asking.language)])

    return Face(title, body)


def _schema(asking: Asking, layer_id: str, part: str, made: Callable[[Layer, str], Schema]) -> Reply:
    layer = asking.layer(layer_id)
    words = next(words for _, path, words, _ in PARTS if path == part)
    document = made(layer, f"{asking.base}/api/collections/{layer.id}/{part}")
    stamp = asking.service.stamp(layer)
    return asking.reply(document, SCHEMA_JSON, stamp=stamp, face=_of_fields(asking, layer, words))


async def queryables(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return the JSON Schema of what a filter may name."""
    return _schema(asking, collectionId, "queryables", queryables_schema)


async def sortables(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return the JSON Schema of what features may be sorted by."""
    return _schema(asking, collectionId, "sortables", sortables_schema)


async def schema(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return the JSON Schema of what a feature is told with and may be sent with, as a form shows it."""
    return _schema(asking, collectionId, "schema", form_schema)


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, "/", landing, tags=["Capabilities"], operation_id="getLandingPage")
    add_door(app, "", landing, include_in_schema=False)
    add_door(app, "/conformance", conformance, tags=["Capabilities"], operation_id="getConformance")
    add_door(app, "/collections", collections, tags=["Collections"], operation_id="getCollections")
    one = "/collections/{collectionId}"
    add_door(app, one, collection, tags=["Collections"], operation_id="getCollection")
    add_door(app, f"{one}/queryables", queryables, tags=["Collections"], operation_id="getQueryables")
    add_door(app, f"{one}/sortables", sortables, tags=["Collections"], operation_id="getSortables")
    add_door(app, f"{one}/schema", schema, tags=["Collections"], operation_id="getSchema")
