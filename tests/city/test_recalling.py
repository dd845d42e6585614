"""What was told is read back whole: it tells the same again, and every format is written from it."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Ward
from tests.reports.asking import run
from twin.analysis.surface import Surface
from twin.city.files import FORMATS
from twin.city.papers import Ward as Of
from twin.city.recalling import no_surfaces, recall
from twin.city.running import Origin, Result, find_report
from twin.city.telling import reference_of, tell
from twin.errors import BadInputError, ConflictError, NotFoundError
from twin.norms import NORMS
from twin.reporting import (
    Answer,
    Chart,
    Column,
    Drawing,
    Figure,
    Gap,
    Inputs,
    Series,
    Step,
    Table,
)
from twin.reporting.surfaces import RasterDrawing, style_depths
from twin.reports import reports
from twin.vocabulary import Field, Layer, Style, StyleClass, Text

EVERY = pytest.mark.parametrize("report", reports())
OF = Of("Phường thử", shapely.box(105.78, 21.0, 105.82, 21.03))
PICTURE = re.compile(rb"<svg.*?</svg>", re.DOTALL)
WORDS = Text(vi="chữ", en="words")


def written(result: Result) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(tell(result), allow_nan=False))
    return document


@cache
def found(ward: Ward, report: str) -> Result:
    return run(ward, report)


def recalled(result: Result) -> Result:
    """Read back what was told, with the rasters that were kept beside it."""
    kept = {reference_of(one): one.surface for one in result.answer.rasters}
    return recall(written(result), kept.__getitem__)


@EVERY
def test_every_report_tells_the_same_again(ward: Ward, report: str) -> None:
    told = written(found(ward, report))
    again = recalled(found(ward, report))
    assert json.dumps(tell(again)) == json.dumps(told)
    assert again.key == found(ward, report).key
    assert again.question == found(ward, report).question


@EVERY
@pytest.mark.parametrize("ending", sorted(FORMATS.keys() - {"pdf", "docx", "xlsx", "gpkg"}))
def test_every_format_is_written_from_what_was_told(ward: Ward, report: str, ending: str) -> None:
    result = found(ward, report)
    again, before = (FORMATS[ending].write(one, OF) for one in (recalled(result), result))
    # What is told is rounded to a centimetre, which a picture may show as a tenth of a pixel.
    assert PICTURE.sub(b"", again) == PICTURE.sub(b"", before)


@EVERY
def test_sheets_and_geopackages_are_written_too(ward: Ward, report: str) -> None:
    again = recalled(found(ward, report))
    for ending in ("xlsx", "gpkg"):
        assert len(FORMATS[ending].write(again, OF)) > 500


LAYER = Layer(
    id="odd",
    title=WORDS,
    description=WORDS,
    group="others",
    geometry="Geometry",
    fields=(
        Field(name="words", label=WORDS),
        Field(name="number", label=WORDS, kind="number"),
        Field(name="whole", label=WORDS, kind="integer"),
        Field(name="day", label=WORDS, kind="date"),
        Field(name="moment", label=WORDS, kind="datetime"),
        Field(name="so", label=WORDS, kind="boolean"),
    ),
    style=Style(
        colour="#112233",
        by="number",
        classes=(StyleClass(label=WORDS, colour="#445566", minimum=0, maximum=1),),
    ),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.floats(width=64)
WHOLE = st.integers(-(2**53), 2**53)
DAYS = st.dates()
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]))
SHAPES = st.sampled_from(
    [
        shapely.Point(105.79, 21.01),
        shapely.Point(105.123456789, 21.987654321),
        shapely.LineString([(105.7, 21.0), (105.8, 21.1)]),
        shapely.box(105.78, 21.0, 105.82, 21.03),
        shapely.MultiPolygon(
            [shapely.box(105.78, 21.0, 105.79, 21.01), shapely.box(105.8, 21.0, 105.82, 21.03)]
        ),
        shapely.Point(),
        shapely.GeometryCollection([shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)])]),
        None,
    ]
)
KINDS = {
    "words": TEXTS,
    "number": NUMBERS,
    "whole": WHOLE,
    "day": DAYS,
    "moment": MOMENTS,
    "so": st.booleans(),
}
FEATURES = st.lists(st.tuples(SHAPES, *(st.none() | values for values in KINDS.values())), max_size=5)
CELLS = st.one_of(st.none(), TEXTS, NUMBERS, WHOLE, DAYS, st.booleans())
CHARTED = st.lists(st.none() | NUMBERS, min_size=2, max_size=2).map(tuple)
MADE = datetime(2026, 3, 31, 10, 30, 15, 123456, tzinfo=timezone(timedelta(hours=7)))


def result_of(answer: Answer, inputs: Inputs | None = None) -> Result:
    return Result(
        report=find_report("order_cases"),
        inputs=inputs or find_report("order_cases").inputs(),
        answer=answer,
        data_as_of=date(2026, 3, 31),
        norm_as_of=date(2024, 1, 1),
        origins=(Origin("order_cases", WORDS, 7, 3, MADE),),
        norms=NORMS[:3],
        code_version="0.0.1+abc",
        made_at=MADE,
        made_by="thử",
        seconds=0.123456,
        supposed=(WORDS, WORDS),
        asked=(WORDS,),
    )


def odd(features: list[Any], rows: list[Any], charted: tuple[float | None, ...]) -> Answer:
    columns = {name: [row[place] for row in features] for place, name in enumerate(KINDS, start=1)}
    shapes = [row[0] for row in features]
    frame = GeoDataFrame(columns, geometry=shapes, crs=4326, dtype=None)
    kinds = ("text", "number", "date", "choice")
    return Answer(
        figures=(
            Figure("a", WORDS, charted[0], "m", at_most=charted[1], norms=("x",), note=WORDS, better="less"),
        ),
        tables=(
            Table("t", WORDS, tuple(Column(kind, WORDS, kind) for kind in kinds), tuple(rows), "odd"),  # type: ignore[arg-type]
        ),
        charts=(Chart("c", WORDS, "line", WORDS, ("1", "2"), None, (Series(WORDS, charted, "#000000"),)),),
        drawings=(Drawing(LAYER, frame, "roads", ("a", 1, True)), Drawing(LAYER, frame, better="more")),
        notes=(WORDS,),
        gaps=(Gap(WORDS), Gap(WORDS, 3, "roads")),
    )


@given(FEATURES, st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=4), CHARTED)
def test_odd_values_are_told_the_same_again(
    features: list[Any], rows: list[Any], charted: tuple[float | None, ...]
) -> None:
    told = written(result_of(odd(features, rows, charted)))
    assert json.dumps(tell(recall(told))) == json.dumps(told)


def test_a_raster_is_named_and_found_again() -> None:
    values = np.array([[0.1, np.nan, 0.30000001], [1e-9, 2.5, 0.0]])
    surface = Surface(values, 5.0, 582_000.0, 2_325_000.0)
    drawing = RasterDrawing("depth", WORDS, surface, style_depths((0.1, 0.2, 0.3, 0.6)))
    told = written(result_of(Answer(figures=(), rasters=(drawing,))))
    stored = surface.holding(values.astype("float32").astype("float64"))
    kept = {told["rasters"][0]["raster"]: stored}
    assert json.dumps(tell(recall(told, kept.__getitem__))) == json.dumps(told)
    with pytest.raises(NotFoundError):
        recall(told, no_surfaces)
    moved = RasterDrawing("depth", WORDS, Surface(values, 5.0, 582_005.0, 2_325_000.0), drawing.style)
    assert written(result_of(Answer(figures=(), rasters=(moved,))))["rasters"][0]["raster"] not in kept


def test_inputs_that_are_no_longer_are_kept_as_they_were(ward: Ward) -> None:
    told = written(found(ward, "order_cases"))
    told["inputs"] |= {"an_input_of_old": {"a": [1, 2]}}
    told["inputs"]["what_if"] = [Step(scenario="no_more", inputs={"n": 1}).model_dump(mode="json")]
    again = recall(told)
    assert tell(again)["inputs"] == told["inputs"]
    assert FORMATS["csv"].write(again, OF)
    told["report"] = "a_report_of_old"
    assert tell(recall(told))["report"] == "a_report_of_old"


@pytest.mark.parametrize(
    "change",
    [
        {"form": 99},
        {"form": None},
        {"figures": [{"id": "a"}]},
        {"figures": None},
        {"made_at": "hôm qua"},
        {"drawings": [{"layer": {"id": "Nothing"}, "better": None}]},
        {"sources": [{"layer": 1}]},
    ],
)
def test_what_cannot_be_read_is_refused_in_words(ward: Ward, change: dict[str, Any]) -> None:
    told = written(found(ward, "order_cases")) | change
    with pytest.raises(ConflictError) as refused:
        recall(told)
    assert told["code_version"] in refused.value.text.vi


def test_a_result_that_was_read_back_is_not_run_again(ward: Ward) -> None:
    again = recall(written(found(ward, "order_cases")))
    with pytest.raises(ConflictError):
        again.report.run(None, again.inputs)  # type: ignore[arg-type]


def test_an_empty_drawing_is_no_geopackage(ward: Ward) -> None:
    told = written(found(ward, "order_cases"))
    for drawing in told["drawings"]:
        drawing["features"]["features"] = []
    with pytest.raises(BadInputError):
        FORMATS["gpkg"].write(recall(told), OF)
