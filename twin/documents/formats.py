"""The formats of a document, by the ending of its file."""

from collections.abc import Callable
from typing import NamedTuple

from twin.documents import sheets
from twin.documents.document import Document
from twin.documents.page import pdf
from twin.documents.word import writing
from twin.errors import BadInputError


class Format(NamedTuple):
    """How a document is written; heavy libraries are loaded by the first writing."""

    ending: str
    media_type: str
    write: Callable[[Document], bytes]


FORMATS = {
    made.ending: made
    for made in (
        Format("docx", writing.MEDIA_TYPE, writing.write_docx),
        Format("pdf", pdf.MEDIA_TYPE, pdf.write_pdf),
        Format("xlsx", sheets.MEDIA_TYPE, sheets.write_xlsx),
    )
}


def format_of(ending: str) -> Format:
    """Return a format. Raises BadInputError where there is no such."""
    known = FORMATS.get(ending.casefold().lstrip("."))
    if known is None:
        raise BadInputError(
            vi=f"Không có định dạng văn bản «{ending}»; có: {', '.join(FORMATS)}.",
            en=f"There is no document format “{ending}”; there are: {', '.join(FORMATS)}.",
        )
    return known
