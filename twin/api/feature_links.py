"""The links of a page of features and of a single one, as the OGC standards write them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from twin.api.forms import DOWNLOAD_FORMS, ITEM_FORMS, PAGE_FORMS, Form
from twin.api.replies import JSON, to_json
from twin.vocabulary import Layer

Link = dict[str, str]
_ID = "\x00"


@dataclass(frozen=True)
class Home:
    """Where a layer's features are found: the address of what they belong to, and that of their pages.

    `key` is the property by which one of them is addressed below the pages; None: its id.
    """

    whole: str
    items: str
    forms: tuple[Form, ...] = field(default=tuple(PAGE_FORMS.values()), compare=False)
    key: str | None = None

    def address_of(self, feature: Mapping[str, Any]) -> str:
        """Return the address of a feature that was told as GeoJSON."""
        named = feature["properties"].get(self.key) if self.key else None
        return f"{self.items}/{quote(str(named or feature['id']))}"


def with_query(url: str, given: Mapping[str, str]) -> str:
    """Return an address with its query, legible where it may be."""
    return f"{url}?{urlencode(given, safe=',/:')}" if given else url


def collection_home(base: str, layer: Layer) -> Home:
    """Return where a collection and its features are; `base` is the address of the server."""
    whole = f"{base}/api/collections/{quote(layer.id)}"
    return Home(whole, f"{whole}/items")


def _link(rel: str, href: str, media_type: str, title: str) -> Link:
    return {"rel": rel, "href": href, "type": media_type, "title": title}


def _alternates(url: str, given: Mapping[str, str], forms: Iterable[Form], shown: Form) -> list[Link]:
    kept = with_query(url, {name: value for name, value in given.items() if name != "f"})
    start = f"{kept}{'&' if '?' in kept else '?'}f="
    return [
        _link("alternate", f"{start}{form.name}", form.bare_type, form.title)
        for form in forms
        if form is not shown
    ]


def page_links(
    home: Home, layer: Layer, given: Mapping[str, str], form: Form, cursor: str | None
) -> list[Link]:
    """Return the links of a page: itself, the next one, the same in every other form, all of it as one file."""
    title = layer.title.vi
    links = [_link("self", with_query(home.items, given), form.bare_type, title)]
    links += _alternates(home.items, given, home.forms, form)
    if cursor is not None:
        kept = {name: value for name, value in given.items() if name not in {"cursor", "offset"}}
        href = with_query(home.items, {**kept, "cursor": cursor})
        links.append(_link("next", href, form.bare_type, "Trang sau / Next page"))
    links.append(_link("collection", home.whole, JSON, title))
    return links


def download_links(home: Home, layer: Layer, given: Mapping[str, str], form: Form) -> list[Link]:
    """Return the links of a whole collection: itself, the same in every other form, its collection."""
    url, title = f"{home.whole}/download", layer.title.vi
    return [
        _link("self", with_query(url, given), form.bare_type, title),
        *_alternates(url, given, DOWNLOAD_FORMS.values(), form),
        _link("collection", home.whole, JSON, title),
    ]


def item_links(
    home: Home, layer: Layer, identifier: int | str, given: Mapping[str, str], form: Form
) -> list[Link]:
    """Return the links of a feature: itself, the same in every other form, its collection."""
    item, title = f"{home.items}/{identifier}", layer.title.vi
    return [
        _link("self", with_query(item, given), form.bare_type, title),
        *_alternates(item, given, ITEM_FORMS.values(), form),
        _link("collection", home.whole, JSON, title),
    ]


@lru_cache(maxsize=1024)
def _plain(home: Home, layer: Layer) -> tuple[bytes, ...]:
    told = to_json(item_links(home, layer, _ID, {}, ITEM_FORMS["json"]))
    return tuple(told.split(to_json(_ID)[1:-1]))


def plain_item_links(home: Home, layer: Layer, identifier: int) -> bytes:
    """Return the links of a feature that is asked for without a parameter, as JSON: nearly all are."""
    return str(identifier).encode().join(_plain(home, layer))


def link_header(links: Iterable[Link], *rels: str) -> str:
    """Return the links of these kinds as a header, for forms that have no place for links."""
    return ", ".join(
        f'<{link["href"]}>; rel="{link["rel"]}"; type="{link["type"]}"'
        for link in links
        if link["rel"] in rels
    )
