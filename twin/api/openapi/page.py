"""The API's description as a page: every door by its subject, with what it takes and answers."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from twin.api.html import Html, both, element, join, table
from twin.api.openapi.schemas import Document
from twin.vocabulary import Language, Text

PAGE_TITLE = Text(vi="Mô tả API", en="API description")
_SUBJECTS: Mapping[str, Text] = {
    "Capabilities": Text(vi="Dịch vụ", en="The service"),
    "Collections": Text(vi="Các lớp", en="Layers"),
    "Features": Text(vi="Đối tượng", en="Features"),
    "Editing": Text(vi="Sửa dữ liệu", en="Editing"),
    "Tiles": Text(vi="Ô bản đồ", en="Tiles"),
    "Styles": Text(vi="Kiểu vẽ và chú giải", en="Styles and legends"),
    "Records": Text(vi="Danh mục dữ liệu", en="Catalogue"),
    "Programme": Text(vi="Chương trình hành động", en="The action programme"),
    "Search": Text(vi="Tìm kiếm", en="Search"),
}
_HEADS = (
    Text(vi="Tham số", en="Parameter"),
    Text(vi="Ở đâu", en="Where"),
    Text(vi="Giá trị", en="Values"),
    Text(vi="Ý nghĩa", en="Meaning"),
)
_PLACES = {
    "query": Text(vi="sau dấu hỏi", en="query"),
    "path": Text(vi="địa chỉ", en="path"),
    "header": Text(vi="tiêu đề", en="header"),
}


def _operations(document: Document) -> Iterator[tuple[str, str, str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield (operation.get("tags") or ["Features"])[0], path, method.upper(), operation


def _values(schema: Document) -> Html:
    if "enum" in schema:
        return join([element("code", " | ".join(map(str, schema["enum"])))])
    kind = schema.get("type", "")
    said = [" / ".join(kind) if isinstance(kind, list) else str(kind), str(schema.get("format", ""))]
    bounds = [f"{schema[key]}" if key in schema else "…" for key in ("minimum", "maximum")]
    if any(key in schema for key in ("minimum", "maximum")):
        said.append(" – ".join(bounds))
    if "default" in schema:
        said.append(f"({schema['default']})")
    return element("span", " ".join(part for part in said if part))


def _parameters(operation: Document, language: Language) -> Html:
    rows = [
        (
            element("code", one["name"]),
            _PLACES[one["in"]].in_language(language),
            _values(one["schema"]),
            one.get("description", ""),
        )
        for one in operation.get("parameters", ())
    ]
    return table((head.in_language(language) for head in _HEADS), rows) if rows else Html("")


def _answers(operation: Document, language: Language) -> Html:
    said = []
    for status, answer in operation["responses"].items():
        kinds = ", ".join(answer.get("content", {}))
        said.append(
            element(
                "li",
                element("code", status),
                f" {answer['description']} ",
                element("code", kinds) if kinds else "",
            )
        )
    return join([element("h4", both(Text(vi="Trả lời", en="Answers"), language)), element("ul", *said)])


def _operation(path: str, method: str, operation: Document, language: Language) -> Html:
    words = operation.get("description") or operation.get("summary") or ""
    return element(
        "section",
        element("h3", element("span", method, class_="tag"), " ", element("code", path)),
        element("p", words),
        _parameters(operation, language),
        _answers(operation, language),
    )


def show_openapi(document: Document, language: Language) -> Html:
    """Return the body of the page."""
    about: dict[str, Any] = document["info"]
    intro = [element("p", line) for line in about["description"].split("\n\n")]
    order = list(_SUBJECTS)
    known = sorted(
        _operations(document), key=lambda one: order.index(one[0]) if one[0] in order else len(order)
    )
    parts = [*intro]
    for subject, operations in itertools.groupby(known, key=lambda one: one[0]):
        title = _SUBJECTS.get(subject)
        parts.append(element("h2", subject if title is None else both(title, language)))
        parts += [_operation(path, method, operation, language) for _, path, method, operation in operations]
    return join(parts)
