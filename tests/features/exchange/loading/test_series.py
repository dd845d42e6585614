"""Measured values: found their feature, judged, stored once."""

import csv
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.features.exchange.loading.conftest import City, read_csv
from twin.access import User
from twin.errors import BadFileError, BadInputError, ForbiddenError
from twin.features.exchange.imports import ImportOptions, SeriesOptions, SeriesReport
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.series import import_series
from twin.vocabulary import Text

HANOI = timezone(timedelta(hours=7))
HEAD = ("layer", "external_id", "measure", "time", "value", "unit")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_rows(
        rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD, name: str = "series.csv"
    ) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf8") as file:
            csv.writer(file).writerows([head, *rows])
        return path

    return write_rows


@pytest.fixture
def gauged(city: City) -> City:
    """A city with three drains; two of them have one name."""
    for number, name in ((1, "Trạm bơm Yên Hòa"), (2, "Cống Mọc"), (3, "Cống Mọc")):
        city.execute(
            "INSERT INTO city.drains (external_id, name, kind, geom) "
            "VALUES (%s, %s, 'pump_station', 'SRID=4326;POINT(105.79 21.01)')",
            f"d{number}",
            name,
        )
    return city


def bring(city: City, path: Path, **options: Any) -> SeriesReport:
    return import_series(city.url, city.user, path, SeriesOptions(**options))


def stored(city: City) -> list[tuple[Any, ...]]:
    return city.rows(
        "SELECT d.external_id, o.measure, o.observed_at, o.value, o.unit FROM city_store.observations o "
        "JOIN city.drains d ON d.id = o.feature_id WHERE o.layer = 'drains' ORDER BY 1, 2, 3"
    )


def test_values_find_their_features(gauged: City, write: Write) -> None:
    path = write(
        [
            ("drains", "d1", "rain", "2025-09-30T07:00:00+07:00", "12.5", "mm"),
            ("drains", "d1", "rain", "2025-09-30 08:00", "3", "mm"),
            ("drains", "d2", "water_level", "30/09/2025 07:00", "431", "cm"),
        ]
    )
    report = bring(gauged, path, source="Thoát nước Hà Nội")
    assert (report.read, report.new, report.rejected, report.layers) == (3, 3, 0, ("drains",))
    assert stored(gauged) == [
        ("d1", "rain", datetime(2025, 9, 30, 7, tzinfo=HANOI), 12.5, "mm"),
        ("d1", "rain", datetime(2025, 9, 30, 8, tzinfo=HANOI), 3.0, "mm"),
        ("d2", "water_level", datetime(2025, 9, 30, 7, tzinfo=HANOI), 4.31, "m"),
    ]
    assert gauged.rows("SELECT DISTINCT source, import_id FROM city_store.observations") == [
        ("Thoát nước Hà Nội", report.import_id)
    ]
    assert gauged.one("SELECT layer, counts ->> 'new' FROM city_store.imports") == ("observations", "3")


def test_the_same_values_again_change_nothing(gauged: City, write: Write) -> None:
    rows = [("drains", "d1", "rain", f"2025-09-30 {hour:02}:00", hour, "mm") for hour in range(5)]
    first = bring(gauged, write(rows))
    before = gauged.rows("SELECT * FROM city_store.observations ORDER BY observed_at")
    second = bring(gauged, write(rows))
    assert (first.new, second.new, second.changed, second.same) == (5, 0, 0, 5)
    assert gauged.rows("SELECT * FROM city_store.observations ORDER BY observed_at") == before


def test_a_corrected_value_replaces_the_one_before(gauged: City, write: Write) -> None:
    bring(gauged, write([("drains", "d1", "rain", "2025-09-30 07:00", 12, "mm")]))
    report = bring(gauged, write([("drains", "d1", "rain", "2025-09-30 07:00", 21, "mm")]))
    assert (report.new, report.changed, report.same) == (0, 1, 0)
    assert stored(gauged)[0][3] == 21.0


def test_what_the_file_lacks_can_be_stated(gauged: City, write: Write) -> None:
    path = write([("Trạm bơm Yên Hoà", "30/9/2025", "120,5")], ("trạm", "ngày", "mm"))
    report = bring(
        gauged, path, layer="drains", measure="lượng mưa", read=ReadOptions(mapping={"mm": "value"})
    )
    assert report.new == 1
    assert stored(gauged) == [("d1", "rain", datetime(2025, 9, 30, tzinfo=HANOI), 120.5, "mm")]


def test_a_workbook_is_read_too(gauged: City, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(HEAD))
    sheet.append(["drains", "d1", "rain", datetime(2025, 9, 30, 7), 12.5, "mm"])  # noqa: DTZ001 - Excel has no zones
    book.save(tmp_path / "mưa.xlsx")
    assert bring(gauged, tmp_path / "mưa.xlsx").new == 1
    assert stored(gauged) == [("d1", "rain", datetime(2025, 9, 30, 7, tzinfo=HANOI), 12.5, "mm")]


