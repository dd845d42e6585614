"""Writing features one at a time (OGC API - Features Part 4). Writing needs a bearer token."""

import json
from typing import Any

from fastapi import FastAPI, Request

from twin.api.bodies import FEATURE_TYPES, PATCH_TYPES, read_key, read_sent
from twin.api.doors import Asked, Asking, add_door
from twin.api.feature_links import Home, collection_home
from twin.api.items import read_id
from twin.api.replies import GEOJSON, Reply
from twin.features.edit import Target, Written, create_item, delete_item, patch_item, replace_item
from twin.features.versions import Version, read_expected
from twin.features.writable import may_write, require_writable
from twin.vocabulary import Layer

CREATED, OK, NO_CONTENT = 201, 200, 204
READING = "GET, HEAD, OPTIONS"


def target_of(asking: Asking, layer: Layer, feature_id: str, request: Request, *, guarded: bool) -> Target:
    """Return which version of which feature a request means (`If-Match`).

    What is `guarded` must say so, unless a setting frees it for clients that never do, as QGIS.
    """
    sent = request.headers.get("if-match", "").strip()
    unnamed = guarded and not sent and asking.service.settings.require_if_match
    return Target(read_id(layer, feature_id), read_expected(sent) if sent else None, unnamed=unnamed)


def writable(asking: Asking, layer_id: str) -> Layer:
    """Return a layer that the asking user may write."""
    layer = asking.layer(layer_id)
    require_writable(asking.user, layer)
    return layer


def answer(  # noqa: PLR0913, PLR0917 - who asked what of which layer, what came of it, and where that is
    asking: Asking,
    layer: Layer,
    written: Written,
    request: Request,
    status: int,
    home: Home | None = None,
) -> Reply:
    """Answer with the feature as it now stands, or without it where the client prefers that."""
    asking.service.watch.raise_version(layer.id, written.layer_version)
    version = written.version
    if version is None:
        return Reply(b"", GEOJSON, status=NO_CONTENT, public=False)
    headers = {}
    if status == CREATED:
        place = home or collection_home(asking.base, layer)
        headers["Location"] = place.address_of(json.loads(version.feature))
    preferred = {part.strip() for part in request.headers.get("prefer", "").lower().split(",")}
    if "return=minimal" in preferred:
        headers["Preference-Applied"] = "return=minimal"
        version, status = Version(b"", version.updated_at), status if status == CREATED else NO_CONTENT
    elif "return=representation" in preferred:
        headers["Preference-Applied"] = "return=representation"
    return Reply(version.feature, GEOJSON, status=status, tag=version.tag, public=False, headers=headers)


async def create(asking: Asked, request: Request, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Add a feature. The same `Idempotency-Key` with the same feature adds it once and answers alike for a day."""
    layer = writable(asking, collectionId)
    sent, body = await read_sent(request, asking.service.settings.most_body_bytes, FEATURE_TYPES)
    key = read_key(request, layer, sent.crs, body)
    written = await create_item(asking.service.pool, asking.user, layer, sent, key)
    return answer(asking, layer, written, request, CREATED)


async def replace(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Write a feature anew: what is not sent becomes unknown. `If-Match` names the version that is replaced."""
    layer = writable(asking, collectionId)
    target = target_of(asking, layer, featureId, request, guarded=True)
    sent, _ = await read_sent(request, asking.service.settings.most_body_bytes, FEATURE_TYPES)
    written = await replace_item(asking.service.pool, asking.user, layer, target, sent)
    return answer(asking, layer, written, request, OK)


async def patch(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Change what is sent of a feature and leave the rest (RFC 7396). `If-Match` may name the version."""
    layer = writable(asking, collectionId)
    target = target_of(asking, layer, featureId, request, guarded=False)
    sent, _ = await read_sent(request, asking.service.settings.most_body_bytes, PATCH_TYPES)
    written = await patch_item(asking.service.pool, asking.user, layer, target, sent)
    return answer(asking, layer, written, request, OK)


async def delete(asking: Asked, request: Request, collectionId: str, featureId: str) -> Reply:  # noqa: N803
    """Delete a feature; its history stays. `If-Match` names the version that is deleted."""
    layer = writable(asking, collectionId)
    target = target_of(asking, layer, featureId, request, guarded=True)
    written = await delete_item(asking.service.pool, asking.user, layer, target)
    return answer(asking, layer, written, request, NO_CONTENT)


def _told(asking: Asking, layer: Layer, writing: str, **taken: tuple[str, ...]) -> Reply:
    """Say what may be done here: clients as QGIS show a layer as one to edit, or not, by it."""
    headers = {"Allow": READING}
    if may_write(asking.user, layer):
        headers["Allow"] = f"{READING}, {writing}"
        headers |= {name.replace("_", "-"): ", ".join(types) for name, types in taken.items()}
    return Reply(b"", GEOJSON, status=OK, keep="no-store", public=False, headers=headers)


async def items_options(asking: Asked, collectionId: str) -> Reply:  # noqa: N803 - OGC's name
    """Say which methods the asking user may use on a collection's items, and what is taken."""
    return _told(asking, asking.layer(collectionId), "POST", Accept_Post=FEATURE_TYPES)


async def item_options(asking: Asked, collectionId: str, featureId: str) -> Reply:  # noqa: N803 - OGC's name
    """Say which methods the asking user may use on a feature, there or not, and what is taken."""
    del featureId
    return _told(asking, asking.layer(collectionId), "PUT, PATCH, DELETE", Accept_Patch=PATCH_TYPES)


def register(app: FastAPI) -> None:
    """Add the doors."""
    items = "/collections/{collectionId}/items"
    item = f"{items}/{{featureId}}"
    doors: list[tuple[str, str, Any, int]] = [
        ("POST", items, create, CREATED),
        ("PUT", item, replace, OK),
        ("PATCH", item, patch, OK),
        ("DELETE", item, delete, NO_CONTENT),
    ]
    for method, path, endpoint, status in doors:
        add_door(app, path, endpoint, methods=[method], status_code=status, tags=["Editing"])
    for path, endpoint in ((items, items_options), (item, item_options)):
        add_door(app, path, endpoint, methods=["OPTIONS"], include_in_schema=False)
