"""A picture as pixels, taken from the very page that the PDF shows, so that both look alike."""

from io import BytesIO

from twin.documents.document import Picture
from twin.documents.page.html import face_rules
from twin.documents.page.pdf import render_page

DPI = 200
_POINTS = 72


def png_of(picture: Picture) -> bytes:
    """Return the picture as PNG. Raises UnavailableError where a library or the fonts are missing."""
    import pypdfium2

    size = f"{picture.width:g}mm {picture.height:g}mm"
    page = (
        f'<!doctype html><html lang="vi"><style>{face_rules()} @page {{ size: {size}; margin: 0 }}'
        f"body {{ margin: 0 }} svg {{ display: block; width: {picture.width:g}mm; height: {picture.height:g}mm }}"
        f"</style><body>{picture.svg}</body></html>"
    )
    with pypdfium2.PdfDocument(render_page(page)) as opened:
        image = opened[0].render(scale=DPI / _POINTS).to_pil()
    written = BytesIO()
    image.save(written, "PNG", optimize=True, dpi=(DPI, DPI))
    return written.getvalue()
