"""PDF: the pages of a document with their fonts in them, the same bytes for the same document."""

import logging

from twin.documents.document import Document
from twin.documents.fonts import font_files, require_libraries
from twin.documents.page.html import page_of

MEDIA_TYPE = "application/pdf"


def render_page(html: str) -> bytes:
    """Return a page of ours as PDF; of the machine's files it may read the fonts, and nothing else.

    Raises UnavailableError where a library is missing.
    """
    require_libraries()
    # It tells of every style that it does not know, and of each step.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fonts = {file.as_uri() for file in font_files().values()}

    class Fonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> object:
            # A picture that stands within the page is read from the page.
            if url not in fonts and not url.startswith("data:image/png;base64,"):
                raise ValueError(url)
            return super().fetch(url, headers)

    made = HTML(string=html, url_fetcher=Fonts()).write_pdf(pdf_tags=True)
    return bytes(made)


def write_pdf(document: Document) -> bytes:
    """Return the document as PDF. Raises UnavailableError where fonts or libraries are missing."""
    return render_page(page_of(document))
