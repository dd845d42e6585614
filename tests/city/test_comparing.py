"""Two results compared: before and after a what-if, between two days and two norm days; what is unknown stays so."""

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame
from openpyxl import load_workbook

from tests.city.test_recalling import MADE, OF, WORDS, result_of
from tests.conftest import Ward
from tests.reports.asking import Told, run
from twin.analysis.surface import Surface
from twin.city.comparing import compare
from twin.city.comparing.verdicts import judge, weigh
from twin.city.files import FORMATS
from twin.city.recalling import recall
from twin.city.running import Origin, Result
from twin.city.telling import tell
from twin.errors import BadInputError
from twin.reporting import Answer, Area, Chart, Column, Drawing, Figure, Gap, Series, Table
from twin.reporting.surfaces import RasterDrawing, style_depths
from twin.vocabulary import Choice, Field, Layer, Style, StyleClass, Text

STATE = Field(
    name="state",
    label=WORDS,
    kind="choice",
    choices=tuple(Choice(value=name, label=Text(vi=name, en=name)) for name in ("good", "bad", "unknown")),
)
LAYER = Layer(
    id="homes",
    title=WORDS,
    description=WORDS,
    group="others",
    geometry="Point",
    title_field="name",
    fields=(Field(name="name", label=WORDS), STATE),
    style=Style(
        colour="#9ba1a8",
        by="state",
        classes=(
            StyleClass(label=Text(vi="tốt", en="good"), colour="#00aa00", values=("good",)),
            StyleClass(label=Text(vi="xấu", en="bad"), colour="#aa0000", values=("bad",)),
        ),
    ),
)


def told_of(before: Result, after: Result) -> Told:
    told = tell(compare(before, after).told)
    return Told(json.loads(json.dumps(told, allow_nan=False)))


def drawn(states: dict[int, str | None]) -> Drawing:
    frame = GeoDataFrame(
        {"name": [f"nhà {number}" for number in states], "state": list(states.values())},
        geometry=[shapely.Point(105.79 + number / 1000, 21.01) for number in states],
        index=list(states),
        crs=4326,
    )
    return Drawing(LAYER, frame, "buildings", ("good", "bad"))


def figures(*values: float | None) -> tuple[Figure, ...]:
    ways: list[Any] = ["more", "less", None, "more"]
    return tuple(Figure(f"f{n}", WORDS, value, "m", better=ways[n]) for n, value in enumerate(values))


def verdicts(told: Told) -> list[tuple[Any, ...]]:
    return [(row["before"], row["after"], row["change"], row["verdict"]) for row in told.rows("figures")]


def test_figures_stand_side_by_side() -> None:
    before = result_of(Answer(figures(10, 10, 10, None)))
    after = result_of(Answer(figures(12, 12, 12, 12)))
    told = told_of(before, after)
    assert verdicts(told) == [
        (10, 12, 2, "better"),
        (10, 12, 2, "worse"),
        (10, 12, 2, "changed"),
        (None, 12, None, "unknown"),
    ]
    assert [told.figures[name] for name in ("better", "worse", "changed", "same", "unknown")] == [
        1,
        1,
        1,
        0,
        1,
    ]
    back = told_of(after, before)
    assert [row[3] for row in verdicts(back)] == ["worse", "better", "changed", "unknown"]


def test_nothing_that_is_unknown_is_a_change_of_zero() -> None:
    told = told_of(result_of(Answer(figures(None, 0, None))), result_of(Answer(figures(None, None, 0))))
    assert [row[2:] for row in verdicts(told)] == [(None, "unknown")] * 3


def test_what_only_one_side_has_is_said() -> None:
    told = told_of(result_of(Answer(figures(1, 2))), result_of(Answer(figures(1)[:1] + figures(1, 2, 3)[2:])))
    assert [row[3] for row in verdicts(told)] == ["same", "new", "gone"]


def table(*rows: tuple[Any, ...], drawing: str | None = None) -> Table:
    columns = (
        Column("name", WORDS),
        Column("count", WORDS, "integer", better="less"),
        Column("width", WORDS, "number", "m"),
        Column("state", WORDS, "choice", choices=STATE.choices),
    )
    return Table("t", WORDS, columns, rows, drawing)


