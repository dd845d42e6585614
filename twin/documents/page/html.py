"""A document as one HTML page that loads nothing; every text of it is escaped here."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template

from twin.documents import form
from twin.documents.document import (
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Row,
    Table,
)
from twin.documents.fonts import font_files
from twin.documents.words import clean, words_of

FAMILY = "Twin Serif"


def _e(text: str) -> str:
    return escape(clean(text))


def _lines(*lines: str) -> str:
    return "<br>".join(_e(line) for line in lines)


def _mark(mark: str, name: str) -> str:
    """Draw a line, or write the sign that stands in its place."""
    return f'<div class="sign">{_e(mark)}</div>' if mark else f'<div class="rule {name}"></div>'


def _letterhead(document: Document) -> str:
    issuer, marks = document.issuer, form.marks_of(document.issuer)
    superior = f'<div class="superior">{_lines(*issuer.superior)}</div>' if issuer.superior else ""
    nation = "".join(
        f'<div class="{name}"><span class="under">{_e(line)}</span></div>'
        for line, name in zip(marks.heading, ("nation", "motto"), strict=False)
    )
    return (
        f'<table class="head {issuer.form}"><tr><td>{superior}<div class="issuer">{_lines(*issuer.body)}</div>'
        f"{_mark(marks.below_issuer, 'third')}</td><td>{nation}</td></tr>"
        f'<tr><td class="number">{_e(form.number_of(document))}</td>'
        f'<td class="place">{_e(form.place_and_date(document))}</td></tr></table>'
    )


def _title(document: Document) -> str:
    label = _e(f"{document.kind}: {document.subject}")
    return f'<h1 data-label="{label}">{_e(document.kind.upper())}<br>{_e(document.subject)}</h1>' + _mark(
        form.marks_of(document.issuer).below_subject, "third"
    )


def _class(value: Cell, column: Column) -> str:
    """Return how a cell is set; the words for what is unknown may be broken where a number may not."""
    return column.alignment if value is None else f"{column.alignment} of-{column.kind}"


def _cells(table: Table, row: Row) -> str:
    cells = (
        f'<td class="{_class(row.cells[number], table.columns[number])}">{_e(words_of(row.cells[number], table.columns[number]))}</td>'
        for number in table.paper_columns
    )
    opening = '<tr class="strong">' if row.strong else "<tr>"
    return f"{opening}{''.join(cells)}</tr>"


def _rows(table: Table) -> Iterator[str]:
    over = None
    for row in table.rows:
        if table.band is not None:
            words = words_of(row.cells[table.band], table.columns[table.band])
            if words != over:
                yield f'<tr class="band"><td colspan="{len(table.paper_columns)}">{_e(words)}</td></tr>'
                over = words
        yield _cells(table, row)


def _table(table: Table) -> str:
    shown = [table.columns[number] for number in table.paper_columns]
    whole = sum(column.width for column in shown)
    widths = "".join(f'<col style="width:{100 * column.width / whole:.3f}%">' for column in shown)
    titles = "".join(f"<th>{_e(column.title)}</th>" for column in shown)
    return (
        f'<p class="table-title">{_e(table.title)}</p><table class="grid"><colgroup>{widths}</colgroup>'
        f"<thead><tr>{titles}</tr></thead><tbody>{''.join(_rows(table))}</tbody></table>"
    )


def _picture(picture: Picture) -> str:
    size = f"width:{picture.width:g}mm;height:{picture.height:g}mm"
    return (
        f'<figure><div role="img" aria-label="{_e(picture.description)}" style="{size}">{picture.svg}</div>'
        f"<figcaption>{_e(picture.caption)}</figcaption></figure>"
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{_e(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f'<p class="{"note" if block.note else "text"}">{_e(block.text)}</p>'
        case Listing():
            return "".join(f'<p class="text">- {_e(item)}</p>' for item in block.items)
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)


def _foot(document: Document) -> str:
    recipients = _lines(*form.recipient_lines(document))
    issuer = document.issuer
    return (
        f'<table class="foot"><tr><td><div class="to">{_e(form.RECIPIENTS)}</div><div class="copies">{recipients}</div>'
        f'</td><td class="signature">{_e(issuer.authority)}<br>{_e(issuer.office)}'
        f'<div class="space"></div>{_e(document.signer or "")}</td></tr></table>'
    )


def _annex(document: Document, place: int, annex: Annex) -> str:
    name = form.annex_name(document, place)
    label = _e(f"{name}: {annex.title}")
    return (
        f'<section class="annex {"lying" if annex.lying else "standing"}"><h1 data-label="{label}">{_e(name)}<br>'
        f"{_e(annex.title.upper())}</h1>"
        f'<p class="reference">{_e(form.annex_reference(document))}</p><div class="rule third"></div>'
        f"{''.join(map(_block, annex.blocks))}</section>"
    )


def face_rules() -> str:
    """Return the CSS that makes the fonts of `font_files` known by the name of `FAMILY`."""
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; src: url("{file.as_uri()}");'
        f" font-weight: {'bold' if 'Bold' in style else 'normal'};"
        f" font-style: {'italic' if 'Italic' in style else 'normal'}; }}\n"
        for style, file in font_files().items()
    )


def _style() -> str:
    sheet = Template(files("twin.documents.page").joinpath("decree30.css").read_text(encoding="utf8"))
    measures = {name.lower(): value for name, value in vars(form).items() if isinstance(value, int | float)}
    return face_rules() + sheet.substitute(measures, family=FAMILY)


def page_of(document: Document) -> str:
    """Return the document as HTML. Raises UnavailableError where the fonts are missing."""
    body = [_letterhead(document), _title(document), *map(_block, form.text_of(document))]
    annexes = (_annex(document, place, annex) for place, annex in enumerate(document.annexes))
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{_e(document.title)}</title>'
        f'<meta name="author" content="{_e(document.issuer.name)}">'
        f'<meta name="dcterms.created" content="{document.dated.isoformat()}">'
        f'<meta name="dcterms.modified" content="{document.dated.isoformat()}">'
        f"<style>{_style()}</style></head><body>{''.join(body)}"
        f"{_foot(document)}{''.join(annexes)}</body></html>"
    )
