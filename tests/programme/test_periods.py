from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_data import programme
from twin.errors import BadInputError
from twin.programme.periods import Period, read_period

NEW_YEARS_EVES = tuple(date(year, 12, 31) for year in range(2025, 2031))


def period_of(written: str | None, starts_on: date | None = None, ends_on: date | None = None) -> Period:
    period = read_period(written, starts_on, ends_on)
    assert period is not None
    return period


@pytest.mark.parametrize(
    ("written", "starts_on", "dues"),
    [
        ("2026", date(2026, 1, 1), [date(2026, 12, 31)]),
        ("Năm 2026", date(2026, 1, 1), [date(2026, 12, 31)]),
        ("2026-2030", date(2026, 1, 1), [date(2030, 12, 31)]),
        ("2026 – 2030", date(2026, 1, 1), [date(2030, 12, 31)]),
        ("Từ năm 2026 đến năm 2028", date(2026, 1, 1), [date(2028, 12, 31)]),
        ("2028, 2030", date(2028, 1, 1), [date(2028, 12, 31), date(2030, 12, 31)]),
        ("2030 và 2028", date(2028, 1, 1), [date(2028, 12, 31), date(2030, 12, 31)]),
        ("Hàng năm", date(2025, 1, 1), list(NEW_YEARS_EVES)),
        ("hằng năm.", date(2025, 1, 1), list(NEW_YEARS_EVES)),
        ("Thường xuyên", date(2025, 1, 1), [date(2030, 12, 31)]),
    ],
)
def test_every_form_is_read_and_shown_as_written(written: str, starts_on: date, dues: list[date]) -> None:
    period = period_of(written)
    assert (period.starts_on, list(period.due_dates), period.ends_on) == (starts_on, dues, dues[-1])
    assert str(period) == written
    assert period.continuous == (written == "Thường xuyên")


@pytest.mark.parametrize("written", sorted({row["period"] for row in programme.read_tasks()}))
def test_every_period_of_the_programme_is_read(written: str) -> None:
    assert str(period_of(written)) == written


@pytest.mark.parametrize(
    "written", ["abc", "26", "2026-", "Quý III/2026", "31/12/2026", "2026-2028, 2027", "2026, 2026", "2026-2027-2028", "2" * 400]
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(written: str) -> None:
    with pytest.raises(BadInputError) as refused:
        read_period(written)
    assert refused.value.text.vi != refused.value.text.en


@pytest.mark.parametrize(
    ("written", "starts_on", "ends_on", "said"),
    [
        ("2030-2026", None, None, "the end 2026 is before the start 2030"),
        ("2026", date(2026, 5, 1), date(2026, 4, 30), "30/04/2026 is before the start 01/05/2026"),
        ("2026", date(2027, 1, 1), None, "31/12/2026 is before"),
        (None, date(2026, 5, 1), date(2026, 4, 30), "is before the start"),
        ("2024-2026", None, None, "outside the programme 2025-2030"),
        ("2206", None, None, "outside the programme"),
    ],
)
def test_an_end_before_its_start_and_foreign_years_are_refused(
    written: str | None, starts_on: date | None, ends_on: date | None, said: str
) -> None:
    with pytest.raises(BadInputError, match=f"(?i){said}"):
        read_period(written, starts_on, ends_on)


@pytest.mark.parametrize("written", [None, "", "  "])
def test_no_words_and_no_days_are_no_period(written: str | None) -> None:
    assert read_period(written) is None


@pytest.mark.parametrize(
    ("written", "starts_on", "ends_on", "spans"),
    [
        ("2026", date(2026, 3, 1), None, [(date(2026, 3, 1), date(2026, 12, 31))]),
        ("2026", None, date(2027, 6, 30), [(date(2026, 1, 1), date(2027, 6, 30))]),
        ("2026", date(2027, 1, 1), date(2027, 6, 30), [(date(2027, 1, 1), date(2027, 6, 30))]),
        ("Hàng năm", date(2028, 5, 1), date(2029, 6, 30), [(date(2028, 5, 1), date(2028, 12, 31)), (date(2029, 1, 1), date(2029, 6, 30))]),
        ("2028, 2030", None, date(2029, 6, 30), [(date(2028, 1, 1), date(2029, 6, 30))]),
        (None, date(2026, 3, 1), date(2026, 4, 1), [(date(2026, 3, 1), date(2026, 4, 1))]),
        (None, None, date(2026, 4, 1), [(None, date(2026, 4, 1))]),
        (None, date(2026, 3, 1), None, [(date(2026, 3, 1), None)]),
    ],
)  # fmt: skip
def test_days_that_were_set_win(
    written: str | None,
    starts_on: date | None,
    ends_on: date | None,
    spans: list[tuple[date | None, date | None]],
) -> None:
    period = period_of(written, starts_on, ends_on)
    assert [(span.starts_on, span.ends_on) for span in period.spans] == spans
    assert str(period) == (written or "")


def test_work_that_goes_on_ends_where_somebody_set_an_end() -> None:
    assert period_of("Thường xuyên", starts_on=date(2026, 1, 1)).continuous
    assert not period_of("Thường xuyên", ends_on=date(2026, 1, 1)).continuous


@pytest.mark.parametrize(
    ("written", "day", "due", "share"),
    [
        ("2026", date(2025, 12, 31), date(2026, 12, 31), 0),
        ("2026", date(2026, 7, 2), date(2026, 12, 31), 183 / 365),
        ("2026", date(2026, 12, 31), date(2026, 12, 31), 1),
        ("2026", date(2027, 1, 1), None, 1),
        ("Hàng năm", date(2027, 1, 1), date(2027, 12, 31), 1 / 365),
        ("2028, 2030", date(2029, 6, 1), date(2030, 12, 31), 0),
        ("2028, 2030", date(2031, 6, 1), None, 1),
    ],
)
def test_what_is_due_next_and_how_much_is_gone(
    written: str, day: date, due: date | None, share: float
) -> None:
    period = period_of(written)
    assert period.next_due(day) == due
    assert period.share_gone(day) == pytest.approx(share)


def test_half_known_days_leave_the_share_unknown() -> None:
    assert period_of(None, ends_on=date(2026, 4, 1)).share_gone(date(2026, 3, 1)) is None
    assert period_of(None, starts_on=date(2026, 4, 1)).next_due(date(2026, 3, 1)) is None


written_periods = st.sampled_from(["2026", "2026-2030", "2028, 2030", "Hàng năm", "Thường xuyên", None])
days = st.dates(date(2024, 1, 1), date(2032, 1, 1))


@given(written=written_periods, ends=st.tuples(days, days), day=days)
def test_spans_stand_in_order_within_the_days_set(
    written: str | None, ends: tuple[date, date], day: date
) -> None:
    first, last = sorted(ends)
    period = period_of(written, first, last)
    edges = [edge for span in period.spans for edge in (span.starts_on, span.ends_on) if edge]
    assert edges == sorted(edges)
    assert (period.starts_on, period.ends_on) == (first, last)
    share, later = period.share_gone(day), period.span_on(day).share_gone(day + timedelta(days=1))
    assert share is not None
    assert later is not None
    assert 0 <= share <= later <= 1


@given(st.text(max_size=30))
def test_anything_typed_is_read_or_refused(written: str) -> None:
    try:
        period = read_period(written)
    except BadInputError:
        return
    assert period is None or str(period) == written
