"""The hot doors of OGC API - Features: a page of a layer's features, and one of them.

They are bare ASGI: parse, `may()`, one statement, bytes out. What they take and answer is described in
`twin.api.description`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.access import User
from twin.api.feature_links import (
    Link,
    collection_url,
    item_links,
    link_header,
    page_links,
    plain_item_links,
)
from twin.api.forms import ITEM_FORMS, PAGE_FORMS, Form, form_names, wanted_form
from twin.api.html import PAGE_HEADERS
from twin.api.item_pages import Framing, show_item, show_page
from twin.api.parameters import read_past, read_query
from twin.api.problems import language_of
from twin.api.questions import (
    ITEM_PARAMETERS,
    PAGE_PARAMETERS,
    asks_only_hits,
    read_question,
    read_telling,
)
from twin.api.replies import Reply, header_of, is_known, to_json
from twin.api.service import Service, base_url, service_of
from twin.features.cql2 import named_in_address
from twin.features.crs import CRS84
from twin.features.cursors import write_cursor
from twin.features.query import Item, Page, count_items, no_such_feature, read_item, read_page
from twin.features.question import Question, Telling
from twin.features.telling import heading_line
from twin.vocabulary import Language, Layer

_ON_PAGES = frozenset({"f", *PAGE_PARAMETERS})
_ON_ITEMS = frozenset({"f", *ITEM_PARAMETERS})
_PAGE_NAMES, _ITEM_NAMES = form_names(PAGE_FORMS), form_names(ITEM_FORMS)
LONGEST_ID = 19
JSON_FG_CLASSES = (
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
)


@dataclass(frozen=True)
class _Asked:
    """One request at these doors."""

    scope: Scope
    service: Service
    user: User
    layer: Layer
    given: dict[str, str]
    form: Form

    @property
    def collection(self) -> str:
        return collection_url(base_url(self.scope), self.layer)

    @property
    def language(self) -> Language:
        return language_of(header_of(self.scope, b"accept-language").decode("latin-1"))

    def framing(self, links: list[Link]) -> Framing:
        return Framing(self.layer, links, self.language, base_url(self.scope))

    def variant(self, telling: Telling) -> str:
        """Return what sets this form of an answer apart from the others, as it stands in its ETag."""
        parts = [] if self.form.name == "json" else [self.form.name]
        parts += [self.language] if self.form.name == "html" else []
        parts += [] if telling.crs is CRS84 else [telling.crs.curie.strip("[]")]
        return "".join(f"-{part}" for part in parts)

    def reply(self, body: bytes, telling: Telling, tag: str | None, name: str, links: list[Link]) -> Reply:
        headers = {"Content-Crs": f"<{telling.crs.uri}>"}
        if self.form.saved:
            headers["Content-Disposition"] = f'attachment; filename="{name}.{self.form.suffix}"'
            if told := link_header(links, "self", "next", "alternate"):
                headers["Link"] = told
        varies = ["Accept"]
        if self.form.name == "html":
            headers.update(PAGE_HEADERS)
            varies.append("Accept-Language")
        public = self.service.is_public(self.layer)
        return Reply(body, self.form.media_type, tag=tag, public=public, headers=headers, varies=varies)


async def _ask(scope: Scope, allowed: frozenset[str], forms: Any, names: frozenset[str]) -> _Asked:
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    # What a feature has may be asked for by its name, beside what the door takes.
    properties = named_in_address(layer) if allowed is _ON_PAGES else frozenset()
    given = read_query(scope["query_string"], allowed | properties, names)
    form = wanted_form(forms, given.get("f"), header_of(scope, b"accept"))
    return _Asked(scope, service, user, layer, given, form)


def read_id(layer: Layer, text: str) -> int:
    """Return a feature's id; what cannot be one is a feature that is not there."""
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_ID):
        raise no_such_feature(layer, text)
    return int(text)


def _matched(service: Service, layer: Layer, question: Question, page: Page) -> int | None:
    """Tell how many features match where that costs nothing: the page holds them all, or none were left out."""
    first = question.after is None and question.offset == 0
    if first and page.next_place is None:
        return page.count
    return None if question.chooses else service.summaries.exact_count(layer)


