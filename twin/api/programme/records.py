"""One record of the programme, as it stands."""

import json
from typing import Any

from fastapi import FastAPI

from twin.api.doors import Asked, Asking, Face, add_door
from twin.api.item_pages import Framing, item_body
from twin.api.programme.addresses import RECORD, ROOT, register_home, short_name
from twin.api.replies import GEOJSON, Reply
from twin.features.query import Item, read_item
from twin.programme.records import find_record, find_register
from twin.vocabulary import Layer, Text


def _links(asking: Asking, register: Layer, feature: dict[str, Any]) -> list[dict[str, str]]:
    home, name = register_home(asking.base, register), short_name(register)
    path = home.address_of(feature).removeprefix(f"{asking.base}/api")
    title = asking.say(register.title)
    return [
        asking.link("self", path, title, GEOJSON),
        asking.link("collection", f"{ROOT}/{name}", title, GEOJSON),
        asking.link("version-history", f"{path}/history", asking.say(_HISTORY), GEOJSON),
    ]


_HISTORY = Text(vi="Lịch sử", en="History")


async def record(asking: Asked, register: str, key: str) -> Reply:
    """Return a record with all that is known of it; its ETag names the version that a change may mean."""
    found = find_register(register)
    identifier = await find_record(asking.service.pool, asking.user, found, key)
    item: Item = await read_item(asking.service.pool, asking.user, found, identifier)
    feature = json.loads(item.feature)
    document = {**feature, "links": _links(asking, found, feature)}
    title = str(feature["properties"].get(found.title_field or "") or f"{found.title.vi} {identifier}")
    framing = Framing(found, register_home(asking.base, found), [], asking.language, asking.base)
    face = Face(Text(vi=title, en=title), lambda: item_body(framing, feature))
    return asking.reply(document, GEOJSON, stamp=item.tag.strip('"'), face=face)


def register(app: FastAPI) -> None:
    """Add the doors."""
    add_door(app, RECORD, record, tags=["Programme"], operation_id="getProgrammeRecord")
