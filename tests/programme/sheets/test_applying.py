"""Plans stored: what was certain or confirmed and nothing else, once, all or nothing, and taken back again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, TypeVar

import pytest

from twin.access import User, anonymous
from twin.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError
from twin.features.edit import Sent, Target, patch_item
from twin.programme.sheets import Plan, SheetOptions, apply_sheet, list_sheets, read_known, undo_sheet
from twin.programme.sheets.known import make_names
from twin.registers import registers
from twin.store.database import Connection, Pool, connect, open_pool
from twin.store.embedded import private_api_url

Read = Callable[..., Plan]
Answer = TypeVar("Answer")
OFFICER, VIEWER = User("can-bo", frozenset({"editor"})), User("nguoi-xem", frozenset({"viewer"}))
HEADING = [
    "TT",
    "Nội dung",
    "Trạng thái",
    "Tiến độ",
    "Kết quả thực hiện",
    "Ngày báo cáo",
    "Đơn vị báo cáo",
    "Giá trị",
]
LINES: list[list[Any]] = [
    HEADING,
    ["", "Xử lý điểm ngập úng", "Đang thực hiện", "70%", "Đã nạo vét", "25/09/2025", "Phòng KT-HTĐT", None],
    ["", "Phòng cháy chữa cháy", "Đang thực hiện", "40%", None, "25/09/2025", "UBND", None],
    ["", "Tỷ lệ bao phủ BHYT", None, None, "theo báo cáo y tế", "30/09/2025", "Phòng VH-XH", "97,6"],
    ["", "Quản lý trật tự xây dựng", None, "140%", None, "25/09/2025", "UBND", None],
    ["", "Tổng cộng", None, None, None, None, None, None],
]


def ask(url: str, question: Callable[[Pool], Awaitable[Answer]]) -> Answer:
    async def run() -> Answer:
        pool = await open_pool(url, 4, least=1)
        try:
            return await question(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


def apply(url: str, plan: Plan, confirmed: dict[int, str | None] | None = None, user: User = OFFICER) -> Any:
    return ask(url, lambda pool: apply_sheet(pool, user, plan, confirmed or {}))


def rows(url: str, statement: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(statement.encode()).fetchall()


UPDATES = "SELECT task, reported_on, status, percent, text, agency, updated_by FROM city.programme_updates ORDER BY task"
VALUES = "SELECT indicator, as_of, value, note, agency FROM city.programme_values"
TASKS = "SELECT external_id, status, percent FROM city.programme_tasks WHERE external_id IN ('III.8', 'III.13') ORDER BY 1"


def test_certain_and_confirmed_rows_are_stored_and_no_others(database: str, read: Read) -> None:
    receipt = apply(database, read(LINES), {2: "III.13"})
    assert receipt.stored == {1: "III.8", 2: "III.13", 3: "II.2.5"}
    assert [one.row for one in receipt.left] == [4]
    assert "140" in receipt.left[0].reason.vi
    assert rows(database, UPDATES) == [
        ("III.13", date(2025, 9, 25), "in_progress", 40, None, "UBND", "can-bo"),
        (
            "III.8",
            date(2025, 9, 25),
            "in_progress",
            70,
            "Đã nạo vét",
            "Phòng Kinh tế - Hạ tầng, đô thị",
            "can-bo",
        ),
    ]
    assert rows(database, VALUES) == [
        ("II.2.5", date(2025, 9, 30), "97,6", "theo báo cáo y tế", "Phòng Văn hóa - Xã hội")
    ]
    assert rows(database, TASKS) == [("III.13", "in_progress", 40), ("III.8", "in_progress", 70)]


def test_what_nobody_confirmed_is_left_and_can_be_confirmed_later(database: str, read: Read) -> None:
    plan = read(LINES)
    first = apply(database, plan)
    assert (first.stored, [one.row for one in first.left]) == ({1: "III.8", 3: "II.2.5"}, [2, 4])
    assert "xác nhận" in first.left[0].reason.vi
    second = apply(database, plan, {2: "III.13", 1: None})
    assert (second.stored, second.same, [one.row for one in second.left]) == ({2: "III.13"}, (3,), [1, 4])
    assert len(rows(database, UPDATES)) == 2


def test_the_same_sheet_again_adds_nothing_however_it_was_saved(database: str, read: Read) -> None:
    confirmed: dict[int, str | None] = {2: "III.13"}
    plan = read(LINES)
    assert len(apply(database, plan, confirmed).stored) == 3
    again = apply(database, plan, confirmed)
    assert (again.import_id, again.stored, again.same) == (None, {}, (1, 2, 3))
    saved_anew = read([["BÁO CÁO"], *LINES])
    assert saved_anew.sha256 != plan.sha256
    assert apply(database, saved_anew, confirmed).same == (1, 2, 3)
    assert rows(database, "SELECT count(*) FROM city_store.imports") == [(1,)]


def test_two_who_apply_at_once_store_it_once(database: str, read: Read) -> None:
    plan = read(LINES)

    async def both(pool: Pool) -> list[Any]:
        return await asyncio.gather(*(apply_sheet(pool, OFFICER, plan, {}) for _ in range(3)))

    receipts = ask(database, both)
    assert sorted(len(receipt.stored) for receipt in receipts) == [0, 0, 2]
    assert len(rows(database, UPDATES)) == 1


def test_a_row_that_was_changed_since_is_not_brought_back_by_its_own_file(database: str, read: Read) -> None:
    plan = read(LINES)
    apply(database, plan)
    with connect(database) as connection:
        connection.execute("UPDATE city.programme_updates SET percent = 55")
    assert apply(database, plan).stored == {}
    assert [row[3] for row in rows(database, UPDATES)] == [55]


def test_another_value_for_the_same_day_is_left_to_a_person(database: str, read: Read) -> None:
    heading = ["Chỉ tiêu", "Giá trị", "Ngày báo cáo"]
    apply(database, read([heading, ["II.2.5", "97,6", "30/9/2025"]]))
    receipt = apply(database, read([heading, ["II.2.5", "97.6 %", "30/9/2025"]]))
    assert (receipt.stored, receipt.same) == ({}, (1,))
    receipt = apply(database, read([heading, ["II.2.5", "98", "30/9/2025"], ["II.2.5", "98", "1/10/2025"]]))
    assert receipt.stored == {2: "II.2.5"}
    assert "97,6" in receipt.left[0].reason.vi


WRONG: dict[str, dict[int, str | None]] = {
    "a key that there is not": {2: "III.99"},
    "a row that there is not": {77: "III.13"},
    "a row that reports nothing": {5: "III.13"},
    "a row with faults": {4: "III.6"},
    "a task's row for an indicator": {2: "II.2.5"},
}


@pytest.mark.parametrize("confirmed", WRONG.values(), ids=list(WRONG))
def test_a_wrong_confirmation_is_refused_and_nothing_is_stored(
    database: str, read: Read, confirmed: dict[int, str | None]
) -> None:
    with pytest.raises(BadInputError, match="Nothing was stored"):
        apply(database, read(LINES), confirmed)
    assert rows(database, UPDATES) + rows(database, VALUES) == []
    assert rows(database, "SELECT FROM city_store.imports") == []


def test_a_plan_that_was_made_certain_by_hand_is_not_believed(database: str, read: Read) -> None:
    plan = read(LINES)
    forged = plan.rows[0].candidates[0].model_copy(update={"key": "III.13"})
    changed = plan.rows[1].model_copy(update={"decision": "certain", "candidates": (forged,)})
    turned = plan.rows[0].model_copy(update={"candidates": (forged,)})
    receipt = apply(database, plan.model_copy(update={"rows": (turned, changed)}))
    assert (receipt.stored, [one.row for one in receipt.left]) == ({}, [1, 2])


def test_who_may_not_write_stores_nothing(database: str, read: Read) -> None:
    plan = read(LINES)
    with pytest.raises(ForbiddenError):
        apply(database, plan, user=VIEWER)
    with pytest.raises(UnauthenticatedError):
        apply(database, plan, user=anonymous(public_reading=True))
    assert rows(database, UPDATES) == []


def test_a_sheet_is_listed_and_taken_back_with_what_it_moved(database: str, read: Read) -> None:
    earlier = read([HEADING, ["III.8", None, "Chưa thực hiện", "10%", None, "1/9/2025", None, None]])
    apply(database, earlier)
    receipt = apply(database, read(LINES))
    listed = ask(database, lambda pool: list_sheets(pool, VIEWER))
    assert (listed[0].id, listed[0].rows) == (receipt.import_id, receipt.stored)
    assert (listed[0].applied_by, listed[0].file_name, listed[0].undone_by) == (
        "can-bo",
        "tien-do.xlsx",
        None,
    )
    undone = ask(database, lambda pool: undo_sheet(pool, OFFICER, receipt.import_id))
    assert (undone.removed, undone.tasks, undone.kept) == (2, 1, 0)
    assert [row[:4] for row in rows(database, UPDATES)] == [("III.8", date(2025, 9, 1), "not_started", 10)]
    assert rows(database, VALUES) == []
    assert rows(database, TASKS)[1] == ("III.8", "not_started", 10)
    kept = "SELECT percent, change FROM city_history.programme_updates"
    assert rows(database, kept) == [(70, "delete")]
    listed = ask(database, lambda pool: list_sheets(pool, VIEWER))
    assert (listed[0].undone_by, listed[1].undone_by) == ("can-bo", None)
    with pytest.raises(ConflictError):
        ask(database, lambda pool: undo_sheet(pool, OFFICER, receipt.import_id))
    assert apply(database, read(LINES)).stored == {1: "III.8", 3: "II.2.5"}


def test_what_somebody_changed_since_is_not_taken_back(database: str, read: Read) -> None:
    receipt = apply(database, read(LINES), {2: "III.13"})
    (record,) = rows(database, "SELECT id FROM city.programme_updates WHERE task = 'III.8'")
    change: dict[str, Any] = {"properties": {"percent": 75}}
    register = registers()["programme_updates"]
    ask(database, lambda pool: patch_item(pool, OFFICER, register, Target(record[0]), Sent(change)))
    undone = ask(database, lambda pool: undo_sheet(pool, OFFICER, receipt.import_id))
    assert (undone.removed, undone.tasks, undone.kept) == (2, 1, 1)
    assert rows(database, TASKS) == [("III.13", None, None), ("III.8", "in_progress", 75)]


def test_only_sheets_are_taken_back_and_only_by_who_may(database: str, read: Read) -> None:
    receipt = apply(database, read(LINES))
    with pytest.raises(NotFoundError):
        ask(database, lambda pool: undo_sheet(pool, OFFICER, receipt.import_id + 1))
    with pytest.raises(ForbiddenError):
        ask(database, lambda pool: undo_sheet(pool, VIEWER, receipt.import_id))
    assert len(rows(database, UPDATES)) == 1


def test_the_servers_own_role_may_do_all_of_it(database: str, read: Read) -> None:
    url = private_api_url(database)
    receipt = apply(url, read(LINES))
    assert len(receipt.stored) == 2
    assert ask(url, lambda pool: undo_sheet(pool, OFFICER, receipt.import_id)).removed == 2


def test_the_programme_is_read_as_it_is_now(database: str, read: Read) -> None:
    with connect(database) as connection:
        _rename(connection, "III.8", "Chống úng ngập")
    known = ask(database, lambda pool: read_known(pool, VIEWER))
    assert (len(known.tasks), len(known.indicators)) == (49, 36 + 6)
    assert make_names(known).by_key["III.8"].name == "Chống úng ngập"
    receipt = apply(database, read(LINES, SheetOptions(agency="UBND")))
    assert (receipt.stored, [one.row for one in receipt.left]) == ({3: "II.2.5"}, [1, 2, 4])


def _rename(connection: Connection, key: str, name: str) -> None:
    connection.execute("UPDATE city.programme_tasks SET name = %s WHERE external_id = %s", (name, key))
