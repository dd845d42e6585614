"""The hot doors of OGC API - Features: a page of a layer's features, and one of them.

They are bare ASGI: parse, `may()`, one statement, bytes out. What they take and answer is described in
`twin.api.description`.
"""

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.api.bare import Bare
from twin.api.downloads import downloads_of
from twin.api.feature_doors import Asked, ask_features, json_fg, json_head, json_tail
from twin.api.feature_links import (
    Link,
    item_links,
    page_links,
    plain_item_links,
)
from twin.api.forms import FILES, ITEM_FORMS, PAGE_FORMS
from twin.api.item_pages import show_item, show_page
from twin.api.parameters import read_past
from twin.api.questions import (
    ITEM_PARAMETERS,
    PAGE_PARAMETERS,
    asks_only_hits,
    read_question,
    read_telling,
)
from twin.api.replies import is_known, to_json
from twin.api.service import Service
from twin.features.cursors import write_cursor
from twin.features.query import Item, Page, count_items, no_such_feature, read_item, read_page
from twin.features.question import Question, Telling
from twin.features.telling import heading_line
from twin.vocabulary import Layer

ON_PAGES = frozenset({"f", *PAGE_PARAMETERS})
_ON_ITEMS = frozenset({"f", *ITEM_PARAMETERS})
LONGEST_ID = 19


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


async def _read(
    asked: Asked, question: Question, telling: Telling, receive: Receive, *, only_hits: bool
) -> tuple[Page, dict[str, int]]:
    """Return the page, and the counts that are told with it."""
    service, user, layer = asked.service, asked.user, asked.layer
    if only_hits:
        matched = await service.long_reads.answer(
            receive, lambda pool: count_items(pool, user, layer, question)
        )
        return Page(b"", 0, None), {"numberMatched": matched, "numberReturned": 0}
    if question.is_long:
        page = await service.long_reads.answer(
            receive, lambda pool: read_page(pool, user, layer, question, telling)
        )
    else:
        page = await read_page(service.pool, user, layer, question, telling)
    known = _matched(service, layer, question, page)
    counts = {} if known is None else {"numberMatched": known}
    return page, {**counts, "numberReturned": page.count}


async def serve_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items`."""
    await answer_page(await ask_features(scope, ON_PAGES, PAGE_FORMS, by_property=True), receive, send)


async def answer_page(asked: Asked, receive: Receive, send: Send) -> None:
    """Answer with a page of features, wherever they are at home."""
    scope, service, layer, form = asked.scope, asked.service, asked.layer, asked.form
    question, telling = read_question(layer, asked.given), read_telling(layer, asked.given, form)
    only_hits = asks_only_hits(asked.given, form)
    tag = service.tag(service.stamp(layer) + asked.variant(telling))
    if is_known(scope, tag):
        await asked.reply(b"", telling, tag)(scope, receive, send)
        return
    if form.name in FILES:
        reply = asked.reply(b"", telling, tag, name=asked.file_name())
        await downloads_of(scope).send_file(asked, question, telling, reply, (receive, send))
        return
    page, counts = await _read(asked, question, telling, receive, only_hits=only_hits)
    cursor = write_cursor(layer, question.order, page.next_place) if page.next_place else None
    links = page_links(asked.home, layer, asked.given, form, cursor)
    if form.name == "csv":
        body = heading_line(layer, telling) + page.features
    elif form.name == "html":
        body = await show_page(asked.framing(links), page.features, counts)
    else:
        body = json_head(layer, telling) + page.features + json_tail(links, counts)
    await asked.reply(body, telling, tag, name=asked.file_name(), links=links)(scope, receive, send)


def _told(asked: Asked, identifier: int, item: Item, telling: Telling, links: list[Link]) -> bytes:
    """Return a feature in the form that is asked for."""
    if asked.form.name == "csv":
        return heading_line(asked.layer, telling) + item.feature
    if asked.form.name == "html":
        return show_item(asked.framing(links), identifier, item.feature)
    more = json_fg(asked.layer, telling) if asked.form.name == "jsonfg" else {}
    return item.feature[:-1] + b"," + to_json({**more, "links": links})[1:]


async def serve_item(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items/{featureId}`."""
    asked = await ask_features(scope, _ON_ITEMS, ITEM_FORMS)
    service, layer = asked.service, asked.layer
    identifier = read_id(layer, scope["path_params"]["featureId"])
    telling = read_telling(layer, asked.given, asked.form, exact=True)
    moment = read_past(asked.given.get("as-of"))
    item = await read_item(service.pool, asked.user, layer, identifier, telling, moment)
    links: list[Link] = []
    if asked.form.name == "json" and not asked.given:
        told = plain_item_links(asked.home, layer, identifier)
        body = item.feature[:-1] + b',"links":' + told + b"}"
    else:
        links = item_links(asked.home, layer, identifier, asked.given, asked.form)
        body = _told(asked, identifier, item, telling, links)
    tag = f'{item.tag[:-1]}{asked.variant(telling)}"'
    await asked.reply(body, telling, tag, name=asked.file_name(identifier), links=links)(scope, receive, send)


def register(app: FastAPI) -> None:
    """Add the two doors before all others, so that they are found first."""
    page = Route("/api/collections/{collectionId}/items", Bare(serve_page), methods=["GET"], name="items")
    item = Route(
        "/api/collections/{collectionId}/items/{featureId}", Bare(serve_item), methods=["GET"], name="item"
    )
    app.router.routes[:0] = [item, page]
