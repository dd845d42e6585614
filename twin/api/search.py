"""Search by name over every layer that the asking user may read."""

from fastapi import FastAPI

from twin.api.doors import ONLY_JSON, Asked, add_door
from twin.api.parameters import BadParameterError, described, read_search_limit
from twin.api.replies import GEOJSON, Reply
from twin.features.search import MOST_RESULTS, search
from twin.features.words import LONGEST_QUESTION


async def search_names(asking: Asked) -> Reply:
    """Find features whose name holds every word that is asked for, likest first."""
    asked = asking.given.get("q")
    if asked is None:
        raise BadParameterError("q", "còn thiếu", "is missing")
    if len(asked) > LONGEST_QUESTION:
        raise BadParameterError(
            "q",
            f"không được dài quá {LONGEST_QUESTION} ký tự",
            f"must not be longer than {LONGEST_QUESTION} letters",
        )
    layers = asking.layers()
    found = await search(asking.service.pool, asking.user, layers, asked, read_search_limit(asking.given))
    document = {
        "type": "FeatureCollection",
        "features": [match.as_feature() for match in found],
        "numberReturned": len(found),
    }
    return asking.reply(document, GEOJSON)


def register(app: FastAPI) -> None:
    """Add the door."""
    limit = described(
        "limit", schema={"type": "integer", "minimum": 1, "maximum": MOST_RESULTS, "default": 10}
    )
    add_door(
        app,
        "/search",
        search_names,
        described("q"),
        limit,
        forms=ONLY_JSON,
        tags=["Search"],
        operation_id="search",
    )
