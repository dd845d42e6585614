from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_data import programme
from twin.errors import BadInputError
from twin.programme.targets import Target, read_target
from twin.programme.written import show_number

FALLS = "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng giảm hàng năm"
RATES = "Tăng trưởng dịch vụ"


def as_read(written: str, name: str = "", unit: str | None = "%") -> tuple[object, ...]:
    target = read_target(written, name=name, unit=unit)
    assert target.written == str(target) == written
    return (target.kind, *(None if end is None else float(end) for end in (target.low, target.high)))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("100", ("at_least", 100, None)), ("100%", ("at_least", 100, None)), ("02", ("at_least", 2, None)),
        (">90", ("more_than", 90, None)), ("> 90", ("more_than", 90, None)), ("≥95", ("at_least", 95, None)),
        (">= 95%", ("at_least", 95, None)), ("trên 90%", ("more_than", 90, None)), ("từ 90 trở lên", ("at_least", 90, None)),
        ("ít nhất 95", ("at_least", 95, None)), ("đạt 95%", ("at_least", 95, None)), ("khoảng 80%", ("at_least", 80, None)),
        ("11,5-12", ("range", 11.5, 12)), ("11,0-12,0", ("range", 11, 12)), ("85-90", ("range", 85, 90)),
        ("02 - 03", ("range", 2, 3)), ("85 – 90%", ("range", 85, 90)), ("10%-12%", ("range", 10, 12)),
        ("từ 85 đến 90", ("range", 85, 90)), ("10-12%/năm", ("range", 10, 12)), ("<5", ("less_than", None, 5)),
        ("≤ 5%", ("at_most", None, 5)), ("không quá 5", ("at_most", None, 5)), ("5 trở xuống", ("at_most", None, 5)),
        ("dưới 5", ("less_than", None, 5)), ("0", ("at_most", None, 0)), ("Đạt", ("yes_no", None, None)),
        ("ĐẠT.", ("yes_no", None, None)), ("100%.", ("at_least", 100, None)), ("Đạt chỉ tiêu Thành phố giao", ("as_assigned", None, None)),
        ("theo kế hoạch được cấp trên giao", ("as_assigned", None, None)),
    ],
)  # fmt: skip
def test_every_form_is_read_and_shown_as_written(written: str, expected: tuple[object, ...]) -> None:
    assert as_read(written) == expected


@pytest.mark.parametrize(
    "row", [*programme.read_indicators(), *programme.read_text_targets()], ids=lambda row: row["key"]
)
def test_every_target_of_the_programme_is_read(row: dict[str, str]) -> None:
    target = read_target(row["target"], name=row["name"], unit=row["unit"] or None)
    assert str(target) == row["target"]
    assert (target.change is not None) == (row["key"] == "II.2.4")
    assert target.or_assigned == (row["key"] == "I.1.1")
    assert target.approximate == (row["key"] == "T.5")
    assert target.per_year == (row["key"] == "T.4")
    assert (target.kind == "yes_no") == (row["key"] in {"II.2.10", "II.2.11"})


@pytest.mark.parametrize(
    "written", ["- 40-60; - đạt chỉ tiêu Thành phố giao", "40-60\n- Đạt chỉ tiêu TP giao"]
)
def test_a_range_or_what_is_assigned(written: str) -> None:
    target = read_target(written, unit="Đảng viên")
    assert as_read(written, unit="Đảng viên") == ("range", 40, 60)
    assert target.or_assigned
    assert target.meaning.vi == "từ 40 đến 60, hoặc đạt chỉ tiêu cấp trên giao"


@pytest.mark.parametrize(
    ("written", "name", "change"),
    [
        ("0,1", FALLS, "fall"), ("0,1", "Tỷ lệ hộ nghèo", None), ("giảm 0,1%/năm", "Tỷ lệ hộ nghèo", "fall"),
        ("giảm ít nhất 0,1 mỗi năm", "", "fall"), ("giảm 0,1", FALLS, "fall"), ("tăng 2 điểm %/năm", "Tỷ lệ bao phủ", "rise"),
        ("tăng 10-12%/năm", RATES, None), ("10-12%/năm", RATES, None),
    ],
)  # fmt: skip
def test_a_yearly_change_is_not_the_value_itself(written: str, name: str, change: str | None) -> None:
    assert read_target(written, name=name, unit="%").change == change


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "-", "abc", "Không đạt", "90 trở", ">", "85-", "-5", "90-85", "85-90-95", ">85-90", "trên 90 trở xuống",
        "30/6/2026", "45/50", "95 hồ sơ", "1.500", "1.2.3", "80; 90", "giảm 0,1", "khoảng", "５５", "9" * 400, "中文",
        "5 Đảng viên", "đạt; đạt",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(written: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_target(written, name="Tỷ lệ hộ nghèo", unit="%")
    assert refused.value.text.vi != refused.value.text.en


def test_the_unit_may_be_said_after_the_number() -> None:
    assert as_read("02 tổ chức", unit="Tổ chức") == ("at_least", 2, None)
    with pytest.raises(BadInputError):
        read_target("02%", unit="Tổ chức")


numbers = st.decimals(min_value=1, max_value=999, places=1)
names = st.sampled_from(["", FALLS, RATES])


@given(
    low=numbers,
    high=numbers,
    before=st.sampled_from(["", "- ", "từ "]),
    dash=st.sampled_from("-–—"),
    name=names,
)
def test_any_range_in_order_is_read(low: Decimal, high: Decimal, before: str, dash: str, name: str) -> None:
    low, high = sorted((low, high))
    written = f"{before}{show_number(low)} {dash} {show_number(high)} %"
    target = read_target(written, name=name, unit="%")
    assert (target.kind, target.low, target.high, str(target)) == ("range", low, high, written)


@given(st.text(max_size=40), names, st.sampled_from([None, "%", "Đảng viên"]))
def test_anything_typed_is_read_or_refused(written: str, name: str, unit: str | None) -> None:
    try:
        target = read_target(written, name=name, unit=unit)
    except BadInputError:
        return
    assert str(target) == written
    assert Target.model_validate_json(target.model_dump_json()) == target
    assert target.meaning.vi
    assert target.meaning.en
    numbers_known = (target.low, target.high) != (None, None)
    assert numbers_known == (target.kind not in {"yes_no", "as_assigned"})
