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
from twin.documents.form import TEXT_WIDTH, people_s_committee
from twin.documents.map.drawing import MapFeature, MapLayer, MapSheet, classify, draw_map
from twin.documents.map.grids import MapGrid
from twin.documents.words import decimal
from twin.errors import NotFoundError
from twin.norms import Norm
from twin.reporting import Column as Told
from twin.reporting import Drawing, Figure, Gap
from twin.reporting import Table as Answered
from twin.vocabulary import FieldKind

_KINDS: dict[FieldKind, ColumnKind] = {"integer": "integer", "number": "number", "date": "date"}
_MOST_ROWS = 60
"""More rows than these are for a spreadsheet: on paper the first stand, and it is said how many there are."""


_NUMBER_LETTERS = 8
"""So many letters a column of numbers has room for."""
_UNITS = {"d": "ngày", "h": "giờ", "min": "phút"}
"""Units that Vietnamese has a word for; metres and the like are written alike."""
_LETTER, _PADDING = 2.2, 2.6
"""Millimetres of a table's letter, and beside them in a cell."""


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


def _column(told: Told, width: float) -> Column:
    return Column(
        title=_title(told), kind=_KINDS.get(told.kind, "text"), digits=told.digits, width=max(width, 1.0)
    )


def _title(told: Told) -> str:
    unit = _UNITS.get(told.unit or "", told.unit)
    return f"{told.label.vi} ({unit})" if unit else told.label.vi


def _room(told: Told, values: Iterable[Any]) -> tuple[float, float]:
    """Return how wide a column must be for no word of it to be torn, and how wide it would be, in millimetres."""
    words = [value for value in values if isinstance(value, str)] if told.kind not in _KINDS else []
    torn = max((len(part) for text in (_title(told), *words) for part in text.split()), default=0)
    longest = max(map(len, words), default=_NUMBER_LETTERS)
    least, wanted = (_PADDING + _LETTER * letters for letters in (min(torn, 16), min(longest, 36)))
    return least, max(least, wanted)


def _widths(rooms: list[tuple[float, float]]) -> list[float]:
    """Share the page: what there is beyond what each column must have goes to those that want more."""
    spare = TEXT_WIDTH - sum(least for least, _ in rooms)
    wanted = sum(wide - least for least, wide in rooms)
    share = min(1.0, max(spare, 0.0) / wanted) if wanted else 0.0
    return [least + (wide - least) * share for least, wide in rooms]


def table_of(answered: Answered) -> Table:
    """Return a table with all of its rows."""
    words: list[dict[Any, Any]] = [
        {choice.value: choice.label.vi for choice in column.choices} for column in answered.columns
    ]
    rows = tuple(
        Row(cells=tuple(_cell(known.get(value, value)) for known, value in zip(words, row, strict=True)))
        for row in answered.rows
    )
    # A long table is like its first rows, which are those that stand on paper.
    shown = rows[:_MOST_ROWS]
    widths = _widths(
        [
            _room(column, (row.cells[number] for row in shown))
            for number, column in enumerate(answered.columns)
        ]
    )
    return Table(
        title=answered.title.vi,
        columns=tuple(map(_column, answered.columns, widths)),
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
        f"nhiều nhất {decimal(figure.at_most, 2)} nếu phần chưa rõ đều tính"
        if figure.at_most is not None
        else None
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
    told = "; ".join(f"{one.title.vi} (phiên bản {one.version})" for one in result.origins)
    sources = (f"Nguồn: {told}.",) if told else ()

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


def _measure(norm: Norm) -> str:
    """Return a norm's number as it is written, with its unit where it has one."""
    number = norm.as_written or "; ".join(decimal(value, 6) for value in norm.values)
    named = norm.unit != "1" and not number.endswith(norm.unit)
    return f"{number} {norm.unit}" if named else number


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
            more = decimal(len(told.rows) - _MOST_ROWS, 0)
            yield Paragraph(text=f"Còn {more} dòng nữa trong tệp bảng tính (XLSX).", note=True)
    if answer.gaps:
        yield Heading(text="Những điều chưa biết")
        yield Listing(items=tuple(map(_gap, answer.gaps)))
    if answer.notes or result.norms:
        yield Heading(text="Căn cứ và ghi chú")
        norms = (
            f"{norm.title.vi}: {_measure(norm)} ({norm.clause}; {norm.standing.vi})." for norm in result.norms
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
    )
