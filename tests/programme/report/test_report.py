"""The report to file says what the digest says: the same numbers, in every format, on paper that can be signed."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx.api import Document as read_docx  # noqa: N813 - it is a function
from openpyxl import load_workbook

from tests.conftest import Ward
from tests.programme.digest.rows import measured, records
from twin.access import anonymous, machine_owner
from twin.documents.document import Document, Table
from twin.documents.form import people_s_committee
from twin.documents.formats import FORMATS
from twin.errors import BadInputError, NotFoundError, UnauthenticatedError
from twin.programme.digest import Digest, compose
from twin.programme.digest.reading import read_digest
from twin.programme.digest.records import News
from twin.programme.filing import list_filings, read_filing
from twin.programme.overlay import refresh
from twin.programme.report import City, Cover, Order, make_report, report_of
from twin.programme.report.picture import draw_places
from twin.programme.report.tables import STATUSES, VERDICTS, WARNINGS
from twin.store.database import Connection, connect

TODAY = date(2026, 11, 23)
USER = machine_owner("thử")
COVER = Cover(people_s_committee("Yên Hòa"), date(2026, 11, 25))
YEN_HOA = City("00175")


def composed(filing: str = "2026-Q4", *, untouched: bool = False) -> Digest:
    if untouched:
        made = records()
    else:
        made = records(
            tasks={
                "III.7": {"status": "in_progress", "percent": 5.0},
                "I.1": {
                    "status": "done",
                    "percent": 100.0,
                    "officer": "Bí thư",
                    "authority": "x",
                    "responsibility": "y",
                },
                "II.2": {"status": "in_progress", "percent": 20.0, "ends_on": date(2026, 11, 3)},
            },
            news={"III.7": News(date(2026, 11, 20), "=cmd|' /C calc'!A0", "in_progress", 5.0, 7)},
            values=[
                {"indicator": "II.4.2", "as_of": date(2026, 10, 31), "value": "60,5%", "agency": "BQLDA"},
                {"indicator": "II.2.10", "as_of": date(2026, 10, 31), "value": "Đạt"},
            ],
        )
    found = {"II.4.2": measured("II.4.2", 272, 290, 54, TODAY), "II.4.1": measured("II.4.1", 0, 0, 0, TODAY)}
    asked = read_filing(filing)
    return compose(made, asked, asked.as_of(TODAY), found, now=True)


def table(document: Document, title: str) -> Table:
    return next(one for one in document.tables if one.title == title)


def column(one: Table, title: str) -> list[Any]:
    number = next(number for number, column in enumerate(one.columns) if column.title == title)
    return [row.cells[number] for row in one.rows]


def test_every_task_indicator_and_model_stands_in_it_with_the_digests_numbers() -> None:
    digest = composed()
    report = report_of(digest, COVER)
    indicators = table(report, "Chỉ tiêu theo nhóm")
    tasks = next(one for one in report.tables if one.title == "Nhiệm vụ theo nhóm" and one.band is not None)
    assert column(tasks, "Mã") == [task.key for task in digest.tasks]
    assert column(tasks, "Hoàn thành") == [task.percent for task in digest.tasks]
    assert column(tasks, "Tình trạng") == [task.status and STATUSES[task.status] for task in digest.tasks]
    assert column(indicators, "Mục tiêu") == [one.target for one in digest.indicators]
    assert column(indicators, "Đánh giá") == [VERDICTS[one.assessment.verdict] for one in digest.indicators]
    assert column(indicators, "Báo cáo") == [
        one.reported and one.reported.written for one in digest.indicators
    ]
    assert column(table(report, "Mô hình trọng tâm"), "Mã") == [model.key for model in digest.models]


def test_agencies_and_groups_add_up_to_all() -> None:
    digest = composed()
    for title in ("Nhiệm vụ theo cơ quan chủ trì", "Nhiệm vụ theo nhóm"):
        *rows, whole = table(report_of(digest, COVER), title).rows
        assert whole.strong
        counted = [[int(str(cell)) for cell in row.cells[1:]] for row in rows]
        assert [sum(numbers) for numbers in zip(*counted, strict=True)] == list(whole.cells[1:])
        assert whole.cells[1] == 49


def test_the_late_list_has_each_warning_once_under_its_kind() -> None:
    digest = composed()
    late = table(report_of(digest, COVER), "Nhiệm vụ quá hạn, chậm, chưa cập nhật")
    found = list(zip(column(late, "Cảnh báo"), column(late, "Mã"), column(late, "Cụ thể"), strict=True))
    expected = {
        (WARNINGS[warning.kind], task.key, warning.text.vi)
        for task in digest.tasks
        for warning in task.warnings
        if warning.kind != "due"
    }
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found[0][:2] == ("Quá hạn", "II.2")


def test_a_difference_is_flagged_and_what_is_unknown_is_said() -> None:
    report = report_of(composed(), COVER)
    both = table(report, "Chỉ tiêu đo được từ bản đồ")
    rows = {str(row.cells[0]).split(". ")[0]: row.cells for row in both.rows if str(row.cells[0])[0] != "-"}
    assert rows["II.4.2"][2:] == ("60,5%", 44.2, 272.0, 54.0, 616.0, 16.3, "KHÁC")
    assert rows["II.4.1"][3] is None
    assert len([row for row in both.rows if str(row.cells[0]).startswith("- theo chiều dài")]) == 1


def test_nothing_known_makes_a_whole_report_too() -> None:
    report = report_of(composed(untouched=True), COVER)
    words = [block.text for block in report.blocks if hasattr(block, "text")]
    assert any("49 chưa rõ tình trạng" in text for text in words)
    assert all(one.rows for one in report.tables)


@pytest.mark.parametrize(
    "filing", [filing for filing in list_filings() if filing.starts_on <= TODAY], ids=lambda f: f.id
)
def test_it_can_be_written_for_every_period_that_has_begun(filing: Any) -> None:
    report = report_of(composed(filing.id), COVER)
    assert report.subject == filing.subject.vi
    assert load_workbook(BytesIO(FORMATS["xlsx"].write(report))).sheetnames[0] == "Thông tin"


def test_the_numbers_in_the_file_are_those_on_the_screen() -> None:
    """What a spreadsheet reads of the file, against the JSON that a screen gets."""
    digest = composed()
    shown = digest.model_dump(mode="json")
    book = load_workbook(BytesIO(FORMATS["xlsx"].write(report_of(digest, COVER))))
    titles = [cell.value for cell in book["Nhiệm vụ"][1]]
    rows = [
        dict(zip(titles, row, strict=True)) for row in book["Nhiệm vụ"].iter_rows(min_row=2, values_only=True)
    ]
    assert [row["Mã"] for row in rows] == [task["key"] for task in shown["tasks"]]
    assert [row["Hoàn thành"] for row in rows] == [
        "chưa rõ" if task["percent"] is None else task["percent"] for task in shown["tasks"]
    ]
    told = next(row for row in rows if row["Mã"] == "III.7")["Nội dung cập nhật"]
    assert told == "=cmd|' /C calc'!A0"
    totals = [row for row in book["Theo cơ quan"].iter_rows(min_row=2, values_only=True) if row[0] == "Cộng"]
    counts = shown["task_counts"]
    assert totals[0][1:4] == (counts["all"], counts["done"], counts["in_progress"])


def test_where_there_is_no_boundary_there_is_no_map(scratch: Connection) -> None:
    with pytest.raises(NotFoundError, match="no boundary"):
        draw_places(scratch, USER, YEN_HOA)


def counted(connection: Connection, state: str) -> int:
    row = connection.execute(
        "SELECT count(*) FROM city.programme_overlay WHERE subject = 'II.4.2' AND state = %s", (state,)
    ).fetchone()
    return int(row[0]) if row else 0


def test_ten_alleys_moved_to_done_change_the_report_and_its_map(changing_ward: Ward) -> None:
    def look() -> tuple[Digest, str, int]:
        with connect(changing_ward.url, autocommit=True) as connection:
            refresh(connection)
        with connect(changing_ward.url) as connection:
            digest = read_digest(connection, USER, read_filing("2026"))
            picture = draw_places(connection, USER, YEN_HOA, ("II.4.2", "Ngõ đã cải tạo"))
            return digest, picture.svg, counted(connection, "done")

    before, _, done = look()
    with connect(changing_ward.url) as connection:
        connection.execute(
            "UPDATE city.alleys SET renovation = 'done' WHERE id IN"
            " (SELECT id FROM city.alleys WHERE renovation = 'planned' ORDER BY id LIMIT 10)"
        )
    after, drawn, now_done = look()
    assert now_done == done + 10
    assert f"Đạt, đã xong ({done + 10})" in drawn

    def row(digest: Digest) -> Any:
        both = table(report_of(digest, COVER), "Chỉ tiêu đo được từ bản đồ")
        return next(row.cells for row in both.rows if str(row.cells[0]).startswith("II.4.2"))

    assert row(after)[4] == row(before)[4] + 10
    assert row(after)[3] > row(before)[3]


def test_one_call_makes_a_file_of_any_kind(ward: Ward) -> None:
    with connect(ward.url) as connection:
        for ending, chosen in FORMATS.items():
            order = Order(read_filing("2026-Q3"), ending, YEN_HOA, COVER, date(2026, 9, 30))
            made = make_report(connection, USER, order)
            assert made.name == f"bao-cao-chuong-trinh-2026-q3.{ending}"
            assert made.media_type == chosen.media_type
            assert len(made.content) > 10_000


def test_without_a_boundary_the_report_says_why_it_has_no_map(scratch: Connection) -> None:
    made = make_report(scratch, USER, Order(read_filing("2026"), "docx", YEN_HOA, COVER))
    text = "\n".join(paragraph.text for paragraph in read_docx(BytesIO(made.content)).paragraphs)
    assert "Chưa có địa giới của phường 00175" in text


@pytest.mark.parametrize(("ending", "refusal"), [("odt", BadInputError), ("", BadInputError)])
def test_a_format_that_there_is_not_is_refused(
    scratch: Connection, ending: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal, match="there are: docx, pdf, xlsx"):
        make_report(scratch, USER, Order(read_filing("2026"), ending, YEN_HOA, COVER))


def test_who_may_not_export_gets_no_file(scratch: Connection) -> None:
    with pytest.raises(UnauthenticatedError):
        make_report(
            scratch, anonymous(public_reading=False), Order(read_filing("2026"), "xlsx", YEN_HOA, COVER)
        )
