"""Which alleys have fire water: the norm of the day, the whole alley, and what is not known."""

from datetime import date
from typing import Any

import pytest

from tests.programme.conftest import SmallCity
from twin.access import machine_owner
from twin.programme.measured import Judged
from twin.programme.measuring import AS_USUAL, Terms, judge_features

USER = machine_owner("thử")
SINCE = "2022-01-03"
OLD, SWITCH, TODAY = date(2023, 11, 30), date(2023, 12, 1), date(2026, 1, 31)
WORKING = {"status": "working", "engine_access": "yes"}
BY_PUMP = {"status": "working", "engine_access": "no"}
ACCESS_UNKNOWN = {"status": "working", "engine_access": "unknown"}
NOT_SAID = {"status": "working"}
UNCHECKED = {"status": "unchecked", "engine_access": "yes"}
FAULTY = {"status": "faulty", "engine_access": "yes"}
Sources = dict[float, dict[str, Any]]


def judge(
    small: SmallCity, system: str | None, sources: Sources, day: date, terms: Terms = AS_USUAL
) -> Judged:
    """Judge an alley of 100 m; `sources` by the metres from its farthest point."""
    small.put_alley(1, (0, 0), (40, 0), (100, 0), since=SINCE, fire_system=system)
    for number, (farthest, fields) in enumerate(sources.items(), start=1):
        small.put_source(number, (100 - farthest, 0), SINCE, **fields)
    (judged,) = judge_features(small.connection, USER, "II.4.3", day, terms).features
    return judged


@pytest.mark.parametrize(
    ("system", "sources", "day", "state"),
    [
        ("tank", {}, TODAY, "done"),
        ("wall_box", {50: FAULTY}, TODAY, "done"),
        ("tank", {}, date(2022, 6, 1), "done"),
        ("none", {50: FAULTY}, TODAY, "not_yet"),
        ("none", {399.9: WORKING}, SWITCH, "done"),
        ("none", {400.1: WORKING}, SWITCH, "not_yet"),
        ("none", {399.9: WORKING}, OLD, "not_yet"),
        ("none", {199.9: WORKING}, OLD, "done"),
        ("none", {299.9: BY_PUMP}, SWITCH, "done"),
        ("none", {300.1: BY_PUMP}, SWITCH, "not_yet"),
        ("none", {100.1: BY_PUMP}, OLD, "not_yet"),
        ("none", {99.9: BY_PUMP}, OLD, "done"),
        ("none", {299.9: ACCESS_UNKNOWN}, TODAY, "done"),
        ("none", {299.9: NOT_SAID}, TODAY, "done"),
        ("none", {400.1: ACCESS_UNKNOWN}, TODAY, "not_yet"),
        ("none", {400.1: UNCHECKED}, TODAY, "not_yet"),
        ("none", {450: FAULTY, 390: WORKING, 380: UNCHECKED}, TODAY, "done"),
        ("unknown", {399.9: WORKING}, TODAY, "done"),
        (None, {399.9: WORKING}, TODAY, "done"),
    ],
)
def test_what_is_sure(small: SmallCity, system: str | None, sources: Sources, day: date, state: str) -> None:
    judged = judge(small, system, sources, day)
    assert (judged.state, judged.reason.missing) == (state, ())


