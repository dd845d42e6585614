"""Frames as tables and drawings: what is unknown stays unknown, and values are Python's own."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from twin.reporting import Column
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, rows_of, table_of, told_so
from twin.vocabulary import YES_NO_UNKNOWN, Field, Layer, Style


def test_values_are_plain_and_what_is_unknown_is_none() -> None:
    frame = pd.DataFrame(
        {
            "name": pd.Series(["a", None], dtype=object),
            "count": pd.Series([3, pd.NA], dtype="Int64"),
            "rank": [2.0, np.nan],
            "metres": [1.5, np.nan],
            "open": pd.Series([True, pd.NA], dtype="boolean"),
            "day": pd.Series([date(2026, 1, 2), pd.NaT], dtype=object),
        }
    )
    columns = (
        Column("name", say("Tên", "Name")),
        count_column("count", "Số", "Count"),
        count_column("rank", "Thứ tự", "Rank"),
        number_column("metres", "Dài", "Length", "m"),
        Column("open", say("Mở", "Open"), "boolean"),
        Column("day", say("Ngày", "Day"), "date"),
    )
    first, second = rows_of(frame, columns)
    assert first == ("a", 3, 2, 1.5, True, date(2026, 1, 2))
    assert [type(value) for value in first] == [str, int, int, float, bool, date]
    assert second == (None,) * 6
    assert table_of("t", say("Bảng", "Table"), frame.iloc[:0], columns).rows == ()


def test_a_column_takes_what_its_field_says() -> None:
    label = say("Chiếu sáng", "Lighting")
    field = Field(name="lit", label=label, kind="choice", choices=YES_NO_UNKNOWN)
    column = column_of(field, digits=2)
    assert (column.name, column.label, column.kind, column.choices) == (
        "lit",
        label,
        "choice",
        YES_NO_UNKNOWN,
    )


def test_a_drawing_has_the_declared_fields_in_degrees() -> None:
    layer = Layer(
        id="places",
        title=say("Nơi", "Places"),
        description=say("Nơi", "Places"),
        group="ground",
        geometry="Point",
        fields=(Field(name="name", label=say("Tên", "Name")),),
        style=Style(colour="#112233"),
    )
    frame = GeoDataFrame(
        {"other": [1], "name": ["x"]}, geometry=[shapely.Point(582236.660, 2325039.287)], crs=5897, index=[7]
    )
    drawn = draw(layer, frame, of="schools").frame
    assert list(drawn.columns) == ["name", "geometry"]
    assert list(drawn.index) == [7]
    assert shapely.get_coordinates(drawn.geometry.to_numpy())[0] == pytest.approx([105.793, 21.017], abs=1e-7)
    assert json.loads(drawn.to_json())["features"]


def test_unknown_is_neither_yes_nor_no() -> None:
    values = pd.Series([True, False, pd.NA], dtype="boolean")
    assert told_so(values).tolist() == [True, False, False]
    assert told_so(~values).tolist() == [False, True, False]


def test_what_is_said_only_where_there_is_something_to_say() -> None:
    assert figure("n", "Số", "Count", 5, at_most=5).at_most is None
    assert figure("n", "Số", "Count", 5, at_most=6).at_most == 6
    told = gaps_of("roads", (0, "không", "none"), (2, "chưa rõ", "unknown"))
    assert [(gap.count, gap.what.en, gap.layer) for gap in told] == [(2, "unknown", "roads")]
