import math
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.exchange.reading.conftest import strings
from twin.errors import BadInputError
from twin.features.exchange.readers import numbers
from twin.features.exchange.readers.columns import make_reader
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.numbers import read_number
from twin.features.exchange.readers.quantities import Marks
from twin.features.exchange.readers.units import factor_between
from twin.vocabulary import Field, Text

LABEL = Text(vi="Số", en="Number")
WIDTH = Field(name="width_m", label=LABEL, kind="number", unit="m", minimum=0.3, maximum=60)
AREA = Field(name="area", label=LABEL, kind="number", unit="m²")
PEOPLE = Field(name="people", label=LABEL, kind="integer", minimum=0)


def read(field: Field, *values: str | None, **marks: numbers.Mark) -> tuple[list[object], list[str]]:
    column = strings(*values)
    faults = Faults()
    result = make_reader(field, column, Marks(**marks)).read(column, faults)
    return result.to_pylist(), faults.sentences()[1].to_pylist()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3,5", 3.5), ("3.5", 3.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567),
        ("1 234 567", 1234567), ("1 234,567", 1234.567), ("1\u00a0234", 1234), ("0.516", 0.516), ("0,516", 0.516),
        ("1234.567", 1234.567), ("-9,5", -9.5), ("\u22123", -3), ("+2", 2), ("7.4E-05", 7.4e-05), (".5", 0.5), ("12.", 12),
    ],
)  # fmt: skip
def test_what_can_be_read_in_one_way_only(text: str, value: float) -> None:
    assert [read_number(text, mark, None) for mark in (None, ".", ",")] == [value] * 3


@pytest.mark.parametrize(
    ("text", "dot", "comma"), [("74.516", 74.516, 74516), ("74,516", 74516, 74.516), ("3.000", 3.0, 3000)]
)
def test_three_digits_after_a_mark_are_either(text: str, dot: float, comma: float) -> None:
    assert [read_number(text, mark, None) for mark in (None, ".", ",")] == ["ambiguous", dot, comma]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "...",
        "—",
        "?",
        "N/A",
        "n/a",
        "#N/A",
        "null",
        "không rõ",
        "KHÔNG RÕ",
        "chưa có",
        "Chưa xác định",
    ],
)
def test_unknown_is_never_zero(text: str) -> None:
    assert read_number(text, None, "m") is None


@pytest.mark.parametrize(
    "text", ["abc", "3-5", "~3", "khoảng 3", ">3", "1.2.3", "12.34.567", "1,23,456", "12 34", "--1", "không"]
)
def test_what_is_not_one_number(text: str) -> None:
    assert read_number(text, ",", "m") == "not a number"


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("2 m", "m", 2), ("2.5m", "m", 2.5), ("2,5 mét", "m", 2.5), ("250 cm", "m", 2.5), ("35cm", "m", 0.35),
        ("3m5", "m", 3.5), ("2m05", "m", 2.05), ("3m2", "m", 3.2), ("3m2", "m²", 3), ("12,5%", "%", 12.5), ("30 km/h", "km/h", 30), ("1,2 ha", "m²", 12000),
        ("150 m3", "m³", 150), ("150 m³", "m³", 150), ("90 phút", "h", 1.5), ("12 người", None, 12), ("5 tầng", None, 5),
    ],
)  # fmt: skip
def test_units(text: str, unit: str | None, value: float) -> None:
    assert read_number(text, None, unit) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 feet", "m"),
        ("5 m", "h"),
        ("12,5%", "m"),
        ("3 kg", None),
        ("30 mph", "km/h"),
        ("3x4", "m"),
        ("150 m3", "m"),
        ("3m5", "m²"),
    ],
)
def test_a_unit_that_cannot_be_turned_into_the_fields(text: str, unit: str | None) -> None:
    assert read_number(text, None, unit) == "unit"


def test_units_turn_both_ways() -> None:
    assert factor_between("km", "m") == 1000
    assert factor_between("m", "km") == pytest.approx(0.001)


def test_the_columns_other_values_decide() -> None:
    assert read(AREA, "74.516", "3,5") == ([74516, 3.5], [])
    assert read(AREA, "74.516", "3.5") == ([74.516, 3.5], [])
    assert read(AREA, "74.516", "1.234.567") == ([74516, 1234567], [])


