"""Two results of one report compared, told in the same words as a result: every format is written of it too."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal, TypeVar

from twin.city.comparing.drawings import Moved, compare_drawings, compare_rasters
from twin.city.comparing.figures import compare_figures, judge_pair, pair_figures
from twin.city.comparing.tables import compare_tables
from twin.city.comparing.verdicts import AFTER, BEFORE, Verdict
from twin.city.running import Origin, Result
from twin.errors import BadInputError, ConflictError
from twin.norms import Norm
from twin.reporting import Answer, Chart, City, Figure, Gap, Inputs, Report, Series, Table
from twin.reporting.saying import say
from twin.reporting.surfaces import RasterDrawing
from twin.vocabulary import Text

MOST_SERIES = 8
"""A chart of more lines than these tells nothing."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Comparison:
    """What changed from `one` to `other`; `told` says it as a result does, so that it is told and written as one."""

    one: Result
    other: Result
    told: Result


def compare(one: Result, other: Result) -> Comparison:
    """Compare two results of a report: before and after. Raises BadInputError for two different reports."""
    if one.report.id != other.report.id:
        raise BadInputError(
            vi=f"Chỉ so sánh được hai kết quả của cùng một báo cáo: «{one.report.id}» và «{other.report.id}».",
            en=f"Only two results of one report can be compared: “{one.report.id}” and “{other.report.id}”.",
        )
    title = other.report.title
    report = Report(
        "comparison",
        Text(vi=f"So sánh: {title.vi}", en=f"Comparison: {title.en}"),
        other.report.question,
        Inputs,
        _past,
    )
    told = replace(
        other,
        report=report,
        inputs=Inputs(),
        answer=_answer(one, other),
        origins=_origins(one.origins, other.origins),
        norms=_norms(one, other),
        seconds=one.seconds + other.seconds,
        supposed=(),
        asked=tuple(_asked(one, other)),
    )
    return Comparison(one, other, told)


def _past(_city: City, _inputs: Inputs) -> Answer:
    raise ConflictError(
        vi="So sánh không phải là báo cáo để chạy.", en="A comparison is no report that could be run."
    )


def _paired(one: Iterable[_T], other: Iterable[_T], name: Callable[[_T], str]) -> Iterator[tuple[_T, _T]]:
    before = {name(part): part for part in one}
    return ((before[name(part)], part) for part in other if name(part) in before)


def _answer(one: Result, other: Result) -> Answer:
    figures = other.answer.figures
    if one.inputs.area != other.inputs.area:
        # More of another area is neither better nor worse.
        figures = tuple(replace(figure, better=None) for figure in figures)
    pairs = pair_figures(one.answer.figures, figures)
    tables, apart = _tables(one.answer, other.answer)
    moved = [
        compare_drawings(*pair)
        for pair in _paired(one.answer.drawings, other.answer.drawings, lambda part: part.id)
    ]
    known = [part for part in moved if part is not None]
    rasters = [
        compare_rasters(*pair)
        for pair in _paired(one.answer.rasters, other.answer.rasters, lambda part: part.id)
    ]
    return Answer(
        figures=(*_summary([judge_pair(*pair) for pair in pairs], known),),
        tables=(compare_figures(pairs), *(part.table for part in known if part.table.rows), *tables),
        charts=tuple(_charts(one.answer.charts, other.answer.charts)),
        drawings=tuple(part.drawing for part in known if len(part.drawing.frame)),
        rasters=tuple(raster for raster in rasters if isinstance(raster, RasterDrawing)),
        notes=(*_differences(one, other), *apart),
        gaps=tuple(_gaps(one.answer.gaps, other.answer.gaps)),
    )


def _summary(verdicts: Sequence[Verdict], moved: Sequence[Moved]) -> Iterator[Figure]:
    counted: tuple[tuple[Verdict, str, str], ...] = (
        ("better", "Số liệu tốt lên", "Figures that got better"),
        ("worse", "Số liệu xấu đi", "Figures that got worse"),
        ("changed", "Số liệu thay đổi, không xét tốt xấu", "Figures that changed, neither better nor worse"),
        ("same", "Số liệu không đổi", "Figures that are the same"),
        ("unknown", "Số liệu chưa so sánh được", "Figures of which one side is unknown"),
    )
    for verdict, vi, en in counted:
        yield Figure(verdict, say(vi, en), verdicts.count(verdict))
    for part in moved:
        title = part.drawing.layer.title
        yield Figure(part.drawing.id, title, len(part.verdicts), note=_told_moves(part.verdicts))


def _told_moves(verdicts: Sequence[Verdict]) -> Text | None:
    words: dict[Verdict, tuple[str, str]] = {
        "better": ("tốt lên", "better"),
        "worse": ("xấu đi", "worse"),
        "new": ("mới có", "new"),
        "gone": ("không còn", "gone"),
        "unknown": ("chưa rõ", "unknown"),
    }
    told = [(verdicts.count(verdict), *pair) for verdict, pair in words.items() if verdict in verdicts]
    if not told:
        return None
    return Text(
        vi=", ".join(f"{count} {vi}" for count, vi, _ in told),
        en=", ".join(f"{count} {en}" for count, _, en in told),
    )


