from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.exchange.reading.conftest import strings
from twin.features.exchange.readers.columns import make_reader
from twin.features.exchange.readers.dates import DateFormat, from_serial, read_date, read_datetime, survey
from twin.features.exchange.readers.faults import Faults
from twin.features.exchange.readers.quantities import Marks
from twin.vocabulary import Field, Text

DMY = DateFormat()
FIFTH_OF_MARCH = date(2025, 3, 5)
LABEL = Text(vi="Ngày", en="Day")
DAY = Field(name="day", label=LABEL, kind="date")
MOMENT = Field(name="moment", label=LABEL, kind="datetime")


@pytest.mark.parametrize(
    "text",
    [
        "05/03/2025", "5/3/2025", "5-3-2025", "5.3.2025", " 05 / 03 / 2025 ", "2025-03-05", "2025/3/5", "20250305",
        "ngày 5 tháng 3 năm 2025", "Ngày 05 tháng 03 năm 2025", "5 tháng 3 năm 2025", "05/03/2025 14:30",
        "2025-03-05T10:00:00Z", "2025-03-04T17:00:00Z", "2025-03-05 00:00:00",
    ],
)  # fmt: skip
def test_days(text: str) -> None:
    assert read_date(text, DMY) == FIFTH_OF_MARCH


@pytest.mark.parametrize("text", ["", "-", "không rõ", "0000-00-00", "00/00/0000", "N/A"])
def test_no_day_is_known(text: str) -> None:
    assert read_date(text, DMY) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("05/03/25", "short year"), ("Quý II/2025", "not a day but a period"), ("quý 2 năm 2025", "not a day but a period"),
        ("3/2025", "not a day but a period"), ("2025", "not a day but a period"), ("tháng 3/2025", "not a day but a period"),
        ("12/2025 - 01/2026", "not a day but a period"), ("31/02/2025", "no such day"), ("03/25/2025", "no such day"),
        ("hôm qua", "not a day"), ("45678", "not a day"), ("5/3/2025 lúc nào đó", "not a day"),
        ("9999-12-31T23:00:00Z", "no such day"),
    ],
)  # fmt: skip
def test_what_is_not_a_day_is_named(text: str, problem: str) -> None:
    assert read_date(text, DMY) == problem


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("05/03/2025 14:30", datetime(2025, 3, 5, 7, 30, tzinfo=UTC)),
        ("05/03/2025 14h30", datetime(2025, 3, 5, 7, 30, tzinfo=UTC)),
        ("05/03/2025 2:30 CH", datetime(2025, 3, 5, 7, 30, tzinfo=UTC)),
        ("05/03/2025 12:15 SA", datetime(2025, 3, 4, 17, 15, tzinfo=UTC)),
        ("2025-03-05T10:00:00Z", datetime(2025, 3, 5, 10, tzinfo=UTC)),
        ("2025-03-05T10:00:00.25+07:00", datetime(2025, 3, 5, 3, 0, 0, 250_000, tzinfo=UTC)),
        ("2025-03-05 00:00:00+00", datetime(2025, 3, 5, tzinfo=UTC)),
        ("2025-03-05", datetime(2025, 3, 4, 17, tzinfo=UTC)),
    ],
)
def test_moments_without_a_zone_are_vietnams(text: str, moment: datetime) -> None:
    assert read_datetime(text, DMY) == moment


def test_month_first_only_where_the_column_proves_it() -> None:
    assert survey(["03/25/2025", "04/01/2025"]).order == "mdy"
    assert survey(["03/04/2025", "04/01/2025"]).order == "dmy"
    assert survey(["25/03/2025", "03/25/2025"]).order == "dmy"


def test_excels_numbers_only_where_all_are() -> None:
    assert survey(["45721", "-", "45722.5"]).serials
    assert not survey(["45721", "05/03/2025"]).serials
    assert not survey([]).serials
    assert read_date("45721", DateFormat(serials=True)) == FIFTH_OF_MARCH
    assert from_serial(45721.604166667) == datetime(2025, 3, 5, 14, 30)  # noqa: DTZ001 - Excel has no zone


def read_columns(field: Field, column: pa.Array) -> tuple[list[object], list[str]]:
    faults = Faults()
    reader = make_reader(field, column, Marks())
    return reader.read(column, faults).to_pylist(), [
        *faults.sentences()[1].to_pylist(),
        *(s.en for s in reader.statements),
    ]


def test_text_columns() -> None:
    assert read_columns(DAY, strings("05/03/2025", None, "Quý I/2025")) == (
        [FIFTH_OF_MARCH, None, None],
        ["Day (day): “Quý I/2025” is a period, not a day."],
    )
    assert read_columns(DAY, strings("45721")) == (
        [FIFTH_OF_MARCH],
        ["Day (day): its numbers are Excel's days."],
    )
    assert read_columns(DAY, strings("03/25/2025")) == (
        [date(2025, 3, 25)],
        ["Day (day): the month is written before the day."],
    )


def test_typed_columns() -> None:
    seven = timezone(timedelta(hours=7))
    noon = datetime(2025, 3, 5, 12, tzinfo=seven)
    assert read_columns(DAY, pa.array([FIFTH_OF_MARCH, None]))[0] == [FIFTH_OF_MARCH, None]
    assert read_columns(DAY, pa.array([datetime(2025, 3, 4, 17, tzinfo=UTC)]))[0] == [FIFTH_OF_MARCH]
    assert read_columns(DAY, pa.array([noon.replace(tzinfo=None)]))[0] == [FIFTH_OF_MARCH]
    assert read_columns(MOMENT, pa.array([noon.replace(tzinfo=None), None]))[0] == [noon, None]
    assert read_columns(MOMENT, pa.array([noon.astimezone(UTC)]))[0] == [noon]
    assert (
        read_columns(DAY, pa.array([45721]))[0] == [FIFTH_OF_MARCH] or read_columns(DAY, pa.array([45721]))[1]
    )


@given(day=st.dates())
def test_every_day_comes_back(day: date) -> None:
    for text in (
        f"{day.day}/{day.month}/{day.year:04}",
        day.isoformat(),
        f"ngày {day.day} tháng {day.month} năm {day.year:04}",
    ):
        assert read_date(text, DMY) in {day, "no such day"}
        assert day.year in {1, 9999} or read_date(text, DMY) == day


@given(moment=st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_every_moment_comes_back(moment: datetime) -> None:
    assert read_datetime(moment.isoformat(), DMY) == moment


@given(text=st.text(alphabet="0123456789/-.:Tt zZ+ qQIVngàythámăm", max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    read_date(text, DMY)
    read_datetime(text, DateFormat("mdy", serials=True))
    survey([text])
