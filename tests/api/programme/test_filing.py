"""The report to file: three formats, and the numbers of the screen in each."""

from io import BytesIO

import httpx
import pytest
from docx import Document as WordFile
from openpyxl import load_workbook

from tests.api.programme.conftest import refused
from tests.api.programme.test_figures import get

REPORT = "/report?period=2026-Q3"


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_report_comes_in_three_formats(ward_reader: httpx.Client, form: str, start: bytes) -> None:
    answer = ward_reader.get(f"{REPORT}&f={form}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(start)
    assert (
        answer.headers["content-disposition"] == f'attachment; filename="bao-cao-chuong-trinh-2026-q3.{form}"'
    )
    again = ward_reader.get(f"{REPORT}&f={form}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    offered = [link for link in get(ward_reader, "")["links"] if link["rel"] == "report"]
    assert answer.headers["content-type"] == next(
        one["type"] for one in offered if one["form"] == form.upper()
    )


def test_the_numbers_in_the_file_are_those_on_the_screen(ward_reader: httpx.Client) -> None:
    digest = get(ward_reader, "/dashboard", period="2026-Q3")["digest"]
    counts, annex = digest["task_counts"], digest["annex"]
    text = "\n".join(
        one.text for one in WordFile(BytesIO(ward_reader.get(f"{REPORT}&f=docx").content)).paragraphs
    )
    assert f"trong {counts['all']} nhiệm vụ trọng tâm có {counts['done']} hoàn thành" in text
    assert f"Có {counts['overdue']} nhiệm vụ quá hạn" in text
    assert f"{annex['met']} đạt, {annex['not_met']} chưa đạt, {annex['unknown']} chưa rõ" in text
    workbook = load_workbook(BytesIO(ward_reader.get(f"{REPORT}&f=xlsx").content))
    cells = {str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {task["name"] for task in digest["tasks"]} <= cells


def test_who_issues_it_is_chosen(ward_reader: httpx.Client) -> None:
    found = WordFile(BytesIO(ward_reader.get(f"{REPORT}&f=docx&issuer=party").content))
    head = "\n".join(cell.text for table in found.tables for row in table.rows for cell in row.cells)
    assert "ĐẢNG ỦY PHƯỜNG YÊN HÒA" in head


@pytest.mark.parametrize(
    ("asked", "named"),
    [("f=odt", "f"), ("period=2026-Q5", None), ("period=2029", None), ("issuer=ai", "issuer")],
)
def test_what_cannot_be_reported_is_said_in_words(
    ward_reader: httpx.Client, asked: str, named: str | None
) -> None:
    assert refused(ward_reader.get(f"/report?{asked}")).get("parameter") == named
