"""The tables of two results, joined row by row."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twin.city.comparing.verdicts import (
    AFTER,
    BEFORE,
    CHANGE,
    VERDICT,
    Verdict,
    alike,
    change_of,
    judge,
    weigh,
)
from twin.reporting import Column, Drawing, Table
from twin.vocabulary import Text

_MEASURES = {"integer", "number"}
Row = tuple[Any, ...]
Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class _Side:
    """One of the two tables, its rows by what they are joined by."""

    columns: tuple[Column, ...]
    rows: Mapping[Key, Row]

    def value(self, key: Key, name: str) -> Any:
        row = self.rows.get(key)
        if row is None:
            return None
        return next(
            (value for column, value in zip(self.columns, row, strict=True) if column.name == name), None
        )


def _ids(table: Table, drawings: Sequence[Drawing]) -> list[Key] | None:
    """Return the features that the rows are, where the table lists its drawing's features in their order."""
    drawing = next((one for one in drawings if one.id == table.drawing), None)
    if drawing is None or len(drawing.frame) != len(table.rows):
        return None
    shared = [
        (place, column.name) for place, column in enumerate(table.columns) if column.name in drawing.frame
    ]
    for place, name in shared[:2]:
        listed = [row[place] for row in table.rows]
        if any(_unlike(value, drawn) for value, drawn in zip(listed, drawing.frame[name], strict=True)):
            return None
    return [(number,) for number in drawing.frame.index.tolist()] if shared else None


def _unlike(listed: Any, drawn: Any) -> bool:
    return listed is not None and not alike(listed, drawn)


def _by_names(table: Table, count: int) -> list[Key]:
    return [tuple(row[:count]) for row in table.rows]


def _named(table: Table) -> int:
    """Return how many columns at the left are names, not measures."""
    return next(
        (place for place, column in enumerate(table.columns) if column.kind in _MEASURES), len(table.columns)
    )


def _keys(
    one: tuple[Table, Sequence[Drawing]], other: tuple[Table, Sequence[Drawing]]
) -> tuple[list[Key], list[Key]] | None:
    """Return what the rows of both are joined by: their features, the first column, or all that names them."""
    tables = one[0], other[0]
    ids = [_ids(table, drawings) for table, drawings in (one, other)]
    if ids[0] is not None and ids[1] is not None and _unique(ids[0]) and _unique(ids[1]):
        return ids[0], ids[1]
    named = min(map(_named, tables))
    for count in (1, *range(2, named + 1)):
        found = _by_names(tables[0], count), _by_names(tables[1], count)
        if all(map(_unique, found)):
            return found
    return None


def _unique(keys: list[Key]) -> bool:
    return len(set(keys)) == len(keys) and not any(key == (None,) for key in keys)


def _differing(one: _Side, other: _Side) -> list[Column]:
    """Return the columns of both that differ in a row of both."""
    names = {column.name for column in one.columns}
    both = [key for key in other.rows if key in one.rows]
    return [
        column
        for column in other.columns
        if column.name in names
        and any(not alike(one.value(key, column.name), other.value(key, column.name)) for key in both)
    ]


def _told_columns(column: Column) -> Iterator[Column]:
    for name, words in (("before", BEFORE), ("after", AFTER)):
        label = Text(vi=f"{column.label.vi}: {words.vi.lower()}", en=f"{column.label.en}: {words.en.lower()}")
        yield Column(f"{name}_{column.name}", label, column.kind, column.unit, column.digits, column.choices)
    if column.kind in _MEASURES:
        label = Text(
            vi=f"{column.label.vi}: {CHANGE.vi.lower()}", en=f"{column.label.en}: {CHANGE.en.lower()}"
        )
        yield Column(f"change_{column.name}", label, column.kind, column.unit, column.digits)


def _cells(one: _Side, other: _Side, key: Key, column: Column) -> Iterator[Any]:
    before, after = one.value(key, column.name), other.value(key, column.name)
    yield before
    yield after
    if column.kind in _MEASURES:
        yield change_of(before, after)


def _verdict(one: _Side, other: _Side, key: Key, columns: Sequence[Column]) -> Verdict:
    if key not in one.rows or key not in other.rows:
        return "new" if key not in one.rows else "gone"
    return weigh(
        judge(one.value(key, column.name), other.value(key, column.name), column.better)
        for column in columns
        if not alike(one.value(key, column.name), other.value(key, column.name))
    )


def compare_tables(
    one: tuple[Table, Sequence[Drawing]], other: tuple[Table, Sequence[Drawing]]
) -> tuple[Table, int] | None:
    """Return the rows that changed, with each column that did before and after, and how many rows are the same.

    Each table comes with its result's drawings. None where rows cannot be told apart, so that nothing can be joined.
    """
    keys = _keys(one, other)
    if keys is None:
        return None
    before, after = (
        _Side(side[0].columns, dict(zip(known, side[0].rows, strict=True)))
        for side, known in zip((one, other), keys, strict=True)
    )
    columns = _differing(before, after)
    names = other[0].columns[: max(1, _named(other[0]))]
    names = tuple(column for column in names if column not in columns) or names[:1]
    rows = []
    for key in dict.fromkeys((*after.rows, *before.rows)):
        verdict = _verdict(before, after, key, columns)
        if verdict != "same":
            side = after if key in after.rows else before
            told = [cell for column in columns for cell in _cells(before, after, key, column)]
            rows.append((*(side.value(key, column.name) for column in names), *told, verdict))
    title = Text(vi=f"{other[0].title.vi}: thay đổi", en=f"{other[0].title.en}: what changed")
    told_columns = [one for column in columns for one in _told_columns(column)]
    table = Table(other[0].id, title, (*names, *told_columns, VERDICT), tuple(rows))
    same = len({*after.rows, *before.rows}) - len(rows)
    return table, same
