"""The OpenAPI document: FastAPI's own, with the bare doors added, in the form of OpenAPI 3.0.

OGC API - Features asks for 3.0, FastAPI writes 3.1: what the two say differently is put the older way.
"""

import json
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi

from twin.api.collections import DESCRIPTION, OPENAPI_JSON, TITLE
from twin.api.doors import ONLY_JSON, Asked, add_door
from twin.api.items import PAGE_PARAMETERS
from twin.api.parameters import described
from twin.api.problems import PROBLEM_JSON
from twin.api.replies import GEOJSON, TILE, Reply
from twin.api.tiles import CITY_PARAMETERS, LAYER_PARAMETERS
from twin.features.grids import GRIDS

OPENAPI_VERSION = "3.0.3"
Document = dict[str, Any]

_GEOMETRY: Document = {
    "type": "object",
    "nullable": True,
    "required": ["type"],
    "properties": {"type": {"type": "string"}, "coordinates": {"type": "array", "items": {}}},
}
_LINK: Document = {
    "type": "object",
    "required": ["href", "rel"],
    "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
}
_FEATURE: Document = {
    "type": "object",
    "required": ["type", "properties", "geometry"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "integer", "format": "int64"},
        "geometry": {"$ref": "#/components/schemas/Geometry"},
        "properties": {"type": "object", "additionalProperties": True},
        "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
    },
}
_FEATURE_COLLECTION: Document = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        "links": {"type": "array", "items": {"$ref": "#/components/schemas/Link"}},
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
_PROBLEM: Document = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "detail_vi", "detail_en"],
    "properties": {
        **{
            name: {"type": "string"}
            for name in ("type", "title", "detail", "detail_vi", "detail_en", "parameter")
        },
        "status": {"type": "integer"},
    },
}
SCHEMAS: Document = {
    "Geometry": _GEOMETRY,
    "Link": _LINK,
    "Feature": _FEATURE,
    "FeatureCollection": _FEATURE_COLLECTION,
    "Problem": _PROBLEM,
}


def _answer(text: str, media_type: str, schema: Document) -> Document:
    return {"200": {"description": text, "content": {media_type: {"schema": schema}}}}


def _in_path(name: str, kind: str = "string") -> Document:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _operation(identifier: str, summary: str, parameters: list[Document], answers: Document) -> Document:
    tag = "Tiles" if identifier.endswith("getTile") else "Features"
    return {
        "operationId": identifier,
        "summary": summary,
        "tags": [tag],
        "parameters": parameters,
        "responses": answers,
    }


def _bare_paths() -> Document:
    """Describe the doors that FastAPI does not know."""
    one = _in_path("collectionId")
    page = [one, *(described(name) for name in (*PAGE_PARAMETERS, "f"))]
    features = _answer("Features", GEOJSON, {"$ref": "#/components/schemas/FeatureCollection"})
    item = [one, _in_path("featureId"), described("f")]
    feature = _answer("A feature", GEOJSON, {"$ref": "#/components/schemas/Feature"})
    grid = _in_path("tileMatrixSetId") | {"schema": {"type": "string", "enum": list(GRIDS)}}
    place = [grid, *(_in_path(name, "integer") for name in ("tileMatrix", "tileRow", "tileCol"))]
    layer_tile = [one, *place, *map(described, (*LAYER_PARAMETERS, "f"))]
    city_tile = [*place, *map(described, (*CITY_PARAMETERS, "f"))]
    tile = _answer("A tile", TILE, {"type": "string", "format": "binary"}) | {
        "204": {"description": "An empty tile"}
    }
    stream = _answer("Events", "text/event-stream", {"type": "string"})
    return {
        "/api/collections/{collectionId}/items": {
            "get": _operation("getItems", "A page of features", page, features)
        },
        "/api/collections/{collectionId}/items/{featureId}": {
            "get": _operation("getItem", "One feature", item, feature)
        },
        "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
            "get": _operation(".collection.vector.getTile", "A vector tile", layer_tile, tile)
        },
        "/api/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
            "get": _operation(".dataset.vector.getTile", "A vector tile of several layers", city_tile, tile)
        },
        "/api/events": {"get": _operation("getEvents", "What changes, as it changes", [], stream)},
    }


def _older(schema: Any) -> Any:
    """Write a JSON Schema of OpenAPI 3.1 as 3.0 knows it."""
    if isinstance(schema, list):
        return [_older(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    old = {key: _older(value) for key, value in schema.items()}
    if "const" in old:
        old["enum"] = [old.pop("const")]
    if "prefixItems" in old:
        parts = old.pop("prefixItems")
        old["items"] = parts[0] if parts else {}
    return _nullable(old)


def _nullable(schema: Document) -> Document:
    choices = schema.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices:
        return schema
    rest = [choice for choice in choices if choice != {"type": "null"}]
    kept = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(rest) == 1 and "$ref" not in rest[0]:
        return {**kept, **rest[0], "nullable": True}
    return {**kept, "anyOf" if len(rest) > 1 else "allOf": rest, "nullable": True}


_BODY: Document = {
    "required": True,
    "content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/Feature"}}},
}


def _complete(operation: Document, method: str) -> None:
    """Add what every door shares: its refusals, and for those that write the body and who may."""
    refused = {
        "description": "Refused",
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = refused
    if method in {"post", "put", "patch", "delete"}:
        operation["security"] = [{"bearer": []}]
        if method != "delete" and operation["operationId"] != "restoreState":
            operation["requestBody"] = _BODY


def describe(app: FastAPI) -> Document:
    """Return the whole document."""
    document = get_openapi(
        title=TITLE.en,
        version=version("twin"),
        description=f"{DESCRIPTION.vi}\n\n{DESCRIPTION.en}",
        openapi_version=OPENAPI_VERSION,
        routes=app.routes,
    )
    for path, operations in _bare_paths().items():
        document["paths"].setdefault(path, {}).update(operations)
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _complete(operation, method)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(SCHEMAS)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    older: Document = _older(json.loads(json.dumps(document)))
    return older


async def openapi(asking: Asked, request: Request) -> Reply:
    """Return the API's own description."""
    app: FastAPI = request.app
    app.openapi_schema = app.openapi_schema or describe(app)
    return asking.reply(app.openapi_schema, OPENAPI_JSON, stamp=version("twin"))


def register(app: FastAPI) -> None:
    """Add the door."""
    add_door(app, "/openapi.json", openapi, forms=ONLY_JSON, include_in_schema=False)
