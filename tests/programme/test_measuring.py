"""Numbers on a day: what the database held, what was so in the city, and what nobody knows."""

from datetime import date, timedelta
from typing import Any

import pytest
import shapely

from tests.programme.conftest import SmallCity
from twin.access import anonymous, machine_owner
from twin.errors import BadInputError, NotFoundError, UnauthenticatedError
from twin.programme.measured import BEFORE_RECORDS, NOTHING_KNOWN, NOTHING_THERE, Measured
from twin.programme.measures import measures
from twin.programme.measuring import judge_features, measure_at, measure_series
from twin.programme.moments import month_ends, today

USER = machine_owner("thử")
SINCE, TODAY = "2025-01-10", date(2026, 1, 31)
NO_ONE = anonymous(public_reading=False)
SQUARE = shapely.box(0, 0, 100, 100)


def measure(small: SmallCity, indicator: str, day: date | None = TODAY) -> Measured:
    return measure_at(small.connection, USER, day, [indicator])[indicator]


def test_by_number_and_by_length(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (300, 0), since=SINCE, renovation="done")
    small.put_alley(2, (0, 0), (0, 50), since=SINCE, renovation="in_works")
    small.put_alley(3, (0, 0), (0, 25), since=SINCE, renovation="planned")
    small.put_alley(4, (0, 0), (0, 125), since=SINCE, renovation="unknown")
    small.put_alley(5, (0, 0), (0, 100), since=SINCE)
    found = measure(small, "II.4.2")
    number, metres = found.number, found.length_m
    assert metres is not None
    assert (number.done, number.under_way, number.not_yet, number.unknown, number.all) == (1, 1, 1, 2, 5)
    assert (number.value, number.at_most) == (20, 60)
    assert metres.done == pytest.approx(300, abs=1e-3)
    assert metres.all == pytest.approx(600, abs=1e-3)
    assert (metres.value, metres.at_most) == pytest.approx((50, 87.5), abs=1e-4)
    assert found.known_share == 0.6
    assert found.silence is None


def test_unknown_is_never_zero(small: SmallCity) -> None:
    assert measure(small, "II.4.1").silence == BEFORE_RECORDS
    small.put("green_spaces", SQUARE, SINCE, id=1, name="Vườn", kind="garden", valid_to=date(2025, 6, 1))
    before, held, after = (
        measure(small, "II.4.1", day) for day in (date(2025, 1, 9), date(2025, 1, 10), date(2025, 6, 1))
    )
    assert [one.silence for one in (before, held, after)] == [BEFORE_RECORDS, NOTHING_KNOWN, NOTHING_THERE]
    assert [one.number.value for one in (before, held, after)] == [None] * 3
    assert [one.number.at_most for one in (before, held, after)] == [None, 100, None]
    assert [one.known_share for one in (before, held, after)] == [None, 0, None]


def test_a_day_is_measured_at_its_end_in_ha_noi(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (9, 0), since=SINCE, until="2025-03-31T23:59:59.999999", renovation="in_works")
    small.put_alley(1, (0, 0), (9, 0), since="2025-03-31T23:59:59.999999", renovation="done")
    small.put_alley(2, (0, 0), (9, 0), since=SINCE, until="2025-04-01T00:00:00", renovation="none")
    small.put_alley(2, (0, 0), (9, 0), since="2025-04-01T00:00:00", renovation="done")
    days = [date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 1)]
    series = measure_series(small.connection, USER, days, ["II.4.2"])["II.4.2"]
    assert [one.number.done for one in series] == [0, 1, 2]
    assert [one.number.all for one in series] == [2, 2, 2]


def test_what_was_deleted_counted_while_it_was_there(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (9, 0), since=SINCE, until="2025-05-05", renovation="done")
    small.put_alley(2, (0, 0), (9, 0), since=SINCE, renovation="none")
    values = [measure(small, "II.4.2", date(2025, 5, day)).number.value for day in (4, 5)]
    assert values == [50, 0]


