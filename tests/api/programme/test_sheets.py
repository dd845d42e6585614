"""A spreadsheet of progress: read, confirmed by a person, stored, listed, taken back; and refused in words."""

from collections.abc import Sequence
from io import BytesIO

import httpx
import openpyxl
import pytest

from tests.api.programme.conftest import Document, refused

NAME = "tiến độ quý I.xlsx"
ROWS = [
    ("STT", "Nhiệm vụ", "Tình trạng", "Tiến độ (%)", "Ngày báo cáo"),
    ("III.8", "Giải quyết các điểm úng ngập", "Đang thực hiện", 40, "31/03/2026"),
    (None, "xử lý ùn tắc", "Đang thực hiện", 25, "31/03/2026"),
    ("III.9", "Nâng cao vệ sinh môi trường", "Đang thực hiện", 140, "31/03/2026"),
]


def workbook(rows: Sequence[tuple[object, ...]]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(file)
    return file.getvalue()


def send(officer: httpx.Client, content: bytes, **said: str) -> httpx.Response:
    return officer.post("/sheets", params={"name": NAME, **said}, content=content)


@pytest.fixture(scope="module")
def plan(officer: httpx.Client) -> Document:
    answer = send(officer, workbook(ROWS))
    assert answer.status_code == 200, answer.text
    found: Document = answer.json()
    return found


def count(officer: httpx.Client) -> int:
    found: int = officer.get("/updates").json()["numberMatched"]
    return found


def test_a_sheet_is_read_and_nothing_stored(officer: httpx.Client, plan: Document) -> None:
    assert plan["file_name"] == NAME
    rows = {row["number"]: row for row in plan["rows"]}
    assert len(rows) == 3
    assert {row["decision"] for row in rows.values()} <= {"certain", "ask"}
    assert any(candidate["key"] == "III.7" for row in rows.values() for candidate in row["candidates"])
    assert any(row["faults"] for row in rows.values()), "a progress of 140"
    assert count(officer) == 0


def test_what_is_confirmed_is_stored_listed_and_taken_back(officer: httpx.Client, plan: Document) -> None:
    keys = {
        "Giải quyết các điểm úng ngập": "III.8",
        "xử lý ùn tắc": "III.7",
        "Nâng cao vệ sinh môi trường": None,
    }
    confirmed = {row["number"]: keys[row["name"]] for row in plan["rows"]}
    applied = officer.post("/sheets/applied", json={"plan": plan, "confirmed": confirmed})
    assert applied.status_code == 201, applied.text
    receipt = applied.json()
    assert sorted(receipt["stored"].values()) == ["III.7", "III.8"]
    assert officer.get("/tasks/III.7").json()["properties"]["percent"] == 25
    assert count(officer) == 2
    again = officer.post("/sheets/applied", json={"plan": plan, "confirmed": confirmed}).json()
    assert (again["stored"], len(again["same"])) == ({}, 2)
    (listed,) = officer.get("/sheets").json()
    assert (listed["id"], listed["applied_by"], listed["undone_at"]) == (receipt["import_id"], "cán bộ", None)
    undone = officer.post(f"/sheets/{listed['id']}/undo")
    assert (undone.status_code, undone.json()["removed"]) == (200, 2)
    assert count(officer) == 0
    assert officer.get("/tasks/III.7").json()["properties"]["percent"] is None
    refused(officer.post(f"/sheets/{listed['id']}/undo"), 409)


@pytest.mark.parametrize(
    ("said", "content", "status"),
    [
        ({}, b"not a workbook", 400), ({}, b"", 400), ({"name": "../x.xlsx"}, workbook(ROWS), 400), ({"name": ""}, workbook(ROWS), 400),
        ({"map": "=name"}, workbook(ROWS), 400), ({"decimal": ";"}, workbook(ROWS), 400), ({"reported-on": "2999-01-01"}, workbook(ROWS), 400),
        ({}, workbook([("a", "b"), ("x", 1)]), 400),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(
    officer: httpx.Client, said: dict[str, str], content: bytes, status: int
) -> None:
    refused(send(officer, content, **said), status)


def test_a_plan_that_was_tampered_with_is_refused(officer: httpx.Client, plan: Document) -> None:
    before = count(officer)
    broken: object
    for broken in (
        {}, [], {"plan": plan, "more": 1}, {"plan": {**plan, "sha256": "x"}}, {"plan": {**plan, "file_name": "a\0"}},
        {"plan": {**plan, "size": 2**70}}, {"plan": plan, "confirmed": {"99": "III.8"}}, {"plan": plan, "confirmed": {"1": "X.1"}},
        {"plan": plan, "confirmed": {"a": None}},
    ):  # fmt: skip
        refused(officer.post("/sheets/applied", json=broken))
    assert count(officer) == before


def test_only_who_may_brings_sheets(officer: httpx.Client) -> None:
    with httpx.Client(base_url=officer.base_url) as nobody:
        refused(send(nobody, workbook(ROWS)), 401)
        refused(nobody.post("/sheets/applied", json={}), 401)
        refused(nobody.post("/sheets/1/undo"), 401)
    refused(officer.post("/sheets/x/undo"), 404)
    refused(officer.post("/sheets/999/undo"), 404)