def _tables(one: Answer, other: Answer) -> tuple[list[Table], list[Text]]:
    tables, notes = [], []
    for before, after in _paired(one.tables, other.tables, lambda table: table.id):
        found = compare_tables((before, one.drawings), (after, other.drawings))
        title = after.title
        if found is None:
            notes.append(
                say(
                    f"Bảng «{title.vi}»: không ghép được từng dòng của hai kết quả.",
                    f"“{title.en}”: the rows of the two results cannot be matched.",
                )
            )
            continue
        table, same = found
        if table.rows:
            tables.append(table)
        if same:
            notes.append(
                say(f"Bảng «{title.vi}»: {same} dòng không đổi.", f"“{title.en}”: {same} rows are the same.")
            )
    return tables, notes


def _charts(one: Sequence[Chart], other: Sequence[Chart]) -> Iterator[Chart]:
    for before, after in _paired(one, other, lambda chart: chart.id):
        if len(before.series) + len(after.series) > MOST_SERIES or before == after:
            continue
        places = tuple(dict.fromkeys((*after.places, *before.places)))
        series = [
            Series(
                Text(vi=f"{part.label.vi}: {side.vi.lower()}", en=f"{part.label.en}: {side.en.lower()}"),
                _spread(chart, part, places),
                part.colour if side is AFTER else None,
            )
            for pair in zip_longest(before.series, after.series)
            for chart, part, side in zip((before, after), pair, (BEFORE, AFTER), strict=True)
            if part is not None
        ]
        kind: Literal["line", "bars"] = "line" if after.kind == "line" else "bars"
        yield replace(after, kind=kind, places=places, series=tuple(series))


def _spread(chart: Chart, series: Series, places: Sequence[str]) -> tuple[float | None, ...]:
    known = dict(zip(chart.places, series.numbers, strict=True))
    return tuple(known.get(place) for place in places)


def _side(words: Text, told: Text) -> Text:
    return Text(vi=f"{words.vi}: {told.vi}", en=f"{words.en}: {told.en}")


def _both(one: Sequence[Text], other: Sequence[Text]) -> Iterator[Text]:
    """Yield what both say once, and what only one of them says under its name."""
    yield from (told for told in other if told in one)
    yield from (_side(BEFORE, told) for told in one if told not in other)
    yield from (_side(AFTER, told) for told in other if told not in one)


def _asked(one: Result, other: Result) -> Iterator[Text]:
    yield from _both(*(_conditions(side) for side in (one, other)))


def _conditions(result: Result) -> tuple[Text, ...]:
    supposed = (say(f"Giả định: {told.vi}.", f"What if: {told.en}.") for told in result.supposed)
    return (*result.asked, *supposed)


def _gaps(one: Sequence[Gap], other: Sequence[Gap]) -> Iterator[Gap]:
    yield from (gap for gap in other if gap in one)
    yield from (replace(gap, what=_after(BEFORE, gap.what)) for gap in one if gap not in other)
    yield from (replace(gap, what=_after(AFTER, gap.what)) for gap in other if gap not in one)


def _after(side: Text, what: Text) -> Text:
    return Text(vi=f"{what.vi} ({side.vi.lower()})", en=f"{what.en} ({side.en.lower()})")


def _origins(one: Sequence[Origin], other: Sequence[Origin]) -> tuple[Origin, ...]:
    """Return each layer once where both stand on the same version of it, else twice."""
    before = {origin.layer: origin for origin in one}
    same = [
        origin
        for origin in other
        if origin.layer in before and before[origin.layer].version == origin.version
    ]
    alike = {origin.layer for origin in same}
    return (
        *same,
        *(replace(origin, title=_after(BEFORE, origin.title)) for origin in one if origin.layer not in alike),
        *(
            replace(origin, title=_after(AFTER, origin.title))
            for origin in other
            if origin.layer not in alike
        ),
    )


def _norms(one: Result, other: Result) -> tuple[Norm, ...]:
    return tuple(dict.fromkeys((*other.norms, *one.norms)))


def _differences(one: Result, other: Result) -> Iterator[Text]:
    """Say where the two results do not stand on the same ground."""
    if one.key == other.key:
        yield say(
            "Hai kết quả cùng điều kiện, cùng số liệu, cùng quy chuẩn: không có gì khác.",
            "Both results were asked alike, of the same data and norms: nothing differs.",
        )
    if one.inputs.area != other.inputs.area:
        yield say(
            "Hai kết quả tính cho hai phạm vi khác nhau: tổng số không so sánh trực tiếp được.",
            "The two results are of different areas: totals do not compare.",
        )
    if one.data_as_of != other.data_as_of:
        yield say(
            f"Số liệu của hai ngày: {one.data_as_of:%d/%m/%Y} và {other.data_as_of:%d/%m/%Y}.",
            f"Data of two days: {one.data_as_of.isoformat()} and {other.data_as_of.isoformat()}.",
        )
    if one.norm_as_of != other.norm_as_of:
        yield say(
            f"Quy chuẩn của hai ngày: {one.norm_as_of:%d/%m/%Y} và {other.norm_as_of:%d/%m/%Y}.",
            f"Norms of two days: {one.norm_as_of.isoformat()} and {other.norm_as_of.isoformat()}.",
        )
    if one.code_version != other.code_version:
        yield say(
            f"Hai phiên bản chương trình: {one.code_version} và {other.code_version}; một phần khác biệt có thể do cách tính.",
            f"Two versions of the code: {one.code_version} and {other.code_version}; some of what differs may be their doing.",
        )
    if len({result.norm_as_of for result in (one, other)}) == 1 and set(one.norms) != set(other.norms):
        yield say("Hai kết quả dùng những quy chuẩn khác nhau.", "The two results use different norms.")