def test_a_feature_counts_from_the_day_on_which_it_was_there(small: SmallCity) -> None:
    span: dict[str, Any] = {"valid_from": date(2025, 6, 1), "valid_to": date(2025, 9, 1)}
    small.put_alley(1, (0, 0), (9, 0), since=SINCE, renovation="done", **span)
    small.put_alley(2, (0, 0), (9, 0), since=SINCE, renovation="none")
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2025, 8, 31), date(2025, 9, 1)]
    series = measure_series(small.connection, USER, days, ["II.4.2"])["II.4.2"]
    assert [one.number.value for one in series] == [0, 50, 50, 0]


def test_only_public_schools_count_and_the_undetermined_are_said(small: SmallCity) -> None:
    schools = [(True, True), (True, False), (True, None), (False, True), (None, True)]
    for number, (public, standard) in enumerate(schools, start=1):
        fields: dict[str, Any] = {"name": f"Trường {number}", "level": "primary", "public": public}
        small.put("schools", shapely.Point(number, 0), SINCE, id=number, national_standard=standard, **fields)
    told = judge_features(small.connection, USER, "II.2.3", TODAY)
    tally = told.measured.number
    assert (tally.done, tally.not_yet, tally.unknown, tally.all) == (1, 1, 1, 3)
    assert told.measured.undetermined == 1
    assert {judged.id: (judged.state, judged.counted) for judged in told.features} == {
        1: ("done", True),
        2: ("not_yet", True),
        3: ("unknown", True),
        5: ("unknown", False),
    }
    assert told.features[-1].reason.missing[0].field == "public"


def test_dumps_and_waste_with_times_of_its_own_are_no_household_points(small: SmallCity) -> None:
    kinds = ["gathering", "transfer", "bins", "unknown", None, "illegal", "recycling", "bulky", "hazardous"]
    for number, kind in enumerate(kinds, start=1):
        fields: dict[str, Any] = {"name": f"Điểm {number}", "kind": kind, "collected_daily": number != 2}
        small.put("waste_points", shapely.Point(number, 0), SINCE, id=number, **fields)
    tally = measure(small, "II.2.9").number
    assert (tally.done, tally.not_yet, tally.all) == (4, 1, 5)


def test_household_businesses_are_no_enterprises(small: SmallCity) -> None:
    for number, (kind, digital) in enumerate(
        [("llc", "yes"), ("llc", "unknown"), ("household", "yes"), (None, "no")], start=1
    ):
        fields: dict[str, Any] = {"name": f"DN {number}", "kind": kind, "digital": digital}
        small.put("enterprises", shapely.Point(number, 0), SINCE, id=number, **fields)
    tally = measure(small, "T.5").number
    assert (tally.done, tally.not_yet, tally.unknown) == (1, 1, 1)


def test_groups_by_their_title_and_their_support_point(small: SmallCity) -> None:
    for number, (title, support) in enumerate([(True, False), (True, None), (None, True)], start=1):
        fields: dict[str, Any] = {"code": f"{number:02d}", "name": f"Tổ {number}"}
        small.put(
            "residential_groups",
            SQUARE,
            SINCE,
            id=number,
            culture_title=title,
            digital_support_point=support,
            **fields,
        )
    found = measure_at(small.connection, USER, TODAY, ["II.2.1", "T.3"])
    assert found["II.2.1"].number.value == pytest.approx(200 / 3)
    assert found["T.3"].number.value == pytest.approx(100 / 3)
    assert found["T.3"].number.at_most == pytest.approx(200 / 3)
    told = judge_features(small.connection, USER, "T.3", TODAY)
    assert [judged.group_code for judged in told.features] == ["01", "02", "03"]


def test_a_feature_belongs_to_one_group_and_outside_ones_are_counted(small: SmallCity) -> None:
    for number in (1, 2):
        shape = shapely.box(100 * number - 100, 0, 100 * number, 100)
        small.put("residential_groups", shape, SINCE, id=number, code=f"{number:02d}", name=f"Tổ {number}")
    places = [((10, 50), (60, 50)), ((90, 50), (180, 50)), ((400, 0), (500, 0))]
    for number, (begin, end) in enumerate(places, start=1):
        small.put_alley(number, begin, end, since=SINCE)
    told = judge_features(small.connection, USER, "II.4.2", TODAY)
    assert [judged.group_code for judged in told.features] == ["01", "02", None]
    assert told.outside_groups == 1


