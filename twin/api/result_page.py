"""A kept result as a page for people: what was asked, the numbers, the maps, the tables, and what they stand on."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from twin.api.document_page import show_links
from twin.api.html import Html, both, definitions, element, join, table, void, written
from twin.documents.words import decimal
from twin.vocabulary import Language, Text

Told = Mapping[str, Any]
MOST_ROWS = 100
"""A longer table is for a spreadsheet: so many of its rows are shown, and it is said how many there are."""
_UNKNOWN = Text(vi="chưa rõ", en="unknown")
_HEADS = {
    "asked": Text(vi="Điều kiện tính", en="What was asked"),
    "figures": Text(vi="Kết quả chính", en="Main figures"),
    "maps": Text(vi="Bản đồ", en="Maps"),
    "gaps": Text(vi="Những điều chưa biết", en="What is not known"),
    "notes": Text(vi="Ghi chú", en="Notes"),
    "norms": Text(vi="Quy chuẩn", en="Norms"),
    "sources": Text(vi="Nguồn số liệu", en="Sources"),
    "links": Text(vi="Tải về", en="Downloads"),
}
_FIGURE = tuple(
    Text(vi=vi, en=en)
    for vi, en in (("Nội dung", "Figure"), ("Giá trị", "Value"), ("Đơn vị", "Unit"), ("Ghi chú", "Note"))
)


def _say(told: Told, language: Language) -> str:
    return str(told[language])


def _value(value: Any, language: Language, digits: int = 2) -> object:
    if value is None:
        return element("span", _UNKNOWN.in_language(language), class_="other")
    if isinstance(value, bool):
        return ("có" if value else "không") if language == "vi" else ("yes" if value else "no")
    if isinstance(value, int | float):
        return (
            decimal(value, digits)
            if language == "vi"
            else f"{value:,.{digits}f}".removesuffix(f".{'0' * digits}")
        )
    return value


def _figures(figures: Iterable[Told], language: Language) -> Html:
    rows = (
        (
            _say(one["label"], language),
            _value(one["value"], language),
            one["unit"],
            None if one["note"] is None else _say(one["note"], language),
        )
        for one in figures
    )
    return table([text.in_language(language) for text in _FIGURE], rows)


def _table(told: Told, language: Language) -> Html:
    columns = told["columns"]
    heads = [_say(one["label"], language) + (f" ({one['unit']})" if one["unit"] else "") for one in columns]
    words = [
        {choice["value"]: _say(choice["label"], language) for choice in one["choices"]} for one in columns
    ]
    rows = (
        [
            _value(known.get(value, value), language, one["digits"])
            for value, known, one in zip(row, words, columns, strict=True)
        ]
        for row in told["rows"][:MOST_ROWS]
    )
    more = len(told["rows"]) - MOST_ROWS
    rest = Text(
        vi=f"Còn {more} dòng nữa trong tệp bảng tính (XLSX).",
        en=f"{more} more rows are in the spreadsheet (XLSX).",
    )
    return element(
        "section",
        element("h2", both(_text(told["title"]), language)),
        table(heads, rows),
        element("p", rest.in_language(language)) if more > 0 else "",
    )


def _text(told: Told) -> Text:
    return Text(vi=told["vi"], en=told["en"])


def _section(name: str, language: Language, *inside: object) -> Html:
    return element("section", element("h2", both(_HEADS[name], language)), *inside)


def _listed(sentences: Iterable[str]) -> Html:
    return element("ul", *(element("li", one) for one in sentences))


def _sections(document: Told, language: Language) -> Iterator[Html]:
    asked = [*document["asked"], *document["supposed"]]
    yield _section("asked", language, _listed(_say(one, language) for one in asked))
    yield _section("figures", language, _figures(document["figures"], language))
    if maps := list(_maps(document, language)):
        yield _section("maps", language, *maps)
    for one in document["tables"]:
        yield _table(one, language)
    if document["gaps"]:
        told = (
            " ".join(
                filter(None, ["" if one["count"] is None else str(one["count"]), _say(one["what"], language)])
            )
            for one in document["gaps"]
        )
        yield _section("gaps", language, _listed(told))
    if document["notes"]:
        yield _section("notes", language, _listed(_say(one, language) for one in document["notes"]))
    yield from _footing(document, language)


def _footing(document: Told, language: Language) -> Iterator[Html]:
    if document["norms"]:
        norms = (
            f"{_say(one['title'], language)}: {one['as_written'] or ', '.join(f'{value:g}' for value in one['values'])}"
            f" {one['unit']} ({one['clause']}; {_say(one['standing'], language)})"
            for one in document["norms"]
        )
        yield _section("norms", language, _listed(norms))
    sources = (
        f"{_say(one['title'], language)} ({one['read']}; v{one['version']})" for one in document["sources"]
    )
    yield _section("sources", language, _listed(sources))
    yield _section("links", language, show_links(document["links"]))


def _maps(document: Told, language: Language) -> Iterator[Html]:
    address = next(link["href"] for link in document["links"] if link["rel"] == "self")
    for one in [*document["drawings"], *document["rasters"]]:
        if one.get("features", {"features": True})["features"]:
            title = _say(one["title"], language)
            picture = void("img", src=f"{address}/maps/{one['id']}", alt=title, loading="lazy")
            yield element("figure", picture, element("figcaption", title))


def _facts(document: Told, language: Language) -> Iterator[tuple[str, Html]]:
    made = f"{datetime.fromisoformat(document['made_at']):%d/%m/%Y %H:%M}"
    yield Text(vi="Báo cáo", en="Report").in_language(language), written(_say(document["title"], language))
    yield Text(vi="Tính lúc", en="Made at").in_language(language), written(made)
    yield Text(vi="Người tính", en="Made by").in_language(language), written(document["made_by"])
    if "keep_until" in document:
        until = _until(document["keep_until"], language)
        yield Text(vi="Lưu đến", en="Kept until").in_language(language), written(until)


def show_result(document: Told, language: Language) -> Html:
    """Return a result, as it is told and with what it is found by, as the body of a page."""
    return join([definitions(_facts(document, language)), *_sections(document, language)])


def _until(moment: str | None, language: Language) -> str:
    if moment is None:
        return "mãi mãi" if language == "vi" else "for ever"
    return f"{datetime.fromisoformat(moment):%d/%m/%Y}"