def test_tables_are_joined_row_by_row() -> None:
    before = Answer(
        (), (table(("a", 1, 2.0, "good"), ("b", 5, None, "bad"), ("c", 1, 1.0, "bad"), ("x", 1, 1.0, "bad")),)
    )
    after = Answer(
        (), (table(("b", 3, 2.0, "good"), ("a", 1, 2.0, "good"), ("c", 2, 1.0, "bad"), ("y", 1, 1.0, "bad")),)
    )
    rows = told_of(result_of(before), result_of(after)).rows("t")
    assert {row["name"]: row["verdict"] for row in rows} == {
        "b": "better",
        "c": "worse",
        "x": "gone",
        "y": "new",
    }
    b = next(row for row in rows if row["name"] == "b")
    assert (b["before_count"], b["after_count"], b["change_count"]) == (5, 3, -2)
    assert (b["before_width"], b["after_width"], b["change_width"]) == (None, 2.0, None)
    assert (b["before_state"], b["after_state"]) == ("bad", "good")


def test_rows_of_features_are_joined_by_their_ids_though_their_names_are_alike() -> None:
    def side(count: int) -> Answer:
        frame = drawn({1: "bad", 2: "bad"}).frame.assign(name="ngõ")
        rows = (("ngõ", 1, 1.0, "bad"), ("ngõ", count, 1.0, "bad"))
        return Answer((), (table(*rows, drawing="homes"),), drawings=(Drawing(LAYER, frame, "buildings"),))

    rows = told_of(result_of(side(2)), result_of(side(7))).rows("t")
    assert [(row["name"], row["change_count"]) for row in rows] == [("ngõ", 5)]


def test_rows_that_cannot_be_told_apart_are_said() -> None:
    twice = Answer((), (table(("a", 1, 1.0, "bad"), ("a", 1, 1.0, "bad")),))
    told = told_of(result_of(twice), result_of(twice))
    assert any("không ghép được" in note["vi"] for note in told.whole["notes"])


def test_features_that_changed_are_drawn() -> None:
    before = Answer((), drawings=(drawn({1: "bad", 2: "good", 3: "bad", 4: None, 5: "good", 6: "good"}),))
    after = Answer((), drawings=(drawn({1: "good", 2: "bad", 3: "bad", 4: "good", 5: "unknown", -1: "bad"}),))
    told = told_of(result_of(before), result_of(after))
    moved = told.drawn("change_homes")
    assert {number: row["change"] for number, row in moved.items()} == {
        1: "better", 2: "worse", 4: "unknown", 5: "unknown", -1: "new", 6: "gone",
    }  # fmt: skip
    assert moved[1]["name"] == "nhà 1"
    assert told.figures["change_homes"] == 6
    assert sum(row["count"] for row in told.rows("change_homes")) == 6


def test_charts_stand_over_the_same_places() -> None:
    def side(places: tuple[str, ...], *numbers: float | None) -> Answer:
        return Answer((), charts=(Chart("c", WORDS, "bars", WORDS, places, None, (Series(WORDS, numbers),)),))

    (chart,) = told_of(result_of(side(("1", "2"), 1, 2)), result_of(side(("2", "3"), 5, None))).whole[
        "charts"
    ]
    assert chart["places"] == ["2", "3", "1"]
    assert [series["values"] for series in chart["series"]] == [[2, None, 1], [5, None, None]]


def raster(values: list[list[float]], west: float = 582_000.0) -> RasterDrawing:
    surface = Surface(np.array(values), 5.0, west, 2_325_000.0)
    return RasterDrawing("depth", WORDS, surface, style_depths((0.1, 0.2, 0.3, 0.6)))


def test_rasters_are_taken_from_one_another() -> None:
    before, after = (Answer((), rasters=(raster(one),)) for one in ([[0.1, np.nan]], [[0.5, 0.2]]))
    (found,) = compare(result_of(before), result_of(after)).told.answer.rasters
    np.testing.assert_allclose(found.surface.values, [[0.4, np.nan]])
    moved = Answer((), rasters=(raster([[0.5, 0.2]], west=582_005.0),))
    assert not compare(result_of(before), result_of(moved)).told.answer.rasters
    assert not compare(result_of(after), result_of(after)).told.answer.rasters


