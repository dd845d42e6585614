from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.programme.judgements import judge
from twin.programme.reported import read_reported
from twin.programme.targets import read_target

FALLS = "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng giảm hàng năm"
ASSIGNED = "- 40-60; - đạt chỉ tiêu Thành phố giao"


@pytest.mark.parametrize(
    ("target", "typed", "verdict", "distance", "share"),
    [
        ("100", "100", "met", 0, 1), ("100%", "85", "not_met", 15, 0.85), (">90", "90", "not_met", 0, 1), ("> 90", "90,1", "met", 0, 1),
        ("≥95", "95", "met", 0, 1), ("≥95", "94,9", "not_met", 0.1, 0.99895), ("khoảng 80%", "79", "not_met", 1, 0.9875),
        ("11,5-12", "11,5", "met", 0, 1), ("85-90", "84", "not_met", 1, 0.98824), ("02 - 03", "0", "not_met", 2, 0),
        ("<5", "5", "not_met", 0, 1), ("≤5", "5", "met", 0, 1), ("≤5", "10", "not_met", 5, 0.5), ("0", "2", "not_met", 2, 0),
        ("≥0", "-1", "not_met", 1, 0),
    ],
)  # fmt: skip
def test_met_or_how_far_from_it(target: str, typed: str, verdict: str, distance: float, share: float) -> None:
    judged = judge(read_target(target), read_reported(typed))
    assert (judged.verdict, float(judged.distance or 0)) == (verdict, distance)
    assert judged.share == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize(
    ("typed", "above"), [("11,5", False), ("12", False), ("12,1", True), ("11,4", False)]
)
def test_over_the_upper_end_of_a_range_is_flagged(typed: str, above: bool) -> None:
    judged = judge(read_target("11,5-12"), read_reported(typed))
    assert judged.above is above
    assert ("12" in judged.reason.vi) is above


@pytest.mark.parametrize(
    ("target", "typed", "verdict"),
    [
        ("Đạt", "Đạt", "met"), ("Đạt", "Chưa đạt", "not_met"), ("Đạt", "0", "unknown"), ("Đạt", "", "unknown"),
        ("100", "Đạt", "unknown"), ("100", "Chưa đạt", "unknown"), ("100", "chưa có", "unknown"), ("100", "giảm 2", "unknown"),
    ],
)  # fmt: skip
def test_answers_and_numbers_are_not_taken_for_each_other(target: str, typed: str, verdict: str) -> None:
    judged = judge(read_target(target), read_reported(typed))
    assert judged.verdict == verdict
    assert (judged.distance, judged.share) == (None, None)


@pytest.mark.parametrize(
    ("typed", "before", "verdict"),
    [
        ("giảm 0,1", None, "met"), ("giảm 0,05", None, "not_met"), ("tăng 0,2", None, "not_met"), ("7,3", "7,4", "met"),
        ("7,35", "7,4", "not_met"), ("7,5", "7,4", "not_met"), ("7,3", None, "unknown"), ("Đạt", "7,4", "unknown"),
    ],
)  # fmt: skip
def test_a_yearly_fall_needs_the_fall_or_the_year_before(
    typed: str, before: str | None, verdict: str
) -> None:
    target = read_target("0,1", name=FALLS, unit="%")
    assert (
        judge(target, read_reported(typed, unit="%"), before=read_reported(before).number).verdict == verdict
    )


@pytest.mark.parametrize(
    ("target", "typed", "assigned", "verdict"),
    [
        (ASSIGNED, "45", None, "met"), (ASSIGNED, "61", None, "met"), (ASSIGNED, "35", None, "unknown"), (ASSIGNED, "35", "30", "met"),
        (ASSIGNED, "35", "38", "not_met"), (ASSIGNED, "45", "50", "met"), (ASSIGNED, "Đạt", None, "met"),
        (ASSIGNED, "Chưa đạt", None, "not_met"), ("đạt chỉ tiêu Thành phố giao", "35", None, "unknown"),
        ("đạt chỉ tiêu Thành phố giao", "35", "35", "met"), (ASSIGNED, "35", "đạt chỉ tiêu cấp trên giao", "unknown"),
    ],
)  # fmt: skip
def test_what_is_assigned_is_the_other_way_to_meet_it(
    target: str, typed: str, assigned: str | None, verdict: str
) -> None:
    given_number = None if assigned is None else read_target(assigned)
    assert judge(read_target(target), read_reported(typed), assigned=given_number).verdict == verdict


amounts = st.decimals(min_value=0, max_value=10**6, places=2)


@given(bound=amounts, value=amounts, more=amounts, sign=st.sampled_from(["≥", ">"]))
def test_more_is_never_worse(bound: Decimal, value: Decimal, more: Decimal, sign: str) -> None:
    target = read_target(f"{sign}{bound}")
    less, greater = (judge(target, read_reported(number)) for number in (value, value + more))
    assert (less.verdict, greater.verdict) != ("met", "not_met")
    assert (less.share or 0) <= (greater.share or 0) <= 1
    assert less.distance is not None
    assert greater.distance is not None
    assert less.distance >= greater.distance >= 0
    assert judge(target, read_reported(bound)).verdict == ("met" if sign == "≥" else "not_met")
