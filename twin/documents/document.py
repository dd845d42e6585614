"""A document as a value: what it says and in which order, and nothing of how a format writes it.

It stands in one language, the one it is filed in. Sizes are in millimetres.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field as Described
from pydantic import StringConstraints, model_validator

from twin.vocabulary import Frozen

Cell = str | bool | int | Annotated[float, Described(allow_inf_nan=False)] | date | None
"""None is a value that nobody knows: it is written in words, never as nothing and never as zero."""
ColumnKind = Literal["text", "code", "integer", "number", "percent", "date"]
Alignment = Literal["left", "centre", "right"]
Line = Annotated[str, StringConstraints(min_length=1)]

_ALIGNMENTS: dict[ColumnKind, Alignment] = {
    "text": "left",
    "code": "centre",
    "integer": "right",
    "number": "right",
    "percent": "right",
    "date": "centre",
}


class Column(Frozen):
    """One column of a table. `width` is a share: only its ratio to the other columns' counts."""

    title: Line
    kind: ColumnKind = "text"
    width: Annotated[float, Described(gt=0)] = 1
    digits: Annotated[int, Described(ge=0, le=6)] = 1
    """Decimal places at most, of numbers and percentages."""
    unknown: str = "chưa rõ"
    """The words for None."""

    @property
    def alignment(self) -> Alignment:
        return _ALIGNMENTS[self.kind]


class Row(Frozen):
    """One row; `strong` is for totals."""

    cells: tuple[Cell, ...]
    strong: bool = False


class Table(Frozen):
    """A table whose titles are repeated on every page.

    The values of the column numbered `band` become headings between the rows on paper; on a sheet it stays
    a column, by which the rows can be filtered.
    """

    title: Line
    columns: Annotated[tuple[Column, ...], Described(min_length=1)]
    rows: tuple[Row, ...] = ()
    band: int | None = None
    sheet: str | None = None
    """A shorter title for the tab of a workbook."""

    @model_validator(mode="after")
    def _is_square(self) -> Self:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.title!r}: a row has not as many cells as there are columns")
        if self.band is not None and not 0 <= self.band < len(self.columns):
            raise ValueError(f"table {self.title!r}: there is no column {self.band} to make bands of")
        if self.band is not None and len(self.columns) == 1:
            raise ValueError(f"table {self.title!r}: nothing would stand beside the bands")
        return self

    @property
    def paper_columns(self) -> tuple[int, ...]:
        """The numbers of the columns that stand on paper."""
        return tuple(number for number in range(len(self.columns)) if number != self.band)


class Heading(Frozen):
    """A heading in the text; 1 is the highest level."""

    text: Line
    level: Literal[1, 2] = 1


class Paragraph(Frozen):
    """Running text; a note is smaller and in italics."""

    text: Line
    note: bool = False


class Listing(Frozen):
    """Short items, a dash before each."""

    items: tuple[Line, ...]


class Picture(Frozen):
    """A drawing as SVG, as wide and as high as it is to be on paper. It may load nothing from outside."""

    svg: Line
    width: Annotated[float, Described(gt=0)]
    height: Annotated[float, Described(gt=0)]
    caption: Line
    description: Line
    """What it shows, for who cannot see it."""


Block = Heading | Paragraph | Listing | Table | Picture


class Annex(Frozen):
    """A part of its own after the signature, on pages of its own, lying unless it is said to stand."""

    title: Line
    blocks: tuple[Block, ...]
    lying: bool = True


class Source(Frozen):
    """Where facts come from, and the day up to which they hold; None is unknown."""

    name: Line
    as_of: date | None
    note: str | None = None


class Issuer(Frozen):
    """Who issues a document, and by which rules it is laid out: those of the State or those of the Party."""

    form: Literal["state", "party"] = "state"
    name: Line
    """As it stands in a sentence."""
    superior: tuple[Line, ...] = ()
    """Lines above the issuing body's own, in capitals."""
    body: Annotated[tuple[Line, ...], Described(min_length=1)]
    """Lines of the issuing body, in capitals."""
    symbol: Line
    """The body's letters in the number of a document."""
    place: Line
    authority: Line
    """In whose name it is signed."""
    office: Line
    """The signer's office."""


class Document(Frozen):
    """A document to file. The number is given by whoever registers it: None leaves room for it."""

    issuer: Issuer
    kind: Line
    """The name of its type, such as «Báo cáo»."""
    code: Line
    """The type's letters in the number, such as «BC»."""
    subject: Line
    dated: date
    number: Annotated[int, Described(ge=1)] | None = None
    signer: Line | None = None
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...] = ()
    sources: tuple[Source, ...] = ()
    recipients: tuple[Line, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in the order of reading."""
        blocks = [*self.blocks, *(block for annex in self.annexes for block in annex.blocks)]
        return tuple(block for block in blocks if isinstance(block, Table))
