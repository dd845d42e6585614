"""Every door that people may follow a link to has a page, and a way from each form to the other."""

from html.parser import HTMLParser

import httpx
import pytest

from tests.api.test_html import tags_of
from tests.api.test_routes import LAYERS, PATHS

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_WITHOUT = ("/items", "/search", "/openapi.json", "/openapi31.json", "16/28854")
WITH_PAGE = [path for path in PATHS if not any(part in path for part in _WITHOUT)]


class Words(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def words_of(page: str) -> str:
    words = Words()
    words.feed(page)
    return " ".join(words.seen)


@pytest.mark.parametrize("path", WITH_PAGE)
def test_a_browser_gets_a_page_and_a_program_json(reader: httpx.Client, path: str) -> None:
    page = reader.get(path, headers={"Accept": BROWSER})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Accept" in page.headers["vary"].split(", ")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert reader.get(path, params={"f": "html"}).headers["content-type"] == page.headers["content-type"]
    for accept in ("*/*", "application/json", ""):
        assert reader.get(path, headers={"Accept": accept}).headers["content-type"] == PATHS[path]
    told = reader.get(path, params={"f": "json"}, headers={"Accept": BROWSER})
    assert told.headers["content-type"] == PATHS[path]
    assert "Accept" in told.headers["vary"].split(", ")


@pytest.mark.parametrize("path", WITH_PAGE)
def test_each_form_leads_to_the_other(reader: httpx.Client, path: str) -> None:
    program, page = reader.get(path), reader.get(path, params={"f": "html"})
    document = program.json()
    links = document.get("links", []) if isinstance(document, dict) else []
    alternates = [link["href"] for link in links if link["rel"] == "alternate"]
    told = [program.links["alternate"]["url"]]
    assert links == [] or told[0] in alternates
    assert reader.get(told[0]).text == page.text
    heads = [marks for name, marks in tags_of(page.text) if name == "link" and marks["rel"] == "alternate"]
    back = [marks["href"] for marks in heads if marks["type"] == PATHS[path]]
    assert str(reader.get(str(back[-1])).url).endswith("f=json")
    assert reader.get(str(back[-1])).json() == program.json()


@pytest.mark.parametrize("path", WITH_PAGE)
def test_a_page_is_vietnamese_first_and_runs_nothing(reader: httpx.Client, path: str) -> None:
    page = reader.get(path, params={"f": "html"}).text
    tags = tags_of(page)
    assert ("html", {"lang": "vi"}) in tags
    assert {name for name, _ in tags}.isdisjoint({"script", "img", "iframe", "object"})
    loaded = [marks["href"] for name, marks in tags if name == "link" and marks["rel"] == "stylesheet"]
    assert loaded == []
    english = reader.get(path, params={"f": "html"}, headers={"Accept-Language": "en"}).text
    assert ("html", {"lang": "en"}) in tags_of(english)
    assert "Digital twin" in words_of(english)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layers_page_says_both_languages_and_every_field(reader: httpx.Client, layer: str) -> None:
    entry = next(one for one in reader.get("/catalogue").json()["layers"] if one["id"] == layer)
    seen = words_of(reader.get(f"/collections/{layer}", params={"f": "html"}).text)
    for text in (entry["title"], entry["description"], *(field["label"] for field in entry["fields"])):
        assert text["vi"] in seen
        assert text["en"] in seen
    for field in entry["fields"]:
        assert field["name"] in seen


def test_an_unknown_form_is_refused_by_what_is_taken(reader: httpx.Client) -> None:
    refused = reader.get("/collections", params={"f": "pdf"})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "f")
    assert "json, html" in refused.json()["detail_en"]
