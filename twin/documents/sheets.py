"""XLSX: a sheet about the document, then a sheet for each table, with numbers and dates to count on."""

import re
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from twin.documents import form
from twin.documents.document import Cell, Column, Document, Row, Table
from twin.documents.word.paragraphs import FONT
from twin.documents.words import clean, words_of
from twin.features.exchange.marks import shield_text

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ABOUT = "Thông tin"
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
_WIDTH, _NARROWEST = 150, 9
"""Of a sheet's columns together, and of one at least, in letters."""
_LINE, _TALLEST = 15, 400
"""Points of a line, and of a row at most."""


def _sheet_titles(document: Document) -> list[str]:
    """Return a title for each table's sheet, none twice and none longer than a sheet's may be."""
    taken = {ABOUT.casefold()}
    titles = []
    for table in document.tables:
        words = _NOT_IN_TITLES.sub(" ", clean(table.sheet or table.title)).strip(" '") or "Bảng"
        title, number = words[:LONGEST_TITLE].rstrip(), 1
        while title.casefold() in taken:
            number += 1
            title = f"{words[: LONGEST_TITLE - 5].rstrip()} ({number})"
        taken.add(title.casefold())
        titles.append(title)
    return titles


def _number_format(column: Column) -> str:
    places = f".{'0' * column.digits}" if column.digits and column.kind != "integer" else ""
    return f'#,##0{places}"%"' if column.kind == "percent" else f"#,##0{places}"


def _put_text(cell: Any, text: str) -> None:
    text = clean(text)[:LONGEST_CELL]
    cell.value = text
    # openpyxl would take "#N/A" for an error and "=" for a formula; a spreadsheet program, when it is edited.
    cell.data_type = "s"
    cell.quotePrefix = shield_text(text) != text


def _put(cell: Any, value: Cell, column: Column) -> None:
    match value:
        case None | bool() | str():
            _put_text(cell, words_of(value, column))
        case int() | float():
            cell.value, cell.number_format = value, _number_format(column)
        case date():
            cell.value, cell.number_format = value, "dd/mm/yyyy"


def _widths(table: Table) -> list[float]:
    """Return the columns' widths in letters."""
    whole = sum(column.width for column in table.columns)
    return [max(_NARROWEST, _WIDTH * column.width / whole) for column in table.columns]


def _height(row: Row, table: Table, widths: list[float]) -> float:
    """Return points enough for the longest text: not every program works a row's height out by itself."""
    texts = [words_of(value, column) for value, column in zip(row.cells, table.columns, strict=True)]
    lines = (
        sum(max(1, -(-len(part) // int(width - 1))) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(_LINE * max(lines), _TALLEST)


def _add_sheet(book: "Workbook", table: Table, title: str) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    sheet: Worksheet = book.create_sheet(title)
    widths = _widths(table)
    for number, (column, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        cell = sheet.cell(1, number)
        _put_text(cell, column.title)
        _dress(cell, bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(number)].width = width
    for place, row in enumerate(table.rows, start=2):
        for number, (value, column) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
            cell = sheet.cell(place, number)
            _put(cell, value, column)
            _dress(cell, bold=row.strong)
            horizontal = {"centre": "center"}.get(column.alignment, column.alignment)
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=horizontal)
        sheet.row_dimensions[place].height = _height(row, table, widths)
    titles = Row(cells=tuple(column.title for column in table.columns))
    sheet.row_dimensions[1].height = _height(titles, table, widths)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _set_up_print(sheet, table.title)


@cache
def _looks(*, bold: bool) -> tuple[Any, Any]:
    from openpyxl.styles import Border, Font, Side

    line = Side(style="thin", color="808080")
    return Font(name=FONT, size=11, bold=bold), Border(left=line, right=line, top=line, bottom=line)


def _dress(cell: Any, *, bold: bool) -> None:
    cell.font, cell.border = _looks(bold=bold)


def _set_up_print(sheet: "Worksheet", title: str) -> None:
    from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
    # An ampersand begins an instruction in a header.
    sheet.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(text=clean(title)[:100].replace("&", "&&")))


def _facts(document: Document) -> list[tuple[str, Cell]]:
    tables = [
        f"{title}: {table.title}"
        for title, table in zip(_sheet_titles(document), document.tables, strict=True)
    ]
    return [
        (document.kind, document.subject),
        ("Cơ quan", document.issuer.name),
        ("Số", form.number_of(document)),
        ("Ngày", document.dated),
        *((form.SOURCES if first else "", line) for first, line in _marked(form.source_lines(document))),
        *(("Trang" if first else "", line) for first, line in _marked(tables)),
    ]


def _marked(lines: Any) -> list[tuple[bool, str]]:
    return [(place == 0, line) for place, line in enumerate(lines)]


def _describe(book: "Workbook", document: Document) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(ABOUT, 0)
    as_text = Column(title="x")
    for place, (name, value) in enumerate(_facts(document), start=1):
        _put_text(sheet.cell(place, 1), name)
        _put(sheet.cell(place, 2), value, as_text)
        sheet.cell(place, 1).font, sheet.cell(place, 2).font = (
            Font(name=FONT, size=11, bold=own) for own in (True, False)
        )
        sheet.cell(place, 2).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 100
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    moment = datetime.combine(document.dated, time())
    facts = book.properties
    facts.title, facts.creator, facts.language = (
        clean(document.title)[:255],
        clean(document.issuer.name),
        "vi-VN",
    )
    facts.created = facts.modified = moment


def write_xlsx(document: Document) -> bytes:
    """Return the document's tables as a workbook; pictures and running text are left to the other formats."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for table, title in zip(document.tables, _sheet_titles(document), strict=True):
        _add_sheet(book, table, title)
    _describe(book, document)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
