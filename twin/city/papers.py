"""A result as a document to file, in the form that the ward's papers have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from twin.city.running import Result
from twin.city.telling import plain
from twin.documents.document import (
    Block,
    Column,
    ColumnKind,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Row,
    Source,
    Table,
)
from twin.documents.form import people_s_committee
from twin.documents.map.drawing import MapFeature, MapLayer, MapSheet, classify, draw_map
from twin.documents.map.grids import MapGrid
from twin.errors import NotFoundError
from twin.reporting import Column as Told
from twin.reporting import Drawing, Figure, Gap
from twin.reporting import Table as Answered
from twin.vocabulary import FieldKind

_KINDS: dict[FieldKind, ColumnKind] = {"integer": "integer", "number": "number", "date": "date"}
_MOST_ROWS = 60
"""More rows than these are for a spreadsheet: on paper the first stand, and it is said how many there are."""


_NUMBER_LETTERS = 8
"""So many letters a column of numbers has room for."""
_WIDEST = 4.0
_UNITS = {"d": "ngày", "h": "giờ", "min": "phút"}
"""Units that Vietnamese has a word for; metres and the like are written alike."""


@dataclass(frozen=True)
class Ward:
    """Whose papers these are, and its outline in WGS 84."""

    name: str
    outline: BaseGeometry | None


def _cell(value: Any) -> Any:
    return (
        value
        if isinstance(value, date)
        else ({True: "có", False: "không"}.get(value) or plain(value))
        if isinstance(value, bool)
        else plain(value)
    )


def _column(told: Told, values: Iterable[Any]) -> Column:
    """Return a column; one of words is as wide, against one of numbers, as its longest words ask for."""
    unit = f" ({_UNITS.get(told.unit, told.unit)})" if told.unit else ""
    kind = _KINDS.get(told.kind, "text")
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    width = min(max(longest / _NUMBER_LETTERS, 1.0), _WIDEST) if kind == "text" else 1.0
    return Column(title=f"{told.label.vi}{unit}", kind=kind, digits=told.digits, width=width)


def table_of(answered: Answered) -> Table:
    """Return a table with all of its rows."""
    words: list[dict[Any, Any]] = [
        {choice.value: choice.label.vi for choice in column.choices} for column in answered.columns
    ]
    rows = tuple(
        Row(cells=tuple(_cell(known.get(value, value)) for known, value in zip(words, row, strict=True)))
        for row in answered.rows
    )
    return Table(
        title=answered.title.vi,
        columns=tuple(
            _column(column, (row.cells[number] for row in rows))
            for number, column in enumerate(answered.columns)
        ),
        rows=rows,
        sheet=answered.title.vi[:31],
    )


def _figures(figures: tuple[Figure, ...]) -> Table:
    columns = (
        Column(title="Nội dung", width=3),
        Column(title="Giá trị", kind="number", digits=2),
        Column(title="Đơn vị", unknown=""),
        Column(title="Ghi chú", width=2, unknown=""),
    )
    rows = tuple(
        Row(cells=(one.label.vi, _cell(one.value), _UNITS.get(one.unit or "", one.unit), _remark(one)))
        for one in figures
    )
    return Table(title="Kết quả chính", columns=columns, rows=rows, sheet="Kết quả chính")


def _remark(figure: Figure) -> str | None:
    at_most = (
        f"nhiều nhất {figure.at_most:g} nếu phần chưa rõ đều tính" if figure.at_most is not None else None
    )
    told = [words for words in (figure.note and figure.note.vi, at_most) if words]
    return "; ".join(told) or None


def _classified(drawing: Drawing) -> MapLayer:
    names = [str(name) for name in drawing.frame.columns if name != drawing.frame.geometry.name]
    features = (
        MapFeature(shape, dict(zip(names, map(plain, row), strict=True)))
        for shape, row in zip(
            drawing.frame.geometry, drawing.frame[names].itertuples(index=False, name=None), strict=True
        )
    )
    return classify(drawing.layer, features)


def sheets_of(result: Result, ward: Ward) -> Iterator[tuple[str, MapSheet]]:
    """Yield the maps of a result by the ids of what they show; nothing where nobody knows the ward's outline.

    Each raster with the lines over it, so that one finds one's way, then each drawing that has features.
    """
    answer, outline = result.answer, ward.outline
    if outline is None:
        return
    sources = tuple(f"{one.title.vi} (phiên bản {one.version})" for one in result.origins)

    def sheet(caption: str, layers: tuple[MapLayer, ...], grid: MapGrid | None = None) -> MapSheet:
        return MapSheet(layers, outline, caption, sources, result.data_as_of, grid=grid)

    drawn = [one for one in answer.drawings if len(one.frame)]
    lines = tuple(_classified(one) for one in drawn if answer.rasters and one.layer.geometry == "LineString")
    for raster in answer.rasters:
        yield raster.id, sheet(raster.title.vi, lines, MapGrid(raster))
    for drawing in drawn:
        yield drawing.id, sheet(drawing.layer.title.vi, (_classified(drawing),))


def draw_one(result: Result, ward: Ward, shown: str) -> Picture:
    """Return the map that shows a drawing or a raster of the result. Raises NotFoundError."""
    for known, sheet in sheets_of(result, ward):
        if known == shown:
            return draw_map(sheet)
    raise NotFoundError(
        vi=f"Kết quả không có bản đồ «{shown[:60]}».", en=f"The result has no map “{shown[:60]}”."
    )


def _gap(gap: Gap) -> str:
    """Say what is not known, and of how many things where they were counted."""
    words = gap.what.vi
    return f"{gap.count} {words}." if gap.count is not None else f"{words[0].upper()}{words[1:]}."


def _blocks(result: Result, ward: Ward) -> Iterator[Block]:
    answer = result.answer
    yield Paragraph(text=result.report.question.vi)
    yield Heading(text="Điều kiện tính")
    asked = (one.vi for one in result.asked)
    yield Listing(items=(*asked, *(f"Giả định: {one.vi}." for one in result.supposed)))
    yield Heading(text="Kết quả")
    yield _figures(answer.figures)
    for _, sheet in sheets_of(result, ward):
        yield draw_map(sheet)
    for table in answer.tables:
        told = table_of(table)
        yield told.model_copy(update={"rows": told.rows[:_MOST_ROWS]})
        if len(told.rows) > _MOST_ROWS:
            yield Paragraph(text=f"Bảng có {len(told.rows)} dòng; bản đầy đủ ở tệp bảng tính.", note=True)
    if answer.gaps:
        yield Heading(text="Những điều chưa biết")
        yield Listing(items=tuple(map(_gap, answer.gaps)))
    if answer.notes or result.norms:
        yield Heading(text="Căn cứ và ghi chú")
        norms = (
            f"{norm.title.vi}: {norm.as_written or norm.value} {norm.unit} ({norm.clause}; {norm.standing.vi})."
            for norm in result.norms
        )
        yield Listing(items=(*(note.vi for note in answer.notes), *norms))


def _subject(result: Result) -> str:
    """Return the title; what is supposed stands in it, so that nobody takes it for what is."""
    title, supposed = result.report.title.vi, "; ".join(one.vi for one in result.supposed)
    return f"{title} (giả định: {supposed})" if supposed else title


def document_of(result: Result, ward: Ward) -> Document:
    """Return the document; its tables are whole on a sheet, and cut short on paper with a word about it."""
    sources = tuple(
        Source(
            name=one.title.vi, as_of=result.data_as_of, note=f"{one.read} đối tượng, phiên bản {one.version}"
        )
        for one in result.origins
    )
    return Document(
        issuer=people_s_committee(ward.name),
        kind="Báo cáo",
        code="BC",
        subject=_subject(result),
        dated=result.made_at.date(),
        blocks=tuple(_blocks(result, ward)),
        sources=sources,
        recipients=("Lưu: VT.",),
    )