REFUSED = [
    (("drains", "d1", "rain", "2025-09-30 07:00", 7947.8, "mm"), "beyond belief"),
    (("drains", "d1", "rain", "2025-09-30 07:00", -1, "mm"), "beyond belief"),
    (("drains", "d1", "rain", "2025-09-30 07:00", 5, "km/h"), "cannot be turned into mm"),
    (("drains", "d1", "odour", "2025-09-30 07:00", 5, ""), "needs a unit"),
    (("drains", "d1", "rain", "hôm qua", 5, "mm"), "is not a day"),
    (("drains", "d1", "rain", "", 5, "mm"), "time is missing"),
    (("drains", "d1", "rain", "2025-09-30 07:00", "", "mm"), "no value"),
    (("drains", "d9", "rain", "2025-09-30 07:00", 5, "mm"), "No feature"),
    (("drains", "Cống Mọc", "rain", "2025-09-30 07:00", 5, "mm"), "No feature"),
    (("drains", "", "rain", "2025-09-30 07:00", 5, "mm"), "Neither an external id nor a name"),
    (("sewers", "d1", "rain", "2025-09-30 07:00", 5, "mm"), "no such layer"),
    (("drains", "d2", "rain", "2025-09-30 06:00", 6, "mm"), "Row 1 has a value"),
]


@pytest.mark.parametrize(("bad", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_cannot_be_stored_is_refused_in_words(gauged: City, write: Write, bad: Any, reason: str) -> None:
    good = ("drains", "d2", "rain", "2025-09-30 06:00", 5, "mm")
    report = bring(gauged, write([good, bad]))
    assert (report.new, report.rejected) == (1, 1)
    assert report.rejects is not None
    (row,) = read_csv(report.rejects)
    assert reason in row["reason_en"]
    assert row["row_number"] == "2"
    assert [row[name] for name in HEAD] == [str(value) for value in bad]
    assert len(stored(gauged)) == 1


def test_a_name_that_two_features_have_is_refused(gauged: City, write: Write) -> None:
    path = write(
        [("Cống Mọc", "2025-09-30", 1), ("trạm bơm yên hoà", "2025-09-30", 2)], ("tên", "ngày", "giá trị")
    )
    report = bring(gauged, path, layer="drains", measure="rain")
    assert (report.new, report.rejected) == (1, 1)
    assert report.rejects is not None
    assert "2 features of the layer have this name" in read_csv(report.rejects)[0]["reason_en"]


def test_whoever_knows_better_states_the_bounds(gauged: City, write: Write) -> None:
    path = write([("drains", "d1", "rain", "2025-10-27", 1739.6, "mm")])
    assert bring(gauged, path, maximum=2000).new == 1


def test_a_dry_run_stores_nothing(gauged: City, write: Write) -> None:
    report = bring(gauged, write([("drains", "d1", "rain", "2025-09-30", 5, "mm")]), dry_run=True)
    assert (report.new, report.import_id) == (1, None)
    assert stored(gauged) == []
    assert gauged.rows("SELECT * FROM city_store.imports") == []


def test_a_table_of_nothing_good_stores_nothing(gauged: City, write: Write) -> None:
    with pytest.raises(BadFileError, match=r"series\.rejects\.csv"):
        bring(gauged, write([("drains", "d1", "rain", "2025-09-30", -7, "mm")]))
    assert gauged.rows("SELECT * FROM city_store.imports") == []


@pytest.mark.parametrize(
    ("head", "missing"),
    [
        (("layer", "external_id", "measure", "value"), "Time"),
        (("layer", "measure", "time", "value"), "which feature"),
    ],
)
def test_a_table_without_a_needed_column_is_asked_about(
    gauged: City, write: Write, head: Sequence[str], missing: str
) -> None:
    with pytest.raises(BadInputError, match=missing):
        bring(gauged, write([["drains", "d1", "1", "2"]], head))


def test_a_viewer_brings_no_values(gauged: City, write: Write) -> None:
    path = write([("drains", "d1", "rain", "2025-09-30", 5, "mm")])
    with pytest.raises(ForbiddenError):
        import_series(gauged.url, User("xem", frozenset({"viewer"})), path, SeriesOptions())
    assert stored(gauged) == []


def test_the_real_rain_is_judged(city: City, sample_data: Path, tmp_path: Path) -> None:
    """48 stations, 25,111 days, values to 7,947 mm. Their places are made up: the file has none."""
    rain = sample_data / "rain" / "hanoi_rain_daily_2020_2025.csv"
    with rain.open(encoding="utf8") as file:
        values = [(row["station"], float(row["mm"])) for row in csv.DictReader(file)]
    names = sorted({station for station, _ in values})
    places = tmp_path / "stations.csv"
    with places.open("w", encoding="utf8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("Tên trạm", "Kinh độ", "Vĩ độ"),
                *((name, 105.7 + i / 500, 21 + i / 900) for i, name in enumerate(names)),
            ]
        )
    options = ImportOptions(new_layer=Text(vi="Trạm đo mưa", en="Rain stations"))
    assert import_file(city.url, city.user, "rain_stations", places, options).merged.new == len(names) == 48
    stated = SeriesOptions(
        read=ReadOptions(mapping={"mm": "value"}),
        layer="rain_stations",
        measure="rain",
        rejects=tmp_path / "no.csv",
    )
    report = import_series(city.url, city.user, rain, stated)
    beyond = [value for _, value in values if value > 600]
    assert max(beyond) > 7900
    assert (report.read, report.new, report.rejected) == (25_111, 25_111 - len(beyond), len(beyond))
    assert city.one("SELECT max(value) FROM city_store.observations") <= 600
    assert import_series(city.url, city.user, rain, stated).same == report.new
