"""Writing features one at a time, and what they were before. Writing needs a bearer token."""

import json
from typing import Any, Never

from fastapi import FastAPI, Request
from pydantic import JsonValue
from starlette.exceptions import HTTPException

from twin.access import LayerThing, require
from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.items import read_id
from twin.api.replies import GEOJSON, Reply
from twin.errors import BadInputError
from twin.features.edit import Target, Written, create_item, delete_item, patch_item, replace_item
from twin.features.query import read_history, read_item
from twin.vocabulary import Layer

MOST_BYTES = 10 * 1024 * 1024
_FEATURE_BODY = {
    "required": True,
    "content": {GEOJSON: {"schema": {"$ref": "#/components/schemas/Feature"}}},
}


def _refuse_constant(name: str) -> Never:
    raise ValueError(name)


async def _read_json(request: Request) -> JsonValue:
    """Read the body as JSON. Raises BadInputError; answers 413 to one that is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    try:
        document: JsonValue = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadInputError(
            vi="Nội dung gửi lên không phải là JSON.", en="What was sent is not JSON."
        ) from None
    return document


def _target(layer: Layer, feature_id: str, request: Request) -> Target:
    sent = request.headers.get("if-match", "").strip()
    if sent in {"", "*"}:
        return Target(read_id(layer, feature_id))
    return Target(
        read_id(layer, feature_id), frozenset(tag.strip().removeprefix("W/") for tag in sent.split(","))
    )


def _writable(asking: Asking, layer_id: str) -> Layer:
    layer = asking.layer(layer_id)
    require(asking.user, "write", LayerThing(layer.id))
    return layer


async def _answer(asking: Asking, layer: Layer, written: Written, status: int) -> Reply:
    """Answer with the feature as it now stands."""
    asking.service.watch.raise_version(layer.id, written.version)
    item = await read_item(asking.service.pool, asking.user, layer, written.id)
    location = f"{asking.base}/api/collections/{layer.id}/items/{written.id}"
    headers = {"Location": location} if status == 201 else {}  # noqa: PLR2004
    return Reply(item.feature, GEOJSON, status=status, tag=item.tag, public=False, headers=headers)


async def create(asking: Asked, request: Request, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Add a feature."""
    layer = _writable(asking, collectionId)
    written = await create_item(asking.service.pool, asking.user, layer, await _read_json(request))
    return await _answer(asking, layer, written, 201)


async def replace(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Write a feature anew: what is not sent becomes unknown. `If-Match` guards against another's change."""
    layer = _writable(asking, collectionId)
    target = _target(layer, featureId, request)
    written = await replace_item(asking.service.pool, asking.user, layer, target, await _read_json(request))
    return await _answer(asking, layer, written, 200)


async def patch(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Change what is sent of a feature and leave the rest."""
    layer = _writable(asking, collectionId)
    target = _target(layer, featureId, request)
    written = await patch_item(asking.service.pool, asking.user, layer, target, await _read_json(request))
    return await _answer(asking, layer, written, 200)


async def delete(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Delete a feature; its history stays."""
    layer = _writable(asking, collectionId)
    target = _target(layer, featureId, request)
    written = await delete_item(asking.service.pool, asking.user, layer, target)
    asking.service.watch.raise_version(layer.id, written.version)
    return Reply(b"", GEOJSON, status=204, public=False)


async def history(asking: Asked, collectionId: str, featureId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return every state of a feature that was held, newest first; `record` says from when to when, and by whom."""
    layer = asking.layer(collectionId)
    page = await read_history(asking.service.pool, asking.user, layer, read_id(layer, featureId))
    body = (
        b'{"type":"FeatureCollection","features":[' + page.features + b'],"numberReturned":%d}' % page.count
    )
    tag = asking.service.tag(f"{asking.service.stamp(layer)}")
    return Reply(body, GEOJSON, tag=tag, public=asking.service.is_public(layer))


def register(app: FastAPI) -> None:
    """Add the doors."""
    items = "/collections/{collectionId}/items"
    item = f"{items}/{{featureId}}"
    doors: list[tuple[str, str, Any, int]] = [
        ("POST", items, create, 201),
        ("PUT", item, replace, 200),
        ("PATCH", item, patch, 200),
        ("DELETE", item, delete, 204),
    ]
    for method, path, endpoint, status in doors:
        add_door(app, path, endpoint, methods=[method], status_code=status, tags=["Editing"])
    add_door(app, f"{item}/history", history, forms=ONLY_JSON, tags=["Features"], operation_id="getHistory")
