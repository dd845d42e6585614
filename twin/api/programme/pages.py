"""The programme as pages for people: the same figures as in JSON, in tables."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from twin.api.document_page import show_links
from twin.api.html import Html, anchor, both, definitions, element, join, table
from twin.api.programme.addresses import ROOT
from twin.registers import registers
from twin.vocabulary import STATES, Language, Text

Document = Mapping[str, Any]
_HEADS = {
    "key": Text(vi="Mã", en="Key"),
    "task": Text(vi="Nhiệm vụ", en="Task"),
    "indicator": Text(vi="Chỉ tiêu", en="Indicator"),
    "lead": Text(vi="Chủ trì", en="Lead"),
    "period": Text(vi="Thời gian", en="Period"),
    "status": Text(vi="Tình trạng", en="Status"),
    "percent": Text(vi="%", en="%"),
    "warnings": Text(vi="Cảnh báo", en="Warnings"),
    "target": Text(vi="Mục tiêu", en="Target"),
    "reported": Text(vi="Báo cáo", en="Reported"),
    "measured": Text(vi="Bản đồ đo", en="Measured"),
    "verdict": Text(vi="Đánh giá", en="Verdict"),
    "group": Text(vi="Tổ dân phố", en="Residential group"),
    "all": Text(vi="Tất cả", en="All"),
    "share_done": Text(vi="Đã đạt (%)", en="Done (%)"),
    "name": Text(vi="Tên", en="Name"),
    "state": Text(vi="Tình trạng", en="State"),
    "moved_on": Text(vi="Chuyển ngày", en="Moved on"),
    "why": Text(vi="Vì sao", en="Why"),
}
_STATES = {
    "done": Text(vi="Đạt, đã xong", en="Done"),
    "under_way": Text(vi="Đang làm", en="Under way"),
    "not_yet": Text(vi="Chưa đạt", en="Not yet"),
    "unknown": Text(vi="Chưa rõ", en="Unknown"),
}
_VERDICTS = {
    "met": Text(vi="Đạt", en="Met"),
    "not_met": Text(vi="Chưa đạt", en="Not met"),
    "unknown": Text(vi="Chưa rõ", en="Unknown"),
}
_UNKNOWN = Html('<span class="other">–</span>')


def _heads(names: Iterable[str], language: Language) -> list[Html]:
    return [both(_HEADS.get(name) or _STATES[name], language) for name in names]


def _heading(vi: str, en: str, language: Language) -> Html:
    return element("h2", both(Text(vi=vi, en=en), language))


def _told(value: object) -> object:
    return _UNKNOWN if value is None else value


def _said(text: Document | None, language: Language) -> object:
    return _UNKNOWN if text is None else text[language]


def _statuses(language: Language) -> dict[str | None, object]:
    choices = registers()["programme_tasks"].by_name["status"].choices
    known: dict[str | None, object] = {one.value: one.label.in_language(language) for one in choices}
    return {**known, None: _UNKNOWN}


def _record(base: str, register: str, key: str) -> Html:
    return anchor(f"{base}/api{ROOT}/{register}/{quote(key)}?f=html", key)


def _tasks(digest: Document, base: str, language: Language) -> Html:
    statuses = _statuses(language)
    rows = (
        (
            _record(base, "tasks", task["key"]),
            task["name"],
            _told(task["lead"]),
            task["period"],
            statuses[task["status"]],
            _told(task["percent"]),
            "; ".join(warning["text"][language] for warning in task["warnings"]),
        )
        for task in digest["tasks"]
    )
    return table(_heads(("key", "task", "lead", "period", "status", "percent", "warnings"), language), rows)


def _measured(one: Document) -> object:
    measured = one["measured"]
    return _UNKNOWN if measured is None else _told(measured["number"]["value"])


def _indicators(digest: Document, base: str, language: Language) -> Html:
    rows = (
        (
            _record(base, "indicators", one["key"]),
            one["name"],
            one["target"],
            _UNKNOWN if one["reported"] is None else one["reported"]["written"],
            _measured(one),
            _VERDICTS[one["assessment"]["verdict"]].in_language(language),
        )
        for one in digest["indicators"]
    )
    heads = _heads(("key", "indicator", "target", "reported", "measured", "verdict"), language)
    return table(heads, rows)


def show_dashboard(document: Document, base: str, language: Language) -> Html:
    """Return how all tasks and indicators stand."""
    digest = document["digest"]
    return join(
        [
            element("p", digest["filing"]["subject"][language], " · ", digest["as_of"]),
            _heading("Nhiệm vụ", "Tasks", language),
            _tasks(digest, base, language),
            _heading("Chỉ tiêu", "Indicators", language),
            _indicators(digest, base, language),
        ]
    )


def _counts(counts: Document, language: Language) -> Html:
    return definitions((both(_STATES[state], language), counts[state]) for state in STATES)


def show_overlay(document: Document, language: Language) -> Html:
    """Return where a subject is carried out and how far."""
    groups = (
        (
            group["group_code"],
            _told(group["name"]),
            group["states"]["all"],
            *(group["states"][state] for state in STATES),
            _told(group["share_done"]),
        )
        for group in document["groups"]
    )
    places = (
        (
            _told(place["name"]),
            _STATES[place["state"]].in_language(language),
            _told(place["group_code"]),
            _told(place["moved_on"]),
        )
        for place in document["places"]
    )
    return join(
        [
            element("p", element("code", document["subject"]), " ", document["lead"]),
            _counts(document["states"], language),
            _heading("Theo tổ dân phố", "By residential group", language),
            table(_heads(("group", "name", "all", *STATES, "share_done"), language), groups),
            _heading("Nơi thực hiện", "Places", language),
            table(_heads(("name", "state", "group", "moved_on"), language), places),
            show_links([link for link in document["links"] if link["rel"] != "tiles"]),
        ]
    )


def show_lists(document: Document, base: str, language: Language) -> Html:
    """Return the features behind a percentage, each with why it is judged so."""
    rows = (
        (
            anchor(
                f"{base}/api/collections/{one['layer']}/items/{one['id']}?f=html", one["name"] or one["id"]
            ),
            _STATES[one["state"]].in_language(language),
            one["why"][language],
            _told(one["group_code"]),
        )
        for one in document["features"]
    )
    measured = document["measured"]
    return join(
        [
            element("p", measured["rule"][language]),
            element("p", _said(measured["silence"], language)) if measured["silence"] else "",
            _counts(measured["number"], language),
            table(_heads(("name", "state", "why", "group"), language), rows),
        ]
    )
