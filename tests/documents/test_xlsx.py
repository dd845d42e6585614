"""XLSX: numbers and dates that can be counted on, and no text that a spreadsheet would run."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.documents.conftest import HOSTILE, hostile_table, long_table
from twin.documents import form
from twin.documents.document import Annex, Cell, Document, Table
from twin.documents.sheets import ABOUT, write_xlsx
from twin.documents.words import clean, words_of


@pytest.fixture(scope="module")
def written(report: Document) -> bytes:
    return write_xlsx(report)


@pytest.fixture(scope="module")
def book(written: bytes) -> Workbook:
    return load_workbook(BytesIO(written))


def value_of(value: object) -> object:
    return value.date() if isinstance(value, datetime) else value


def expected(value: Cell, words: str) -> Cell:
    return value if isinstance(value, int | float) or hasattr(value, "year") else words or None


def test_each_table_has_a_sheet(book: Workbook) -> None:
    assert book.sheetnames == [ABOUT, "=1+1   bảng   lạ", "Nhiệm vụ"]


@pytest.mark.parametrize(
    ("sheet", "table"), [(1, hostile_table()), (2, long_table())], ids=["hostile", "long"]
)
def test_a_sheet_holds_the_very_values(book: Workbook, sheet: int, table: Table) -> None:
    rows = [[value_of(cell.value) for cell in row] for row in book.worksheets[sheet].iter_rows()]
    assert rows[0] == [column.title for column in table.columns]
    for found, row in zip(rows[1:], table.rows, strict=True):
        assert found == [
            expected(value, words_of(value, column))
            for value, column in zip(row.cells, table.columns, strict=True)
        ]


def test_numbers_are_shown_with_their_unit_and_dates_as_days(book: Workbook) -> None:
    row = next(book["Nhiệm vụ"].iter_rows(min_row=3, max_row=3))
    assert [cell.number_format for cell in row[3:]] == ["#,##0", '#,##0.0"%"', "#,##0.00", "dd/mm/yyyy"]
    assert [cell.data_type for cell in row[3:]] == ["n", "n", "n", "d"]


def test_no_text_is_a_formula_an_error_or_a_link(written: bytes, book: Workbook) -> None:
    sheet = book.worksheets[1]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {clean(text) for text in HOSTILE} <= set(cells)
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert cells[clean(HOSTILE[0])].quotePrefix
    assert cells["@cột"].quotePrefix
    assert not cells["Tổng"].quotePrefix
    with zipfile.ZipFile(BytesIO(written)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in parts.values())


def test_it_says_whose_it_is_and_where_its_facts_come_from(book: Workbook, report: Document) -> None:
    sheet = book[ABOUT]
    told = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert told["Báo cáo"] == report.subject
    assert told["Cơ quan"] == report.issuer.name
    assert value_of(told["Ngày"]) == report.dated
    said = [row[1].value for row in sheet.iter_rows()]
    assert set(form.source_lines(report)) <= set(said)


def test_sheets_that_would_share_a_title_are_told_apart(report: Document) -> None:
    table = long_table(1).model_copy(update={"sheet": "Bảng rất dài có tên dài hơn ba mươi mốt chữ"})
    twice = report.model_copy(
        update={"blocks": (table, table), "annexes": (Annex(title="x", blocks=(table,)),)}
    )
    names = load_workbook(BytesIO(write_xlsx(twice))).sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(len(name) <= 31 for name in names)


def test_a_document_without_tables_has_its_first_sheet(report: Document) -> None:
    bare = report.model_copy(update={"blocks": (), "annexes": ()})
    assert load_workbook(BytesIO(write_xlsx(bare))).sheetnames == [ABOUT]
