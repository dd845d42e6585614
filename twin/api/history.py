"""What a feature was before."""

from fastapi import FastAPI

from twin.api.doors import ONLY_JSON, Asked, add_door
from twin.api.items import read_id
from twin.api.replies import GEOJSON, Reply
from twin.features.query import read_history


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
    """Add the door."""
    item = "/collections/{collectionId}/items/{featureId}"
    add_door(app, f"{item}/history", history, forms=ONLY_JSON, tags=["Features"], operation_id="getHistory")
