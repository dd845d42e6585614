"""The OpenAPI document: FastAPI's own, with the bare doors added, as 3.0, as 3.1 and as a page."""

import json
from collections.abc import Mapping
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi

from twin.api.collections import DESCRIPTION, OPENAPI_31, OPENAPI_JSON, TITLE
from twin.api.doors import ONLY_JSON, Asked, Face, add_door
from twin.api.forms import DOWNLOAD_FORMS, ITEM_FORMS, PAGE_FORMS, RECORD_FORMS, Form
from twin.api.openapi.answers import describe_answers
from twin.api.openapi.dialect import NEWER, as_older
from twin.api.openapi.page import PAGE_TITLE, show_openapi
from twin.api.openapi.schemas import SCHEMAS, Document
from twin.api.parameters import described
from twin.api.programme.addresses import REPORTED
from twin.api.questions import DOWNLOAD_PARAMETERS, ITEM_PARAMETERS, PAGE_PARAMETERS
from twin.api.raster_telling import PATH as RASTERS
from twin.api.raster_telling import PNG
from twin.api.replies import TILE, Reply
from twin.api.tiles import CITY_PARAMETERS, LAYER_PARAMETERS
from twin.api.tiles import FORMS as TILE_FORMS
from twin.features.grids import GRIDS
from twin.programme.records import SHORT_NAMES

ROOT = "/api"


def _answer(text: str, media_type: str, schema: Document) -> Document:
    return {"200": {"description": text, "content": {media_type: {"schema": schema}}}}


def _in_forms(text: str, schema: str, forms: Mapping[str, Form]) -> Document:
    """Describe an answer in several forms; those that are not JSON are bytes to OpenAPI."""
    content: Document = {}
    for form in forms.values():
        json_like = form.bare_type.endswith("json")
        content[form.bare_type] = {
            "schema": {"$ref": f"#/components/schemas/{schema}"}
            if json_like
            else {"type": "string", "format": "binary"}
        }
    return {"200": {"description": text, "content": content}}


def _form(forms: Mapping[str, Form]) -> Document:
    return described("f", schema={"type": "string", "enum": list(forms)})


def _in_path(name: str, kind: str = "string") -> Document:
    return {"name": name, "in": "path", "required": True, "schema": {"type": kind}}


def _operation(
    identifier: str, summary: str, parameters: list[Document], answers: Document, tag: str = "Features"
) -> Document:
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
    page = [one, *map(described, PAGE_PARAMETERS), _form(PAGE_FORMS)]
    features = _in_forms("Features", "FeatureCollection", PAGE_FORMS)
    item = [one, _in_path("featureId"), *map(described, ITEM_PARAMETERS), _form(ITEM_FORMS)]
    feature = _in_forms("A feature", "Feature", ITEM_FORMS)
    whole = [one, *map(described, DOWNLOAD_PARAMETERS), _form(DOWNLOAD_FORMS)]
    file = _in_forms("All features that are asked for, as one file", "FeatureCollection", DOWNLOAD_FORMS)
    grid = _in_path("tileMatrixSetId") | {"schema": {"type": "string", "enum": list(GRIDS)}}
    place = [grid, *(_in_path(name, "integer") for name in ("tileMatrix", "tileRow", "tileCol"))]
    form = described("f", schema={"type": "string", "enum": list(TILE_FORMS)})
    layer_tile = [one, *place, *map(described, LAYER_PARAMETERS), form]
    city_tile = [*place, *map(described, CITY_PARAMETERS), form]
    tile = _answer("A tile", TILE, {"type": "string", "format": "binary"}) | {
        "204": {"description": "An empty tile"}
    }
    picture = _answer("A picture", PNG, {"type": "string", "format": "binary"}) | {
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
        "/api/collections/{collectionId}/download": {
            "get": _operation("getDownload", "All features as one file", whole, file)
        },
        "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
            "get": _operation(".collection.vector.getTile", "A vector tile", layer_tile, tile, "Tiles")
        },
        "/api/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
            "get": _operation(
                ".dataset.vector.getTile", "A vector tile of several layers", city_tile, tile, "Tiles"
            )
        },
        f"/api{RASTERS}/{{rasterId}}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}.png": {
            "get": _operation(
                ".raster.map.getTile",
                "A tile of a raster",
                [_in_path("rasterId"), *place],
                picture,
                "Rasters",
            )
        },
        "/api/events": {"get": _operation("getEvents", "What changes, as it changes", [], stream)},
    }


