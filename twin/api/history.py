"""What a feature was before, and the way back."""

from typing import Any

from fastapi import FastAPI, Request

from twin.api.doors import ONLY_JSON, Asked, Asking, add_door
from twin.api.edits import CREATED, OK, answer, target_of, writable
from twin.api.items import read_id
from twin.api.parameters import described, read_limit, read_whole
from twin.api.replies import GEOJSON, Reply, to_json
from twin.errors import NotFoundError
from twin.features.history import END_OF_TIME, MOST_STATES, PastQuestion, State, read_past, restore_item
from twin.features.query import tag_of
from twin.features.submission import LOCAL_TIME
from twin.vocabulary import Layer

LONGEST_MOMENT = 16
_BEFORE = {
    "name": "before",
    "in": "query",
    "required": False,
    "description": "States that began before this moment, as the `next` link says.",
    "schema": {"type": "integer", "format": "int64", "minimum": 0},
}
PAST_PARAMETERS = (
    described("limit", schema={"type": "integer", "minimum": 1, "maximum": MOST_STATES, "default": 100}),
    _BEFORE,
)


def _path(layer: Layer, identifier: int) -> str:
    return f"/collections/{layer.id}/items/{identifier}/history"


def _told(asking: Asking, path: str, state: State) -> dict[str, Any]:
    """Tell a state with its `record`: who made it and when, what changed with it, what ended it, and where to POST to restore it."""
    until = state.until and state.until.astimezone(LOCAL_TIME).isoformat()
    record = {
        "moment": str(state.number),
        "etag": tag_of(state.since),
        "from": state.since.astimezone(LOCAL_TIME).isoformat(),
        "made_by": state.made_by,
        "changes": state.changes,
        "to": until,
        "change": state.ended,
        "by": state.ended_by,
        "restore": f"{asking.base}/api{path}/{state.number}/restore",
    }
    return {**state.feature, "record": record}


async def history(asking: Asked, collectionId: str, featureId: str) -> Reply:  # noqa: N803 - OGC's name
    """Return every state of a feature that was held, newest first: who changed what, when.

    `record.changes` has the name, the old and the new value of all that changed with a state (null for one before
    which there was nothing); `record.change` says how the state ended, `record.by` through whom.
    """
    layer = asking.layer(collectionId)
    identifier = read_id(layer, featureId)
    return await tell_past(asking, layer, identifier, _path(layer, identifier))


async def tell_past(asking: Asking, layer: Layer, identifier: int, path: str) -> Reply:
    """Answer with the states of a feature; `path` is where its history is found, under `/api`."""
    limit = read_limit(asking.given, MOST_STATES)
    question = PastQuestion(identifier, limit, read_whole(asking.given, "before", 0, END_OF_TIME))
    past = await read_past(asking.service.pool, asking.user, layer, question)
    links = [asking.link("self", path, "History", GEOJSON)]
    if past.next_before is not None:
        links.append(asking.link("next", f"{path}?limit={limit}&before={past.next_before}", "Older", GEOJSON))
    document = {
        "type": "FeatureCollection",
        "features": [_told(asking, path, state) for state in past.states],
        "links": links,
        "numberReturned": len(past.states),
    }
    tag = asking.service.tag(asking.service.stamp(layer))
    return Reply(to_json(document), GEOJSON, tag=tag, public=asking.service.is_public(layer))


def read_moment(layer: Layer, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_MOMENT):
        raise NotFoundError(
            vi=f"Lớp «{layer.id}» không có trạng thái «{text[:40]}».",
            en=f"The layer “{layer.id}” has no state “{text[:40]}”.",
        )
    return int(text)


async def restore(
    asking: Asked,
    request: Request,
    collectionId: str,  # noqa: N803 - OGC's name
    featureId: str,  # noqa: N803 - OGC's name
    moment: str,
) -> Reply:
    """Write a feature back to the state that began at this moment (`record.moment`), also one that was deleted.

    It is a change as any other: what it undoes stays in the history. `If-Match` names the version that is
    overwritten; a feature that was deleted has none.
    """
    layer = writable(asking, collectionId)
    number = read_moment(layer, moment)
    target = target_of(asking, layer, featureId, request, guarded=True)
    restored = await restore_item(asking.service.pool, asking.user, layer, target, number)
    return answer(asking, layer, restored.written, request, CREATED if restored.revived else OK)


def register(app: FastAPI) -> None:
    """Add the doors."""
    path = "/collections/{collectionId}/items/{featureId}/history"
    add_door(
        app, path, history, *PAST_PARAMETERS, forms=ONLY_JSON, tags=["Features"], operation_id="getHistory"
    )
    add_door(
        app,
        f"{path}/{{moment}}/restore",
        restore,
        methods=["POST"],
        tags=["Editing"],
        operation_id="restoreState",
    )
