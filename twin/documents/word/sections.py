"""Pages of a DOCX: A4 with the decree's margins, numbered in the upper margin from the second page on."""

from typing import TYPE_CHECKING

from twin.documents import form
from twin.documents.word.paragraphs import FONT, add_page_number, set_layout

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section


def set_up_styles(book: "WordDocument") -> None:
    """Make the letters of every style those of the decree: black Times New Roman, marked as Vietnamese."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Header"):
        style = book.styles[name]
        style.font.name, style.font.size = FONT, Pt(form.BODY_SIZE)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    language = OxmlElement("w:lang")
    for attribute in ("val", "eastAsia"):
        language.set(qn(f"w:{attribute}"), "vi-VN")
    book.styles["Normal"].element.get_or_add_rPr().append(language)


def set_up_page(section: "Section", *, lying: bool) -> None:
    """Set paper, margins and page numbers, which begin at 1 and are not shown on the first page."""
    from docx.enum.section import WD_ORIENTATION
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    width, height = form.PAGE_WIDTH, form.PAGE_HEIGHT
    section.orientation = WD_ORIENTATION.LANDSCAPE if lying else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = (Mm(height), Mm(width)) if lying else (Mm(width), Mm(height))
    section.top_margin, section.bottom_margin = Mm(form.TOP), Mm(form.BOTTOM)
    section.left_margin, section.right_margin = Mm(form.LEFT), Mm(form.RIGHT)
    section.header_distance = Mm(form.TOP / 2)
    section.different_first_page_header_footer = True
    numbers = section._sectPr.find(qn("w:pgNumType"))  # noqa: SLF001 - python-docx has no page numbers
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        section._sectPr.insert_element_before(  # noqa: SLF001
            numbers,
            "w:cols",
            "w:formProt",
            "w:vAlign",
            "w:noEndnote",
            "w:titlePg",
            "w:textDirection",
            "w:docGrid",
        )
    numbers.set(qn("w:start"), "1")


def add_page_numbers(section: "Section") -> None:
    """Put the page number into the header that this section and those after it share."""
    section.header.is_linked_to_previous = False
    add_page_number(set_layout(section.header.paragraphs[0], "centre"), form.BODY_SIZE)


def text_width(section: "Section") -> float:
    """Return the width between the margins, in millimetres."""
    from docx.shared import Emu

    edges = (section.page_width, section.left_margin, section.right_margin)
    width, left, right = (float(Emu(edge or 0).mm) for edge in edges)
    return width - left - right
