"""PDF as a reader sees it: paper, letters, titles, numbers, and nothing from outside."""

import ctypes
import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.documents.conftest import HOSTILE, hostile_table, long_table
from twin.documents import fonts, form
from twin.documents.document import Document
from twin.documents.page.pdf import write_pdf
from twin.documents.words import clean, words_of
from twin.errors import UnavailableError

A4 = (595, 842)
PAGE_NUMBER = re.compile(r"\n(\d+)\s*$")


@pytest.fixture(scope="module")
def pdf(report: Document) -> bytes:
    return write_pdf(report)


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in opened]


def squeezed(text: str) -> str:
    """Leave out what breaking lines puts in."""
    return re.sub(r"[\s\ufffe\u0002-]+", "", text)


def fonts_of(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            loaded: Any = font.get_object()
            yield str(loaded["/BaseFont"]), loaded["/DescendantFonts"][0].get_object()["/FontDescriptor"]


def test_every_page_is_a4_and_annexes_lie(reader: PdfReader) -> None:
    sizes = [tuple(map(round, page.mediabox[2:])) for page in reader.pages]
    assert set(sizes) == {A4, A4[::-1]}
    assert sizes[0] == A4
    assert sizes[-1] == A4
    assert sizes.count(A4[::-1]) >= 4


def test_it_says_what_it_is(reader: PdfReader, report: Document) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == report.title
    assert reader.metadata.author == report.issuer.name
    assert str(reader.metadata.get("/CreationDate")).startswith("D:20270105")
    assert reader.trailer["/Root"]["/Lang"] == "vi"  # type: ignore[index]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


def test_its_letters_are_in_it(reader: PdfReader) -> None:
    used = dict(fonts_of(reader))
    for name, descriptor in used.items():
        assert re.match(r"/[A-Z]{6}\+", name), name
        assert descriptor.get_object().keys() & {"/FontFile2", "/FontFile3"}, name
    assert {"Serif" in name for name in used} == {True}, used


def test_bookmarks_lead_to_the_parts(reader: PdfReader, report: Document) -> None:
    def titles(outline: list[Any]) -> Iterator[str]:
        for entry in outline:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield str(entry.title)

    found = list(titles(reader.outline))
    assert found[0] == f"{report.kind}: {report.subject}"
    assert "I. KẾT QUẢ CHUNG" in found
    assert "Phụ lục I: Tiến độ nhiệm vụ" in found


def test_the_heading_of_the_decree_stands_on_the_first_page(pages: list[str]) -> None:
    for words in (form.NATION, form.MOTTO, "ỦY BAN NHÂN DÂN", "PHƯỜNG YÊN HÒA", "/BC-UBND", "BÁO CÁO"):
        assert words in pages[0], words
    assert "Yên Hòa, ngày 05 tháng 01 năm 2027" in pages[0]


def test_the_last_page_of_the_text_is_signed(pages: list[str]) -> None:
    [signed] = [page for page in pages if form.RECIPIENTS in page]
    for words in ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Ợ", "- Thường trực Đảng ủy;", "- Lưu: VT."):
        assert words in signed, words


def test_pages_are_numbered_from_the_second_on_and_anew_in_each_annex(pages: list[str]) -> None:
    numbers = [int(found[1]) if (found := PAGE_NUMBER.search(page)) else None for page in pages]
    starts = [place for place, page in enumerate(pages) if place == 0 or "Phụ lục" in page]
    assert len(starts) == 3
    for first, after in pairwise([*starts, len(pages)]):
        assert numbers[first:after] == [None, *range(2, after - first + 1)]


def test_the_titles_of_a_long_table_are_on_each_of_its_pages(pages: list[str]) -> None:
    assert sum("Chiềudài(m)" in squeezed(page) for page in pages) >= 4


@pytest.mark.parametrize("table", [long_table(), hostile_table()], ids=["long", "hostile"])
def test_every_value_of_a_table_can_be_read_in_it(pages: list[str], table: Any) -> None:
    text = squeezed("".join(PAGE_NUMBER.sub("", page) for page in pages))
    for row in table.rows:
        for number in table.paper_columns:
            words = words_of(row.cells[number], table.columns[number])
            assert squeezed(words.replace("\ufffd", "")) in text.replace("\ufffd", ""), words


def test_hostile_text_is_only_text(pdf: bytes, reader: PdfReader, pages: list[str]) -> None:
    assert squeezed(clean(HOSTILE[1])) in squeezed("".join(pages))
    assert not any("/Annots" in page for page in reader.pages)
    assert b"/URI" not in pdf
    assert "root:" not in "".join(pages)


def test_the_map_is_drawn_and_not_a_photograph(reader: PdfReader, pages: list[str]) -> None:
    assert not any(page.images for page in reader.pages)
    [map_page] = [page for page in pages if "EPSG:5897" in page]
    assert "Hoa Bằng" in map_page
    assert "Dưới 2 m (1)" in map_page


def test_the_same_document_makes_the_same_bytes(report: Document, pdf: bytes) -> None:
    assert write_pdf(report) == pdf


def test_fonts_without_vietnamese_letters_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, report: Document
) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    with pytest.raises(UnavailableError, match="fonts-liberation2") as refused:
        write_pdf(report)
    assert "apt-get install fonts-liberation2" in refused.value.text.vi


def test_the_first_version_of_the_letters_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    good = fonts.font_files()
    for style, file in good.items():
        shutil.copy(file, tmp_path / f"LiberationSerif-{style}.ttf")
    latin = TTFont(good["Regular"])
    kept = Subsetter(Options())
    kept.populate(text="abc")
    kept.subset(latin)
    latin.save(tmp_path / "LiberationSerif-Regular.ttf")
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path, *fonts.FOLDERS))
    assert fonts.font_files() == good


def test_a_missing_library_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, report: Document) -> None:
    monkeypatch.setattr(fonts, "LIBRARIES", {"libnobodyhasthis.so.0": "libnobodyhasthis0"})
    with pytest.raises(OSError, match="libnobodyhasthis"):
        ctypes.CDLL("libnobodyhasthis.so.0")
    with pytest.raises(UnavailableError, match="libnobodyhasthis0"):
        write_pdf(report)
