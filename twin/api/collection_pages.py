"""How the landing page, the collections and their schemas look in a browser."""

from collections.abc import Iterable, Mapping
from typing import Any

from twin.api.document_page import show_links, show_value
from twin.api.html import Html, anchor, both, definitions, element, join, table, written
from twin.features.properties import Property, properties_of
from twin.vocabulary import FieldKind, Language, Layer, LayerGroup, Text

_SECTIONS = (
    (Text(vi="Các lớp dữ liệu", en="Layers"), "/collections"),
    (Text(vi="Danh mục dữ liệu", en="Catalogue of the data"), "/collections/layer-records/items"),
    (Text(vi="Lưới ô bản đồ", en="Tile matrix sets"), "/tileMatrixSets"),
    (Text(vi="Các chuẩn được tuân thủ", en="Conformance"), "/conformance"),
    (Text(vi="Mô tả API", en="API description"), "/openapi?f=html"),
)
_KINDS: dict[FieldKind, Text] = {
    "text": Text(vi="chữ", en="text"),
    "integer": Text(vi="số nguyên", en="whole number"),
    "number": Text(vi="số", en="number"),
    "boolean": Text(vi="có / không", en="yes / no"),
    "date": Text(vi="ngày", en="date"),
    "datetime": Text(vi="ngày giờ", en="date and time"),
    "choice": Text(vi="lựa chọn", en="choice"),
}


def _heading(vi: str, en: str, language: Language) -> Html:
    return element("h2", both(Text(vi=vi, en=en), language))


def show_landing(document: Mapping[str, Any], base: str, language: Language) -> Html:
    """Return what stands on the first page: where to go, then every link."""
    cards = (
        element(
            "li",
            anchor(f"{base}/api{path}", text.in_language(language)),
            element("p", _other(text, language)),
        )
        for text, path in _SECTIONS
    )
    return join(
        [
            element("p", document["description"]),
            element("ul", *cards, class_="cards"),
            _heading("Mọi liên kết", "Every link", language),
            show_links(document["links"]),
        ]
    )


def _other(text: Text, language: Language) -> Html:
    other: Language = "en" if language == "vi" else "vi"
    return element("span", text.in_language(other), lang=other)


def show_collections(
    layers: Iterable[Layer],
    counts: Mapping[str, int],
    groups: Iterable[LayerGroup],
    base: str,
    language: Language,
) -> Html:
    """Return the layers by group, each with how many features it holds."""
    listed = list(layers)
    parts = []
    for group in groups:
        cards = [
            _card(layer, counts[layer.id], base, language) for layer in listed if layer.group == group.id
        ]
        if cards:
            parts += [element("h2", both(group.title, language)), element("ul", *cards, class_="cards")]
    return join(parts)


def _card(layer: Layer, count: int, base: str, language: Language) -> Html:
    unit = Text(vi="đối tượng", en="features").in_language(language)
    return element(
        "li",
        anchor(f"{base}/api/collections/{layer.id}", layer.title.in_language(language)),
        element("p", _other(layer.title, language)),
        element("p", f"{count:,} {unit}".replace(",", " "), " · ", element("code", layer.id)),
    )


def show_collection(layer: Layer, document: Mapping[str, Any], count: int, language: Language) -> Html:
    """Return one layer: what it is, what it holds, its fields, and where its parts are."""
    facts = [
        (both(Text(vi="Mã", en="Id"), language), element("code", layer.id)),
        (both(Text(vi="Số đối tượng", en="Features"), language), f"{count:,}".replace(",", " ")),
        (both(Text(vi="Dạng hình học", en="Geometry"), language), layer.geometry),
        *_extent(document.get("extent", {}), language),
        (
            both(Text(vi="Hệ tọa độ", en="Coordinate systems"), language),
            show_value(document["crs"], language),
        ),
    ]
    return join(
        [
            element("p", both(layer.description, language)),
            definitions(facts),
            _heading("Các trường", "Fields", language),
            show_fields(properties_of(layer), language),
            _heading("Liên kết", "Links", language),
            show_links(document["links"]),
        ]
    )


def _extent(extent: Mapping[str, Any], language: Language) -> Iterable[tuple[Html, Html]]:
    """Tell where and when: a box of degrees, days; an end that is open or unknown is a dash."""
    if "spatial" in extent:
        box = Text(vi="Khung bao (tây, nam, đông, bắc)", en="Box (west, south, east, north)")
        yield both(box, language), show_value(extent["spatial"]["bbox"][0], language)
    for start, end in extent.get("temporal", {}).get("interval", ()):
        days = " – ".join((day or "…")[:10] for day in (start, end))
        yield both(Text(vi="Thời gian", en="Time"), language), written(days)


def show_fields(known: Iterable[Property], language: Language) -> Html:
    """Return a table of fields: name, what it means, kind with unit and bounds, choices."""
    heads = (
        Text(vi="Trường", en="Field"),
        Text(vi="Ý nghĩa", en="Meaning"),
        Text(vi="Kiểu", en="Kind"),
        Text(vi="Giá trị", en="Values"),
    )
    rows = (
        (
            element("code", one.name),
            both(one.field.label, language),
            join([_KINDS[one.field.kind].in_language(language), _marks(one, language)]),
            _values(one, language),
        )
        for one in known
    )
    return table((head.in_language(language) for head in heads), rows)


def _marks(one: Property, language: Language) -> Html:
    marks = []
    if one.field.required:
        marks.append(Text(vi="bắt buộc", en="required"))
    if one.read_only:
        marks.append(Text(vi="chỉ đọc", en="read only"))
    return join(join([" ", element("span", mark.in_language(language), class_="tag")]) for mark in marks)


def _values(one: Property, language: Language) -> Html:
    field = one.field
    if field.choices:
        pairs = (
            join([element("code", choice.value), " ", choice.label.in_language(language)])
            for choice in field.choices
        )
        return join(join(["" if place == 0 else ", ", pair]) for place, pair in enumerate(pairs))
    least, most = field.minimum, field.maximum
    bounds = "" if least is None and most is None else f"{_bound(least)} – {_bound(most)} "
    note = element("span", field.note.in_language(language), class_="other") if field.note else ""
    return join([f"{bounds}{field.unit or ''} ", note])


def _bound(limit: float | None) -> str:
    return "…" if limit is None else f"{limit:.12g}"
