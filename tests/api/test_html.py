"""The frame round every page: nothing that was typed becomes markup."""

from html.parser import HTMLParser

from twin.api.html import Html, anchor, both, definitions, element, page, table
from twin.vocabulary import Text

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


class Tags(HTMLParser):
    """Collects what stands in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags_of(markup: bytes | str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(markup.decode() if isinstance(markup, bytes) else markup)
    return parser.found


def test_whatever_is_shown_is_escaped() -> None:
    body = table([EVIL], [[EVIL, element("b", EVIL, class_=EVIL)]])
    links = [{"rel": "alternate", "href": f"/api/{EVIL}", "type": "application/json", "title": EVIL}]
    told = page(Text(vi=EVIL, en="x" + EVIL), body, links, "vi", base="http://x")
    names = {name for name, _ in tags_of(told)}
    assert names.isdisjoint({"script", "img"})
    assert ("b", {"class": EVIL}) in tags_of(told)


def test_an_address_that_runs_leads_nowhere() -> None:
    assert tags_of(anchor("javascript:alert(1)", "x")) == [("span", {})]
    assert tags_of(anchor("/api/", "x")) == [("a", {"href": "/api/"})]


def test_both_languages_stand_once_each() -> None:
    assert both(Text(vi="Ngõ", en="Alley"), "vi") == 'Ngõ <span class="other" lang="en">Alley</span>'
    assert both(Text(vi="CSV", en="CSV"), "en") == "CSV"
    assert definitions([("a", Html("<i>b</i>"))]) == "<dl><dt>a</dt><dd><i>b</i></dd></dl>"
