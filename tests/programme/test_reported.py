from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import BadInputError
from twin.programme.reported import Reported, read_reported
from twin.programme.written import TOO_MUCH


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("96,5", "%", "96.5"), ("96.5%", "%", "96.5"), (" 96,5 % ", "%", "96.5"), ("95 phần trăm", "%", "95"), ("45/50", "%", "90"),
        ("95.125", "%", "95.125"), ("95,125%", "%", "95.125"), ("11,2%/năm", "%", "11.2"), ("khoảng 80%", "%", "80"), ("ước đạt 95,2%.", "%", "95.2"), ("hoàn thành 95%", "%", "95"),
        ("đạt 95%", "%", "95"), ("-0,5", "%", "-0.5"), ("45 đảng viên", "Đảng viên", "45"), ("02", "Tổ chức", "2"),
        ("1.234.567", "Đảng viên", "1234567"), ("0", "%", "0"), (96.5, "%", "96.5"), (45, "Đảng viên", "45"),
        (Decimal("0.1"), "%", "0.1"),
    ],
)  # fmt: skip
def test_numbers_as_people_type_them(typed: str | float | Decimal, unit: str, number: str) -> None:
    reported = read_reported(typed, unit=unit)
    assert reported.number == Decimal(number)
    assert str(reported) == str(typed)
    assert (reported.answer, reported.change) == (None, None)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Đạt", True),
        ("đã đạt", True),
        ("Hoàn thành", True),
        ("Chưa đạt", False),
        ("KHÔNG ĐẠT", False),
        (True, True),
    ],
)
def test_answers(typed: str | bool, answer: bool) -> None:
    assert read_reported(typed).answer is answer


@pytest.mark.parametrize(
    ("typed", "change"), [("giảm 0,12", "-0.12"), ("Giảm 0,1%/năm", "-0.1"), ("tăng thêm 2", "2")]
)
def test_changes_say_their_direction(typed: str, change: str) -> None:
    assert read_reported(typed, unit="%").change == Decimal(change)


@pytest.mark.parametrize(
    ("typed", "approximate"),
    [("khoảng 80%", True), ("~80", True), ("Ước 80%", True), ("80", False), ("đạt 80", False)],
)
def test_estimates_are_marked(typed: str, approximate: bool) -> None:
    assert read_reported(typed, unit="%").approximate is approximate


@pytest.mark.parametrize("typed", [None, "", " - ", "…", "chưa có số liệu", "N/A", "không rõ"])
def test_nothing_known_is_never_zero(typed: str | None) -> None:
    reported = read_reported(typed, unit="%")
    assert not reported.known
    assert reported.number is None


def test_what_reads_in_two_ways_is_asked_about() -> None:
    with pytest.raises(BadInputError, match="two ways: 74516, or with decimals"):
        read_reported("74.516", unit="Đảng viên")
    assert read_reported("74.516", unit="Đảng viên", mark=",").number == 74516
    assert read_reported("74.516", unit="Đảng viên", mark=".").number == Decimal("74.516")


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("90-95", "%"), (">90", "%"), ("abc", "%"), ("95 hồ sơ", "%"), ("45/0", "%"), ("45/50", "Đảng viên"), ("5%", "Đảng viên"),
        ("giảm -0,1", "%"), ("30/6/2026", "%"), ("1e400", "%"), ("9" * 20, "%"), ("中文", "%"), (float("nan"), "%"),
        (float("inf"), "%"), (1e300, "%"), ("9" * 400, "%"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(typed: str | float, unit: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_reported(typed, unit=unit)
    assert refused.value.text.vi != refused.value.text.en


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from([",", "."]))
def test_any_number_with_its_mark_is_read(number: Decimal, mark: str) -> None:
    assert read_reported(str(number).replace(".", mark), unit="%").number == number


@given(st.one_of(st.text(max_size=40), st.floats()), st.sampled_from([None, "%", "Đảng viên"]))
def test_anything_typed_is_read_or_refused(typed: str | float, unit: str | None) -> None:
    try:
        reported = read_reported(typed, unit=unit)
    except BadInputError:
        return
    assert str(reported) == str(typed)
    assert Reported.model_validate_json(reported.model_dump_json()) == reported
    assert all(abs(number) < TOO_MUCH for number in (reported.number, reported.change) if number is not None)
