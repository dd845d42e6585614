"""The functions that a filter may call beside the standard's own."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI

from twin.api.doors import Asked, Face, add_door
from twin.api.html import Html, element
from twin.api.replies import JSON, Reply
from twin.features.cql2 import FUNCTIONS, Function, Kind
from twin.vocabulary import Text

RELATION = "http://www.opengis.net/def/rel/ogc/1.0/functions"
TITLE = Text(vi="Các hàm dùng trong bộ lọc", en="Functions for filters")
LANDING_LINK = (RELATION, "/functions", TITLE, JSON)
_TYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "datetime",
    "moment": "datetime",
    "geometry": "geometry",
    "box": "geometry",
}
"""What the standard calls each kind."""


def _types(kinds: Sequence[Kind]) -> list[str]:
    return list(dict.fromkeys(_TYPES[kind] for kind in kinds))


def _described(asking: Asked, known: Function) -> dict[str, Any]:
    return {
        "name": known.name,
        "description": asking.say(known.description),
        "args": [{"title": asking.say(arg.title), "type": _types(arg.kinds)} for arg in known.args],
        "returns": _types([known.returns]),
    }


def _shown(listed: list[dict[str, Any]]) -> Html:
    lines = (f"{one['name']}({', '.join(arg['title'] for arg in one['args'])})" for one in listed)
    items = (
        element("li", element("code", line), " – ", one["description"])
        for line, one in zip(lines, listed, strict=True)
    )
    return element("ul", *items)


async def functions(asking: Asked) -> Reply:
    """List the functions."""
    listed = [_described(asking, known) for known in FUNCTIONS.values()]
    return asking.reply({"functions": listed}, stamp="1", face=Face(TITLE, lambda: _shown(listed)))


def register(app: FastAPI) -> None:
    """Add the door."""
    add_door(app, "/functions", functions, tags=["Capabilities"], operation_id="getFunctions")