def test_evidence_says_who_from_where_and_when(small: SmallCity) -> None:
    small.put_alley(
        1,
        (0, 0),
        (30, 40),
        since=SINCE,
        renovation="done",
        source="Ban QLDA",
        external_id="NG-1",
        width_m=2.5,
        width_m_source="surveyed",
    )
    (judged,) = judge_features(small.connection, USER, "II.4.2", TODAY).features
    evidence = judged.evidence
    assert (judged.name, judged.state, judged.reason.why.vi) == (
        "Ngõ 1",
        "done",
        "Chỉnh trang, cải tạo: Đã hoàn thành.",
    )
    assert judged.length_m == pytest.approx(50, abs=1e-3)
    assert (evidence.external_id, evidence.source, evidence.updated_by) == ("NG-1", "Ban QLDA", "thử")
    assert evidence.updated_at.isoformat() == "2025-01-10T01:00:00+00:00"
    assert evidence.value_sources == {"width_m": "surveyed"}


def test_how_complete_the_register_is(small: SmallCity) -> None:
    small.connection.execute("DELETE FROM city.programme_indicators WHERE external_id = 'II.4.2'")
    named: dict[str, Any] = {
        "section": "KT-XH",
        "section_no": 2,
        "group": "Công trình",
        "group_no": 4,
        "no": 2,
    }
    told: dict[str, Any] = {"id": 9_999, "external_id": "II.4.2", "name": "Ngõ", "target": "100%", **named}
    small.put("programme_indicators", None, SINCE, until="2025-07-01", **told)
    counted: dict[str, Any] = {"register_total": 4, "register_source": "Sổ ngõ 2025"}
    small.put("programme_indicators", None, "2025-07-01", **told, **counted)
    small.put_alley(1, (0, 0), (9, 0), since=SINCE, renovation="done")
    before, after = (measure(small, "II.4.2", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert (before.official.total, before.register_share) == (None, None)
    assert (after.official.total, after.official.source, after.register_share) == (4, "Sổ ngõ 2025", 0.25)


@pytest.mark.parametrize("day", [today() + timedelta(days=1), date.max])
def test_a_day_to_come_is_refused(small: SmallCity, day: date) -> None:
    with pytest.raises(BadInputError) as refused:
        measure_at(small.connection, USER, day)
    assert "chưa đến" in refused.value.text.vi
    with pytest.raises(BadInputError):
        judge_features(small.connection, USER, "II.4.2", day)


def test_the_first_day_of_all_is_before_the_records(small: SmallCity) -> None:
    small.put_alley(1, (0, 0), (9, 0), since=SINCE)
    found = measure_at(small.connection, USER, date.min)
    assert {one.silence for one in found.values()} == {BEFORE_RECORDS}
    assert set(found) == set(measures())


def test_no_day_and_no_such_indicator_are_refused(small: SmallCity) -> None:
    with pytest.raises(BadInputError):
        measure_series(small.connection, USER, [])
    with pytest.raises(NotFoundError, match=r"I\.1\.1"):
        measure_at(small.connection, USER, TODAY, ["I.1.1"])


@pytest.mark.parametrize("indicator", measures())
def test_nobody_measures_what_they_may_not_read(small: SmallCity, indicator: str) -> None:
    with pytest.raises(UnauthenticatedError):
        measure_at(small.connection, NO_ONE, TODAY, [indicator])
    with pytest.raises(UnauthenticatedError):
        judge_features(small.connection, NO_ONE, indicator, TODAY)


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        (date(2026, 3, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        (date(2026, 3, 30), [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]),
        (date(2024, 3, 1), [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29)]),
    ],
)
def test_month_ends_are_of_months_that_are_over(until: date, ends: list[date]) -> None:
    assert month_ends(until, 3) == ends