@pytest.mark.parametrize(
    ("system", "sources", "day", "missing"),
    [
        (None, {500: FAULTY}, TODAY, [("alleys", 1, "fire_system")]),
        ("none", {}, TODAY, [("fire_water", None, None)]),
        (None, {}, TODAY, [("alleys", 1, "fire_system"), ("fire_water", None, None)]),
        ("unknown", {400.1: WORKING}, TODAY, [("alleys", 1, "fire_system")]),
        ("none", {300.1: ACCESS_UNKNOWN}, TODAY, [("fire_water", 1, "engine_access")]),
        ("none", {399.9: NOT_SAID, 500: WORKING}, TODAY, [("fire_water", 1, "engine_access")]),
        ("none", {399.9: UNCHECKED}, TODAY, [("fire_water", 1, "status")]),
        ("none", {399.9: {"engine_access": "yes"}}, TODAY, [("fire_water", 1, "status")]),
        (
            "none",
            {399.9: {"status": "unknown"}},
            TODAY,
            [("fire_water", 1, "status"), ("fire_water", 1, "engine_access")],
        ),
        ("none", {399.9: UNCHECKED, 380: UNCHECKED}, TODAY, [("fire_water", 2, "status")]),
        (
            "unknown",
            {150: ACCESS_UNKNOWN},
            OLD,
            [("alleys", 1, "fire_system"), ("fire_water", 1, "engine_access")],
        ),
    ],
)
def test_what_is_not_known_names_the_missing_fact(
    small: SmallCity,
    system: str | None,
    sources: Sources,
    day: date,
    missing: list[tuple[str, int | None, str | None]],
) -> None:
    judged = judge(small, system, sources, day)
    assert judged.state == "unknown"
    assert [(fact.layer, fact.feature_id, fact.field) for fact in judged.reason.missing] == missing


def test_before_the_first_norm_nobody_can_say(small: SmallCity) -> None:
    judged = judge(small, "none", {10: WORKING}, date(2023, 1, 15))
    assert judged.state == "unknown"
    assert [fact.norm for fact in judged.reason.missing] == ["fire_radius_engine"]


def test_the_norm_of_another_day_can_be_asked_for(small: SmallCity) -> None:
    judged = judge(small, "none", {399.9: WORKING}, OLD, Terms(norm_as_of=SWITCH))
    assert judged.state == "done"
    assert [norm.value for norm in judged.reason.norms] == [400]


def test_half_an_alley_without_water_is_no_alley_with_water(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (800, 0), since=SINCE, fire_system="none")
    small.put_source(1, (0, 0), SINCE, **WORKING)
    small.put_source(2, (800, 0), SINCE, **WORKING)
    small.put_alley(2, (0, 0), (500, 0), since=SINCE, fire_system="none")
    small.put_source(3, (250, 0), SINCE, **WORKING)
    told = judge_features(small.connection, USER, "II.4.3", TODAY)
    assert [judged.state for judged in told.features] == ["not_yet", "done"]


def test_the_reason_names_the_source_its_distance_and_the_clause(small: SmallCity) -> None:
    reason = judge(small, "none", {132: WORKING, 250: WORKING}, TODAY).reason
    assert "400 m" in reason.why.vi
    assert "«Trụ 1»" in reason.why.vi
    assert "132,0 m" in reason.why.vi
    assert "132.0 m" in reason.why.en
    assert [norm.clause for norm in reason.norms] == ["QCVN 06:2022/BXD (Sửa đổi 1:2023), 5.1.5.9"]
    assert reason.through is not None
    assert (reason.through.layer, reason.through.feature_id) == ("fire_water", 1)
    assert reason.through.distance_m == pytest.approx(132, abs=0.001)


def test_an_alley_out_of_reach_is_told_how_far_the_nearest_working_source_is(small: SmallCity) -> None:
    reason = judge(small, "none", {700: WORKING, 450: WORKING, 120: FAULTY}, TODAY).reason
    assert "«Trụ 2»" in reason.why.vi
    assert "350,0 m" in reason.why.vi
    assert "450,0 m" in reason.why.vi


def test_a_source_counts_while_it_works(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (100, 0), since=SINCE, fire_system="none")
    small.put_source(1, (0, 0), "2024-03-01", until="2024-05-01", **UNCHECKED)
    small.put_source(1, (0, 0), "2024-05-01", until="2024-09-01", **WORKING)
    small.put_source(1, (0, 0), "2024-09-01", **FAULTY)
    days = [date(2024, 2, 29), date(2024, 3, 1), date(2024, 5, 1), date(2024, 9, 1)]
    states = [judge_features(small.connection, USER, "II.4.3", day).features[0].state for day in days]
    assert states == ["unknown", "unknown", "done", "not_yet"]


def test_without_any_source_that_works_an_alley_has_no_water(small: SmallCity) -> None:
    reason = judge(small, "none", {50: FAULTY}, TODAY).reason
    assert reason.why.vi == "Ngõ không có hệ thống PCCC và không có nguồn nước nào đang hoạt động."
