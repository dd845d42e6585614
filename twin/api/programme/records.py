"""One record of the programme as it stands, and what was recorded of it: updates, values, yearly targets."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI

from twin.api.document_page import show_value
from twin.api.doors import Asked, Asking, Endpoint, Face, add_door
from twin.api.html import Html, element, join
from twin.api.item_pages import Framing, item_body, page_body
from twin.api.parameters import described
from twin.api.programme.addresses import RECORD, REPORTED, ROOT, register_home, short_name
from twin.api.programme.board import Board, board_of, everything
from twin.api.programme.evidence import entry_of
from twin.api.questions import read_question
from twin.api.replies import GEOJSON, Reply
from twin.features.cursors import write_cursor
from twin.features.query import Page, read_item, read_page
from twin.overlays import overlays
from twin.programme.evidence import list_evidence_of
from twin.programme.filing import filing_on
from twin.programme.moments import today
from twin.programme.overlay import PLACES
from twin.programme.records import find_record, find_register
from twin.programme.screen.record import ProgrammeRecord, ProgrammeRecords
from twin.programme.screen.standing import Desk
from twin.vocabulary import Frozen, Layer, Text

Feature = dict[str, Any]
_HISTORY = Text(vi="Lịch sử", en="History")
_EVIDENCE = Text(vi="Minh chứng", en="Evidence")
_PARTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "tasks": (("updates", "task", "-reported_on,-id"),),
    "indicators": (("values", "indicator", "-as_of,-id"), ("targets", "indicator", "year,id")),
}
"""What is recorded of a record: register, the field that names it, order."""


def _links(asking: Asking, register: Layer, feature: Feature) -> list[dict[str, str]]:
    home, name = register_home(asking.base, register), short_name(register)
    path = home.address_of(feature).removeprefix(f"{asking.base}/api")
    title = asking.say(register.title)
    parts = [
        asking.link("item", f"{path}/{part}", asking.say(find_register(part).title), GEOJSON)
        for part, _, _ in _PARTS.get(name, ())
    ]
    if name in REPORTED:
        parts.append(asking.link("related", f"{path}/evidence", asking.say(_EVIDENCE)))
    return [
        asking.link("self", path, title, GEOJSON),
        asking.link("collection", f"{ROOT}/{name}", title, GEOJSON),
        asking.link("version-history", f"{path}/history", asking.say(_HISTORY), GEOJSON),
        *parts,
    ]


def _standing(asking: Asking, desk: Desk, name: str, key: str) -> Frozen | None:
    find: Mapping[str, Callable[[], Frozen | None]] = {
        "tasks": lambda: desk.task(key, asking.service.watch.layers),
        "indicators": lambda: desk.indicator(key),
        "models": lambda: desk.model(key),
        "agencies": lambda: desk.agency(key),
    }
    return find[name]() if name in find else None


async def _with_evidence(asking: Asking, register: Layer, features: list[Feature]) -> list[Feature]:
    """Name the files that stand behind each record, where files may."""
    name = short_name(register)
    if name not in REPORTED:
        return features
    ids = [feature["id"] for feature in features]
    found = await list_evidence_of(asking.service.pool, asking.user, register, ids)
    return [
        feature
        | {
            "evidence": [
                entry_of(asking.base, name, one).model_dump(mode="json")
                for one in found.get(feature["id"], ())
            ]
        }
        for feature in features
    ]


async def record(asking: Asked, register: str, key: str) -> Reply:
    """Return a record with all that is known of it (`standing`); its ETag names the version that a change means."""
    service, found = asking.service, find_register(register)
    identifier = await find_record(service.pool, asking.user, found, key)
    item = await read_item(service.pool, asking.user, found, identifier)
    (feature,) = await _with_evidence(asking, found, [json.loads(item.feature)])
    document = {**feature, "links": _links(asking, found, feature)}
    stamp = item.tag.strip('"')
    if register not in REPORTED and register not in {"targets", "places"}:
        await service.derivations.current(*overlays().values())
        own = Board.stamp(service, (*everything(), PLACES))
        stamp = f"{stamp}-{own}"
        if own is not None and (unchanged := asking.unchanged(stamp)):
            return unchanged
        desk = await board_of(asking.scope).desk(service, asking.user, filing_on(today()))
        standing = _standing(asking, desk, register, key)
        document["standing"] = None if standing is None else standing.model_dump(mode="json")
    elif register in REPORTED:
        newest = max((one["id"] for one in feature["evidence"]), default=0)
        stamp = f"{stamp}-{len(feature['evidence'])}-{newest}"
    title = str(feature["properties"].get(found.title_field or "") or f"{found.title.vi} {identifier}")
    face = Face(Text(vi=title, en=title), lambda: _body(asking, found, document))
    return asking.reply(document, GEOJSON, stamp=stamp, face=face)


def _body(asking: Asking, register: Layer, document: Feature) -> Html:
    framing = Framing(register, register_home(asking.base, register), [], asking.language, asking.base)
    more = {name: document[name] for name in ("standing", "evidence", "links") if document.get(name)}
    told = (element("section", show_value(value, asking.language)) for value in more.values())
    return join([item_body(framing, document), *told])


def _part(owner: str, part: str, field: str, order: str) -> Endpoint:
    async def listed(asking: Asked, key: str) -> Reply:
        return await _list_part(asking, owner, key, (part, field, order))

    listed.__doc__ = f"Return the {part} of one of the {owner}, each with the files that stand behind it."
    return listed


async def _list_part(asking: Asking, owner: str, key: str, asked: tuple[str, str, str]) -> Reply:
    part, field, order = asked
    service, register = asking.service, find_register(part)
    await find_record(service.pool, asking.user, find_register(owner), key)
    kept = {name: value for name, value in asking.given.items() if name in {"limit", "cursor"}}
    question = read_question(register, {**kept, field: key, "sortby": order})
    page: Page = await read_page(service.pool, asking.user, register, question)
    features = await _with_evidence(asking, register, json.loads(b"[" + page.features + b"]"))
    path, title = f"{ROOT}/{owner}/{key}/{part}", asking.say(register.title)
    links = [asking.link("self", path, title, GEOJSON)]
    if page.next_place is not None:
        following = {**kept, "cursor": write_cursor(register, question.order, page.next_place)}
        links.append(asking.link("next", f"{path}?{urlencode(following)}", title, GEOJSON))
    document = {
        "type": "FeatureCollection",
        "features": features,
        "numberReturned": page.count,
        "links": links,
    }
    home = register_home(asking.base, register)
    framing = Framing(register, home, links, asking.language, asking.base)
    counts = {"numberReturned": page.count}
    face = Face(register.title, lambda: page_body(framing, features, counts))
    return asking.reply(document, GEOJSON, face=face)


_NAMES = {"updates": "getTaskUpdates", "values": "getIndicatorValues", "targets": "getIndicatorTargets"}


def _described(name: str, of: type[Frozen]) -> dict[str, Any]:
    return {"tags": ["Programme"], "operation_id": name, "response_model": of}


def register(app: FastAPI) -> None:
    """Add the doors."""
    for owner, parts in _PARTS.items():
        for part, field, order in parts:
            add_door(
                app,
                f"{ROOT}/{owner}/{{key}}/{part}",
                _part(owner, part, field, order),
                described("limit"),
                described("cursor"),
                **_described(_NAMES[part], ProgrammeRecords),
            )
    add_door(app, RECORD, record, **_described("getProgrammeRecord", ProgrammeRecord))
