"""Numbers, dates and names as the decree and a Vietnamese reader have them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from twin.documents import form
from twin.documents.document import Cell, Column, ColumnKind, Document, Row, Table
from twin.documents.words import clean, decimal, words_of


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (None, "percent", "chưa rõ"),
        (0, "percent", "0%"),
        (100.0, "percent", "100%"),
        (45.25, "percent", "45,3%"),
        (1234567, "integer", "1.234.567"),
        (1234.5, "number", "1.234,5"),
        (-0.04, "number", "0"),
        (10.0, "number", "10"),
        (True, "text", "Có"),
        (date(2026, 3, 9), "date", "09/03/2026"),
        ("", "text", ""),
        ("Hoa\u0300 \x07", "text", "Hoà \ufffd"),
    ],
)
def test_a_cell_in_words(value: Cell, kind: ColumnKind, words: str) -> None:
    assert words_of(value, Column(title="x", kind=kind)) == words


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_a_number_in_words_can_be_read_again(number: float, digits: int) -> None:
    read = Decimal(decimal(number, digits).replace(".", "").replace(",", "."))
    assert abs(read - Decimal(repr(number))) <= Decimal(5).scaleb(-digits - 1)


@given(st.text())
def test_whatever_is_typed_can_be_written(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not any(ord(letter) < ord(" ") and letter not in "\t\n" for letter in cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 1, 5), "Yên Hòa, ngày 05 tháng 01 năm 2027"),
        (date(2026, 3, 9), "Yên Hòa, ngày 09 tháng 3 năm 2026"),
        (date(2030, 12, 31), "Yên Hòa, ngày 31 tháng 12 năm 2030"),
    ],
)
def test_small_numbers_of_a_date_have_a_nought(report: Document, day: date, words: str) -> None:
    assert form.place_and_date(report.model_copy(update={"dated": day})) == words


def test_a_number_waits_for_whoever_registers_it(report: Document) -> None:
    assert form.number_of(report).split() == ["Số:", "/BC-UBND"]
    numbered = report.model_copy(update={"number": 7})
    assert form.number_of(numbered) == "Số: 07/BC-UBND"
    assert form.annex_reference(numbered) == (
        "(Kèm theo Báo cáo số 07/BC-UBND ngày 05 tháng 01 năm 2027 của Ủy ban nhân dân phường Yên Hòa)"
    )


def test_the_party_numbers_in_its_own_way(report: Document) -> None:
    issued = report.model_copy(update={"number": 12, "issuer": form.party_committee("Yên Hòa")})
    assert form.number_of(issued) == "Số 12-BC/ĐU"


@pytest.mark.parametrize(("number", "figures"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (20, "XX")])
def test_annexes_are_counted_in_roman_figures(number: int, figures: str) -> None:
    assert form.roman(number) == figures


@pytest.mark.parametrize(
    ("cells", "band"), [(("a",), None), (("a", "b", "c"), None), (("a", "b"), 2), ((float("nan"), "b"), None)]
)
def test_a_table_that_is_not_square_is_refused(cells: tuple[Cell, ...], band: int | None) -> None:
    with pytest.raises(ValidationError):
        Table(title="x", columns=(Column(title="a"), Column(title="b")), rows=(Row(cells=cells),), band=band)
