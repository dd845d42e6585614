"""The figures of two results, side by side."""

from collections.abc import Iterable
from typing import Any

from twin.city.comparing.verdicts import AFTER, BEFORE, CHANGE, VERDICT, Verdict, change_of, judge
from twin.documents.words import decimal
from twin.reporting import Column, Figure, Table
from twin.reporting.saying import say

_COLUMNS = (
    Column("figure", say("Nội dung", "Figure")),
    Column("before", BEFORE, "number", digits=2),
    Column("after", AFTER, "number", digits=2),
    Column("change", CHANGE, "number", digits=2),
    Column("unit", say("Đơn vị", "Unit")),
    VERDICT,
    Column("note", say("Ghi chú", "Note")),
)


def pair_figures(one: Iterable[Figure], other: Iterable[Figure]) -> list[tuple[Figure | None, Figure | None]]:
    """Return the figures of both by their ids, in the order of the later ones."""
    before, after = {figure.id: figure for figure in one}, {figure.id: figure for figure in other}
    return [(before.get(name), after.get(name)) for name in dict.fromkeys((*after, *before))]


def judge_pair(one: Figure | None, other: Figure | None) -> Verdict:
    """Say what became of a figure."""
    if one is None or other is None:
        return "new" if one is None else "gone"
    if one.unit != other.unit:
        return "unknown"
    return judge(one.value, other.value, other.better)


def _note(one: Figure | None, other: Figure | None) -> str | None:
    told = [
        f"{words} nhiều nhất {decimal(figure.at_most, 2)}"
        for words, figure in (("trước", one), ("sau", other))
        if figure is not None and figure.at_most is not None
    ]
    if one is not None and other is not None and one.unit != other.unit:
        told.append(f"đơn vị khác nhau: {one.unit or '-'}, {other.unit or '-'}")
    return "; ".join(told) or None


def _row(one: Figure | None, other: Figure | None) -> tuple[Any, ...]:
    figure = other or one
    before, after = one and one.value, other and other.value
    verdict = judge_pair(one, other)
    change = None if verdict in {"unknown", "new", "gone"} else change_of(before, after)
    return (
        figure and figure.label.vi,
        before,
        after,
        change,
        figure and figure.unit,
        verdict,
        _note(one, other),
    )


def compare_figures(pairs: Iterable[tuple[Figure | None, Figure | None]]) -> Table:
    """Return a row for each figure: before, after, the change, and whether that is better."""
    rows = tuple(_row(one, other) for one, other in pairs)
    return Table("figures", say("So sánh kết quả chính", "The main figures compared"), _COLUMNS, rows)
