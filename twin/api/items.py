"""The hot doors of OGC API - Features: a page of a layer's features, and one of them.

They are bare ASGI: parse, `may()`, one statement, bytes out. What they take and answer is described in
`twin.api.description`.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from twin.api.parameters import BadParameterError, read_box, read_limit, read_query, read_span, read_whole
from twin.api.replies import GEOJSON, JSON, Reply, header_of, is_known, to_json
from twin.api.service import Service, base_url, service_of
from twin.features.query import Page, Question, no_such_feature, read_item, read_page
from twin.vocabulary import Layer

PAGE_PARAMETERS = ("bbox", "datetime", "limit", "offset", "cursor")
_ALLOWED = frozenset({"f", *PAGE_PARAMETERS})
_ONLY_FORM = frozenset({"f"})
LONGEST_ID = 19


def read_question(given: dict[str, str]) -> Question:
    """Return what a page is asked for. Raises BadParameterError."""
    after = read_whole(given, "cursor", 0, 0) if "cursor" in given else None
    if after is not None and "offset" in given:
        raise BadParameterError("offset", "không đi cùng cursor", "does not go together with cursor")
    return Question(
        limit=read_limit(given),
        box=read_box(given.get("bbox")),
        span=read_span(given.get("datetime")),
        after=after,
        offset=read_whole(given, "offset", 0, 0),
    )


def read_id(layer: Layer, text: str) -> int:
    """Return a feature's id; what cannot be one is a feature that is not there."""
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_ID):
        raise no_such_feature(layer, text)
    return int(text)


def _link(rel: str, href: str, media_type: str, title: str) -> dict[str, str]:
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def _collection_url(scope: Scope, layer: Layer) -> str:
    return f"{base_url(scope)}/api/collections/{quote(layer.id)}"


def _with_query(url: str, given: dict[str, Any]) -> str:
    return f"{url}?{urlencode(given, safe=',/:')}" if given else url


def _tail(scope: Scope, layer: Layer, given: dict[str, str], page: Page, matched: int | None) -> bytes:
    """Return what follows the features: links, counts, the moment."""
    collection = _collection_url(scope, layer)
    items = f"{collection}/items"
    links = [
        _link("self", _with_query(items, given), GEOJSON, "This page"),
        _link("collection", collection, JSON, layer.title.vi),
    ]
    if page.next_after is not None:
        kept = {name: value for name, value in given.items() if name not in {"cursor", "offset"}}
        links.append(
            _link("next", _with_query(items, {**kept, "cursor": page.next_after}), GEOJSON, "Next page")
        )
    counts = (
        {"numberReturned": page.count}
        if matched is None
        else {"numberMatched": matched, "numberReturned": page.count}
    )
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return b"]," + to_json({"links": links, **counts, "timeStamp": now})[1:]


def _matched(service: Service, layer: Layer, question: Question, page: Page) -> int | None:
    """Tell how many features match where that costs nothing: the page holds them all, or none were left out."""
    first = question.after is None and question.offset == 0
    if first and page.next_after is None:
        return page.count
    unfiltered = question.box is None and question.span is None
    return service.summaries.exact_count(layer) if unfiltered else None


async def serve_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items`."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    given = read_query(scope["query_string"], _ALLOWED)
    question = read_question(given)
    tag, public = service.tag(service.stamp(layer)), service.is_public(layer)
    if is_known(scope, tag):
        await Reply(b"", GEOJSON, tag=tag, public=public)(scope, receive, send)
        return
    page = await read_page(service.pool, user, layer, question)
    tail = _tail(scope, layer, given, page, _matched(service, layer, question, page))
    body = b'{"type":"FeatureCollection","features":[' + page.features + tail
    await Reply(body, GEOJSON, tag=tag, public=public)(scope, receive, send)


async def serve_item(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `/collections/{collectionId}/items/{featureId}`."""
    service = service_of(scope)
    user = await service.askers.of(header_of(scope, b"authorization"))
    layer = service.readable_layer(user, scope["path_params"]["collectionId"])
    read_query(scope["query_string"], _ONLY_FORM)
    identifier = read_id(layer, scope["path_params"]["featureId"])
    item = await read_item(service.pool, user, layer, identifier)
    collection = _collection_url(scope, layer)
    links = [
        _link("self", f"{collection}/items/{identifier}", GEOJSON, layer.title.vi),
        _link("collection", collection, JSON, layer.title.vi),
    ]
    body = item.feature[:-1] + b',"links":' + to_json(links) + b"}"
    await Reply(body, GEOJSON, tag=item.tag, public=service.is_public(layer))(scope, receive, send)


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
