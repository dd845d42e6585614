"""Any JSON document as a page: lists of names and values, tables for things that are alike, links to follow."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twin.api.html import Html, anchor, both, definitions, element, join, table
from twin.vocabulary import Language, Text

_KNOWN: Mapping[str, Text] = {
    "id": Text(vi="Mã", en="Id"),
    "title": Text(vi="Tên", en="Title"),
    "name": Text(vi="Tên", en="Name"),
    "description": Text(vi="Mô tả", en="Description"),
    "links": Text(vi="Liên kết", en="Links"),
    "crs": Text(vi="Hệ tọa độ", en="Coordinate system"),
    "extent": Text(vi="Phạm vi", en="Extent"),
    "bbox": Text(vi="Khung bao (tây, nam, đông, bắc)", en="Box (west, south, east, north)"),
    "spatial": Text(vi="Không gian", en="Space"),
    "temporal": Text(vi="Thời gian", en="Time"),
    "interval": Text(vi="Khoảng thời gian", en="Interval"),
    "tileMatrixSets": Text(vi="Các lưới ô bản đồ", en="Tile matrix sets"),
    "tileMatrices": Text(vi="Các mức của lưới", en="Tile matrices"),
    "tilesets": Text(vi="Các bộ ô bản đồ", en="Tile sets"),
    "tileMatrixSetLimits": Text(vi="Các ô có dữ liệu", en="Tiles that hold something"),
    "tileMatrixSetURI": Text(vi="Lưới", en="Tile matrix set"),
    "boundingBox": Text(vi="Khung bao", en="Bounding box"),
    "lowerLeft": Text(vi="Góc tây nam", en="Lower left"),
    "upperRight": Text(vi="Góc đông bắc", en="Upper right"),
    "layers": Text(vi="Các lớp", en="Layers"),
    "sources": Text(vi="Nguồn", en="Sources"),
    "styles": Text(vi="Kiểu vẽ", en="Styles"),
    "version": Text(vi="Phiên bản", en="Version"),
    "dataType": Text(vi="Loại dữ liệu", en="Kind of data"),
    "conformsTo": Text(vi="Các lớp tuân thủ", en="Conformance classes"),
    "count": Text(vi="Số đối tượng", en="Features"),
    "label": Text(vi="Nhãn", en="Label"),
    "colour": Text(vi="Màu", en="Colour"),
    "processes": Text(vi="Các báo cáo", en="Reports"),
    "processID": Text(vi="Báo cáo", en="Report"),
    "report": Text(vi="Báo cáo", en="Report"),
    "jobs": Text(vi="Các việc", en="Jobs"),
    "jobID": Text(vi="Mã việc", en="Job"),
    "status": Text(vi="Trạng thái", en="Status"),
    "message": Text(vi="Tình hình", en="Message"),
    "progress": Text(vi="Tiến độ (%)", en="Progress (%)"),
    "created": Text(vi="Gửi lúc", en="Created"),
    "started": Text(vi="Bắt đầu", en="Started"),
    "finished": Text(vi="Xong lúc", en="Finished"),
    "updated": Text(vi="Cập nhật", en="Updated"),
    "attempts": Text(vi="Số lần thử", en="Attempts"),
    "inputs": Text(vi="Điều kiện", en="Inputs"),
    "outputs": Text(vi="Kết quả", en="Outputs"),
    "schedules": Text(vi="Các lịch chạy", en="Schedules"),
    "when": Text(vi="Khi nào", en="When"),
    "next": Text(vi="Lần tới", en="Next"),
    "active": Text(vi="Đang áp dụng", en="Active"),
    "scaleDenominator": Text(vi="Mẫu số tỉ lệ", en="Scale denominator"),
    "cellSize": Text(vi="Cỡ điểm ảnh (m)", en="Cell size"),
}
_WIDEST = 9
"""Members from which things that are alike are told one by one instead of in a table."""
_NOTHING = Html('<span class="other">–</span>')
_DOCUMENT = Text(vi="Tài liệu", en="Document")


def title_of(document: object) -> Text:
    """Return what a document calls itself."""
    named = (
        document.get("title") or document.get("name") or document.get("id")
        if isinstance(document, dict)
        else None
    )
    if isinstance(named, dict) and {"vi", "en"} <= named.keys():
        return Text(vi=str(named["vi"]), en=str(named["en"]))
    return Text(vi=str(named), en=str(named)) if named else _DOCUMENT


def show_links(links: Iterable[Mapping[str, Any]]) -> Html:
    """Return links as a list: where they lead, what they are to this document, and in which form."""
    return element(
        "ul",
        *(
            element(
                "li",
                element("code", one["href"])
                if one.get("templated")
                else anchor(str(one["href"]), one.get("title") or one["href"]),
                " ",
                element(
                    "span", f"{str(one['rel']).rpartition('/')[2]} · {one.get('type', '')}", class_="other"
                ),
            )
            for one in links
        ),
    )


def _named(key: str, language: Language) -> Html:
    known = _KNOWN.get(key)
    return element("code", key) if known is None else both(known, language)


def _scalar(value: object) -> Html:
    if value is None:
        return _NOTHING
    if isinstance(value, bool | int | float):
        return element("code", str(value).lower() if isinstance(value, bool) else f"{value:.12g}")
    text = str(value)
    return (
        anchor(text, text)
        if text.startswith(("http://", "https://")) and "{" not in text
        else element("span", text)
    )


def _listed(values: Sequence[Any], language: Language) -> Html:
    if not values:
        return _NOTHING
    if all(isinstance(one, int | float) or one is None for one in values):
        return element("code", ", ".join("–" if one is None else f"{one:.12g}" for one in values))
    if all(isinstance(one, dict) for one in values):
        return _alike(values, language)
    return element("ul", *(element("li", show_value(one, language)) for one in values))


def _alike(values: Sequence[Mapping[str, Any]], language: Language) -> Html:
    if all({"href", "rel"} <= one.keys() for one in values):
        return show_links(values)
    keys = list(dict.fromkeys(key for one in values for key in one))
    if len(keys) > _WIDEST:
        return join(element("section", show_value(one, language)) for one in values)
    heads = [_named(key, language) for key in keys]
    return table(heads, ([show_value(one.get(key), language) for key in keys] for one in values))


def show_document(document: object, language: Language) -> Html:
    """Return a JSON document as the body of a page: what is short first, then a section for everything else."""
    if not isinstance(document, Mapping):
        return show_value(document, language)
    parts = {str(key): value for key, value in document.items() if key != "title"}
    long = {key: parts[key] for key in sorted(parts, key=lambda key: key == "links") if _is_long(parts[key])}
    short = [
        (_named(key, language), show_value(value, language))
        for key, value in parts.items()
        if key not in long
    ]
    sections = (
        element("section", element("h2", _named(key, language)), show_value(value, language))
        for key, value in long.items()
    )
    return join([definitions(short) if short else "", *sections])


def _is_long(value: object) -> bool:
    if isinstance(value, Mapping):
        return value.keys() != {"vi", "en"}
    return isinstance(value, list | tuple) and any(isinstance(one, Mapping | list) for one in value)


def show_value(value: object, language: Language) -> Html:
    """Return any JSON value as markup."""
    if isinstance(value, Mapping):
        if value.keys() == {"vi", "en"}:
            return both(Text(vi=str(value["vi"]), en=str(value["en"])), language)
        pairs = ((_named(str(key), language), show_value(one, language)) for key, one in value.items())
        return definitions(pairs)
    if isinstance(value, list | tuple):
        return _listed(value, language)
    return _scalar(value)