def json_head(layer: Layer, telling: Telling) -> bytes:
    """Return what stands before the features of a collection."""
    if telling.form == "json":
        return b'{"type":"FeatureCollection","features":['
    return b'{"type":"FeatureCollection",' + to_json(_json_fg(layer, telling))[1:-1] + b',"features":['


def _json_fg(layer: Layer, telling: Telling) -> dict[str, Any]:
    """Return what JSON-FG says of a whole document."""
    return {"conformsTo": JSON_FG_CLASSES, "featureType": layer.id, "coordRefSys": telling.crs.uri}


def json_tail(links: list[Link], counts: dict[str, int]) -> bytes:
    """Return what follows the features: links, counts, the moment."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return b"]," + to_json({"links": links, **counts, "timeStamp": now})[1:]


async def _read(asked: _Asked, question: Question, telling: Telling) -> tuple[Page, dict[str, int]]:
    """Return the page, and the counts that are told with it."""
    service, layer = asked.service, asked.layer
    if asks_only_hits(asked.given, asked.form):
        matched = await count_items(service.pool, asked.user, layer, question)
        return Page(b"", 0, None), {"numberMatched": matched, "numberReturned": 0}
    page = await read_page(service.pool, asked.user, layer, question, telling)
    known = _matched(service, layer, question, page)
    counts = {} if known is None else {"numberMatched": known}
    return page, {**counts, "numberReturned": page.count}


async def serve_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items`."""
    asked = await _ask(scope, _ON_PAGES, PAGE_FORMS, _PAGE_NAMES)
    service, layer, form = asked.service, asked.layer, asked.form
    question, telling = read_question(layer, asked.given), read_telling(layer, asked.given, form)
    tag = service.tag(service.stamp(layer) + asked.variant(telling))
    if is_known(scope, tag):
        await asked.reply(b"", telling, tag, layer.id, [])(scope, receive, send)
        return
    page, counts = await _read(asked, question, telling)
    cursor = write_cursor(layer, question.order, page.next_place) if page.next_place else None
    links = page_links(asked.collection, layer, asked.given, form, cursor)
    if form.name == "csv":
        body = heading_line(layer, telling) + page.features
    elif form.name == "html":
        body = await show_page(asked.framing(links), page.features, counts)
    else:
        body = json_head(layer, telling) + page.features + json_tail(links, counts)
    await asked.reply(body, telling, tag, layer.id, links)(scope, receive, send)


def _told(asked: _Asked, identifier: int, item: Item, telling: Telling, links: list[Link]) -> bytes:
    """Return a feature in the form that is asked for."""
    if asked.form.name == "csv":
        return heading_line(asked.layer, telling) + item.feature
    if asked.form.name == "html":
        return show_item(asked.framing(links), identifier, item.feature)
    more = _json_fg(asked.layer, telling) if asked.form.name == "jsonfg" else {}
    return item.feature[:-1] + b"," + to_json({**more, "links": links})[1:]


async def serve_item(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items/{featureId}`."""
    asked = await _ask(scope, _ON_ITEMS, ITEM_FORMS, _ITEM_NAMES)
    service, layer = asked.service, asked.layer
    identifier = read_id(layer, scope["path_params"]["featureId"])
    telling = read_telling(layer, asked.given, asked.form, exact=True)
    moment = read_past(asked.given.get("as-of"))
    item = await read_item(service.pool, asked.user, layer, identifier, telling, moment)
    links: list[Link] = []
    if asked.form.name == "json" and not asked.given:
        told = plain_item_links(asked.collection, layer, identifier)
        body = item.feature[:-1] + b',"links":' + told + b"}"
    else:
        links = item_links(asked.collection, layer, identifier, asked.given, asked.form)
        body = _told(asked, identifier, item, telling, links)
    tag = f'{item.tag[:-1]}{asked.variant(telling)}"'
    await asked.reply(body, telling, tag, f"{layer.id}-{identifier}", links)(scope, receive, send)


class Bare:
    """Marks a function as an ASGI application: Starlette would take it for one of a request."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._application(scope, receive, send)


def register(app: FastAPI) -> None:
    """Add the two doors before all others, so that they are found first."""
    page = Route("/api/collections/{collectionId}/items", Bare(serve_page), methods=["GET"], name="items")
    item = Route(
        "/api/collections/{collectionId}/items/{featureId}", Bare(serve_item), methods=["GET"], name="item"
    )
    app.router.routes[:0] = [item, page]
