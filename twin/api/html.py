"""HTML as the API writes it: one plain frame round every page, nothing loaded from anywhere, everything escaped.

A page is for people who follow a link into the API: Vietnamese first, or English for a browser that asks for
it, with the other language beside it. Programs ask for JSON.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

from twin.vocabulary import Language, Text

HTML = "text/html; charset=utf-8"
_CSS = Path(__file__).with_name("page.css").read_text(encoding="utf8")
_CSS_DIGEST = base64.b64encode(hashlib.sha256(_CSS.encode()).digest()).decode()
PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_CSS_DIGEST}'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )
}
"""What a page may load: its own style and images of this server. No script runs, also not one stored in the data."""

_NAME = Text(vi="Bản song sinh số · API", en="Digital twin · API")
_WAYS = (
    ("/api/?f=html", Text(vi="Trang đầu", en="Start")),
    ("/api/collections?f=html", Text(vi="Lớp dữ liệu", en="Layers")),
    ("/api/collections/layer-records/items?f=html", Text(vi="Danh mục", en="Catalogue")),
    ("/api/openapi?f=html", Text(vi="Mô tả API", en="API description")),
    ("/", Text(vi="Bản đồ", en="Map")),
)
_SAFE_SCHEMES = ("http://", "https://", "/", "?", "#", "mailto:")


class Html(str):
    """Markup that is safe to show as it is: made by `element` and `join`, or a constant of ours."""

    __slots__ = ()


def written(part: object) -> Html:
    """Return anything as markup: `Html` as it is, None as nothing, everything else as escaped text."""
    if isinstance(part, Html):
        return part
    return Html("" if part is None else escape(str(part)))


def join(parts: Iterable[object]) -> Html:
    """Return the parts one after the other."""
    return Html("".join(written(part) for part in parts))


def void(name: str, /, **attributes: object) -> Html:
    """Return an element that has no inside, or the opening of one that has; an attribute of None is left out."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>")


def element(name: str, /, *inside: object, **attributes: object) -> Html:
    """Return an element; an attribute called as a word of Python bears an underscore (`class_`)."""
    return Html(f"{void(name, **attributes)}{join(inside)}</{name}>")


def anchor(href: str, *inside: object) -> Html:
    """Return a link; an address that is none (`javascript:`, say) is shown and leads nowhere."""
    return element("a", *inside, href=href) if href.startswith(_SAFE_SCHEMES) else element("span", *inside)


def both(text: Text, language: Language, name: str = "span") -> Html:
    """Return a text in the reader's language, with the other language after it where it says it otherwise."""
    other: Language = "en" if language == "vi" else "vi"
    first, second = text.in_language(language), text.in_language(other)
    if first == second:
        return written(first)
    return join([first, " ", element(name, second, class_="other", lang=other)])


def table(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> Html:
    """Return a table that scrolls by itself where it is wider than the page. Cells are text or markup."""
    head = element("thead", element("tr", *(element("th", one, scope="col") for one in heads)))
    body = element("tbody", *(element("tr", *(element("td", cell) for cell in row)) for row in rows))
    return element("div", element("table", head, body), class_="wide")


def definitions(pairs: Iterable[tuple[object, object]]) -> Html:
    """Return a list of names and what they are."""
    return element("dl", *(join([element("dt", name), element("dd", what)]) for name, what in pairs))


def _head(title: Text, links: Iterable[Mapping[str, str]], language: Language) -> Html:
    tied = join(
        void("link", **{name: link.get(name) for name in ("rel", "href", "type", "title")})
        for link in links
        if not link.get("templated")
    )
    return element(
        "head",
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        element("title", f"{title.in_language(language)} – {_NAME.in_language(language)}"),
        tied,
        Html(f"<style>{_CSS}</style>"),
    )


def _foot(links: Iterable[Mapping[str, str]]) -> Html:
    shown = [
        element(
            "li", anchor(link["href"], link.get("title") or link["rel"]), " ", element("code", link["type"])
        )
        for link in links
        if link["rel"] == "alternate" and link.get("type")
    ]
    return element("footer", element("ul", *shown)) if shown else Html("")


def page(
    title: Text, body: Html, links: Iterable[Mapping[str, str]], language: Language, base: str = ""
) -> bytes:
    """Return a whole page in UTF-8.

    `links` are those of the document that the page shows, as the OGC standards write them: all stand in the
    head for programs, and the alternates at the foot for people. `base` is the address of this server.
    """
    known = list(links)
    ways = (anchor(f"{base}{path}", text.in_language(language)) for path, text in _WAYS)
    other: Language = "en" if language == "vi" else "vi"
    second = title.in_language(other)
    beside = element("p", second, class_="other", lang=other) if second != title.in_language(language) else ""
    inside = element(
        "body",
        element("header", element("strong", _NAME.in_language(language)), element("nav", *ways)),
        element("main", element("h1", title.in_language(language)), beside, body),
        _foot(known),
    )
    return (
        f"<!doctype html>\n{element('html', _head(title, known, language), inside, lang=language)}".encode()
    )
