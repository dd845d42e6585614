"""Tables of a DOCX: fixed widths, titles repeated on every page, rows that are never torn apart."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from twin.documents import form
from twin.documents.document import Row, Table
from twin.documents.word.paragraphs import TWIPS, add_words, set_layout
from twin.documents.words import words_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row


def add_frame(book: "WordDocument", widths: Sequence[float], rows: int, *, lines: bool) -> "WordTable":
    """Add an empty table of fixed column widths in millimetres, with or without lines."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    frame: WordTable = book.add_table(rows, len(widths))
    if lines:
        frame.style = "Table Grid"
    frame.autofit = False
    frame.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(frame.columns, widths, strict=True):
        column.width = Mm(width)
    for row in frame.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    _set_margins(frame, 0.5 if lines else 0)
    return frame


def _set_margins(frame: "WordTable", above: float) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    widths = {"top": above, "left": 1.2, "bottom": above, "right": 1.2}
    edges = "".join(
        f'<w:{edge} w:w="{round(width * TWIPS)}" w:type="dxa"/>' for edge, width in widths.items()
    )
    xml = f"<w:tblCellMar {nsdecls('w')}>{edges}</w:tblCellMar>"
    # python-docx has no margins of cells; the standard fixes the order of a table's properties.
    frame._tbl.tblPr.insert_element_before(parse_xml(xml), "w:tblLook", "w:tblCaption")  # noqa: SLF001


def mark_row(row: "_Row", *names: str) -> None:
    """Give a row marks that say how it lies on pages."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has neither of these marks
    for name in names:
        properties.append(OxmlElement(name))


def _write(cell: "_Cell", text: str, alignment: str, *, bold: bool = False, keep: bool = False) -> None:
    paragraph = set_layout(cell.paragraphs[0], alignment, keep=keep)  # type: ignore[arg-type]
    add_words(paragraph, text, form.TABLE_SIZE, bold=bold)


def _add_row(frame: "WordTable") -> "tuple[_Cell, ...]":
    row: _Row = frame.add_row()  # type: ignore[no-untyped-call]
    mark_row(row, "w:cantSplit")
    return row.cells


def _add_values(frame: "WordTable", table: Table, row: Row) -> None:
    cells = _add_row(frame)
    for cell, number in zip(cells, table.paper_columns, strict=True):
        column = table.columns[number]
        _write(cell, words_of(row.cells[number], column), column.alignment, bold=row.strong)


def _add_band(frame: "WordTable", words: str) -> None:
    cells = _add_row(frame)
    _write(cells[0].merge(cells[-1]), words, "left", bold=True, keep=True)


def _bands(table: Table) -> list[tuple[str | None, list[Row]]]:
    if table.band is None:
        return [(None, list(table.rows))]
    number = table.band
    column = table.columns[number]
    grouped = groupby(table.rows, lambda row: words_of(row.cells[number], column))
    return [(words, list(rows)) for words, rows in grouped]


def add_table(book: "WordDocument", table: Table, room: float) -> None:
    """Write a table with its title over the room's width, in millimetres."""
    title = set_layout(book.add_paragraph(), "left", before=10, keep=True)
    add_words(title, table.title, form.NOTE_SIZE, bold=True)
    shown = [table.columns[number] for number in table.paper_columns]
    whole = sum(column.width for column in shown)
    widths = [room * column.width / whole for column in shown]
    frame = add_frame(book, widths, 1, lines=True)
    mark_row(frame.rows[0], "w:cantSplit", "w:tblHeader")
    for cell, column in zip(frame.rows[0].cells, shown, strict=True):
        _write(cell, column.title, "centre", bold=True)
    for words, rows in _bands(table):
        if words is not None:
            _add_band(frame, words)
        for row in rows:
            _add_values(frame, table, row)