_NAMED: Document = {"register": list(SHORT_NAMES), "reported": list(REPORTED)}
"""What a part of an address may be, where only certain names are."""


def _name_parts(operation: Document) -> None:
    for one in operation.get("parameters", ()):
        if one["in"] == "path" and one["name"] in _NAMED:
            one["schema"] = {"type": "string", "enum": _NAMED[one["name"]]}


def _programme_paths() -> Document:
    """Describe the lists of the programme's records."""
    register = _in_path("register")
    asked = [*map(described, PAGE_PARAMETERS), _form(RECORD_FORMS)]
    records = _in_forms("Records", "FeatureCollection", RECORD_FORMS)
    listed = _operation("getProgrammeRecords", "A page of records", [register, *asked], records, "Programme")
    return {"/api/programme/{register}": {"get": listed}}


def _bearing_prefix(paths: Document) -> Document:
    """Write paths as the OGC standards do, from the landing page on: where that is, `servers` says."""
    return {path.removeprefix(ROOT) or "/": operations for path, operations in paths.items()}


def describe(app: FastAPI) -> Document:
    """Return the whole document in OpenAPI 3.1."""
    document = get_openapi(
        title=TITLE.en,
        version=version("twin"),
        description=f"{DESCRIPTION.vi}\n\n{DESCRIPTION.en}",
        openapi_version=NEWER,
        routes=app.routes,
        license_info={"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    )
    for path, operations in {**_bare_paths(), **_programme_paths()}.items():
        document["paths"].setdefault(path, {}).update(operations)
    document["paths"] = _bearing_prefix(document["paths"])
    for operations in document["paths"].values():
        for method, operation in operations.items():
            _name_parts(operation)
            describe_answers(operation, method)
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas.update(SCHEMAS)
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    document["servers"] = [{"url": ROOT}]
    whole: Document = json.loads(json.dumps(document))
    return whole


def _described(request: Request, *, older: bool) -> Document:
    """Return the document as this server is reached: under its root path, if it has one."""
    app: FastAPI = request.app
    if app.openapi_schema is None:
        app.openapi_schema = describe(app)
    document = {**app.openapi_schema, "servers": [{"url": f"{request.scope.get('root_path', '')}{ROOT}"}]}
    return as_older(document) if older else document


def _face(document: Document, asking: Asked) -> Face:
    return Face(PAGE_TITLE, lambda: show_openapi(document, asking.language))


async def openapi(asking: Asked, request: Request) -> Reply:
    """Describe the API: OpenAPI 3.0, 3.1 (`f=openapi31`, or an Accept that says `version=3.1`), or a page."""
    newer = asking.form == "openapi31" or "version=3.1" in request.headers.get("accept", "").replace('"', "")
    document = _described(request, older=not newer)
    media_type = OPENAPI_31 if newer else OPENAPI_JSON
    return asking.reply(
        document, media_type, stamp=f"{version('twin')}-{newer}", face=_face(document, asking)
    )


async def openapi_30(asking: Asked, request: Request) -> Reply:
    """Describe the API in OpenAPI 3.0."""
    return asking.reply(_described(request, older=True), OPENAPI_JSON, stamp=version("twin"))


async def openapi_31(asking: Asked, request: Request) -> Reply:
    """Describe the API in OpenAPI 3.1."""
    return asking.reply(_described(request, older=False), OPENAPI_31, stamp=version("twin"))


def register(app: FastAPI) -> None:
    """Add the doors."""
    forms = ("json", "openapi31", "html")
    add_door(app, "/openapi", openapi, forms=forms, include_in_schema=False)
    add_door(app, "/openapi.json", openapi_30, forms=ONLY_JSON, include_in_schema=False)
    add_door(app, "/openapi31.json", openapi_31, forms=ONLY_JSON, include_in_schema=False)
