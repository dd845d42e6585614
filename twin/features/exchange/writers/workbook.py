"""XLSX: one sheet of features under Vietnamese titles, one that explains the columns, one that names the source."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from re import compile as pattern
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from twin.errors import BadInputError
from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.sheets import FIELDS_SHEET, SOURCE_SHEET
from twin.features.exchange.writers.kml import REPLACEMENT, UNWRITABLE, replaced
from twin.features.exchange.writers.tabular import Column, FeatureTable
from twin.vocabulary import Language, Text

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_UNWRITABLE = pattern(UNWRITABLE)
_NOT_IN_TITLES = pattern(r"[\\*?:/\[\]]")
_BOLD = Font(bold=True)


def _too_many(rows: int) -> BadInputError:
    return BadInputError(
        vi=f"XLSX chứa nhiều nhất {MOST_ROWS:,} dòng kể cả dòng tiêu đề, mà có {rows:,} đối tượng: "
        "hãy chọn CSV hoặc GeoPackage, hoặc chỉ xuất một vùng.".replace(",", "."),
        en=f"An XLSX sheet holds at most {MOST_ROWS:,} rows with its titles, and there are {rows:,} features: "
        "choose CSV or GeoPackage, or export one area.",
    )


class _Cells:
    """Makes cells of one sheet, and remembers what a cell could not hold."""

    def __init__(self, sheet: WriteOnlyWorksheet, columns: tuple[Column, ...]) -> None:
        self._sheet = sheet
        self._columns = columns
        self.replaced: set[int] = set()
        self.cut: list[tuple[int, str, str]] = []

    def row(self, values: tuple[Any, ...]) -> list[Any]:
        key = values[0]
        return [self._cell(key, column, value) for column, value in zip(self._columns, values, strict=True)]

    def _cell(self, key: int, column: Column, value: Any) -> Any:
        match value:
            case str():
                return _text_cell(self._sheet, self._fitted(key, column, value))
            case datetime():
                return _dated(
                    self._sheet, value.astimezone(LOCAL).replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss"
                )
            case date():
                return _dated(self._sheet, value, "yyyy-mm-dd")
        return value

    def _fitted(self, key: int, column: Column, text: str) -> str:
        if _UNWRITABLE.search(text):
            self.replaced.add(key)
            text = _UNWRITABLE.sub(REPLACEMENT, text)
        if len(text) > LONGEST_CELL:
            self.cut.append((key, column.name, text))
            return "" if column.name == self._columns[-1].name else text[:LONGEST_CELL]
        return text


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    # openpyxl would take "#N/A" for an error and "=" for a formula.
    cell.data_type = "s"
    return cell


def _dated(sheet: WriteOnlyWorksheet, moment: date, number_format: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = moment
    cell.number_format = number_format
    return cell


def _bold(sheet: WriteOnlyWorksheet, words: str) -> Any:
    cell = _text_cell(sheet, words)
    cell.font = _BOLD
    return cell


def titles_of(columns: tuple[Column, ...], language: Language) -> list[str]:
    """Return the columns' titles with their units; a title that two would share gets the column's name."""
    titles = []
    for column in columns:
        label = column.field.label.in_language(language)
        titles.append(f"{label} ({column.field.unit})" if column.field.unit else label)
    shared = {title for title in titles if titles.count(title) > 1}
    return [
        f"{title} [{column.name}]" if title in shared else title
        for title, column in zip(titles, columns, strict=True)
    ]


def _explain(book: Workbook, columns: tuple[Column, ...], language: Language) -> None:
    sheet = book.create_sheet(FIELDS_SHEET.in_language(language))
    headings = (
        "Cột / Column",
        "Tên trường / Field",
        "English",
        "Kiểu / Kind",
        "Đơn vị / Unit",
        "Giá trị / Values",
        "Ghi chú / Note",
    )
    sheet.append([_bold(sheet, heading) for heading in headings])
    for title, column in zip(titles_of(columns, language), columns, strict=True):
        field = column.field
        choices = "; ".join(
            f"{choice.value} = {choice.label.vi} / {choice.label.en}" for choice in field.choices
        )
        note = f"{field.note.vi} / {field.note.en}" if field.note else ""
        said = (title, column.name, field.label.en, column.kind, field.unit or "", choices, note)
        sheet.append([_text_cell(sheet, words) for words in said])


def _name_source(book: Workbook, outgoing: Outgoing, cells: _Cells, language: Language) -> None:
    sheet = book.create_sheet(SOURCE_SHEET.in_language(language))
    for _, label, value in outgoing.provenance.lines():
        english = value.en if value.en != value.vi else ""
        sheet.append(
            [
                _bold(sheet, f"{label.vi} / {label.en}"),
                _text_cell(sheet, value.vi),
                _text_cell(sheet, english),
            ]
        )
    local_time = "Giờ trong bảng là giờ Việt Nam (UTC+7). / Times are Vietnamese time (UTC+7)."
    sheet.append([_bold(sheet, "Giờ / Time"), _text_cell(sheet, local_time)])
    for key, name, text in cells.cut:
        pieces = (text[first : first + LONGEST_CELL] for first in range(0, len(text), LONGEST_CELL))
        sheet.append([_bold(sheet, f"id {key}, {name}"), *(_text_cell(sheet, piece) for piece in pieces)])


def _statements(cells: _Cells) -> Iterator[Text]:
    if cells.replaced:
        yield replaced(len(cells.replaced))
    if cells.cut:
        yield Text(
            vi=f"{len(cells.cut)} ô dài hơn {LONGEST_CELL} ký tự: chữ bị cắt, hình học để trống; "
            f"nội dung đầy đủ nằm ở trang «{SOURCE_SHEET.vi}».",
            en=f"{len(cells.cut)} cells are longer than {LONGEST_CELL} characters: texts are cut, geometries left out; "
            f"they stand whole on the sheet “{SOURCE_SHEET.en}”.",
        )


def write_xlsx(outgoing: Outgoing, path: Path) -> tuple[Text, ...]:
    """Write three sheets, row by row; raises BadInputError where a sheet cannot hold so many features."""
    if outgoing.survey.rows >= MOST_ROWS:
        raise _too_many(outgoing.survey.rows)
    table = FeatureTable(outgoing)
    language: Language = outgoing.selection.options.labels or "vi"
    book = Workbook(write_only=True)
    title = _NOT_IN_TITLES.sub(" ", outgoing.selection.layer.title.in_language(language))
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, words) for words in titles_of(table.columns, language)])
    cells = _Cells(sheet, table.columns)
    # Closed also where the database fails: openpyxl's half-written sheet would complain when it is forgotten.
    with closing(sheet), outgoing.batches() as batches:
        tuples = (
            zip(*(column.to_pylist() for column in batch.columns), strict=True)
            for batch in table.rows(batches)
        )
        for values in chain.from_iterable(tuples):
            sheet.append(cells.row(values))
    _explain(book, table.columns, language)
    _name_source(book, outgoing, cells, language)
    book.save(path)
    return tuple(_statements(cells))
