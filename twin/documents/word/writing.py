"""DOCX: the parts of a document in the order in which the decree lays them."""

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from twin.documents import form
from twin.documents.document import Annex, Block, Document, Heading, Listing, Paragraph, Picture, Table
from twin.documents.map.raster import png_of
from twin.documents.word.grids import add_frame, add_table, mark_row
from twin.documents.word.paragraphs import add_words, draw_line, set_layout
from twin.documents.word.sections import add_page_numbers, set_up_page, set_up_styles, text_width
from twin.documents.words import clean

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LEFT_SHARE = 0.4
"""Of the page's width, for what stands at the left of the heading."""
_MOTTO_WIDTH, _PARTY_WIDTH, _SHORT_LINE = 60, 70, 22
"""Lengths of the lines under the motto and the Party's title (as long as the words), and under other words."""


class _Column:
    """Writes lines into one cell, the first of which takes the paragraph that a cell always has."""

    def __init__(self, cell: "_Cell", width: float) -> None:
        self._cell, self._width, self._used = cell, width, False

    def line(
        self, text: str, size: float, *, bold: bool = False, italic: bool = False, left: bool = False
    ) -> None:
        paragraph = set_layout(self._next(), "left" if left else "centre")
        add_words(paragraph, text, size, bold=bold, italic=italic)

    def rule(self, length: float) -> None:
        draw_line(self._next(), length, self._width)

    def _next(self) -> "WordParagraph":
        found: WordParagraph = self._cell.add_paragraph() if self._used else self._cell.paragraphs[0]
        self._used = True
        return found


def _add_letterhead(book: "WordDocument", document: Document) -> None:
    issuer, marks = document.issuer, form.marks_of(document.issuer)
    widths = [form.TEXT_WIDTH * _LEFT_SHARE, form.TEXT_WIDTH * (1 - _LEFT_SHARE)]
    frame = add_frame(book, widths, 2, lines=False)
    left, right, number, place = (
        _Column(cell, width - 2) for row in frame.rows for cell, width in zip(row.cells, widths, strict=True)
    )
    for words in issuer.superior:
        left.line(words, form.ISSUER_SIZE)
    for words in issuer.body:
        left.line(words, form.ISSUER_SIZE, bold=True)
    if marks.below_issuer:
        left.line(marks.below_issuer, form.ISSUER_SIZE)
    else:
        left.rule(_SHORT_LINE)
    for words, size in zip(marks.heading, (form.NATION_SIZE, form.MOTTO_SIZE), strict=False):
        right.line(words, size, bold=True)
    right.rule(_MOTTO_WIDTH if issuer.form == "state" else _PARTY_WIDTH)
    number.line(form.number_of(document), form.NUMBER_SIZE)
    place.line(form.place_and_date(document), form.BODY_SIZE, italic=True)


def _add_title(book: "WordDocument", document: Document) -> None:
    heading = set_layout(book.add_paragraph(style="Heading 1"), "centre", before=18, keep=True)
    add_words(heading, f"{document.kind.upper()}\n{document.subject}", form.BODY_SIZE, bold=True)
    mark = form.marks_of(document.issuer).below_subject
    if mark:
        add_words(set_layout(book.add_paragraph(), "centre"), mark, form.BODY_SIZE)
    else:
        draw_line(book.add_paragraph(), _SHORT_LINE, form.TEXT_WIDTH)


def _add_picture(book: "WordDocument", picture: Picture) -> None:
    from docx.shared import Mm

    paragraph = set_layout(book.add_paragraph(), "centre", before=10, keep=True)
    shape = paragraph.add_run().add_picture(BytesIO(png_of(picture)), width=Mm(picture.width))
    shape._inline.docPr.set("descr", clean(picture.description))  # noqa: SLF001 - it has no words for the blind
    caption = set_layout(book.add_paragraph(), "centre", before=3)
    add_words(caption, picture.caption, form.NOTE_SIZE, italic=True)


def _add_text(book: "WordDocument", text: str, *, note: bool = False) -> None:
    paragraph = set_layout(
        book.add_paragraph(),
        "left" if note else None,
        before=form.PARAGRAPH_GAP,
        indent=0 if note else form.INDENT,
    )
    add_words(paragraph, text, form.NOTE_SIZE if note else form.BODY_SIZE, italic=note)


def _add_heading(book: "WordDocument", text: str, level: int) -> None:
    paragraph = book.add_paragraph(style=f"Heading {level + 1}")
    set_layout(paragraph, None, before=form.PARAGRAPH_GAP, indent=form.INDENT, keep=True)
    add_words(paragraph, text, form.BODY_SIZE, bold=True, italic=level > 1)


def _add_block(book: "WordDocument", block: Block, room: float) -> None:
    match block:
        case Heading():
            _add_heading(book, block.text, block.level)
        case Paragraph():
            _add_text(book, block.text, note=block.note)
        case Listing():
            for item in block.items:
                _add_text(book, f"- {item}")
        case Table():
            add_table(book, block, room)
        case Picture():
            _add_picture(book, block)


def _add_foot(book: "WordDocument", document: Document) -> None:
    # A signature never stands alone on a page, nor is it torn from its office.
    for paragraph in (book.paragraphs[-1], set_layout(book.add_paragraph(), "left")):
        paragraph.paragraph_format.keep_with_next = True
    half = form.TEXT_WIDTH / 2
    frame = add_frame(book, [half, half], 1, lines=False)
    mark_row(frame.rows[0], "w:cantSplit")
    left, right = (_Column(cell, half) for cell in frame.rows[0].cells)
    left.line(form.RECIPIENTS, form.RECIPIENTS_SIZE, bold=True, italic=True, left=True)
    for line in form.recipient_lines(document):
        left.line(line, form.RECIPIENT_SIZE, left=True)
    for line in (document.issuer.authority, document.issuer.office, "", "", "", "", document.signer or ""):
        right.line(line, form.BODY_SIZE, bold=True)


def _add_annex(book: "WordDocument", document: Document, place: int, annex: Annex) -> None:
    section = book.add_section()
    set_up_page(section, lying=annex.lying)
    heading = set_layout(book.add_paragraph(style="Heading 1"), "centre", keep=True)
    add_words(
        heading, f"{form.annex_name(document, place)}\n{annex.title.upper()}", form.BODY_SIZE, bold=True
    )
    reference = set_layout(book.add_paragraph(), "centre")
    add_words(reference, form.annex_reference(document), form.BODY_SIZE, italic=True)
    room = text_width(section)
    draw_line(book.add_paragraph(), _SHORT_LINE, room)
    for block in annex.blocks:
        _add_block(book, block, room)


def _describe(book: "WordDocument", document: Document) -> None:
    facts, moment = book.core_properties, datetime.combine(document.dated, time())
    facts.title, facts.author = clean(document.title)[:255], clean(document.issuer.name)[:255]
    facts.language, facts.comments, facts.last_modified_by = "vi-VN", "", ""
    facts.created = facts.modified = moment


def write_docx(document: Document) -> bytes:
    """Return the document as DOCX. Raises UnavailableError where a picture cannot be drawn here."""
    from docx.api import Document as open_word_document  # noqa: N813 - it is a function

    book = open_word_document()
    set_up_styles(book)
    set_up_page(book.sections[0], lying=False)
    add_page_numbers(book.sections[0])
    _describe(book, document)
    _add_letterhead(book, document)
    _add_title(book, document)
    for block in form.text_of(document):
        _add_block(book, block, form.TEXT_WIDTH)
    _add_foot(book, document)
    for place, annex in enumerate(document.annexes):
        _add_annex(book, document, place, annex)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