def test_the_fields_bounds_decide() -> None:
    assert read(WIDTH, "3.500", "4") == ([3.5, 4], [])


def test_a_whole_number_cannot_have_decimals() -> None:
    assert read(PEOPLE, "74.516", "980") == ([74516, 980], [])


def test_decimal_commas_elsewhere_in_the_file_decide() -> None:
    assert read(AREA, "74.516", elsewhere=",") == ([74516], [])


def test_decimal_dots_elsewhere_do_not() -> None:
    with pytest.raises(BadInputError, match="--decimal"):
        read(AREA, "74.516", elsewhere=".")


def test_where_nothing_decides_the_question_is_asked() -> None:
    with pytest.raises(BadInputError, match=r"“74\.516” may be 74\.516 or 74516") as raised:
        read(AREA, "74.516", "12")
    assert "--decimal" in raised.value.text.vi
    assert read(AREA, "74.516", "12", stated=",") == ([74516, 12], [])


def test_whole_thousands_of_people_are_asked_about_too() -> None:
    with pytest.raises(BadInputError, match="12000"):
        read(PEOPLE, "12.000", "3.000")


def test_a_column_in_two_minds_refuses_only_what_is_open() -> None:
    values, faults = read(AREA, "3,5", "3.5", "74.516")
    assert values == [3.5, 3.5, None]
    assert ["--decimal" in fault for fault in faults] == [True]


def test_how_it_was_read_is_said() -> None:
    reader = make_reader(AREA, strings("74.516", "3,5"), Marks())
    assert [said.en for said in reader.statements] == [
        "Number (area): “74.516” is read as 74516, by the column's other values."
    ]


def test_fractions_of_people_are_refused() -> None:
    assert read(PEOPLE, "12,5", "3") == ([None, 3], ["Number (people): “12,5” is not a whole number."])
    faults = Faults()
    column = pa.array([12.5, 3.0, math.nan, None])
    assert make_reader(PEOPLE, column, Marks()).read(column, faults).to_pylist() == [None, 3, None, None]
    assert faults.rows() == [0]


def test_numbers_too_large_to_hold_are_refused() -> None:
    values, faults = read(PEOPLE, "9" * 25)
    assert (values, len(faults)) == ([None], 1)
    unsigned = pa.array([2**64 - 1], pa.uint64())
    found = Faults()
    assert make_reader(PEOPLE, unsigned, Marks()).read(unsigned, found).to_pylist() == [None]
    assert found.rows() == [0]


def test_typed_numbers_pass_as_they_are() -> None:
    for column in (pa.array([1, None], pa.int32()), pa.array([1.0, None]), pa.array([Decimal("1.0"), None])):
        assert make_reader(AREA, column, Marks()).read(column, Faults()).to_pylist() == [1.0, None]
    large = pa.array([2**53 + 1])
    assert make_reader(PEOPLE, large, Marks()).read(large, Faults()).to_pylist() == [2**53 + 1]


@given(value=st.integers(-(10**14), 10**14))
def test_whole_numbers_in_groups(value: int) -> None:
    english = f"{value:,}"
    assert read_number(english, ".", None) == value
    assert read_number(english.replace(",", "."), ",", None) == value
    assert read_number(english.replace(",", "\u202f"), None, None) == value


@given(value=st.decimals(-(10**9), 10**9, places=2))
def test_decimals_in_both_ways(value: Decimal) -> None:
    english = f"{value:,.2f}"
    vietnamese = english.replace(",", " ").replace(".", ",").replace(" ", ".")
    assert read_number(english, None, None) == pytest.approx(float(value))
    assert read_number(vietnamese, None, None) == pytest.approx(float(value))


@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_what_programs_write(value: float) -> None:
    assert read_number(repr(value), ".", None) == value


@given(text=st.text(max_size=20), mark=st.sampled_from([None, ".", ","]))
def test_no_text_breaks_it(text: str, mark: numbers.Mark | None) -> None:
    read_number(text, mark, "m")
    numbers.survey([text])
