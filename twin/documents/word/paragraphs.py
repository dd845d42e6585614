"""Paragraphs of a DOCX: their measures, their lines above and below, and fields such as the page number."""

from typing import TYPE_CHECKING

from twin.documents.document import Alignment
from twin.documents.words import clean

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

FONT = "Times New Roman"
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre, in which DOCX measures."""


def set_layout(
    paragraph: "Paragraph",
    alignment: Alignment | None = None,
    *,
    before: float = 0,
    indent: float = 0,
    keep: bool = False,
) -> "Paragraph":
    """Lay a paragraph out: points before it, millimetres of indent; None is justified to both sides."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    names = {"left": "LEFT", "centre": "CENTER", "right": "RIGHT", None: "JUSTIFY"}
    layout = paragraph.paragraph_format
    layout.alignment = getattr(WD_ALIGN_PARAGRAPH, names[alignment])
    layout.space_before, layout.space_after = Pt(before), Pt(0)
    if indent:
        layout.first_line_indent = Mm(indent)
    layout.keep_with_next = keep or None
    return paragraph


def add_words(
    paragraph: "Paragraph", text: str, size: float, *, bold: bool = False, italic: bool = False
) -> "Run":
    """Add text to a paragraph, line breaks and all."""
    from docx.shared import Pt

    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    return run


def draw_line(paragraph: "Paragraph", length: float, room: float) -> None:
    """Draw a line of this length in the middle of the room's width, both in millimetres, below an empty paragraph."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm, Pt

    set_layout(paragraph, "centre", before=3)
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(max(room - length, 0) / 2)
    layout.line_spacing = Pt(3)
    border = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no borders of its own
    properties.insert_element_before(
        parse_xml(border), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def add_page_number(paragraph: "Paragraph", size: float) -> None:
    """Add the field that is the number of its page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), (None, "1"), ("end", None)):
        run = add_words(paragraph, "" if text is None or text == "PAGE" else text, size)
        if kind is not None:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001 - python-docx has no fields of its own
        elif text == "PAGE":
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)  # noqa: SLF001