def test_other_ground_is_told_and_another_report_refused() -> None:
    one = result_of(Answer(figures(1), gaps=(Gap(WORDS, 1),)))
    other = replace(
        one,
        inputs=one.inputs.model_copy(update={"area": Area(groups=("01",))}),
        data_as_of=one.data_as_of.replace(year=2025),
        norm_as_of=one.norm_as_of.replace(year=2025),
        code_version="0.0.2",
        norms=one.norms[:1],
        origins=(Origin("order_cases", WORDS, 9, 3, MADE),),
        answer=replace(one.answer, figures=figures(5), gaps=(Gap(WORDS, 2),)),
    )
    told = told_of(one, other)
    notes = " ".join(note["en"] for note in told.whole["notes"])
    for words in ("different areas", "Data of two days", "Norms of two days", "Two versions"):
        assert words in notes
    # More of another area is not better.
    assert verdicts(told) == [(1, 5, 4, "changed")]
    assert [one["version"] for one in told.whole["sources"]] == [7, 9]
    assert [one["count"] for one in told.whole["gaps"]] == [1, 2]
    same = told_of(one, one)
    assert any("nothing differs" in note["en"] for note in same.whole["notes"])
    with pytest.raises(BadInputError, match="one report"):
        compare(one, replace(other, report=replace(one.report, id="waste_cover")))


def test_verdicts_of_odd_values() -> None:
    assert judge(True, False, "more") == "changed"
    assert judge("unknown", "yes", None) == "unknown"
    assert judge(0.1 + 0.2, 0.3, "more") == "same"
    assert weigh(["better", "unknown"]) == "better"
    assert weigh(["better", "worse"]) == "changed"
    assert weigh([]) == "same"


ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "fire_coverage",
        {"open_streets": True, "norm_as_of": "2023-06-01"},
        {"open_streets": True, "norm_as_of": "2026-06-01"},
    ),
    ("alley_renewal", {"data_as_of": "2025-06-30"}, {"data_as_of": "2026-06-30"}),
    ("rain_activation", {"intensity_mm_h": 40}, {"intensity_mm_h": 120}),
    ("parking_balance", {}, {}),
]


@pytest.mark.parametrize(("report", "before", "after"), ANSWERS)
def test_results_of_the_ward_are_compared_in_every_format(
    ward: Ward, report: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    one, other = run(ward, report, **before), run(ward, report, **after)
    compared = compare(one, other)
    told = Told(json.loads(json.dumps(tell(compared.told), allow_nan=False)))
    sides = [{figure.id: figure.value for figure in side.answer.figures} for side in (one, other)]
    for row, figure in zip(told.rows("figures"), other.answer.figures, strict=True):
        assert (row["before"], row["after"]) == (sides[0][figure.id], sides[1][figure.id])
    assert json.dumps(tell(recall(tell(compared.told)))) == json.dumps(tell(compared.told))
    for ending in ("csv", "xlsx", "html"):
        assert len(FORMATS[ending].write(compared.told, OF)) > 200
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(compared.told, OF)))
    assert any("So sánh" in name for name in book.sheetnames)


def test_a_wider_norm_covers_more_by_the_norms_radius(ward: Ward) -> None:
    report, before, after = ANSWERS[0]
    one, other = run(ward, report, **before), run(ward, report, **after)
    rows = {row["figure"]: row for row in told_of(one, other).rows("figures")}
    inside = next(row for words, row in rows.items() if words.startswith("Nhà trong bán kính"))
    assert inside["change"] > 0
    assert inside["verdict"] == "better"


def test_a_what_if_is_compared_with_the_city_as_it_is(ward: Ward) -> None:
    place = {"type": "Point", "coordinates": [105.7962, 21.0139]}
    source = {"at": place, "kind": "tank", "capacity_m3": 100, "engine_access": "yes"}
    step = {"scenario": "new_fire_water", "inputs": {"sources": [source]}}
    before = run(ward, "fire_coverage", open_streets=True)
    after = run(ward, "fire_coverage", open_streets=True, what_if=[step])
    told = told_of(before, after)
    homes = []
    for side in (before, after):
        (drawing_of,) = side.answer.drawings
        homes.append(dict(zip(drawing_of.frame.index, drawing_of.frame["result"], strict=True)))
    drawing = next(one["id"] for one in told.whole["drawings"]) if told.whole["drawings"] else None
    changed = {n for n in homes[0] if homes[0][n] != homes[1][n]}
    assert changed == (set() if drawing is None else set(told.drawn(drawing)))
    assert any(one["vi"].startswith("Sau: Giả định") for one in told.whole["asked"])
    assert not any(row["verdict"] == "worse" for row in told.rows("figures"))
    assert {row["verdict"] for row in told.rows("change_covered_buildings")} <= {"better", "unknown"}
    assert changed
