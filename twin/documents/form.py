"""What Decree 30/2020/NĐ-CP (Appendix I) fixes of a document's form: words, sizes, margins, numbers.

Sizes are in points and margins in millimetres, each within what the decree allows. A document of the Party
follows Guideline 36-HD/VPTW of 2018 instead, which differs in the heading, the number and the marks below.
"""

from collections.abc import Iterator
from typing import NamedTuple

from twin.documents.document import Block, Document, Heading, Issuer, Listing, Paragraph

TOP, RIGHT, BOTTOM, LEFT = 20, 15, 20, 30
"""Allowed: 20-25, 15-20, 20-25 and 30-35."""
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TEXT_WIDTH = PAGE_WIDTH - LEFT - RIGHT
LYING_WIDTH = PAGE_HEIGHT - LEFT - RIGHT

BODY_SIZE = 14
"""Of the text, the title, the place and date, the signature and the page numbers: 13 or 14."""
NATION_SIZE, MOTTO_SIZE, ISSUER_SIZE, NUMBER_SIZE = 13, 14, 13, 13
RECIPIENTS_SIZE, RECIPIENT_SIZE = 12, 11
TABLE_SIZE = 11
"""The decree is silent on tables; smaller than the text, as offices do it."""
NOTE_SIZE = 12
INDENT = 12.7
"""Of a paragraph's first line: 10 or 12.7 mm."""
PARAGRAPH_GAP = 6
"""Points between paragraphs, at least."""

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
RECIPIENTS = "Nơi nhận:"
SOURCES = "Nguồn số liệu"
END = "./."
"""Closes the text, in place of its last full stop."""


class Marks(NamedTuple):
    """What differs between a document of the State and one of the Party."""

    heading: tuple[str, ...]
    below_issuer: str
    """Stands for a line where it is empty."""
    below_subject: str


_MARKS = {
    "state": Marks((NATION, MOTTO), below_issuer="", below_subject=""),
    "party": Marks((PARTY,), below_issuer="*", below_subject="-----"),
}


def marks_of(issuer: Issuer) -> Marks:
    return _MARKS[issuer.form]


def _two_digits(number: int, below: int = 10) -> str:
    """Write a nought before small numbers, so that nobody can put a figure there afterwards."""
    return f"{number:02d}" if number < below else str(number)


def number_of(document: Document) -> str:
    """Return number and symbol, with room for a number that is not given yet."""
    number = "      " if document.number is None else _two_digits(document.number)
    if document.issuer.form == "party":
        return f"Số {number}-{document.code}/{document.issuer.symbol}"
    return f"Số: {number}/{document.code}-{document.issuer.symbol}"


def date_of(document: Document) -> str:
    """Return the date in words: days under 10 and the first two months have a nought before them."""
    day = document.dated
    return f"ngày {_two_digits(day.day)} tháng {_two_digits(day.month, 3)} năm {day.year}"


def place_and_date(document: Document) -> str:
    return f"{document.issuer.place}, {date_of(document)}"


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """Return a small number in Roman figures."""
    if number <= 0:
        return ""
    value, figure = next(pair for pair in _ROMAN if pair[0] <= number)
    return figure + roman(number - value)


def annex_name(document: Document, place: int) -> str:
    """Return the word over an annex; only where there are several has it a number."""
    return "Phụ lục" if len(document.annexes) == 1 else f"Phụ lục {roman(place + 1)}"


def annex_reference(document: Document) -> str:
    """Say which document an annex belongs to."""
    number = number_of(document).removeprefix("Số").lstrip(": ").strip()
    number = "....." + number if document.number is None else number
    return f"(Kèm theo {document.kind} số {number} {date_of(document)} của {document.issuer.name})"


def recipient_lines(document: Document) -> Iterator[str]:
    """Yield the lines under «Nơi nhận», the last of which says who keeps the file copy."""
    for recipient in document.recipients:
        yield f"- {recipient};"
    yield "- Lưu: VT."


def source_lines(document: Document) -> Iterator[str]:
    """Yield a sentence for each source and the day up to which it holds."""
    for source in document.sources:
        day = "chưa rõ đến ngày nào" if source.as_of is None else f"đến ngày {source.as_of:%d/%m/%Y}"
        note = f"{source.note}; " if source.note else ""
        yield f"{source.name}: {note}{day}."


def closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with the mark that nothing follows."""
    match blocks:
        case (*before, Paragraph() as last):
            return (*before, last.model_copy(update={"text": last.text.rstrip(". ") + END}))
        case (*before, Listing(items=(*items, last))):
            return (*before, Listing(items=(*items, last.rstrip(". ") + END)))
    return (*blocks, Paragraph(text=END))


def text_of(document: Document) -> tuple[Block, ...]:
    """Return what stands between title and signature: the text, then its sources."""
    if not document.sources:
        return closed(document.blocks)
    return closed((*document.blocks, Heading(text=SOURCES), Listing(items=tuple(source_lines(document)))))


def people_s_committee(ward: str, superior: tuple[str, ...] = ()) -> Issuer:
    """Return the People's Committee of a ward as issuer."""
    return Issuer(
        name=f"Ủy ban nhân dân phường {ward}",
        superior=superior,
        body=("ỦY BAN NHÂN DÂN", f"PHƯỜNG {ward.upper()}"),
        symbol="UBND",
        place=ward,
        authority="TM. ỦY BAN NHÂN DÂN",
        office="CHỦ TỊCH",
    )


def party_committee(ward: str, superior: tuple[str, ...] = ("ĐẢNG BỘ THÀNH PHỐ HÀ NỘI",)) -> Issuer:
    """Return the Party committee of a ward as issuer."""
    return Issuer(
        form="party",
        name=f"Đảng ủy phường {ward}",
        superior=superior,
        body=(f"ĐẢNG ỦY PHƯỜNG {ward.upper()}",),
        symbol="ĐU",
        place=ward,
        authority="T/M BAN THƯỜNG VỤ",
        office="BÍ THƯ",
    )
