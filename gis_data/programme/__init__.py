"""The ward's action programme 2025-2030 as rows of text: facts copied word for word, and our reading of them.

An empty cell is an empty text. Every record has a `key`: tasks `III.13`; indicators `II.4.2` (section, group and
number, where sections and groups are counted in order of appearance); targets of the body text `T.1` to `T.6`;
models `M.7`; agencies their slug.
"""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

Row = dict[str, str]
_HERE = Path(__file__).parent
_ROMAN = ("I", "II", "III", "IV", "V")


@cache
def read_rows(name: str) -> tuple[Row, ...]:
    """Return the rows of `<name>.csv` as they stand."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def read_agencies() -> list[Row]:
    return [{"key": row["slug"]} | row for row in read_rows("agencies")]


def read_models() -> list[Row]:
    return [{"key": f"M.{row['no']}"} | row for row in read_rows("models")]


def read_tasks() -> list[Row]:
    """Return the tasks, each with the numbers of the `models` that we read it to depend on, as `1; 2`."""
    models = {row["task"]: row["models"] for row in read_rows("task_models")}
    return [
        {"key": row["code"]} | row | {"models": models.get(row["code"], "")} for row in read_rows("tasks")
    ]


def read_indicators() -> list[Row]:
    """Return the indicators of annex 1 with `section_no` and `group_no`, and the tasks and models that serve them."""
    rows = read_rows("indicators")
    sections = _in_order([row["section"] for row in rows])
    return [_with_links(_numbered(row, rows, sections)) for row in rows]


def read_text_targets() -> list[Row]:
    """Return the targets that only the body text gives, and the tasks and models that serve them."""
    return [_with_links(row) for row in read_rows("text_targets")]


def _numbered(row: Row, rows: Sequence[Row], sections: Sequence[str]) -> Row:
    groups = _in_order([other["group"] for other in rows if other["section"] == row["section"]])
    section_no = _ROMAN[sections.index(row["section"])]
    group_no = str(groups.index(row["group"]) + 1)
    numbers = {"section_no": section_no, "group_no": group_no}
    return {"key": f"{section_no}.{group_no}.{row['no']}"} | row | numbers


def _with_links(row: Row) -> Row:
    links = {link["indicator"]: link for link in read_rows("links")}
    return row | {name: links[row["key"]][name] for name in ("tasks", "models")}


def _in_order(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))
