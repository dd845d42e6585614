"""How the catalogue and its records look in a browser."""

from collections.abc import Iterable, Mapping
from typing import Any

from twin.api.document_page import show_links
from twin.api.html import Html, anchor, both, definitions, element, join, table, void
from twin.features.completeness import counted
from twin.features.records import Record, group_title
from twin.vocabulary import Language, Text

_UNSAID = Text(vi="chưa rõ", en="unknown")
_HEADS = (
    Text(vi="Lớp", en="Layer"),
    Text(vi="Nhóm", en="Group"),
    Text(vi="Số đối tượng", en="Features"),
    Text(vi="Đã biết", en="Known"),
    Text(vi="Cập nhật", en="Updated"),
    Text(vi="Nguồn", en="Source"),
    Text(vi="Giấy phép", en="Licence"),
)


def _unsaid(language: Language) -> Html:
    return element("span", _UNSAID.in_language(language), class_="other")


def _percent(share: float | None, language: Language) -> object:
    if share is None:
        return _unsaid(language)
    written = f"{share * 100:.1f}"
    return f"{written.replace('.', ',') if language == 'vi' else written} %"


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def _counted(known: int | None, features: int, language: Language) -> object:
    return _unsaid(language) if known is None else f"{_whole(known)} / {_whole(features)}"


def _listed(words: Iterable[str], language: Language) -> object:
    said = "; ".join(words)
    return said or _unsaid(language)


def _updated(record: Record, language: Language) -> object:
    moment = record.completeness.updated_at if record.completeness else None
    return _unsaid(language) if moment is None else f"{moment:%d/%m/%Y}"


def _search(base: str, asked: str, language: Language) -> Html:
    words = Text(vi="Tìm trong danh mục", en="Search the catalogue").in_language(language)
    return element(
        "form",
        void("input", type="search", name="q", value=asked, placeholder=words, aria_label=words),
        void("input", type="hidden", name="f", value="html"),
        element("button", Text(vi="Tìm", en="Search").in_language(language)),
        action=f"{base}/api/collections/layer-records/items",
    )


def show_records(records: Iterable[Record], base: str, language: Language, about: Text, asked: str) -> Html:
    """Return the catalogue as a table: a layer a line."""
    rows = [
        (
            anchor(
                f"{base}/api/collections/layer-records/items/{one.layer.id}",
                one.layer.title.in_language(language),
            ),
            group_title(one.layer).in_language(language),
            _whole(one.features),
            _percent(one.share, language),
            _updated(one, language),
            _listed(one.completeness.sources if one.completeness else (), language),
            _listed(one.completeness.licences if one.completeness else (), language),
        )
        for one in records
    ]
    nothing = Text(vi="Không có bản ghi nào.", en="There is no record.")
    listed = (
        table((both(head, language) for head in _HEADS), rows)
        if rows
        else element("p", both(nothing, language))
    )
    return join([element("p", both(about, language)), _search(base, asked, language), listed])


def show_record(record: Record, document: Mapping[str, Any], language: Language) -> Html:
    """Return one record: what is said of the layer, how much of each field is known, where its parts are."""
    sources, licences = (
        ((), ())
        if record.completeness is None
        else (record.completeness.sources, record.completeness.licences)
    )
    facts: list[tuple[object, object]] = [
        (both(_HEADS[1], language), both(group_title(record.layer), language)),
        (both(_HEADS[2], language), _whole(record.features)),
        (both(_HEADS[3], language), _percent(record.share, language)),
        (both(_HEADS[4], language), _updated(record, language)),
        (both(_HEADS[5], language), _listed(sources, language)),
        (both(_HEADS[6], language), _listed(licences, language)),
    ]
    if "rights" in document["properties"]:
        facts.append((both(Text(vi="Lưu ý", en="Notice"), language), document["properties"]["rights"]))
    heads = (Text(vi="Trường", en="Field"), Text(vi="Đã biết", en="Known"), Text(vi="Tỉ lệ", en="Share"))
    rows = (
        (
            both(known.field.label, language),
            _counted(record.known(known.name), record.features, language),
            _percent(record.share_of(known.name), language),
        )
        for known in counted(record.layer)
    )
    return join(
        [
            element("p", both(record.layer.description, language)),
            definitions(facts),
            element("h2", both(Text(vi="Đã biết được bao nhiêu", en="How much is known"), language)),
            table((both(head, language) for head in heads), rows),
            element("h2", both(Text(vi="Liên kết", en="Links"), language)),
            show_links(document["links"]),
        ]
    )
