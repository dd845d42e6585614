"""DOCX as a word processor reads it: paper, letters, tables, and the same numbers."""

import zipfile
from io import BytesIO

import pytest
from docx.api import Document as read_docx  # noqa: N813 - it is a function
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENTATION
from docx.oxml.ns import qn
from PIL import Image

from tests.documents.conftest import HOSTILE, hostile_table, long_table
from twin.documents import form
from twin.documents.document import Document, Picture, Table
from twin.documents.word.writing import write_docx
from twin.documents.words import clean, words_of


@pytest.fixture(scope="module")
def written(report: Document) -> bytes:
    return write_docx(report)


@pytest.fixture(scope="module")
def book(written: bytes) -> WordDocument:
    return read_docx(BytesIO(written))


def rows_on_paper(table: Table) -> list[list[str]]:
    """Return the rows that paper shows, its bands among them."""
    shown = [table.columns[number] for number in table.paper_columns]
    rows, over = [[column.title for column in shown]], None
    for row in table.rows:
        words = [words_of(value, column) for value, column in zip(row.cells, table.columns, strict=True)]
        if table.band is not None and words[table.band] != over:
            over = words[table.band]
            rows.append([over] * len(shown))
        rows.append([words[number] for number in table.paper_columns])
    return rows


def test_paper_and_margins_are_those_of_the_decree(book: WordDocument) -> None:
    assert [section.orientation for section in book.sections] == [
        WD_ORIENTATION.PORTRAIT,
        WD_ORIENTATION.LANDSCAPE,
        WD_ORIENTATION.PORTRAIT,
    ]
    for section in book.sections:
        sides = {round((section.page_width or 0) / 36000), round((section.page_height or 0) / 36000)}
        assert sides == {210, 297}
        edges = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
        top, right, bottom, left = (round((edge or 0) / 36000) for edge in edges)
        assert 20 <= top <= 25
        assert 20 <= bottom <= 25
        assert 30 <= left <= 35
        assert 15 <= right <= 20


def test_pages_are_numbered_from_the_second_on_and_anew_in_each_annex(book: WordDocument) -> None:
    for section in book.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"  # noqa: SLF001
        assert "PAGE" in section.header.paragraphs[0]._p.xml  # noqa: SLF001
        assert not section.first_page_header.paragraphs[0].text


def test_every_letter_is_times_new_roman_of_the_decrees_sizes(book: WordDocument) -> None:
    assert book.styles["Normal"].font.name == form_font(book)
    runs = [run for paragraph in book.paragraphs for run in paragraph.runs if run.text.strip()]
    assert runs
    for run in runs:
        assert run.font.name is None
        assert run.font.size is not None
        assert 12 <= run.font.size.pt <= 14


def form_font(book: WordDocument) -> str:
    fonts = book.styles["Normal"].element.rPr.rFonts
    names = {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert names == {"Times New Roman"}
    return str(names.pop())


def test_the_heading_stands_in_two_columns(book: WordDocument) -> None:
    left, right = (cell.text for cell in book.tables[0].rows[0].cells)
    assert left.split("\n")[:2] == ["ỦY BAN NHÂN DÂN", "PHƯỜNG YÊN HÒA"]
    assert right.split("\n")[:2] == [form.NATION, form.MOTTO]
    number, place = (cell.text for cell in book.tables[0].rows[1].cells)
    assert number.split() == ["Số:", "/BC-UBND"]
    assert place == "Yên Hòa, ngày 05 tháng 01 năm 2027"


def test_the_party_writes_its_own_heading(report: Document) -> None:
    issued = report.model_copy(
        update={"issuer": form.party_committee("Yên Hòa"), "blocks": (), "annexes": ()}
    )
    left, right = (cell.text for cell in read_docx(BytesIO(write_docx(issued))).tables[0].rows[0].cells)
    assert left.split("\n") == ["ĐẢNG BỘ THÀNH PHỐ HÀ NỘI", "ĐẢNG ỦY PHƯỜNG YÊN HÒA", "*"]
    assert right.strip() == form.PARTY


def test_it_is_signed_and_sent(book: WordDocument) -> None:
    signing = next(table for table in book.tables if form.RECIPIENTS in table.rows[0].cells[0].text)
    to, signed = (cell.text for cell in signing.rows[0].cells)
    assert to.split("\n") == [
        "Nơi nhận:",
        "- Thường trực Đảng ủy;",
        "- Thường trực HĐND phường;",
        "- Lưu: VT.",
    ]
    assert signed.split("\n")[:2] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
    assert signed.endswith("Nguyễn Văn Ợ")


@pytest.mark.parametrize(
    ("place", "table"), [(1, hostile_table()), (3, long_table())], ids=["hostile", "long"]
)
def test_a_table_holds_every_value_and_repeats_its_titles(
    book: WordDocument, place: int, table: Table
) -> None:
    found = book.tables[place]
    assert [[cell.text for cell in row.cells] for row in found.rows] == rows_on_paper(table)
    marks = [row._tr.trPr for row in found.rows]  # noqa: SLF001
    assert marks[0].find(qn("w:tblHeader")) is not None
    assert all(mark.find(qn("w:cantSplit")) is not None for mark in marks)


def test_hostile_text_is_only_text(written: bytes, book: WordDocument) -> None:
    assert any(paragraph.text == f"- {clean(HOSTILE[1])}" for paragraph in book.paragraphs)
    with zipfile.ZipFile(BytesIO(written)) as opened:
        links = b"".join(opened.read(name) for name in opened.namelist() if name.endswith(".rels"))
        body = opened.read("word/document.xml")
    assert b"External" not in links
    assert body.count(b"<w:instrText") == 0


def test_the_map_is_a_picture_with_words_for_the_blind(book: WordDocument, report: Document) -> None:
    [picture] = [block for block in report.blocks if isinstance(block, Picture)]
    [shape] = book.inline_shapes
    assert round(shape.width / 36000) == round(picture.width)
    assert round(shape.height / 36000) == pytest.approx(picture.height, abs=1)
    assert shape._inline.docPr.get("descr") == picture.description  # noqa: SLF001
    [part] = [part for part in book.part.package.parts if str(part.partname).endswith(".png")]
    with Image.open(BytesIO(part.blob)) as image:
        assert image.width / (picture.width / 25.4) == pytest.approx(200, rel=0.02)


def test_it_says_what_it_is(book: WordDocument, report: Document) -> None:
    facts = book.core_properties
    assert (facts.title, facts.author, facts.language) == (report.title, report.issuer.name, "vi-VN")
    assert facts.created is not None
    assert facts.created.date() == report.dated
